from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.people.rights import Forbidden
from bot.people.values import Person
from bot.seeing import PersonView, person
from bot.seeing.person import channel
from dialogs.pack import Pack
from dialogs.reviewing import handing
from dialogs.state import Attachment, Plan, Quote, Version
from dialogs.values import Level
from tests.bot.reviews.bureau import MA, NID, Bureau
from tests.bot.seeing.people import officer, saying, submitted
from tests.dialogs.reviewing.drafting import C1, confirmed, first, retold
from tests.fakes import NOON

SECRET = "ความลับสุดยอด"


def words(view: PersonView) -> list[str]:
    return [c.words for found in view.criteria for f in found.facets for c in f.claims]


def test_words_are_hidden_until_they_are_submitted_but_levels_are_not(plain: Pack) -> None:
    criterion = first(plain.content)
    state = saying(criterion, SECRET)
    plan = Plan(C1, Quote(SECRET, ("m2",), NOON))
    file = Attachment("m3", "image", SECRET, C1, criterion.musts[0].id, NOON)
    state = replace(state, plans=(plan,), attachments=(file,))
    view = person(officer("กบ", state), plain, NOON)
    assert SECRET not in repr(view)
    found = view.criterion(C1)
    assert found is not None
    assert (found.readable, found.level) == (False, Level.MENTIONED)
    assert found.facets[0].level == Level.EVIDENCED


@pytest.mark.parametrize("how", ["early", "submitted", "own"])
def test_words_are_shown_when_the_officer_allows_it(plain: Pack, how: str) -> None:
    criterion = first(plain.content)
    reviews = [submitted(criterion)] if how == "submitted" else []
    seen = officer("กบ", saying(criterion, SECRET), *reviews, early=how == "early")
    assert words(person(seen, plain, NOON, own=how == "own")) == [SECRET]


def test_what_was_taken_back_is_hidden_again_with_its_review(plain: Pack) -> None:
    criterion = first(plain.content)
    back = handing.withdraw(submitted(criterion), NOON)
    view = person(officer("กบ", confirmed(criterion), back), plain, NOON)
    found = view.criterion(C1)
    assert found is not None
    assert (found.readable, found.review, words(view)) == (False, None, [])


def test_one_submitted_draft_opens_no_other(plain: Pack) -> None:
    one, two = plain.content.default.criteria[:2]
    state = confirmed(two, state=confirmed(one))
    view = person(officer("กบ", state, submitted(one, state)), plain, NOON)
    assert [c.id for c in view.criteria if c.readable] == [one.id]


def test_a_quote_is_traced_to_who_said_it_when_where_and_in_which_message(plain: Pack) -> None:
    criterion = first(plain.content)
    state, review = confirmed(criterion), submitted(criterion)
    said = replace(state.claims[0], quote=Quote("8 วัน", ("telegram:7:42",), NOON))
    earlier = Version(Quote("9 วัน", ("line:1",), NOON - timedelta(days=1)), "corrected")
    state = replace(state, claims=(replace(said, history=(earlier,)), *state.claims[1:]))
    view = person(officer("กบ", state, review), plain, NOON)
    found = view.criterion(C1)
    assert found is not None
    shown = next(c for f in found.facets for c in f.claims if c.words == "8 วัน")
    assert shown.source.officer == "line:กบ"
    assert (shown.source.channel, shown.source.messages) == ("telegram", ("telegram:7:42",))
    assert shown.question == f"{C1}/main"
    assert shown.submitted
    assert [version.quote.text for version in shown.history] == ["9 วัน"]


def test_the_app_is_the_messages_or_else_the_officers() -> None:
    assert channel("telegram:7:42", "line:U1") == "telegram"
    assert channel("4711", "line:U1") == "line"


def test_changes_since_the_submission_are_marked(plain: Pack) -> None:
    criterion = first(plain.content)
    review = submitted(criterion)
    newer = retold(confirmed(criterion), criterion, "เล่าใหม่")
    for state, changed in ((confirmed(criterion), False), (newer, True)):
        found = person(officer("กบ", state, review), plain, NOON).criterion(C1)
        assert found is not None
        assert found.changed is changed


async def test_a_page_is_shown_to_those_who_may_see_it(plain: Pack) -> None:
    bureau = await Bureau(plain).open()
    await bureau.submit(MA, confirmed(first(plain.content)), C1)
    for who in (bureau.coach, bureau.assessor):
        view = await bureau.seeing.person(who, MA)
        assert (view.name, len(words(view))) == ("มะลิ", len(first(plain.content).musts))
    own = await bureau.seeing.person(Person(MA), MA)
    assert words(own) == words(view)
    for who in (bureau.operator, bureau.stranger, Person(NID), Person("line:x")):
        with pytest.raises(Forbidden):
            await bureau.seeing.person(who, MA)


async def test_boards_and_differences_are_shown_to_those_who_may_see_them(plain: Pack) -> None:
    bureau = await Bureau(plain).open()
    team = bureau.team.id
    assert [r.name for r in (await bureau.seeing.board(bureau.coach, team)).rows] == [
        "นิด",
        "มะลิ",
        "สม",
    ]
    assert (await bureau.seeing.board(bureau.assessor, team)).rows
    assert await bureau.seeing.differences(bureau.coach, team) == ()
    pretender = Person(NID, roles=frozenset({"coach", "assessor"}))
    for who in (bureau.operator, bureau.stranger, Person(MA), pretender):
        with pytest.raises(Forbidden):
            await bureau.seeing.board(who, team)
    with pytest.raises(Forbidden):
        await bureau.seeing.differences(bureau.assessor, team)
