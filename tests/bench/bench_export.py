"""What a PDF of the sample costs, beside WeasyPrint on the same content.

``python -m tests.bench.bench_export [rounds] [python with weasyprint]`` prints seconds of the clock
and of the processor, for the sample cut to twenty pages and whole. Every round tells every
sentence anew, so that neither side remembers a layout. WeasyPrint runs in a process of its own and
gets the same data as the template does (``peers.evidence_page``), its page made before the clock
starts; it writes PDF/A-3b with the same file attached, too, but a text layer in which ``ำ`` cannot
be found. Our figure is all of ``make``: evidence, data, setting, repair of the text layer.
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
from hashlib import sha256
from pathlib import Path

import pypdf
from msgspec import Struct
from msgspec.structs import replace

from bot.exports import json as evidence
from bot.exports.dossier import Criterion, Dossier, Facet, Sentence, Statement
from bot.exports.pdf.making import make
from bot.exports.pdf.whole import data
from content.loader import load
from tests.bench.peers.evidence_page import page
from tests.bot.exports.sample import gathered, sample

PEER = """
import json, sys, time, weasyprint
pages, took = 0, []
for html, evidence in json.load(sys.stdin):
    clock, processor = time.perf_counter(), time.process_time()
    attached = [weasyprint.Attachment(string=evidence, name="evidence.json")]
    document = weasyprint.HTML(string=html).render()
    document.metadata.attachments = attached
    document.write_pdf(pdf_variant="pdf/a-3b")
    took.append([time.perf_counter() - clock, time.process_time() - processor])
    pages = len(document.pages)
print(json.dumps([pages, took]))
"""


class Taken(Struct, frozen=True):
    """Pages of the last round; seconds of the clock and of the processor of every round."""

    pages: int
    took: list[tuple[float, float]]


def whole_sample() -> Dossier:
    """Thirteen criteria, seventy quotes, ten files, reviews, plans and the transcript."""
    with tempfile.TemporaryDirectory() as folder:
        played = asyncio.run(sample(load(), Path(folder)))
        return asyncio.run(gathered(played))


def anew(dossier: Dossier, n: int) -> Dossier:
    """The same told in other words: round ``n``."""
    elements = tuple(
        replace(e, criteria=tuple(_criterion(c, n) for c in e.criteria)) for e in dossier.elements
    )
    talk = tuple(replace(t, sentence=_told(t.sentence, n)) for t in dossier.transcript)
    cover = replace(dossier.cover, export=f"{dossier.cover.export}{n}")
    return replace(dossier, cover=cover, elements=elements, transcript=talk)


def _criterion(criterion: Criterion, n: int) -> Criterion:
    return replace(criterion, facets=tuple(_facet(facet, n) for facet in criterion.facets))


def _facet(facet: Facet, n: int) -> Facet:
    return replace(facet, statements=tuple(_statement(each, n) for each in facet.statements))


def _statement(statement: Statement, n: int) -> Statement:
    return replace(statement, quote=_told(statement.quote, n))


def _told(sentence: Sentence, n: int) -> Sentence:
    return replace(sentence, text=f"{sentence.text} {n}") if sentence.text else sentence


def ours(rounds: list[Dossier]) -> Taken:
    """What ``make`` takes; the first round loads everything."""
    took = []
    for dossier in rounds:
        clock, processor = time.perf_counter(), time.process_time()
        made = make(dossier)
        took.append((time.perf_counter() - clock, time.process_time() - processor))
    return Taken(len(pypdf.PdfReader(io.BytesIO(made)).pages), took)


def theirs(rounds: list[Dossier], python: str) -> Taken:
    """The same of WeasyPrint."""
    pages = []
    for dossier in rounds:
        attached = evidence.make(dossier)
        told = data(dossier, sha256(attached).hexdigest())
        pages.append([page(told), attached.decode()])
    given = json.dumps(pages)
    done = subprocess.run([python, "-c", PEER], input=given, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    count, took = json.loads(done.stdout)
    return Taken(count, took)


def line(name: str, taken: Taken) -> str:
    """Pages, the first round, and the medians of the others."""
    clock, processor = zip(*taken.took[1:], strict=True)
    return (
        f"{name:28} {taken.pages:3} pages  first {taken.took[0][0]:.2f} s  "
        f"warm {statistics.median(clock):.2f} s, processor {statistics.median(processor):.2f} s"
    )


def main() -> None:
    """Print both sides for both documents."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    whole = whole_sample()
    for name, dossier in (("20 pages", replace(whole, transcript=())), ("whole", whole)):
        rounds = [anew(dossier, n) for n in range(count + 1)]
        print(line(f"{name}: typst and repair", ours(rounds)))
        if len(sys.argv) > 2:
            print(line(f"{name}: weasyprint", theirs(rounds, sys.argv[2])))


if __name__ == "__main__":
    main()
