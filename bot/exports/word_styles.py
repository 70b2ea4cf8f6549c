"""Thai in Word: a complex script, with attributes of its own beside the Latin ones.

Word takes the font, size and weight of Thai from ``w:cs``, ``w:szCs`` and ``w:bCs`` alone, and a
theme's font wins over every name; so names and sizes are written twice and themes taken out.
"""

from __future__ import annotations

from typing import Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from bot.exports.office import FONT, RELATIVES

BODY: Final = 16
"""Points of body text in Thai official documents."""

QUOTE, SOURCE, CELL, MARK = "Evidence Quote", "Evidence Source", "Evidence Cell", "Evidence Mark"

_SIZES: Final = {"Title": 26, "Subtitle": 16, "Heading 1": 20, "Heading 2": 18, "Heading 3": 16}
_MARGINS: Final = {"left": 3.0, "right": 2.0, "top": 2.5, "bottom": 2.0}
_THEMES: Final = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_TWINS: Final = {"w:sz": "w:szCs", "w:b": "w:bCs", "w:i": "w:iCs"}
_GREY: Final = RGBColor(0x55, 0x55, 0x55)


def dress(document: Document) -> None:
    """Give an empty document its page, its styles and its language."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(_MARGINS["left"]), Cm(_MARGINS["right"])
    section.top_margin, section.bottom_margin = Cm(_MARGINS["top"]), Cm(_MARGINS["bottom"])
    _known_styles(document)
    _own_styles(document)
    _language(document)
    _settings(document)
    _font_table(document)


def finish(root: BaseOxmlElement) -> None:
    """Write every run property below ``root`` for complex scripts too, and drop theme fonts."""
    for fonts in root.iter(qn("w:rFonts")):
        for theme in _THEMES:
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
    for latin, thai in _TWINS.items():
        for element in list(root.iter(qn(latin))):
            _twin(element, thai)


def width() -> Length:
    """The width between the margins."""
    return Cm(21 - _MARGINS["left"] - _MARGINS["right"])


def _twin(element: BaseOxmlElement, thai: str) -> None:
    parent = element.getparent()
    if parent is None or parent.tag != qn("w:rPr"):
        return
    twin = parent.find(qn(thai))
    if twin is None:
        twin = OxmlElement(thai)
        element.addnext(twin)
    for name in list(twin.attrib):
        del twin.attrib[name]
    for name, value in element.attrib.items():
        twin.set(name, value)


def _known_styles(document: Document) -> None:
    normal = _paragraph_style(document, "Normal")
    _font(normal, BODY)
    normal.paragraph_format.space_after = Pt(4)
    normal.paragraph_format.line_spacing = 1.0
    normal.paragraph_format.widow_control = True
    for name, size in _SIZES.items():
        style = _paragraph_style(document, name)
        _font(style, size, bold=name != "Subtitle")
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = Pt(0 if "itle" in name else 10)
        style.paragraph_format.space_after = Pt(4)
    for name in ("Title", "Subtitle"):
        _paragraph_style(document, name).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _without(_paragraph_style(document, name), "w:pPr", "w:pBdr")
        _without(_paragraph_style(document, name), "w:rPr", "w:spacing")
    for name in ("Header", "Footer"):
        _font(_paragraph_style(document, name), 13)
        _without(_paragraph_style(document, name), "w:pPr", "w:tabs")
        edge = _paragraph_style(document, name).paragraph_format.tab_stops
        edge.add_tab_stop(width(), WD_TAB_ALIGNMENT.RIGHT)


def _own_styles(document: Document) -> None:
    quote = _new_style(document, QUOTE, BODY)
    quote.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.THAI_JUSTIFY
    quote.paragraph_format.left_indent = Cm(0.6)
    quote.paragraph_format.space_after = Pt(0)
    source = _new_style(document, SOURCE, 13)
    source.font.color.rgb = _GREY
    source.paragraph_format.left_indent = Cm(0.6)
    source.paragraph_format.space_after = Pt(4)
    cell = _new_style(document, CELL, 14)
    cell.paragraph_format.space_after = Pt(0)
    mark = document.styles.add_style(MARK, WD_STYLE_TYPE.CHARACTER)
    mark.font.bold = True


def _new_style(document: Document, name: str, size: int) -> ParagraphStyle:
    document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style = _paragraph_style(document, name)
    style.base_style = document.styles["Normal"]
    _font(style, size)
    return style


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    return style


def _font(style: CharacterStyle, size: int, *, bold: bool = False) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)


def _without(style: ParagraphStyle, group: str, name: str) -> None:
    """Take a property out: the rule below a title, letters drawn apart."""
    for properties in style.element.iter(qn(group)):
        for found in properties.findall(qn(name)):
            properties.remove(found)


def _language(document: Document) -> None:
    """Thai for every run that says nothing else, so that Word breaks and checks it as Thai."""
    for properties in document.styles.element.iter(qn("w:rPr")):
        language = properties.find(qn("w:lang"))
        if language is not None:
            language.set(qn("w:bidi"), "th-TH")
    finish(document.styles.element)


def _font_table(document: Document) -> None:
    """Where the font has another name, or only its relative is there, Word is to take that."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>'
        f'<w:font w:name="{FONT}"><w:altName w:val="{",".join(RELATIVES)}"/><w:charset w:val="DE"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    ).encode()


def _settings(document: Document) -> None:
    """Thai as the complex script's language; a broken line of a justified text stays short."""
    settings = document.settings.element
    language = settings.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:bidi"), "th-TH")
    compat = settings.find(qn("w:compat"))
    if compat is not None and compat.find(qn("w:doNotExpandShiftReturn")) is None:
        compat.insert(0, OxmlElement("w:doNotExpandShiftReturn"))
