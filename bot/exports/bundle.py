"""A ZIP that needs nothing but itself: BagIt (RFC 8493), with trail, signature and verifier.

::

    bagit.txt, bag-info.txt, manifest-sha256.txt, tagmanifest-sha256.txt     as RFC 8493 has them
    data/evidence.json          the dossier for machines
    data/documents/…            the formats that were asked for
    data/attachments/01-…       files the officer sent, as they are kept
    data/transcript.txt         what was said
    data/chain.jsonl            the audit trail; see ``trail``
    signature.json              the seal over manifest-sha256.txt
    public-key.pem, verify.py   ``python3 verify.py`` checks everything

The same arguments make the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import msgspec

from bot.exports import json
from bot.exports.dossier import Attached, Dossier, TranscriptEntry
from bot.exports.signing import Keys, Seal, pem
from bot.exports.words import Writing, load_words
from bot.media.names import sanitised
from storage.audit import Entry, canonical

VERIFIER = Path(__file__).with_name("verify_bundle.py")
MANIFEST, SIGNATURE = "manifest-sha256.txt", "signature.json"
DOCUMENTS, ATTACHMENTS = "data/documents", "data/attachments"

PRIVATE = frozenset({"by", "who", "app", "code", "coach_id"})
"""Fields of an entry's content that name other people's accounts: it is withheld whole."""
_PACKED = re.compile(r"\.(jpe?g|png|gif|webp|mp4|m4a|zip|docx|xlsx|pptx|pdf)$")
_UNSAFE = re.compile(r"[\s\\/:*?\"<>|]+")


def bundle(
    dossier: Dossier,
    entries: Sequence[Entry],
    documents: Mapping[str, bytes],
    attachments: Mapping[int, bytes],
    keys: Keys,
) -> bytes:
    """The ZIP. ``documents`` by file name; ``attachments`` by their number in the dossier.

    Raises BadKey.
    """
    evidence = json.make(dossier)
    payload = {"data/evidence.json": evidence, "data/chain.jsonl": trail(dossier, entries)}
    if dossier.transcript:
        payload["data/transcript.txt"] = transcript(dossier)
    payload |= {f"{DOCUMENTS}/{name}": content for name, content in documents.items()}
    payload |= dict(_attached(dossier, attachments))
    manifest = manifest_of(payload)
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": _info(dossier, payload).encode(),
        MANIFEST: manifest,
        SIGNATURE: canonical(msgspec.to_builtins(seal_of(dossier, evidence, manifest, keys))),
        "public-key.pem": pem(keys.known[keys.name]),
        "verify.py": VERIFIER.read_bytes(),
    }
    tags["tagmanifest-sha256.txt"] = manifest_of(tags)
    return packed({**tags, **payload})


def seal_of(
    dossier: Dossier, evidence: bytes, content: bytes, keys: Keys, format: str = ""
) -> Seal:
    """What the deployment signs of one file; the bundle's own is over its manifest."""
    cover = dossier.cover
    digest, told = sha256(content).hexdigest(), sha256(evidence).hexdigest()
    made, witness = cover.made_at.isoformat(), keys.witness(evidence)
    return keys.seal(
        Seal(
            cover.export,
            format or "manifest",
            digest,
            len(content),
            told,
            cover.trail,
            cover.head,
            cover.links,
            made,
            keys.name,
            witness,
        )
    )


def trail(dossier: Dossier, entries: Sequence[Entry]) -> bytes:
    """The audit trail up to the dossier's head, an entry a line, as ``storage.audit`` has it.

    Every link is there; content and salt only of what the dossier shows, and never where they name
    other people's accounts.
    """
    shown = frozenset(entry.seq for entry in dossier.transcript)
    everything = dossier.complete and bool(dossier.transcript)
    lines = []
    for entry in entries[: dossier.cover.links]:
        public = not _names_others(entry.content) and (everything or entry.seq in shown)
        kept = entry if public else entry.without_content()
        lines.append(_line(kept))
    return b"".join(lines)


def transcript(dossier: Dossier) -> bytes:
    """What was said, as plain text."""
    write = Writing(load_words(), dossier.options.thai_digits)
    return "\n".join(line for entry in dossier.transcript for line in _said(write, entry)).encode()


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """Digests as ``sha256sum -c`` reads them."""
    lines = (f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def packed(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of ``members`` by name, the same for the same; all dated as early as a ZIP can say."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name in sorted(members):
            info = ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            info.compress_type = ZIP_STORED if _PACKED.search(name) else ZIP_DEFLATED
            archive.writestr(info, members[name])
    return out.getvalue()


def _attached(dossier: Dossier, files: Mapping[int, bytes]) -> Iterator[tuple[str, bytes]]:
    for attached in dossier.attachments:
        if attached.number in files:
            yield f"{ATTACHMENTS}/{attachment_name(attached)}", files[attached.number]


def attachment_name(attached: Attached) -> str:
    """``03-แบบฟอร์ม.jpg``: the number first, then the name without what some system refuses."""
    name = _UNSAFE.sub("_", sanitised(attached.name.text)).strip("._")
    return f"{attached.number:02d}-{name or attached.kind}"


def _info(dossier: Dossier, payload: Mapping[str, bytes]) -> str:
    cover, size = dossier.cover, sum(map(len, payload.values()))
    return (
        f"External-Identifier: {cover.export}\nBagging-Date: {cover.made_at.date().isoformat()}\n"
        f"Payload-Oxum: {size}.{len(payload)}\nUnit: {cover.unit}\n"
        f"Trail: {cover.trail}\nChain-Head: {cover.head}\nChain-Entries: {cover.links}\n"
        f"Verify: {cover.verify_url}\n"
    )


def _names_others(content: Any) -> bool:
    match content:
        case dict():
            return bool(PRIVATE & content.keys()) or any(map(_names_others, content.values()))
        case list():
            return any(map(_names_others, content))
        case _:
            return False


def _line(entry: Entry) -> bytes:
    return msgspec.json.encode(entry, order="sorted") + b"\n"


def _said(write: Writing, entry: TranscriptEntry) -> Iterator[str]:
    if entry.days_later:
        yield f"—— {write.later(entry.days_later)} ——\n"
    who = entry.sentence.by or write.one_of("speaker", entry.speaker, "program")
    text = write("transcript.erased") if entry.erased else entry.sentence.text
    yield f"{write.digits(str(entry.number))} · {write.moment_short(entry.at)} · {who}"
    yield from (f"    {line}" for line in text.splitlines())
    yield ""
