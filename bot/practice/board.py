"""A photo of a whiteboard that was never in a room: boxes, arrows, and a note."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from bot.fonts import font
from bot.practice.script import Picture

WIDTH, HEIGHT = 1200, 800
BOARD, INK, BLUE, RED = "#f6f4ec", "#26343d", "#1f5fa8", "#b23a2e"
COLUMNS = 3


def photo(picture: Picture) -> bytes:
    """The picture as JPEG. Raises FontsMissing."""
    image = Image.new("RGB", (WIDTH, HEIGHT), BOARD)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH - 1, HEIGHT - 1), outline="#b9b4a3", width=18)
    draw.text((70, 60), picture.title, font=font(56, "SemiBold"), fill=INK)
    for place, words in enumerate(picture.boxes):
        _box(draw, place, words, place + 1 < len(picture.boxes))
    draw.text((70, HEIGHT - 110), picture.note, font=font(44), fill=RED)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _box(draw: ImageDraw.ImageDraw, place: int, words: str, goes_on: bool) -> None:
    row, column = divmod(place, COLUMNS)
    left, top = 70 + column * 370, 190 + row * 230
    draw.rounded_rectangle((left, top, left + 290, top + 130), 18, outline=BLUE, width=6)
    draw.text((left + 145, top + 65), words, font=font(38), fill=INK, anchor="mm")
    if not goes_on:
        return
    if column < COLUMNS - 1:
        _arrow(draw, (left + 300, top + 65), (left + 358, top + 65))
    else:
        _arrow(draw, (left + 145, top + 140), (left + 145, top + 190))


def _arrow(draw: ImageDraw.ImageDraw, start: tuple[int, int], end: tuple[int, int]) -> None:
    draw.line((start, end), fill=INK, width=6)
    x, y = end
    down = start[0] == end[0]
    tips = ((x - 12, y - 16), (x + 12, y - 16)) if down else ((x - 16, y - 12), (x - 16, y + 12))
    draw.polygon((end, *tips), fill=INK)
