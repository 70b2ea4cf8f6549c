from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from msgspec import Struct
from msgspec.structs import fields, replace

from bot.exports.dossier import Dossier, Options, Origin, Sentence
from bot.exports.gathering import gather, gather_from
from bot.exports.sources import Sources, sources_of
from bot.exports.words import load_words
from bot.quotes import own_words
from content.models import Content
from storage.errors import ChainBroken
from storage.memory import MemoryStore
from tests.bot.exports.sample import (
    ANSWER,
    ASKED,
    COACH,
    CORRECTION,
    MADE,
    OFFICER,
    PLANS,
    REQUESTED,
    SECRET,
    TAKEN_BACK,
    TOLD_AFTER,
    Sample,
    gathered,
    sample,
    story_pack,
)


def sentences(value: object) -> Iterator[Sentence]:
    """Every sentence anywhere in a value."""
    if isinstance(value, Sentence):
        yield value
    elif isinstance(value, Struct):
        for field in fields(value):
            yield from sentences(getattr(value, field.name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from sentences(item)


def test_the_sample_has_all_that_a_document_can_show(dossier: Dossier) -> None:
    totals = dossier.totals
    assert (totals.criteria, totals.facets) == (13, 78)
    assert totals.statements >= 60
    assert totals.attachments == 10
    assert (totals.corrections, totals.plans, totals.erased) == (1, 1, 1)
    assert len(dossier.steps) == 3
    assert [trial.outcome for trial in dossier.trials] == ["partial"]
    assert sum(entry.days_later > 0 for entry in dossier.transcript) >= 5
    assert len(dossier.thumbnails) == 10


async def test_the_same_conversation_makes_the_same_dossier(
    content: Content, dossier: Dossier, tmp_path: object
) -> None:
    assert await gathered(await sample(content, tmp_path)) == dossier  # type: ignore[arg-type]


def test_every_sentence_says_where_it_comes_from(dossier: Dossier) -> None:
    found = list(sentences(dossier))
    assert len(found) > 400
    assert {sentence.origin for sentence in found} == set(get_args(Origin))
    assert all(bool(s.by) == (s.origin == "coach") for s in found if s.text)


def test_what_an_officer_said_stands_in_the_transcript_it_names(dossier: Dossier) -> None:
    told = {entry.number: entry.sentence.text for entry in dossier.transcript}
    for statement in dossier.statements:
        quotes = [statement.quote, *(earlier.old for earlier in statement.earlier)]
        for quote in quotes:
            assert quote.entries
            assert any(quote.text in told[number] for number in quote.entries)
    for attached in dossier.attachments:
        assert [told[n] for n in attached.name.entries] == [attached.name.text]


def test_words_are_confirmed_only_where_a_draft_as_it_stands_shows_them(dossier: Dossier) -> None:
    for criterion in dossier.criteria:
        confirmed = [s for s in criterion.statements if s.quote.origin == "confirmed"]
        assert bool(confirmed) == (criterion.confirmed is not None)
    first = next(dossier.criteria)
    assert first.confirmed is None, "it was corrected after it was confirmed"


def test_a_correction_shows_old_and_new(dossier: Dossier) -> None:
    [changed] = [s for s in dossier.statements if s.earlier]
    [earlier] = changed.earlier
    assert (earlier.old.text, earlier.new.text) == CORRECTION
    assert earlier.new == changed.quote
    assert earlier.reason == "corrected"
    assert earlier.old.at != earlier.new.at


def test_plans_stand_apart_from_evidence(dossier: Dossier) -> None:
    told = [statement.quote.text for statement in dossier.statements]
    planned = [plan.quote.text for c in dossier.criteria for plan in c.plans]
    assert planned == [PLANS[0]]
    assert [plan.quote.text for plan in dossier.plans] == [PLANS[1]]
    assert not any(plan in text for plan in PLANS for text in told)


def test_a_human_coach_is_named_beside_what_they_asked_and_what_was_answered(
    dossier: Dossier,
) -> None:
    answers = {s.quote.text: s.prompt for s in dossier.statements if s.prompt}
    assert set(answers) == {ANSWER, TOLD_AFTER}
    prompt, request = answers[ANSWER], answers[TOLD_AFTER]
    assert prompt is not None
    assert request is not None
    assert ASKED in prompt.text
    assert (prompt.origin, prompt.by) == ("coach", COACH)
    assert (request.text, request.by) == (REQUESTED, COACH)


def test_reviews_show_who_decided_what_under_which_rules(dossier: Dossier) -> None:
    reviews = {c.id: c.review for c in dossier.criteria if c.review}
    signed = reviews["DS501.02"]
    assert signed.signed
    assert signed.judgement == "meets"
    assert [o.part for o in signed.opinions] == ["coach", "second", "assessor", "assessor"]
    assert [r.rule for r in signed.opinions[0].rules] == [
        "valid",
        "authentic",
        "current",
        "sufficient",
    ]
    partly = reviews["DS502.01"].opinions[-1]
    assert [r.met for r in partly.rules] == [True, True, True, False]
    returned = reviews["DS504.04"]
    assert (returned.round, returned.opinions[0].requests[0].words.text) == (2, REQUESTED)


def test_what_was_erased_is_said_and_not_shown(dossier: Dossier) -> None:
    [gone] = [entry for entry in dossier.transcript if entry.erased]
    assert (gone.speaker, gone.sentence.text) == ("officer", "")
    assert not any(TAKEN_BACK in sentence.text for sentence in sentences(dossier))


def test_masked_data_stays_masked(dossier: Dossier) -> None:
    texts = [sentence.text for sentence in sentences(dossier)]
    assert any("[เบอร์โทร]" in text for text in texts)
    assert not any(SECRET in text for text in texts)


def test_no_id_of_a_channel_is_said(dossier: Dossier) -> None:
    bare = replace(dossier, thumbnails={}, elements=())
    assert OFFICER not in repr(bare)
    assert "line:coach" not in repr(dossier)


def test_what_the_coach_quotes_was_said_or_is_the_programs_own(
    dossier: Dossier, content: Content
) -> None:
    said = "\n".join(e.sentence.text for e in dossier.transcript if e.speaker == "officer")
    known = f"{said}{own_words(content)}{content!r}"
    by_coach = [e.sentence.text for e in dossier.transcript if e.speaker != "officer"]
    quoted = [words for text in by_coach for words in re.findall(r"“([^”]{8,})”", text)]
    assert len(quoted) > 100
    assert [words for words in quoted if words.removesuffix("…") not in known] == []


async def test_only_chosen_criteria_are_told(played: Sample, dossier: Dossier) -> None:
    one = await gathered(played, Options(criteria=("DS504.04",)))
    assert [c.id for c in one.criteria] == ["DS504.04"]
    assert not one.complete
    assert one.totals.statements == len(list(one.statements)) > 0
    told = {entry.seq: entry.number for entry in dossier.transcript}
    assert all(told[entry.seq] == entry.number for entry in one.transcript)
    cited = {n for s in one.statements for n in s.quote.entries}
    officer = {e.number for e in one.transcript if e.speaker == "officer"}
    assert officer == cited
    assert one.cover.export != dossier.cover.export


async def test_an_extract_has_only_steps_and_tests_that_serve_its_criteria(
    played: Sample, dossier: Dossier
) -> None:
    unit = played.pack.unit("")
    titles = {step.id: step.title for step in unit.journey.steps}
    everything = {step.title for step in dossier.steps}
    for criterion in unit.criteria:
        one = await gathered(played, Options(criteria=(criterion.id,)))
        own = {titles[step] for step in unit.journey.links[criterion.id]}
        assert {step.title for step in one.steps} == everything & own
        tests = "run_test" in unit.journey.links[criterion.id] or criterion.id == "DS504.04"
        assert one.trials == (dossier.trials if tests else ())
    both = await gathered(played, Options(criteria=tuple(c.id for c in unit.criteria)))
    assert (both.steps, both.trials) == (dossier.steps, dossier.trials)


async def test_transcript_and_attachments_can_be_left_out(played: Sample) -> None:
    bare = await gathered(played, Options(with_transcript=False, with_attachments=False))
    assert bare.transcript == ()
    assert list(bare.attachments) == []
    assert bare.thumbnails == {}


async def test_a_file_that_is_gone_is_named_with_its_digest(played: Sample) -> None:
    without = await gather_from(played.store, None, OFFICER, played.pack, MADE)
    [first, *_] = without.attachments
    assert (first.kept, first.thumbnail) == (False, "")
    assert len(first.sha256) == 64


async def test_somebody_unknown_makes_an_empty_dossier(content: Content) -> None:
    pack = story_pack(content)
    empty = await gather_from(MemoryStore(), None, "line:nobody", pack, MADE)
    assert empty.totals.statements == 0
    assert empty.cover.officer.text == ""
    assert (empty.cover.first, empty.transcript) == (None, ())


async def test_no_document_is_made_of_a_trail_that_was_altered(played: Sample) -> None:
    sources: Sources = await sources_of(played.store, None, OFFICER, MADE)
    history = sources.history
    altered = history._replace(entries=history.entries[1:])
    forged = Sources(OFFICER, sources.state, altered)
    with pytest.raises(ChainBroken):
        gather(forged, played.pack, load_words(), MADE)
