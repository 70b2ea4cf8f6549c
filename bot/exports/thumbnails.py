"""Small pictures of what officers sent, for documents: the same picture makes the same bytes."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

LARGEST = 480
"""Pixels, wide and high."""

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


def thumbnail(content: bytes) -> bytes | None:
    """The first picture of an image file as a small JPEG on white; None if it cannot be read."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            image.draft("RGB", (LARGEST * 2, LARGEST * 2))
            return _jpeg(ImageOps.exif_transpose(image))
    except Exception:  # Pillow's readers raise whatever their parsers stumble over
        return None


def _jpeg(image: Image.Image) -> bytes:
    small = image.convert("RGBA")
    small.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    page = Image.new("RGB", small.size, "white")
    page.paste(small, mask=small)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80)
    return out.getvalue()
