"""Links that open the coach with a code ready."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from bot.groups.links import Links
from bot.people.links import invite_links, qr, typed
from bot.people.tokens import sign
from content.models import Content
from dialogs.reading.grammar import TEAM_COMMANDS
from tests.fakes import NOON

BOTH = Links("@123abcde", "@mvs_coach_bot")
WORDS = "เข้าทีม K7QF-M2XD"


def test_line_opens_the_chat_with_the_words_typed() -> None:
    link = invite_links(BOTH, "K7QF-M2XD", WORDS)["line"]
    start, text = link.split("/?")
    assert start == "https://line.me/R/oaMessage/%40123abcde"
    assert link.isascii()
    assert unquote(text) == WORDS


@pytest.mark.parametrize(
    "code", ["K7QF-M2XD", sign(b"k" * 32, "coach", NOON)], ids=["code", "signed"]
)
def test_what_line_types_is_read_as_joining(content: Content, code: str) -> None:
    pattern = dict(reversed(TEAM_COMMANDS))["join"]
    read = pattern.fullmatch(typed(content.phrases, code))
    assert read is not None
    assert read["code"] == code


def test_telegram_sends_the_code() -> None:
    links = invite_links(BOTH, "K7QF-M2XD", WORDS)
    assert links["telegram"] == "https://t.me/mvs_coach_bot?start=K7QF-M2XD"


def test_every_signed_invite_fits_telegrams_link() -> None:
    token = sign(b"k" * 32, "coach", NOON + timedelta(days=7), team="k7qfm2xd", name="ก" * 15)
    assert invite_links(BOTH, token, token)["telegram"].endswith(token)


def test_an_app_that_is_not_known_or_cannot_carry_the_code_has_no_link() -> None:
    assert invite_links(Links(), "K7QF-M2XD", WORDS) == {}
    assert list(invite_links(BOTH, "รหัส", WORDS)) == ["line"]


def test_a_qr_code_is_a_picture_without_a_size_of_its_own() -> None:
    for link in invite_links(BOTH, "K7QF-M2XD", WORDS).values():
        picture = ElementTree.fromstring(qr(link))
        assert picture.tag.endswith("svg")
        assert "viewBox" in picture.attrib
        assert "width" not in picture.attrib
