"""A prompt as the compose form has it: from its fields to what is wanted, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from bot.console import dates
from bot.console.forms import Form
from bot.console.handles import behind
from bot.console.visit import Visit
from bot.people.values import Member
from bot.prompts.trouble import CannotSend
from bot.prompts.values import Audience, AudienceKind, Chat, Hours, Prompt, Wanted, When
from bot.thailand import THAILAND

KINDS: tuple[AudienceKind, ...] = ("all", "some", "stuck", "silent", "group")
HOURS: tuple[Hours, ...] = get_args(Hours)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
REMIND = (1, 2, 3, 5, 7)
_WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
_WEEKLY = re.compile(r"FREQ=WEEKLY;BYDAY=([A-Z,]+)")
_UNTIL = re.compile(r"(?:^|;)UNTIL=(\d{8})[^;]*")


@dataclass(frozen=True, slots=True)
class Draft:
    """The compose form's fields as text; ``officers`` are handles of members."""

    words: str = ""
    criterion: str = ""
    kind: str = "all"
    officers: tuple[str, ...] = ()
    stuck: str = ""
    silent: str = ""
    group: str = ""
    when: str = "now"
    at: str = ""
    repeat: str = "workdays"
    days: tuple[str, ...] = ("MO",)
    until: str = ""
    hours: str = "working"
    crowd: bool = False
    free: bool = False
    remind: str = ""
    seen_by: str = ""


def of_form(form: Form) -> Draft:
    """What was sent, so that nothing is lost when something is wrong with it."""
    return Draft(
        form.one("words"),
        form.one("criterion"),
        form.one("kind") or "all",
        form.every("officer"),
        form.one("stuck"),
        form.one("silent"),
        form.one("group"),
        form.one("when") or "now",
        form.one("at"),
        form.one("repeat") or "workdays",
        form.every("day"),
        form.one("until"),
        form.one("hours") or "working",
        form.ticked("crowd"),
        form.ticked("free"),
        form.one("remind"),
        form.one("seen_by"),
    )


def of_prompt(visit: Visit, prompt: Prompt) -> Draft:
    """A prompt that is kept, to be changed."""
    wanted = prompt.wanted
    audience, rule = wanted.audience, wanted.when.rule or ""
    weekly, until = _WEEKLY.search(rule), _UNTIL.search(rule)
    days = tuple(weekly[1].split(",")) if weekly else ("MO",)
    last = until[1] if until else ""
    return Draft(
        wanted.words,
        wanted.criterion or "",
        audience.kind,
        tuple(visit.handle(officer) for officer in audience.officers),
        audience.criterion or "",
        audience.prompt or "",
        visit.handle(audience.group) if audience.group else "",
        "repeat" if rule else "later" if wanted.when.at else "now",
        dates.field(wanted.when.at) if wanted.when.at else "",
        _repeat(rule),
        days,
        f"{last[:4]}-{last[4:6]}-{last[6:]}" if last else "",
        wanted.hours,
        wanted.crowd,
        wanted.free,
        str(wanted.remind_after_days or ""),
    )


def _repeat(rule: str) -> str:
    if "FREQ=MONTHLY" in rule:
        return "monthly"
    return "weekly" if rule and _WORKDAYS not in rule else "workdays"


def wanted(visit: Visit, draft: Draft, members: Sequence[Member], chats: Sequence[Chat]) -> Wanted:
    """What a form wants. Raises CannotSend where a field makes no sense."""
    remind = int(draft.remind) if draft.remind in {str(days) for days in REMIND} else None
    return Wanted(
        draft.words,
        draft.criterion or None,
        _audience(visit, draft, members, chats),
        _when(draft, visit.now),
        next((hours for hours in HOURS if hours == draft.hours), "working"),
        draft.crowd,
        draft.free,
        remind,
    )


def _audience(
    visit: Visit, draft: Draft, members: Sequence[Member], chats: Sequence[Chat]
) -> Audience:
    kind = next((kind for kind in KINDS if kind == draft.kind), "all")
    ids = [member.officer for member in members]
    secret, place = visit.office.secret, visit.team.id
    found = [behind(secret, place, name, ids) for name in draft.officers]
    some = tuple(officer for officer in found if officer)
    if kind == "some":
        return Audience("some", officers=some)
    if kind == "stuck":
        return Audience("stuck", criterion=draft.stuck or draft.criterion or None)
    if kind == "group":
        return Audience("group", group=behind(secret, place, draft.group, (c.group for c in chats)))
    return Audience("silent", prompt=draft.silent or None) if kind == "silent" else Audience()


def _when(draft: Draft, now: datetime) -> When:
    if draft.when == "now":
        return When()
    try:
        at = dates.from_field(draft.at)
    except ValueError:
        raise CannotSend("past") from None
    if at is None and draft.when == "later":
        raise CannotSend("past")
    return When(at, _rule(draft, at or now) if draft.when == "repeat" else None)


def _rule(draft: Draft, at: datetime) -> str:
    until = draft.until.replace("-", "")
    if until and not re.fullmatch(r"\d{8}", until):
        raise CannotSend("bad_rule")
    end = f";UNTIL={until}T235959" if until else ""
    if draft.repeat == "monthly":
        return f"FREQ=MONTHLY;BYMONTHDAY={at.astimezone(THAILAND).day}{end}"
    if draft.repeat == "weekly":
        days = [day for day in DAYS if day in draft.days]
        if not days:
            raise CannotSend("bad_rule")
        return f"FREQ=WEEKLY;BYDAY={','.join(days)}{end}"
    return _WORKDAYS + end
