"""Files by name, in a folder, in the database or in a bucket, for whoever has to keep some."""

from storage.files.access import Access
from storage.files.copying import Copied, copy_files, move_files
from storage.files.folder import FolderFiles
from storage.files.opening import open_files
from storage.files.port import Away, BadName, Files, Found

__all__ = [
    "Access",
    "Away",
    "BadName",
    "Copied",
    "Files",
    "FolderFiles",
    "Found",
    "copy_files",
    "move_files",
    "open_files",
]
