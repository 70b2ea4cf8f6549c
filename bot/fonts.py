"""The Thai font of everything that is drawn: Sarabun, under the SIL Open Font License."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from PIL import ImageFont, features

Weight = Literal["Regular", "Medium", "SemiBold", "Bold"]


class FontsMissing(Exception):  # noqa: N818 -- named by what is wrong
    """Thai cannot be drawn; the text says what to install."""


def font_file(weight: Weight = "Regular") -> Path:
    """The file of a font. Raises FontsMissing."""
    try:
        path = Path(str(files("fontpkg_sarabun"))) / "files" / f"Sarabun-{weight}.ttf"
    except ModuleNotFoundError:
        raise FontsMissing("the package fontpkg-sarabun is not installed") from None
    if not path.is_file():
        raise FontsMissing(f"the package fontpkg-sarabun has no {path.name}")
    return path


@cache
def font(size: int, weight: Weight = "Regular") -> ImageFont.FreeTypeFont:
    """A font of ``size`` pixels that sets Thai vowels and tone marks where they belong.

    Raises FontsMissing, also where Pillow was built without Raqm, which does the setting.
    """
    if not features.check("raqm"):
        raise FontsMissing("this Pillow was built without Raqm")
    return ImageFont.truetype(str(font_file(weight)), size, layout_engine=ImageFont.Layout.RAQM)
