"""The embedded engine: one journalled TinyDB file for each officer, for one process on one disk.

::

    FOLDER/lock                   held by the process that has the store
    FOLDER/office.jsonl           who there is, whose file may be open, what each has coming up
    FOLDER/ab/ab12….jsonl         one officer: a snapshot, then a line for each commit
    FOLDER/ab/ab12….3.trail       older audit entries of that officer, generation 3
    FOLDER/daybook.7              the last lines of all files, durable before the files are

Names are keyed hashes. A back-up is a copy of the folder made while no process has it.
"""

from storage.tiny.store import TinyStore

__all__ = ["TinyStore"]
