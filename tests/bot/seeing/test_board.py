from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from bot.prompts.library import Library
from bot.prompts.values import Received
from bot.seeing import board
from bot.seeing.gaps import proposal
from bot.threads import Spoken, Thread
from dialogs.pack import Pack
from dialogs.reviewing import deciding, handing
from dialogs.state import Round, consented
from dialogs.values import Level
from tests.bot.seeing.people import officer, saying, submitted
from tests.dialogs.reviewing.drafting import C1, confirmed, first, opened, opinion
from tests.fakes import NOON

DAY = timedelta(days=1)


def test_a_cell_says_how_far_all_musts_are_and_what_is_open(plain: Pack) -> None:
    criterion = first(plain.content)
    seen = officer("มะลิ", saying(criterion, "คิวยาว"))
    cell = board([seen], plain, NOON).rows[0].cells[0]
    musts = len(criterion.musts)
    assert (cell.criterion, cell.level, cell.status) == (C1, Level.MENTIONED, "draft")
    assert cell.share == 100 // musts
    assert cell.open == tuple(f.label for f in criterion.musts[1:])


def test_a_cell_follows_the_draft_to_the_assessor(plain: Pack) -> None:
    criterion = first(plain.content)
    state = confirmed(criterion)
    waits = submitted(criterion)
    accepted = deciding.accept(opened(waits), opinion())
    back = handing.withdraw(waits, NOON)
    told = [
        board([officer("มะลิ", state, *reviews)], plain, NOON)
        for reviews in ((), (waits,), (accepted,), (back,))
    ]
    cells = [found.rows[0].cells[0] for found in told]
    assert [c.status for c in cells] == ["confirmed", "submitted", "accepted", "confirmed"]
    assert [c.judgement for c in cells] == [None, None, "ready", None]
    assert all((c.level, c.share) == (Level.COVERED, 100) for c in cells)


def test_who_needs_help_comes_first_and_nobody_is_ranked(plain: Pack) -> None:
    criterion = first(plain.content)
    far, near = confirmed(criterion, NOON + 8 * DAY), saying(criterion, "ก", at=NOON + 8 * DAY)
    team = [
        officer("สม", far),
        officer("กบ", near),
        officer("เอก", consented(NOON, "1")),
        officer("นิด", consented(NOON, "1")),
    ]
    rows = board(team, plain, NOON + 9 * DAY).rows
    assert [(row.name, bool(row.stuck)) for row in rows] == [
        ("นิด", True),
        ("เอก", True),
        ("กบ", False),
        ("สม", False),
    ]


def test_a_stuck_cell_is_marked(plain: Pack) -> None:
    found = board([officer("นิด", consented(NOON, "1"))], plain, NOON + 9 * DAY)
    marked = [cell.criterion for cell in found.rows[0].cells if cell.stuck]
    assert marked == [found.rows[0].stuck[0].criterion]


def test_the_step_and_the_last_test_are_shown(plain: Pack) -> None:
    state = replace(consented(NOON, "1"), round=Round(NOON, "failed", "x"))
    row = board([officer("นิด", state)], plain, NOON).rows[0]
    assert row.test == "failed"
    assert row.step in {step.title for step in plain.content.default.journey.steps}


def test_the_oldest_unanswered_of_prompts_threads_and_reviews_is_named(plain: Pack) -> None:
    criterion = first(plain.content)
    asked = Received("p1", "", "t", "sent", NOON + 2 * DAY, NOON + 2 * DAY)
    answered = replace(asked, prompt="p0", state="answered", told=NOON)
    thread = Thread(NOON, (Spoken("m", NOON + DAY, "ช่วยด้วย"),), NOON + DAY)
    one = replace(officer("กบ", consented(NOON, "1")), prompts=(answered, asked), thread=thread)
    two = officer("นิด", confirmed(criterion), submitted(criterion, at=NOON + 3 * DAY))
    found = board([two, one], plain, NOON + 4 * DAY)
    assert [(w.kind, w.name, w.about) for w in found.waiting] == [
        ("thread", "กบ", ""),
        ("prompt", "กบ", "p1"),
        ("review", "นิด", C1),
    ]
    assert found.oldest == found.waiting[0]


def test_the_commonest_gap_comes_with_a_prompt_of_its_stage(plain: Pack) -> None:
    criterion = first(plain.content)
    known = criterion.musts[0].id
    team = [officer(name, saying(criterion, "คิวยาว", known)) for name in ("กบ", "นิด", "สม")]
    found = board([*team, officer("เอก", confirmed(criterion))], plain, NOON)
    gap = found.commonest
    assert gap is not None
    assert (gap.criterion, gap.facet) == (C1, criterion.musts[1].id)
    assert gap.officers == ("line:กบ", "line:นิด", "line:สม")
    kit = plain.content.default.coach_kit
    assert kit is not None
    assert gap.proposal is not None
    stage = next(stage for stage in kit.stages if stage.id == gap.proposal.stage)
    assert gap.proposal.words in stage.ask
    number = stage.ask.index(gap.proposal.words) + 1
    assert gap.proposal.offer == f"{stage.id}.ask.{number}"


def test_every_must_of_the_unit_has_a_proposal_about_it(plain: Pack) -> None:
    unit, library = plain.content.default, Library(plain)
    for criterion in unit.criteria:
        for facet in criterion.musts:
            found = proposal(unit, criterion, facet)
            assert found is not None
            offer = library.offer(found.offer)
            assert offer is not None
            assert offer.words.startswith(found.words)


def test_what_is_with_the_coach_is_no_gap(plain: Pack) -> None:
    criterion = first(plain.content)
    state = saying(criterion, "คิวยาว")
    with_coach = officer("กบ", state, submitted(criterion))
    assert C1 not in {gap.criterion for gap in board([with_coach], plain, NOON).gaps}


def test_an_empty_team_has_an_empty_board(plain: Pack) -> None:
    found = board([], plain, NOON)
    assert (found.rows, found.gaps, found.commonest, found.oldest) == ((), (), None, None)
    assert sum(len(element.columns) for element in found.elements) == len(
        plain.content.default.criteria
    )


def test_a_board_has_nothing_an_officer_said(plain: Pack) -> None:
    criterion = first(plain.content)
    seen = officer("กบ", saying(criterion, "ความลับสุดยอด"), early=True)
    assert "ความลับ" not in repr(board([seen], plain, NOON + 30 * DAY))
