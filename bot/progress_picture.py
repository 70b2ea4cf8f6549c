"""The progress as a picture: a row for each criterion, to be read on a phone.

1040 pixels wide; on a phone's screen 38 of them are about as high as a line of a chat. Shapes are
drawn twice as large and made smaller, because Pillow gives them no smooth edges; letters have them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from PIL import Image, ImageDraw, ImageFont
from uniseg.graphemecluster import grapheme_clusters

from bot.fonts import font
from bot.thailand import THAILAND
from content.phrases import Phrases
from dialogs.dates import thai_date
from dialogs.values import ProgressCard, Voice

FINE = 2  # times larger than they are shown, shapes are drawn

WIDTH, EDGE, INSET = 1040, 40, 36
HEAD, ROW, FOOT, PAD = 212, 108, 152, 8
LEFT, RIGHT = EDGE + INSET, WIDTH - EDGE - INSET
NUMBER, SHARE, BAR = 76, 132, 14
BASE, BAR_AT, TICK_AT = 60, 80, 26  # of a row's letters, bar and tick, below its top

PAPER, CARD, RULE = "#F1F5F9", "#FFFFFF", "#DDE4EB"
NAVY, INK, QUIET = "#17406D", "#1F2933", "#52606D"
GREEN, BLUE = "#2E7D4F", "#2F6DB5"
"""Letters stand out from what is behind them by at least 4.5 to 1."""

MOST_ROWS = 60
MOST_TRIED = 160  # grapheme clusters; no line has so many
_DRAWN: Final = re.compile(r"[\u0e01-\u0e3a\u0e3f-\u0e5b\u0020-\u007e\u00c0-\u017f–’“”…·]")

Say = Callable[..., str]
Row = tuple[str, str, int, bool]


def draw(
    card: ProgressCard, name: str, at: datetime, phrases: Phrases, voice: Voice = "krub"
) -> bytes:
    """The picture as PNG. ``at`` is when the progress was so; ``name`` may be empty.

    Raises FontsMissing. Takes about 0.2 s and belongs in a thread.
    """

    def say(key: str, **fields: str) -> str:
        return phrases.say(key, voice, turn=0, **fields)

    rows = tuple(_row(row) for row in card.rows[:MOST_ROWS])
    image = _shapes(rows)
    pen = ImageDraw.Draw(image)
    _head(pen, rows, _drawable(name), say)
    for place, row in enumerate(rows):
        _words(pen, _top(place), row)
    _foot(pen, _bottom(rows), at.astimezone(THAILAND), say)
    out = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def _row(row: Row) -> Row:
    number, title, share, confirmed = row
    return _drawable(number), _drawable(title), min(100, max(0, share)), confirmed


def _top(place: int) -> int:
    return HEAD + PAD + ROW * place


def _bottom(rows: tuple[Row, ...]) -> int:
    return _top(len(rows)) + PAD


class _Brush:
    """Draws shapes, in pixels of the finished picture."""

    def __init__(self, width: int, height: int) -> None:
        self.canvas = Image.new("RGB", (width * FINE, height * FINE), PAPER)
        self._pen = ImageDraw.Draw(self.canvas)

    def bar(self, box: tuple[float, ...], radius: int, fill: str, rim: str | None = None) -> None:
        self._pen.rounded_rectangle([v * FINE for v in box], radius * FINE, fill, rim, 2 * FINE)

    def rule(self, top: int) -> None:
        self._pen.line([v * FINE for v in (LEFT, top, RIGHT, top)], RULE, FINE)

    def tick(self, left: int, top: int, size: int) -> None:
        """A white tick on a green disc."""
        self._pen.ellipse([v * FINE for v in (left, top, left + size, top + size)], GREEN)
        along = ((0.27, 0.53), (0.44, 0.70), (0.74, 0.34))
        points = [((left + x * size) * FINE, (top + y * size) * FINE) for x, y in along]
        self._pen.line(points, CARD, max(3, size // 9) * FINE, joint="curve")


def _shapes(rows: tuple[Row, ...]) -> Image.Image:
    bottom = _bottom(rows)
    brush = _Brush(WIDTH, bottom + FOOT)
    brush.bar((EDGE, HEAD, WIDTH - EDGE, bottom), 20, CARD, RULE)
    for place, (_, _, share, confirmed) in enumerate(rows):
        top = _top(place)
        if place:
            brush.rule(top)
        _bar(brush, top + BAR_AT, share, GREEN if confirmed else BLUE)
        if confirmed:
            brush.tick(RIGHT - 40, top + TICK_AT, 40)
    brush.tick(EDGE, bottom + 32, 28)
    return brush.canvas.reduce(FINE)


def _bar(brush: _Brush, top: int, share: int, colour: str) -> None:
    left, radius = LEFT + NUMBER, BAR // 2
    brush.bar((left, top, RIGHT, top + BAR), radius, RULE)
    if share:
        end = left + max(BAR, (RIGHT - left) * share / 100)
        brush.bar((left, top, end, top + BAR), radius, colour)


def _head(pen: ImageDraw.ImageDraw, rows: tuple[Row, ...], name: str, say: Say) -> None:
    large = font(54, "Bold")
    key = "picture.progress.title" if name else "picture.progress.nameless"
    title = _fitted(say(key, name=name), large, WIDTH - 2 * EDGE)
    pen.text((EDGE, 84), title, NAVY, large, "ls")
    counts = say(
        "picture.progress.counts",
        ready=str(sum(share == 100 for _, _, share, _ in rows)),
        confirmed=str(sum(confirmed for _, _, _, confirmed in rows)),
        total=str(len(rows)),
    )
    pen.text((EDGE, 158), counts, INK, font(40, "Medium"), "ls")


def _words(pen: ImageDraw.ImageDraw, top: int, row: Row) -> None:
    number, title, share, confirmed = row
    words, room = font(38), RIGHT - LEFT - NUMBER - SHARE
    pen.text((LEFT, top + BASE), number, NAVY, font(38, "SemiBold"), "ls")
    pen.text((LEFT + NUMBER, top + BASE), _fitted(title, words, room), INK, words, "ls")
    if not confirmed:
        colour = INK if share else QUIET
        pen.text((RIGHT, top + BASE), f"{share}%", colour, font(36, "Medium"), "rs")


def _foot(pen: ImageDraw.ImageDraw, top: int, at: datetime, say: Say) -> None:
    small = font(30)
    pen.text((EDGE + 42, top + 56), say("picture.progress.legend"), QUIET, small, "ls")
    said = say("picture.progress.at", date=thai_date(at), time=f"{at:%H.%M}")
    pen.text((EDGE, top + 110), said, QUIET, small, "ls")


def _drawable(text: str) -> str:
    """``text`` on one line, in the letters the font has."""
    return " ".join("".join(_DRAWN.findall(" ".join(text.split()))).split())


def _fitted(text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    """``text``, cut between letters if it is wider than ``room`` pixels."""
    if len(text) <= MOST_TRIED and font.getlength(text) <= room:
        return text
    fitting = (part for part in _shorter(text) if font.getlength(part + "…") <= room)
    return next(fitting, "").rstrip() + "…"


def _shorter(text: str) -> Iterator[str]:
    clusters = list(grapheme_clusters(text[: 4 * MOST_TRIED]))[:MOST_TRIED]
    for end in range(len(clusters), 0, -1):
        yield "".join(clusters[:end])
