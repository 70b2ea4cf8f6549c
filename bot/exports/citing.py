"""How a document says who said a sentence, when, where, and where it stands in the transcript."""

from __future__ import annotations

from bot.exports.dossier import Attached, Sentence, Statement, TranscriptEntry
from bot.exports.prose import Prose
from bot.exports.words import Writing


def mark(write: Writing, sentence: Sentence) -> str:
    """The mark of a sentence's origin, with the name of a human who wrote it: ``[โค้ช วันดี]``."""
    origin = write(f"mark.{sentence.origin}")
    if sentence.by and sentence.origin == "coach":
        return write("office.mark_by", mark=origin, name=sentence.by)
    return write("office.mark", mark=origin)


def marked(write: Writing, sentence: Sentence) -> str:
    """A sentence with its mark; what somebody said is in quotation marks."""
    return f"{mark(write, sentence)} {quoted(write, sentence)}"


def quoted(write: Writing, sentence: Sentence) -> str:
    """The words, in quotation marks unless the program wrote them."""
    own = sentence.origin == "program"
    return sentence.text if own else write("office.quote", text=sentence.text)


def source(write: Writing, sentence: Sentence) -> str:
    """``27 พ.ย. 2569 14.05 น. · LINE · บทสนทนาลำดับที่ 3``; parts not known are left out."""
    return Prose(write).source(sentence)


def entries(write: Writing, sentence: Sentence) -> str:
    """Where it stands in the transcript, empty if it does not."""
    numbers = write.numbers(sentence.entries)
    return write("statement.entries", numbers=numbers) if numbers else ""


def manner(write: Writing, statement: Statement) -> str:
    """What it answers, whether it is of one's own part, whether it was handed over."""
    flags = {"own_part": statement.own_part, "submitted": statement.submitted}
    keys = [f"manner.{statement.manner}", *(key for key, is_so in flags.items() if is_so)]
    return " · ".join(write(f"statement.{key}") for key in keys)


def file_facts(write: Writing, attached: Attached) -> str:
    """Kind, size and type of a file, and whether it is still kept."""
    parts = [
        write(f"attachment.kinds.{attached.kind}"),
        write.size(attached.size) if attached.size else "",
        attached.mime,
        "" if attached.kept else write("attachment.not_kept"),
    ]
    return " · ".join(part for part in parts if part)


def spoken(write: Writing, entry: TranscriptEntry) -> Sentence | str:
    """The words of an entry; what was erased is said, not shown."""
    if entry.erased:
        return Sentence(write("transcript.erased"), "program")
    lead = {"edited": "edited", "tap": "tapped", "to_coach": "to_coach"}.get(entry.kind)
    if lead is None:
        return entry.sentence
    return f"{write(f'transcript.{lead}')} {marked(write, entry.sentence)}"
