"""The review queue, a draft with what can be decided about it, and the decisions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal, get_args

from starlette.responses import Response

from bot.console.forms import Form
from bot.console.pages.board import seeing
from bot.console.pages.person import file_name
from bot.console.pages.phrases import BLANK, phrases
from bot.console.visit import Visit
from content.models import UnitPack
from dialogs.reviewing.refusals import Refused
from dialogs.reviewing.values import Judgement, Review, Rule, Ruling
from dialogs.values import Request

RULES: tuple[Rule, ...] = get_args(Rule)
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)
Vacs = Literal["validity", "authenticity", "currency", "sufficiency"]
VACS: dict[Rule, Vacs] = {
    "valid": "validity",
    "authentic": "authenticity",
    "current": "currency",
    "sufficient": "sufficiency",
}
"""What the unit's assessment practice calls the rules."""


async def queue(visit: Visit) -> Response:
    """What waits for a coach, and what for an assessor."""
    reviews, pack = visit.office.desk.reviews, visit.office.desk.pack
    coach = visit.can("prompt.send")
    waiting = await reviews.queue(visit.who, visit.team.id) if coach else []
    assessor = visit.who.id in visit.team.assessors and "assessor" in visit.who.roles
    accepted = await reviews.to_assess(visit.who, visit.team.id) if assessor else []
    return visit.page(
        "reviews.html",
        waiting=waiting,
        accepted=accepted,
        coach=coach,
        assessor=assessor,
        criterion=pack.criterion,
    )


async def show(visit: Visit) -> Response:
    """A draft: its quotes, what was decided, what can be decided."""
    return await _page(visit)


async def _page(visit: Visit, status: int = 200, error: str = "", opened: str = "") -> Response:
    view = await seeing(visit).person(visit.who, visit.member.officer)
    criterion = view.criterion(visit.part("criterion"))
    if criterion is None or not criterion.readable or criterion.review is None:
        return visit.page("unreadable.html", 404)
    await visit.noted("review")
    pack = visit.office.desk.pack.unit_of(criterion.id)
    kit = pack.coach_kit
    return visit.page(
        "review.html",
        status,
        view=view,
        criterion=criterion,
        review=criterion.review,
        error=error,
        opened=opened,
        rules=RULES,
        judgements=JUDGEMENTS,
        vacs=_checks(pack, criterion.id),
        most=kit.review.most_requests if kit else 3,
        phrases=phrases(kit),
        blank=BLANK,
        can_do=_can_do(visit, criterion.review),
        file=lambda message: file_name(visit, message),
    )


def _checks(pack: UnitPack, criterion: str) -> dict[str, str]:
    practice = pack.assessment
    if practice is None:
        return {}
    known = practice.vacs
    found: dict[str, str] = {
        rule: known[name].question for rule, name in VACS.items() if name in known
    }
    expected = practice.criteria.get(criterion)
    return {**found, "expected": expected.sufficient_when if expected else ""}


def _can_do(visit: Visit, review: Review) -> frozenset[str]:
    """What can be done now by who is here; the service checks it again."""
    officer, who = visit.member.officer, visit.who.id
    holds = review.status == "in_review" and review.reviewer == who
    settled = review.status in ("accepted", "packaged")
    here = {
        "begin": review.status in ("submitted", "resubmitted"),
        "decide": holds,
        "take": review.status == "in_review" and not holds,
        "reopen": settled and not review.signed,
    }
    found = {name for name, now in here.items() if now and visit.can("review.decide", officer)}
    if _may_second(review, who) and visit.can("review.second", officer):
        found.add("second")
    if settled and not review.signed and visit.can("assess.decide", officer):
        found |= {"assess", "sign"} if review.judgement not in (None, "ready") else {"assess"}
    return frozenset(found)


def _may_second(review: Review, who: str) -> bool:
    open_now = review.status in ("in_review", "accepted", "packaged") and not review.signed
    mine = any(o.by == who and o.round == review.round for o in review.opinions)
    return open_now and review.reviewer != who and not mine


Decision = Callable[[Visit, str], Awaitable[Review]]


async def _decided(visit: Visit, decision: Decision, done: str, opened: str) -> Response:
    """Do it and go on, or show the page again with why not and all that was written."""
    try:
        await decision(visit, visit.part("criterion"))
    except Refused as refused:
        return await _page(visit, 422, visit.office.words(f"why.{refused.why}"), opened)
    if done in ("returned", "accepted", "released"):
        return visit.to(f"{visit.base}/reviews", done)
    officer = visit.handle(visit.member.officer)
    return visit.to(f"{visit.base}/reviews/{officer}/{visit.part('criterion')}", done)


async def begin(visit: Visit) -> Response:
    """Open a waiting draft, or go on with one a colleague has open."""

    async def act(visit: Visit, criterion: str) -> Review:
        reviews, officer = visit.office.desk.reviews, visit.member.officer
        if visit.form.ticked("take"):
            return await reviews.hand_over(visit.who, officer, criterion, visit.who.id)
        return await reviews.begin(visit.who, officer, criterion)

    return await _decided(visit, act, "begun", "")


async def release(visit: Visit) -> Response:
    """Put a draft back into the queue."""

    async def act(visit: Visit, criterion: str) -> Review:
        return await visit.office.desk.reviews.release(visit.who, visit.member.officer, criterion)

    return await _decided(visit, act, "released", "")


async def accept(visit: Visit) -> Response:
    """Accept a draft."""

    async def act(visit: Visit, criterion: str) -> Review:
        form = visit.form
        return await visit.office.desk.reviews.accept(
            visit.who,
            visit.member.officer,
            criterion,
            rulings(form),
            words=form.one("words"),
            seen=form.one("seen") or None,
        )

    return await _decided(visit, act, "accepted", "accept")


async def request_changes(visit: Visit) -> Response:
    """Return a draft with requests."""

    async def act(visit: Visit, criterion: str) -> Review:
        found = requests(visit.form)
        if any(BLANK in request.words for request in found):
            raise Refused("no_words")
        return await visit.office.desk.reviews.request_changes(
            visit.who, visit.member.officer, criterion, found, words=visit.form.one("words")
        )

    return await _decided(visit, act, "returned", "return")


async def reopen(visit: Visit) -> Response:
    """Open an accepted draft again."""

    async def act(visit: Visit, criterion: str) -> Review:
        return await visit.office.desk.reviews.reopen(
            visit.who, visit.member.officer, criterion, visit.form.one("words")
        )

    return await _decided(visit, act, "reopened_draft", "reopen")


async def second(visit: Visit) -> Response:
    """Add a second opinion."""

    async def act(visit: Visit, criterion: str) -> Review:
        agrees, words = visit.form.one("agrees") == "yes", visit.form.one("words")
        return await visit.office.desk.reviews.second_opinion(
            visit.who, visit.member.officer, criterion, agrees, words=words
        )

    return await _decided(visit, act, "seconded", "second")


async def assess(visit: Visit) -> Response:
    """Judge accepted evidence."""

    async def act(visit: Visit, criterion: str) -> Review:
        form = visit.form
        judgement = next((j for j in JUDGEMENTS if j == form.one("judgement")), None)
        if judgement is None:
            raise Refused("not_judged")
        officer, words = visit.member.officer, form.one("words")
        return await visit.office.desk.reviews.assess(
            visit.who, officer, criterion, judgement, rulings(form), words=words
        )

    return await _decided(visit, act, "assessed", "assess")


async def sign_off(visit: Visit) -> Response:
    """Sign a judged draft off."""

    async def act(visit: Visit, criterion: str) -> Review:
        return await visit.office.desk.reviews.sign_off(
            visit.who, visit.member.officer, criterion, words=visit.form.one("words")
        )

    return await _decided(visit, act, "signed", "sign")


def rulings(form: Form) -> dict[Rule, Ruling]:
    """The four rules as a form gives them; those not ruled upon are left out."""
    given = {rule: (form.one(f"{rule}-met"), form.one(f"{rule}-why")) for rule in RULES}
    return {rule: Ruling(met == "yes", why) for rule, (met, why) in given.items() if met}


def requests(form: Form) -> tuple[Request, ...]:
    """Requests as a form gives them: a facet and own words, or else the phrase picked."""
    found: list[Request] = []
    numbers: list[Any] = [n for n in range(1, 10) if form.one(f"facet-{n}")]
    for n in numbers:
        words = form.one(f"words-{n}") or form.one(f"phrase-{n}")
        found.append(Request(form.one(f"facet-{n}"), words))
    return tuple(found)
