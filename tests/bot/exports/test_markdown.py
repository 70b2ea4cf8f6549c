from __future__ import annotations

import json as plain_json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports import json, markdown
from bot.exports.dossier import Dossier, Options
from bot.exports.markup import escaped, line, quote
from bot.exports.words import load_words
from tests.bot.exports.sample import (
    MADE,
    OFFICER,
    SECRET,
    TAKEN_BACK,
    Sample,
    gathered,
)
from tests.bot.exports.test_gathering import sentences

WORD = re.compile(r"[A-Za-z]+|[ก-๎]+|[0-9][0-9.,:]*[0-9]|[0-9]")
_ESCAPE = re.compile(r"\\(.)")


def unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)


def quoted(text: str) -> str:
    """What stands in block quotes, above the lines of ours."""
    blocks = re.findall(r"(?:^>.*\n?)+", text, re.MULTILINE)
    return "\n".join(block.split("\n>\n")[0] for block in blocks)


async def test_every_word_and_figure_in_a_quote_comes_from_a_message(
    played: Sample, dossier: Dossier
) -> None:
    history = await played.store.history(OFFICER)
    told = [str(text) for e in history.entries if e.content for text in e.content.values()]
    people = [s.text for s in sentences(dossier) if s.origin == "coach"]
    program = [s.text for s in sentences(dossier) if s.origin == "program"]
    erased = load_words()("transcript.erased")
    known = "\n".join([*told, *people, *program, erased])
    words = set(WORD.findall(unescaped(quoted(markdown.make(dossier).decode()))))
    assert len(words) > 300
    assert [word for word in words if word not in known] == []


def test_outside_quotes_every_figure_is_a_date_a_count_or_a_digest(dossier: Dossier) -> None:
    text = markdown.make(dossier).decode()
    ours = re.sub(r"^>.*$|`[^`]*`", "", text, flags=re.MULTILINE)
    people = {f for s in sentences(dossier) for f in re.findall(r"\d+", s.text)}
    content = set(re.findall(r"\d+", plain_json.dumps(plain_json.loads(json.make(dossier)))))
    counts = {str(n) for n in range(len(dossier.transcript) + 1)}
    year = {str(MADE.year + 543)}
    clocks = {f"{n:02d}" for n in range(60)}
    allowed = people | content | counts | year | clocks
    assert set(re.findall(r"\d+", ours)) - allowed == set()


def test_every_statement_is_in_the_text_word_for_word(dossier: Dossier) -> None:
    text = unescaped(markdown.make(dossier).decode())
    for statement in dossier.statements:
        assert statement.quote.text in text


def test_what_is_erased_or_masked_is_in_no_bytes(dossier: Dossier) -> None:
    for made in (markdown.make(dossier), json.make(dossier)):
        assert TAKEN_BACK.encode() not in made
        assert SECRET.encode() not in made
        assert b"line:0" not in made
    assert load_words()("transcript.erased") in markdown.make(dossier).decode()


async def test_the_same_dossier_makes_the_same_bytes(played: Sample, dossier: Dossier) -> None:
    again = await gathered(played)
    assert markdown.make(again) == markdown.make(dossier)
    assert json.make(again) == json.make(dossier)


async def test_thai_digits_are_for_our_figures_and_leave_quotes_alone(played: Sample) -> None:
    thai = await gathered(played, Options(thai_digits=True))
    text = markdown.make(thai).decode()
    assert "๒๐ เมษายน ๒๕๖๙ เวลา ๑๕.๓๐ น." in text
    assert "จับเวลา 45 คำขอ" in text
    assert "2569" not in re.sub(r"^>.*$", "", text, flags=re.MULTILINE)
    assert thai.cover.unit in text


def test_gaps_of_days_are_said(dossier: Dossier) -> None:
    assert "*4 วันต่อมา*" in markdown.make(dossier).decode()


def test_json_is_canonical_and_names_its_schema(dossier: Dossier) -> None:
    made = json.make(dossier)
    read = plain_json.loads(made, parse_float=lambda text: pytest.fail(f"a float: {text}"))
    again = plain_json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert again.encode() == made
    assert (read["format"], read["schema"]) == ("mvs-coach/evidence", 1)
    assert "thumbnails" not in read
    assert json.digest(dossier) in markdown.make(dossier).decode()


def test_words_that_look_like_markdown_stay_words() -> None:
    told = "# หัวข้อ\n1. ข้อ\n- ข้อ <script> | ช่อง `x` *หนา* [ลิงก์](x)"
    shown = quote(told)
    bare = re.sub(r"^> ", "", shown, flags=re.MULTILINE)
    assert unescaped(bare.replace("\\\n", "\n")) == told
    assert all(row.startswith("> ") for row in shown.splitlines())
    assert "|" not in line("ก | ข").replace("\\|", "")


@given(st.text())
def test_escaping_adds_backslashes_and_nothing_else(text: str) -> None:
    assert re.sub(r"\\([\\`*_\[\]<>#|~&.)+=-])", r"\1", escaped(text)) == text
