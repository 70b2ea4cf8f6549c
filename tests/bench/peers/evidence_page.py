"""The evidence file as one HTML page for WeasyPrint: all that the PDF's own template shows.

It is made of the same data as the Typst document (``bot.exports.pdf.whole.data``): cover with QR,
map, totals, criteria with facets, quotes, marks, sources, corrections, files with their pictures,
plans and reviews, steps, trials, signatures and the transcript, in the same faces and sizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from bot.exports.pdf.plain_text import BREAK
from bot.fonts import font_file

Data = dict[str, Any]

_STYLE = """
@font-face { font-family: Sarabun; src: url(%s) }
@font-face { font-family: Sarabun; font-weight: bold; src: url(%s) }
@page { size: A4; margin: 2.5cm 2cm 2.2cm 3cm;
  @top-left { content: "%s"; font: 12pt Sarabun } @top-right { content: "%s"; font: 12pt Sarabun }
  @bottom-left { content: "%s"; font: 9pt Sarabun }
  @bottom-right { content: "%s " counter(page) " %s " counter(pages); font: 12pt Sarabun } }
body { font: 16pt/1.25 Sarabun; text-align: justify } h1 { font-size: 20pt } h2 { font-size: 18pt }
h3 { font-size: 17pt } h4 { font-size: 16pt } h1, h2, h3, h4 { break-after: avoid }
h1, h2, h3, h4 { margin: 6pt 0 2pt } p { margin: 2pt 0 }
small { font-size: 13pt; color: #3c3c3c } sup { font-size: 9pt;
  border: .5pt solid #6e6e6e; border-radius: 3pt } table { border-collapse: collapse; width: 100%% }
td, th { border: .5pt solid #969696; font-size: 13pt; vertical-align: top; padding: 2pt 4pt }
.whole { break-inside: avoid } img, svg { width: 3cm } .talk { font-size: 14pt }
"""


def page(data: Data) -> str:
    """The whole page."""
    return "".join(_parts(data))


def _parts(d: Data) -> Iterator[str]:
    words, cover = d["words"], d["cover"]
    foot = " ".join(f"{word} {short}" for word, short, _ in d["footer"])
    faces = (font_file("Regular").as_uri(), font_file("Bold").as_uri())
    head = (f"{words['title']} {d['unit']}", d["export"])
    style = _STYLE % (*faces, *head, foot, words["pdf.page"], words["pdf.page_of"])
    yield f"<html lang=th><title>{head[0]}</title><style>{style}</style>"
    yield f"<h1>{words['title']}<br>{d['unit']}</h1><p>{_text(cover['unit_name'])}"
    yield _table(((label, _said(s)) for label, s in cover["rows"]), ())
    proof = ("url", "head", "head_note", "digest")
    yield f"<div class=whole>{cover['qr']}{''.join(f'<p>{_text(cover[k])}' for k in proof)}</div>"
    yield "".join(f"<p><sup>{word}</sup> {meaning}" for word, meaning, _ in d["legend"])
    yield f"<h1 style='break-before: page'>{words['map.heading']}</h1>"
    for element in d["map"]:
        rows = ((_about(c), "<br>".join(f"{w} {_text(x)}" for w, x in c["facets"])) for c in
                element["criteria"])  # fmt: skip
        yield f"<h2>{_text(element['name'])}</h2>{_table(rows, ())}"
    yield _table(cover["totals"], ())
    yield "".join(f"<p>{_said(note)}" for note in cover["notes"])
    for element in d["elements"]:
        yield f"<h2>{_text(element['heading'])}</h2>"
        for criterion in element["criteria"]:
            yield from _criterion(d, criterion)
        yield f"<p>{_text(element['left'])}"
    yield from _plans(d["plans"])
    yield _table(
        ((s["title"] + _said(s["action"]), s["due"], s["outcome"]) for s in d["steps"]), ()
    )
    yield _table(((t["round"], t["outcome"], t["cause"], t["when"]) for t in d["trials"]), ())
    for a in d["attachments"]:
        about = f"{a['facts']} {a['facet']}<br>SHA-256 {a['sha256']}"
        yield f"<p class=whole>{a['number']} {_said(a['name'])}<br><small>{about}</small>"
    yield "".join(f"<p class=whole>{words['pdf.sign']} … {s['part']}" for s in d["signers"])
    yield from _talk(d["transcript"])


def _criterion(d: Data, criterion: Data) -> Iterator[str]:
    yield f"<h3 id={criterion['id']}>{_text(criterion['heading'])}</h3>"
    yield f"<p>{_said(criterion['text'])}"
    yield f"<br><small>{_text(criterion['summary'])}</small>"
    for facet in criterion["facets"]:
        known = f"<small>{facet['need']} {facet['level_word']}</small>"
        yield f"<h4>{_text(facet['label'])} {known}</h4>"
        yield f"<p><small>{_said(facet['definition'])}</small>"
        for statement in facet["statements"]:
            yield from _statement(statement)
        for a in facet["attachments"]:
            picture = _picture(d["thumbnails"].get(a["thumbnail"]))
            source = f"<small>{a['facts']}<br>{a['name']['source']}<br>{a['short']}</small>"
            yield f"<p class=whole>{picture}{a['number']} {_said(a['name'])}<br>{source}"
    yield f"<p>{_text(criterion['left'])}"
    yield from _plans(criterion["plans"])
    for opinion in (criterion["review"] or {"opinions": ()})["opinions"]:
        yield f"<p><b>{opinion['name']} ({opinion['part']})</b> {opinion['verdict']}<br>"
        yield f"<small>{opinion['when']} {opinion['round']}</small>"
        yield f"<p>{_said(opinion['words'])}" if opinion["words"] else ""
        yield _table(((r["facet"], _said(r["words"])) for r in opinion["requests"]), ())
        rows = ((r["rule"], r["word"], _said(r["reason"])) for r in opinion["rules"])
        yield _table(rows, ())


def _statement(s: Data) -> Iterator[str]:
    yield f"<p>{_said(s['prompt'])}" if s["prompt"] else ""
    source = f"<small>{s['quote']['source']} {' · '.join(s['manner'])}</small>"
    yield f"<p class=whole><b>{s['number']}</b> “{_said(s['quote'])}”<br>{source}"
    yield _table(((_said(e["old"]), "→", _said(e["new"])) for e in s["earlier"]), ())


def _plans(plans: Iterable[Data]) -> Iterator[str]:
    for plan in plans:
        said, where = _said(plan["quote"]), plan["quote"]["source"]
        yield f"<p><b>{plan['kind']}</b> {said} <small>{where}</small>"


def _talk(entries: Iterable[Data]) -> Iterator[str]:
    for e in entries:
        gap = f"<p style='text-align: center'>{e['later']} {e['day']}" if e["dated"] else ""
        said = e["erased"] or f"{e['kind']} {_said(e['said'])}"
        yield f"{gap}<div class='whole talk'>{e['shown']} {e['clock']} {e['who']}<p>{said}</div>"


def _about(criterion: Data) -> str:
    link = f"<a href='#{criterion['id']}'><b>{_text(criterion['title'])}</b></a>"
    return f"{link}<br>{criterion['musts']} {criterion['review']}"


def _picture(held: Data | None) -> str:
    """The JPEG itself, as HTML can hold it."""
    found = re.search('href="([^"]+)"', held["svg"]) if held else None
    return f"<img src='{found[1]}'>" if found else ""


def _said(sentence: Data) -> str:
    return f"{_text(sentence['text'])} <sup>{sentence['mark']} {_text(sentence['by'])}</sup>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>").replace(BREAK, "<wbr>")


def _table(rows: Iterable[Sequence[str]], head: Sequence[str]) -> str:
    told = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in rows)
    return f"<table>{told}</table>" if told else ""
