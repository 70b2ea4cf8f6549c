"""An Excel workbook to write tables in: every text stays text, whatever it begins with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil
from typing import Final
from unicodedata import category

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.exports.dossier import LevelWord
from bot.exports.office import FONT, identity, naive, plain, repacked
from bot.exports.words import Writing

Value = str | int

LONGEST: Final = 32_767
"""UTF-16 units a cell can hold."""

SAFELY: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_COLOURS: Final[dict[LevelWord, str]] = {
    "none": "#F3F3F3",
    "mentioned": "#FDF1D3",
    "covered": "#DDEBF7",
    "evidenced": "#D9EAD3",
}
_NAME_MOST: Final = 31
_LINE, _AIR, _HIGHEST = 21.0, 3.0, 409.0
"""Points of a line of 14 points, of what is around all of them, and of the highest row there is."""
_LETTERS: Final = 1.15
"""Letters of 14 points for each character of a column's width; words are not cut, so not all."""
_FOOT_FONT: Final = f'&"{FONT},Regular"&12 '
_FOOT_MOST: Final = 90  # of 255, where every & counts twice, and fonts are named
_TITLE_MOST: Final = 255
_NAME_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


class Book:
    """A workbook being filled, sheet after sheet; sheet names are made fit and unlike."""

    def __init__(self, write: Writing) -> None:
        self.write = write
        self._out = io.BytesIO()
        self._book = Workbook(self._out, dict(SAFELY))
        self._taken: set[str] = set()
        self._looks: dict[str, Format] = {}

    def sheet(self, name: str, foot: str, widths: Sequence[float]) -> Sheet:
        """A sheet in landscape, as wide as the page, columns of ``widths`` characters."""
        page: Worksheet = self._book.add_worksheet(self._named(name))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_margins(0.4, 0.4, 0.5, 0.6)
        told, all_pages = plain(foot)[:_FOOT_MOST].replace("&", "&&"), f"{_FOOT_FONT}&P / &N"
        page.set_footer(f"&L{_FOOT_FONT}{told}&R{all_pages}")
        for column, wide in enumerate(widths):
            page.set_column(column, column, wide, self.look("column"))
        return Sheet(self, page, widths)

    def look(self, kind: str) -> Format:
        """The format ``text``, ``column``, ``head``, ``title`` or that of a level."""
        if kind not in self._looks:
            self._looks[kind] = self._book.add_format(_look(kind))
        return self._looks[kind]

    def save(self, export: str, digest: str, title: str, at: datetime) -> bytes:
        """The file; the same cells make the same bytes."""
        brand, name_of_it = self.write.words("brand"), plain(title)[:_TITLE_MOST]
        about = {"title": name_of_it, "author": brand, "created": naive(at)}
        self._book.set_properties(about)
        for name, value in identity(export, digest).items():
            self._book.set_custom_property(name, value, "text")
        self._book.close()
        return repacked(self._out.getvalue(), at)

    def _named(self, wanted: str) -> str:
        """A name Excel accepts, unlike the others whatever their case."""
        base = " ".join(plain(wanted).translate(_NAME_FORBIDDEN).split()) or "-"
        name, n = _shortened(base, _NAME_MOST), 2
        while name.casefold() in self._taken or name.casefold() == "history":
            name, n = f"{_shortened(base, _NAME_MOST - 4)} {n}", n + 1
        self._taken.add(name.casefold())
        return name


class Sheet:
    """A sheet being filled from the top."""

    def __init__(self, book: Book, page: Worksheet, widths: Sequence[float]) -> None:
        self._book = book
        self._page = page
        self._widths = widths
        self._row = 0
        self._head = 0

    def head(self, cells: Sequence[str], *, frozen_columns: int = 0) -> None:
        """The head of a table: it stays in view, stands on every page and can be filtered by."""
        for column, text in enumerate(cells):
            self._write(column, text, "head")
        self._page.set_row(self._row, height(cells, self._widths))
        self._row += 1
        self._page.freeze_panes(self._row, frozen_columns)
        self._page.repeat_rows(self._row - 1)
        self._head = self._row - 1

    def add(self, cells: Iterable[Value], looks: Sequence[str] = ()) -> None:
        """A row; ``looks`` are formats of its first cells, ``text`` where there is none."""
        told = tuple(cells)
        for column, value in enumerate(told):
            look = looks[column] if column < len(looks) else "text"
            self._write(column, value, look)
        self._page.set_row(self._row, height(told, self._widths))
        self._row += 1

    def rows(self, all_of_them: Iterable[Sequence[Value]]) -> None:
        """Rows, and a filter over all of them below the head."""
        for cells in all_of_them:
            self.add(cells)
        if self._row > self._head + 1:
            self._page.autofilter(self._head, 0, self._row - 1, len(self._widths) - 1)

    def _write(self, column: int, value: Value, look: str) -> None:
        form = self._book.look(look)
        if isinstance(value, int):
            self._page.write_number(self._row, column, value, form)
        elif not value:
            self._page.write_blank(self._row, column, None, form)
        else:
            text = fitting(plain(value), self._book.write("sheet.cut"))
            self._page.write_string(self._row, column, text, form)


def height(cells: Sequence[Value], widths: Sequence[float]) -> float:
    """Points a row needs; said, as not every program finds it out when it opens a file."""
    pairs = zip(cells, widths, strict=False)
    lines = (_lines(value, wide) for value, wide in pairs if isinstance(value, str))
    return min(_LINE * max(lines, default=1) + _AIR, _HIGHEST)


def _lines(text: str, wide: float) -> int:
    """How many lines a text takes; marks above and below letters take no room in them."""
    room = max(wide * _LETTERS, 1)
    rows = (sum(category(c) != "Mn" for c in row) for row in text.split("\n"))
    return sum(max(ceil(letters / room), 1) for letters in rows)


def fitting(text: str, note: str) -> str:
    """``text`` cut to what a cell can hold, ``note`` at its end where something is missing."""
    if _units(text) <= LONGEST:
        return text
    kept = text.encode("utf-16-le")[: 2 * (LONGEST - _units(note))].decode("utf-16-le", "ignore")
    return kept + note


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _shortened(text: str, most: int) -> str:
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore").strip()


def _look(kind: str) -> dict[str, object]:
    look: dict[str, object] = {
        "font_name": FONT,
        "font_size": 14,
        "text_wrap": True,
        "valign": "top",
        "align": "left",
    }
    match kind:
        case "head":
            look |= {"bold": True, "bg_color": "#E7ECF2", "border": 1}
        case "title":
            look |= {"bold": True, "font_size": 16, "text_wrap": False}
        case "text":
            look |= {"border": 1, "border_color": "#BFBFBF"}
        case "none" | "mentioned" | "covered" | "evidenced":
            look |= {"bg_color": _COLOURS[kind], "border": 1}
        case _:
            pass
    return look
