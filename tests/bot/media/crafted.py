"""Files made for the tests, good and bad."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
from collections.abc import Mapping

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from bot.channel import Fetched

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
EXE = b"MZ\x90\0" + bytes(200)
ELF = b"\x7fELF\2\1\1" + bytes(100)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TYPES = "[Content_Types].xml"
ODT = "application/vnd.oasis.opendocument.text"


def picture(
    format: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object
) -> bytes:
    """A picture, red at its left and blue at its right."""
    image = Image.new(mode, size, "red" if mode == "RGB" else 1)
    image.paste("blue" if mode == "RGB" else 0, (size[0] // 2, 0, *size))
    return saved(image, format, **options)


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    """The bytes of a picture."""
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes into a photo: where, with what, and which side is up."""
    found = Image.Exif()
    found[0x0112], found[0x010F] = orientation, "Somebody's phone"
    degrees = (IFDRational(13), IFDRational(45), IFDRational(22))
    found[0x8825] = {1: "N", 2: degrees, 3: "E", 4: degrees}
    return found


def animation(format: str = "GIF") -> bytes:
    """Three pictures one after the other."""
    first, *others = (Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue"))
    return saved(first, format, save_all=True, append_images=others, duration=100, loop=0)


def zipped(members: Mapping[str, bytes | str], packed: bool = True) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(**more: bytes | str) -> bytes:
    """A Word document, with further parts (``__`` for ``/``, ``_dot_`` for the dot)."""
    extra = {n.replace("__", "/").replace("_dot_", "."): content for n, content in more.items()}
    return zipped({TYPES: "<Types/>", "word/document.xml": "<w:document/>", **extra})


def locked_zip() -> bytes:
    """A zip archive that says its member is encrypted."""
    plain = bytearray(zipped({"a.txt": "hello"}, packed=False))
    central = plain.index(b"PK\x01\x02")
    plain[6] |= 1
    plain[central + 8] |= 1
    return bytes(plain)


def ole(*names: str) -> bytes:
    """An old Office document with streams of these names."""
    return OLE + b"".join(name.encode("utf-16-le") + b"\0\0" + bytes(40) for name in names)


def mp4(brand: bytes = b"isom", more: bytes = b"") -> bytes:
    """The beginning of a film."""
    head = struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"isommp41"
    return head + struct.pack(">I", 8 + len(more)) + b"udta" + more + b"\0\0\0\x08mdat"


def wav() -> bytes:
    """A short silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(400))
    return out.getvalue()


def sent(content: bytes, mime: str = "") -> Fetched:
    """A file as an app hands it out."""
    return Fetched(content, mime)
