"""Messages nobody tunes on, against the intents the shipped reader hears.

The floors are what was measured when the messages were written, less 0.02. They may be raised; a
message is never changed to please the reader.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.evaluating.messages import MessageScores, score
from bot.evaluating.sets import Message, items
from content.models import Content
from dialogs.pack import Pack
from dialogs.reading.port import INTENTS

MESSAGES = Path(__file__).with_name("intents.jsonl")
ACCURACY = 0.970
ANSWERS_KEPT = 0.971


@pytest.fixture(scope="module")
def messages(content: Content) -> list[Message]:
    """All labelled messages; a line that cannot be used is an error."""
    found, problems = items([MESSAGES], content)
    assert problems == []
    return [item for item in found if isinstance(item, Message)]


@pytest.fixture(scope="module")
def scores(pack: Pack, messages: list[Message]) -> MessageScores:
    """The messages as the shipped reader hears them."""
    found = score(pack, messages)
    assert found is not None
    return found


def test_every_message_has_its_own_id_and_text(messages: list[Message]) -> None:
    assert len({m.id for m in messages}) == len({m.text for m in messages}) == len(messages) == 300


def test_every_intent_is_there_in_both_contexts(messages: list[Message]) -> None:
    there = Counter((m.intent, m.context) for m in messages)
    assert [i for i in INTENTS if not (there[i, "open"] and there[i, "yes_no"])] == []


def test_an_intent_is_heard_as_meant(scores: MessageScores) -> None:
    assert scores.accuracy >= ACCURACY, _wrong(scores)


def test_a_true_answer_is_kept_as_an_answer(scores: MessageScores) -> None:
    kept = scores.answers_kept
    assert kept is not None
    assert kept >= ANSWERS_KEPT, _wrong(scores)


def _wrong(scores: MessageScores) -> str:
    return "\n".join(
        f"{h.message.id} {h.message.intent} heard as {h.intent}: {h.message.text}"
        for h in scores.mistakes()
    )
