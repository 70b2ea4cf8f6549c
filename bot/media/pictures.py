"""Pictures as nothing but pixels: upright, without the place, time and camera of their making."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageOps, ImageSequence, JpegImagePlugin

from bot.media.trouble import Trouble

MOST_PIXELS = 64_000_000  # of one picture; phones have 12 to 50 million
MOST_IN_ALL = 256_000_000  # of all the pictures of an animation
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
"""What Pillow may open; JPEG stands for several pictures in one file (MPO) too."""
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_KEPT = ("icc_profile", "transparency", "duration", "loop", "disposal", "blend", "background")
"""What is kept of a picture's information: how it looks."""


def picture_trouble(content: bytes) -> Trouble | None:
    """What speaks against a picture, told by its beginning and its size; it is not decoded."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            return _too_large(image)
    except _BOMBS:
        return Trouble("bomb")
    except Exception:  # Pillow's readers raise whatever their parsers stumble over
        return Trouble("damaged")


def bare(content: bytes) -> bytes | Trouble:
    """The picture written anew, in its own format and quality. Takes about 0.3 s for a photo."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            return _too_large(image) or _written(image)
    except _BOMBS:
        return Trouble("bomb")
    except Exception:  # as above; also MemoryError, which is this picture's fault here
        return Trouble("damaged")


def _too_large(image: Image.Image) -> Trouble | None:
    pixels = image.width * image.height
    if pixels > MOST_PIXELS or pixels * _count(image) > MOST_IN_ALL:
        return Trouble("bomb")
    return None


def _count(image: Image.Image) -> int:
    return 1 if _is_jpeg(image) else int(getattr(image, "n_frames", 1))


def _is_jpeg(image: Image.Image) -> bool:
    return image.format in ("JPEG", "MPO")


def _written(image: Image.Image) -> bytes:
    options = _quality(image)
    first, *others = _frames(image)
    if others:
        options |= {"save_all": True, "append_images": others}
    out = io.BytesIO()
    format = "JPEG" if _is_jpeg(image) else image.format
    first.save(out, format, exif=b"", comment=b"", **options)
    return out.getvalue()


def _quality(image: Image.Image) -> dict[str, Any]:
    """How to lose nothing more: a JPEG keeps its own tables, whatever program chose them."""
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        return {
            "qtables": image.quantization,
            "subsampling": JpegImagePlugin.get_sampling(image),
        }
    return {"quality": 90} if image.format == "WEBP" else {}


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    """Of a JPEG only the first picture: more of them are previews and depths."""
    for frame in ImageSequence.Iterator(image):
        upright = ImageOps.exif_transpose(frame).copy()
        upright.info = {key: frame.info[key] for key in _KEPT if key in frame.info}
        yield upright
        if _is_jpeg(image):
            return
