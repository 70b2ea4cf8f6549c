"""Which files are kept: by what is in them, whatever they are called."""

from __future__ import annotations

import gzip
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media import Limits, Trouble, check
from bot.media.check import too_large
from bot.media.trouble import Why
from bot.media.types import Type, real_type
from content.models import Content
from dialogs.values import MediaKind
from tests.bot.media.crafted import (
    ELF,
    EXE,
    ODT,
    PDF,
    TYPES,
    animation,
    locked_zip,
    mp4,
    ole,
    picture,
    saved,
    sent,
    wav,
    word,
    zipped,
)

OGG = b"OggS\0\2" + bytes(22) + b"OpusHead" + bytes(40)
MP3 = b"ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x64" + bytes(100)
MACRO_TYPES = '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'

GOOD: list[tuple[MediaKind, str, bytes, str, str]] = [
    ("image", "", picture(), "image/jpeg", "image/jpeg"),
    ("image", "", picture("PNG"), "image/png", "image/png"),
    ("image", "", picture("WEBP"), "image/webp", "image/webp"),
    ("image", "", animation("GIF"), "image/gif", "image/gif"),
    ("image", "IMG_1.JPG", picture("PNG"), "image/jpeg", "image/png"),  # apps convert silently
    ("voice", "", mp4(b"M4A "), "audio/x-m4a", "audio/mp4"),
    ("voice", "", mp4(b"isom"), "audio/mp4", "video/mp4"),
    ("voice", "", OGG, "audio/ogg", "audio/ogg"),
    ("voice", "song.mp3", MP3, "audio/mpeg", "audio/mpeg"),
    ("voice", "", wav(), "audio/wav", "audio/wav"),
    ("video", "", mp4(b"mp42"), "video/mp4", "video/mp4"),
    ("video", "", mp4(b"qt  "), "video/quicktime", "video/quicktime"),
    ("file", "แผนงาน.pdf", PDF, "application/pdf", "application/pdf"),
    ("file", "คู่มือ.docx", word(), "", Type.__name__),
    ("file", "old.doc", ole("WordDocument"), "application/msword", "application/msword"),
    ("file", "old.xls", ole("Workbook"), "", "application/vnd.ms-excel"),
    ("file", "a.txt", "สวัสดี ขั้นตอน".encode(), "text/plain", "text/plain"),
    ("file", "a.csv", "ขั้นตอน,วัน".encode("cp874"), "text/csv", "text/plain"),
    ("file", "a.txt", "สวัสดี".encode("utf-16"), "", "text/plain"),
    ("file", "flow.drawio", b"<mxfile><diagram>7VhNc9</diagram></mxfile>", "", "text/plain"),
    ("file", "a.zip", zipped({"ก/แผน.pdf": PDF, "b.docx": word()}), "", "application/zip"),
    ("file", "photo.png", picture("PNG"), "application/octet-stream", "image/png"),
]


@pytest.mark.parametrize(("kind", "name", "content", "mime", "real"), GOOD)
def test_what_officers_usually_send_is_kept_as_what_it_is(
    kind: MediaKind, name: str, content: bytes, mime: str, real: str
) -> None:
    assert check(kind, sent(content, mime), name) is None
    found = real_type(content)
    assert isinstance(found, Type)
    assert real in (found.mime, Type.__name__)


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            zipped({TYPES: "", "xl/workbook.xml": ""}),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (zipped({"mimetype": ODT, "content.xml": ""}), ODT),
        (zipped({"a.txt": "hello"}), "application/zip"),
        (ole("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    ],
)
def test_documents_are_known_by_what_is_inside_them(content: bytes, mime: str) -> None:
    found = real_type(content)
    assert isinstance(found, Type)
    assert found.mime == mime


def bomb() -> bytes:
    """A PNG of a few bytes that would be 6.4 gigabytes of pixels."""
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")]
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


HTML = b"<!DOCTYPE html><html><body onload=alert(1)></body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
SHORTCUT = bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(60)
INNER = zipped({"run.txt": EXE})

BAD: list[tuple[str, MediaKind, str, bytes, Why]] = [
    ("a program", "file", "setup.exe", EXE, "dangerous"),
    ("a program by another name", "file", "report.pdf", EXE, "dangerous"),
    ("a program without a name", "file", "", ELF, "dangerous"),
    ("two suffixes", "file", "photo.jpg.exe", picture(), "dangerous"),
    ("a suffix turned round", "file", "photo\u202egpj.exe", picture(), "dangerous"),
    ("a suffix with a dot after it", "file", "photo.exe. ", picture(), "dangerous"),
    ("a shell script", "file", "", b"#!/bin/sh\nrm -rf ~\n", "dangerous"),
    ("a script that is only text", "file", "a.ps1", b"Remove-Item x", "dangerous"),
    ("a shortcut", "file", "", SHORTCUT, "dangerous"),
    ("a web page", "file", "", HTML, "dangerous"),
    ("a web page called text", "file", "a.txt", b"  \n" + HTML, "dangerous"),
    ("a web page in UTF-16", "file", "a.txt", HTML.decode().encode("utf-16"), "unknown"),
    ("a drawing with scripts", "image", "", SVG, "dangerous"),
    ("an installer", "file", "", ole("Binary.x"), "dangerous"),
    ("rich text", "file", "a.rtf", b"{\\rtf1\\ansi{\\object}}", "unknown"),
    ("Word with macros", "file", "a.docm", word(), "macros"),
    ("hidden macros", "file", "a.docx", word(word__vbaProject_dot_bin=b"x"), "macros"),
    ("macros by type", "file", "a.docx", zipped({TYPES: MACRO_TYPES, "word/x": ""}), "macros"),
    ("macro sheets", "file", "", zipped({TYPES: "", "xl/macrosheets/s.xml": ""}), "macros"),
    ("old macros", "file", "a.doc", ole("WordDocument", "_VBA_PROJECT"), "macros"),
    ("OpenDocument macros", "file", "", zipped({"mimetype": ODT, "Basic/x.xml": ""}), "macros"),
    (
        "macros in a zip",
        "file",
        "",
        zipped({"a.docx": word(word__vbaProject_dot_bin="")}),
        "macros",
    ),
    ("a program in a zip", "file", "a.zip", zipped({"x/a.exe": "x"}), "archive"),
    ("a renamed program in a zip", "file", "a.zip", zipped({"a.txt": EXE}), "archive"),
    ("a zip in a zip", "file", "a.zip", zipped({"a.zip": "x"}), "archive"),
    ("a renamed zip in a zip", "file", "a.zip", zipped({"a.txt": INNER}), "archive"),
    ("a phone's app", "file", "", zipped({"classes.dex": "dex\n035"}), "archive"),
    ("a wrapped file", "file", "", word(word__e_dot_bin=ole("\x01Ole10Native")), "archive"),
    ("a locked zip", "file", "a.zip", locked_zip(), "locked"),
    ("a locked document", "file", "a.docx", ole("EncryptedPackage"), "locked"),
    ("a closed archive", "file", "", b"Rar!\x1a\x07\x01\0" + bytes(50), "locked"),
    ("a closed archive by name", "file", "a.7z", b"7z", "locked"),
    ("packed bytes", "file", "", gzip.compress(b"hi"), "locked"),
    ("a picture called PDF", "file", "a.pdf", picture(), "mismatch"),
    ("a document called picture", "image", "", PDF, "mismatch"),
    ("a picture called sound", "voice", "", picture(), "mismatch"),
    ("text called picture", "file", "a.png", b"hello", "mismatch"),
    ("a picture that is a zip", "image", "", picture() + zipped({"a.txt": "x"}), "mismatch"),
    ("a document that is a zip", "file", "", PDF + zipped({"a.txt": "x"}), "mismatch"),
    ("a GIF that is a page", "image", "", b"GIF89a/*\0" + HTML + b"*/", "mismatch"),
    ("a film that is a document", "video", "", mp4(more=PDF), "mismatch"),
    ("an unknown format", "file", "", bytes(range(1, 200)) * 3, "unknown"),
    ("a phone's own format", "file", "a.heic", mp4(b"heic"), "unknown"),
    ("nothing", "file", "a.pdf", b"", "damaged"),
    ("half a picture's header", "image", "", picture()[:8], "damaged"),
    ("a cut zip", "file", "", zipped({"a.txt": "x" * 99})[:60], "damaged"),
    ("more pixels than memory", "image", "", bomb(), "bomb"),
    ("a zip that swells", "file", "", zipped({"a.txt": bytes(30_000_000)}), "bomb"),
]


@pytest.mark.parametrize(
    ("kind", "name", "content", "why"),
    [case[1:] for case in BAD],
    ids=[case[0].replace(" ", "-") for case in BAD],
)
def test_what_may_do_harm_is_refused_with_its_reason(
    kind: MediaKind, name: str, content: bytes, why: Why
) -> None:
    assert check(kind, sent(content), name) == Trouble(why)


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (PDF, "image/png"),
        (picture(), "application/pdf"),
        (picture(), "text/plain"),
        (b"hello", "video/mp4"),
        (zipped({"a.txt": "x"}), "image/jpeg; charset=binary"),
    ],
)
def test_what_the_app_says_of_a_file_must_be_true(content: bytes, mime: str) -> None:
    assert check("file", sent(content, mime)) == Trouble("mismatch")


def test_each_kind_has_its_own_limit_and_the_officer_is_told_it(content: Content) -> None:
    limits = Limits(image=2 * 1024 * 1024)
    trouble = check("image", sent(bytes(2 * 1024 * 1024 + 1)), limits=limits)
    assert trouble == Trouble("large", "2 MB")
    assert "2 MB" in trouble.words(content.phrases)
    assert too_large("image", 2 * 1024 * 1024, limits) is None
    assert too_large("video", 100 * 1024 * 1024 + 1) == Trouble("large", "100 MB")
    assert too_large("voice", None) is None


@pytest.mark.parametrize("why", Why.__args__)  # type: ignore[attr-defined]  # of a Literal
def test_every_refusal_is_explained_in_thai(content: Content, why: Why) -> None:
    words = Trouble(why, "1 MB").words(content.phrases)
    assert words.endswith(("ครับ", "ส่งใหม่", "ครั้ง", "ได้", "เกี่ยว"))
    assert len(words) <= 200


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\3\4", b"\x89PNG\r\n\x1a\n", b"GIF89a", PDF])
)
def test_no_content_whatever_upsets_the_check(noise: bytes, head: bytes) -> None:
    check("file", sent(head + noise))
    check("image", sent(picture()[: len(noise)] + noise))


def test_a_picture_in_grey_or_with_a_palette_is_fine() -> None:
    from PIL import Image

    for mode in ("L", "P", "RGBA", "1", "I;16"):
        assert check("image", sent(saved(Image.new(mode, (9, 9)), "PNG"))) is None
