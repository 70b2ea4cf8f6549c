"""The rich menu's picture, drawn with its Thai labels.

The letters are Sarabun (SIL Open Font License), shaped by Raqm: Thai marks stand where they belong.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from importlib.resources import as_file, files

from PIL import Image, ImageDraw, ImageFont, features

from bot.line.flex import MIST, NAVY, RULE, WHITE, Words
from bot.line.menu import HEIGHT, ITEMS, WIDTH, Box, Item, boxes

LABEL_SIZE = 92
GAP = 18
RADIUS = 44
DISC = 84
"""Half the width of the disc an icon stands on."""
FINER = 2
"""Drawn larger and then reduced, so that round edges are smooth."""
SKY = "#DCE8F5"

Paint = Callable[[ImageDraw.ImageDraw, float, float, float, str], None]
"""Draws an icon around a middle; the number after it is half its width."""


def draw_menu(words: Words) -> bytes:
    """The picture as PNG, well below LINE's megabyte.

    Raises RuntimeError where Pillow has no Raqm: Thai marks would stand in the wrong places.
    """
    if not features.check("raqm"):
        raise RuntimeError("Pillow was built without Raqm; the menu's Thai cannot be drawn")
    image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), MIST)
    pen = ImageDraw.Draw(image)
    for item, box in zip(ITEMS, boxes(), strict=True):
        _draw(pen, item, words(item.phrase), box)
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    picture = io.BytesIO()
    small.quantize(128, dither=Image.Dither.NONE).save(picture, "PNG", optimize=True)
    return picture.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    with as_file(files("fontpkg_sarabun") / "files" / "Sarabun-Bold.ttf") as path:
        return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)


def _draw(pen: ImageDraw.ImageDraw, item: Item, label: str, box: Box) -> None:
    """A card with an icon on a disc and the label under it; the first card stands out."""
    left, top, right, bottom = (edge * FINER for edge in box)
    gap, first = GAP * FINER, item is ITEMS[0]
    pen.rounded_rectangle(
        (left + gap, top + gap, right - gap, bottom - gap),
        RADIUS * FINER,
        fill=NAVY if first else WHITE,
        outline=NAVY if first else RULE,
        width=3 * FINER,
    )
    middle, high = (left + right) / 2, top + (bottom - top) * 0.35
    disc = DISC * FINER
    around = (middle - disc, high - disc, middle + disc, high + disc)
    pen.ellipse(around, fill=WHITE if first else SKY)
    ICONS[item.icon](pen, middle, high, disc * 0.5, NAVY)
    pen.text(
        (middle, top + (bottom - top) * 0.86),
        label,
        font=_font(LABEL_SIZE * FINER),
        fill=WHITE if first else NAVY,
        anchor="ms",
        language="th",
    )


def _play(pen: ImageDraw.ImageDraw, x: float, y: float, half: float, colour: str) -> None:
    tip, back = x + half, x - half * 0.7
    pen.polygon([(back, y - half), (back, y + half), (tip, y)], fill=colour)


def _list(pen: ImageDraw.ImageDraw, x: float, y: float, half: float, colour: str) -> None:
    thick = half * 0.16
    for row in (-0.7, 0.0, 0.7):
        line = y + row * half
        pen.ellipse((x - half, line - thick, x - half + 2 * thick, line + thick), fill=colour)
        pen.rounded_rectangle(
            (x - half * 0.45, line - thick, x + half, line + thick), thick, fill=colour
        )


def _bars(pen: ImageDraw.ImageDraw, x: float, y: float, half: float, colour: str) -> None:
    for place, tall in ((-0.66, 0.8), (0.0, 1.3), (0.66, 1.8)):
        middle, wide = x + place * half, half * 0.22
        top = y + half * 0.9 - tall * half
        pen.rounded_rectangle(
            (middle - wide, top, middle + wide, y + half * 0.9), wide * 0.5, fill=colour
        )


def _arrow(pen: ImageDraw.ImageDraw, x: float, y: float, half: float, colour: str) -> None:
    wide = half * 0.17
    pen.rounded_rectangle((x - half, y - wide, x + half * 0.5, y + wide), wide, fill=colour)
    tip = [(x + half * 0.25, y - half * 0.7), (x + half * 0.25, y + half * 0.7), (x + half, y)]
    pen.polygon(tip, fill=colour)


def _bulb(pen: ImageDraw.ImageDraw, x: float, y: float, half: float, colour: str) -> None:
    glass = half * 0.68
    top = y - half
    pen.ellipse((x - glass, top, x + glass, top + 2 * glass), fill=colour)
    foot, thick = half * 0.36, half * 0.1
    pen.rectangle((x - foot, y + half * 0.1, x + foot, y + half * 0.48), fill=colour)
    for row in (0.62, 0.9):
        line = y + row * half
        pen.rounded_rectangle((x - foot, line - thick, x + foot, line + thick), thick, fill=colour)


def _question(pen: ImageDraw.ImageDraw, x: float, y: float, half: float, colour: str) -> None:
    pen.text((x, y), "?", font=_font(round(half * 2.9)), fill=colour, anchor="mm")


ICONS: dict[str, Paint] = {
    "play": _play,
    "list": _list,
    "bars": _bars,
    "arrow": _arrow,
    "bulb": _bulb,
    "question": _question,
}
