"""Drafts in chat: what waits, one of them with its quotes, and accepting by the four rules."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, get_args

from msgspec.structs import replace

from bot.coaching import acts
from bot.coaching.table import Choice, Shown
from bot.coaching.visit import Visit
from bot.reviews.waiting import Waiting
from bot.seeing.person import CriterionView, FacetView
from dialogs.reviewing.refusals import Refused
from dialogs.reviewing.values import Review, Rule, Ruling, Status
from dialogs.values import DraftCard

RULES: Final[tuple[Rule, ...]] = get_args(Rule)
LONGEST_QUOTE = 300
_NUMBERED = re.compile(r"([1-4๑-๔])[\s.):]+(\S.*)", re.DOTALL)


async def queue(visit: Visit, act: acts.Check) -> Shown:
    """Drafts that wait in all one's teams, oldest first."""
    found = await waiting(visit)
    if not found:
        return visit.told(visit.say("coaching.queue_empty"))
    choices = [
        Choice("", acts.OpenDraft(w.officer, w.review.criterion), _line(visit, w)) for w in found
    ]
    listed = visit.paged(choices, act.page, acts.Check)
    text = visit.say("coaching.queue", count=str(len(found)))
    return Shown(text, (*listed, visit.choice("cancel", acts.Cancel())))


async def waiting(visit: Visit) -> list[Waiting]:
    """What waits for the coach."""
    teams = await visit.teams("prompt.send")
    found = [w for t in teams for w in await visit.desk.reviews.queue(visit.who, t.id)]
    return sorted(found, key=lambda each: each.since)


def _line(visit: Visit, waits: Waiting) -> str:
    about, name = visit.title(waits.review.criterion), visit.named(waits.name)
    if waits.days:
        days = str(waits.days)
        line = visit.say("coaching.queue_line", name=name, title=about, days=days)
    else:
        line = visit.say("coaching.queue_line_new", name=name, title=about)
    return f"{line} ({mark})" if (mark := _mark(visit, waits)) else line


def _mark(visit: Visit, waits: Waiting) -> str:
    review = waits.review
    if review.status == "in_review":
        mine = review.reviewer == visit.who.id
        return visit.say("coaching.mark_mine") if mine else visit.say("coaching.mark_other")
    if waits.overdue:
        return visit.say("coaching.mark_overdue")
    return visit.say("coaching.mark_again") if review.round > 1 else ""


async def show(visit: Visit, act: acts.OpenDraft) -> Shown:
    """Open a draft, so that nobody else does, and show it facet by facet."""
    review = await visit.desk.reviews.begin(visit.who, act.officer, act.criterion)
    view = await visit.seeing.person(visit.who, act.officer)
    draft = view.criterion(act.criterion)
    if draft is None or not draft.readable:
        raise LookupError(act.criterion)
    await visit.noted(act.officer, "review")
    name = visit.named(view.name)
    title = visit.say("coaching.draft", name=name, title=visit.title(act.criterion))
    card = DraftCard(title, tuple(_quotes(draft)))
    text = "\n".join([title, *_told(card), *_notes(visit, draft, review)])
    weigh = acts.Weigh(act.officer, act.criterion, review.digest)
    later = acts.Later(act.officer, act.criterion)
    choices = (
        *([] if draft.changed else [visit.choice("accept", weigh)]),
        visit.choice("return", acts.PickFacet(act.officer, act.criterion)),
        visit.choice("later", later),
    )
    return Shown(text, choices, leaving=later, card=card, fleeting=True)


def _quotes(draft: CriterionView) -> Iterator[tuple[str, str]]:
    for facet in draft.facets:
        quotes = [f"“{_cut(claim.words)}”" for claim in facet.claims if claim.submitted]
        if quotes:
            yield facet.label, "\n".join(quotes)


def _told(card: DraftCard) -> Iterator[str]:
    return (f"\n{label}\n{quotes}" for label, quotes in card.lines)


def _notes(visit: Visit, draft: CriterionView, review: Review) -> Iterator[str]:
    missing = [facet.label for facet in draft.facets if facet.must and not _submitted(facet)]
    files = sum(len(facet.attachments) for facet in draft.facets)
    if missing:
        yield "\n" + visit.say("coaching.draft_missing", labels=", ".join(missing))
    if files:
        yield "\n" + visit.say("coaching.draft_files", count=str(files))
    asked = [
        f"“{r.words}”" for o in review.opinions if o.round == review.round - 1 for r in o.requests
    ]
    if asked:
        yield "\n" + visit.say("coaching.draft_before", words=" ".join(asked))
    if draft.changed:
        yield "\n" + visit.say("coaching.draft_changed")


def _submitted(facet: FacetView) -> bool:
    return any(claim.submitted for claim in facet.claims)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


async def later(visit: Visit, act: acts.Later) -> Shown:
    """Back into the queue, for oneself or another coach."""
    await visit.desk.reviews.release(visit.who, act.officer, act.criterion)
    return visit.told(visit.say("coaching.released"), visit.choice("check", acts.Check()))


async def weigh(visit: Visit, act: acts.Weigh) -> Shown:
    """The four rules at once, with reasons to confirm or to change by typing."""
    if act.reasons and visit.heard(act.words) == "yes":
        return await accept(visit, acts.Accept(act.officer, act.criterion, act.seen, act.reasons))
    reasons = changed(act.reasons or _usual(visit), act.words)
    lines = [
        f"{number}. {visit.say(f'coaching.rule_{rule}')}: {why}"
        for number, (rule, why) in enumerate(zip(RULES, reasons, strict=True), 1)
    ]
    text = "\n".join([visit.say("coaching.weigh"), *lines, visit.say("coaching.weigh_how")])
    again = replace(act, reasons=reasons, words="")
    accepting = acts.Accept(act.officer, act.criterion, act.seen, reasons)
    choices = (
        visit.choice("confirm", accepting),
        visit.choice("return", acts.PickFacet(act.officer, act.criterion)),
        visit.choice("cancel", acts.Cancel()),
    )
    leaving = acts.Later(act.officer, act.criterion)
    return Shown(text, choices, hears=again, leaving=leaving)


def _usual(visit: Visit) -> tuple[str, ...]:
    return tuple(visit.say(f"coaching.reason_{rule}") for rule in RULES)


def changed(reasons: tuple[str, ...], typed: str) -> tuple[str, ...]:
    """``reasons`` with what was typed: a line with a number is that rule's, others are all's.

    A number alone says nothing.
    """
    now = list(reasons)
    for line in filter(None, map(str.strip, typed.split("\n"))):
        found = _NUMBERED.fullmatch(line)
        if found:
            now[int(found[1]) - 1] = found[2].strip()
        elif not line.isdigit():
            now = [line] * len(now)
    return tuple(now)


async def accept(visit: Visit, act: acts.Accept) -> Shown:
    """Accept, once."""
    rules = {rule: Ruling(True, why) for rule, why in zip(RULES, act.reasons, strict=True)}

    async def accepted() -> Review:
        return await visit.desk.reviews.accept(
            visit.who, act.officer, act.criterion, rules, seen=act.seen
        )

    await once(visit, act.officer, act.criterion, "accepted", accepted)
    return await done(visit, visit.say("coaching.accepted"))


async def once(
    visit: Visit,
    officer: str,
    criterion: str,
    verdict: Status,
    decide: Callable[[], Awaitable[Review]],
) -> None:
    """Decide, unless this very message did: then the review has that opinion already."""
    try:
        await decide()
    except Refused:
        found = await visit.desk.reviews.review(visit.who, officer, criterion)
        mine = [o for o in found.opinions if o.by == visit.who.id] if found else []
        if not mine or mine[-1].verdict != verdict or mine[-1].at < visit.message.at:
            raise


async def done(visit: Visit, text: str) -> Shown:
    """Something was decided; is there more that nobody else has open?"""
    free = (None, visit.who.id)
    left = [w for w in await waiting(visit) if w.review.reviewer in free]
    more = [visit.choice("check_more", acts.Check())] if left else []
    return visit.told(text, *more)
