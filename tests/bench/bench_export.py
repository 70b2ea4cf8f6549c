"""What a PDF of the sample costs, beside WeasyPrint on the same texts.

``python -m tests.bench.bench_export [rounds] [python with weasyprint]`` prints seconds. The sample
is cut to about twenty pages; every round has another export id, so that no layout is remembered
whole. WeasyPrint runs in a process of its own and gets the texts as plain paragraphs and tables
in the same font and size: no marks, map, pictures or text layer that can be searched.
"""

from __future__ import annotations

import asyncio
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pypdf
from msgspec.structs import replace

from bot.exports.dossier import Dossier
from bot.exports.pdf.making import make
from bot.fonts import font_file
from content.loader import load
from tests.bot.exports.sample import gathered, sample

PEER = """
import json, sys, time, weasyprint
html = sys.stdin.read()
took = []
for _ in range(int(sys.argv[1]) + 1):
    start = time.perf_counter()
    document = weasyprint.HTML(string=html).render()
    document.write_pdf()
    took.append(time.perf_counter() - start)
print(json.dumps([len(document.pages), took]))
"""


def twenty_pages() -> Dossier:
    """The sample without its transcript: about twenty pages."""
    with tempfile.TemporaryDirectory() as folder:
        played = asyncio.run(sample(load(), Path(folder)))
        whole = asyncio.run(gathered(played))
    return replace(whole, transcript=())


def ours(dossier: Dossier, rounds: int) -> tuple[int, list[float]]:
    """Pages, and the seconds of each round; the first one loads everything."""
    took = []
    for n in range(rounds + 1):
        cover = replace(dossier.cover, export=f"{dossier.cover.export}{n}")
        start = time.perf_counter()
        made = make(replace(dossier, cover=cover))
        took.append(time.perf_counter() - start)
    return len(pypdf.PdfReader(io.BytesIO(made)).pages), took


def theirs(dossier: Dossier, rounds: int, python: str) -> tuple[int, list[float]]:
    """The same of WeasyPrint."""
    html = "".join(_html(dossier))
    command = [python, "-c", PEER, str(rounds)]
    done = subprocess.run(command, input=html, capture_output=True, text=True, check=True)
    pages, took = json.loads(done.stdout)
    return int(pages), list(took)


def _html(dossier: Dossier) -> Iterator[str]:
    face = f"@font-face {{ font-family: Sarabun; src: url({font_file().as_uri()}) }}"
    page = (
        "@page { size: A4; margin: 2.5cm 2cm 2.2cm 3cm; @bottom-right { content: counter(page) } }"
    )
    yield f"<html lang=th><style>{face} {page} body {{ font: 16pt Sarabun }}</style>"
    for criterion in dossier.criteria:
        yield f"<h2>{escape(criterion.title)}</h2><p>{escape(criterion.text)}</p>"
        for facet in criterion.facets:
            yield f"<h3>{escape(facet.label)}</h3><p>{escape(facet.definition)}</p>"
            for statement in facet.statements:
                yield f"<p>“{escape(statement.quote.text)}”</p><p>{statement.quote.at}</p>"
        for opinion in criterion.review.opinions if criterion.review else ():
            rows = (f"<tr><td>{r.rule}<td>{escape(r.reason.text)}" for r in opinion.rules)
            yield f"<table border=1>{''.join(rows)}</table>"


def main() -> None:
    """Print pages, the first round, and the median of the others."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    dossier = twenty_pages()
    results = {"typst and repair": ours(dossier, rounds)}
    if len(sys.argv) > 2:
        results["weasyprint"] = theirs(dossier, rounds, sys.argv[2])
    for name, (pages, (first, *warm)) in results.items():
        print(
            f"{name:17} {pages:3} pages  first {first:.2f} s  warm {statistics.median(warm):.2f} s"
        )


if __name__ == "__main__":
    main()
