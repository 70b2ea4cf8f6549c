"""Weekly texts from the coach kit's templates; a line of which nothing is known is left out.

Who needs help and who moves on are named by name, in alphabetical order: never as a ranking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from bot.people.values import Team
from bot.seeing.board import unanswered
from bot.seeing.snapshot import Snapshot
from bot.seeing.stuck import idle_days, stuck
from content.coach_kit import Digest
from content.voice import Voice, fields_of, render
from dialogs.dates import thai_date
from dialogs.drafts import musts_covered, shortened
from dialogs.names import titled
from dialogs.pack import Pack
from dialogs.quoting import tidy
from dialogs.reviewing.course import ACCEPTED
from dialogs.reviewing.lateness import working_days
from dialogs.steps import recommendation

WEEK = timedelta(days=7)
MOST_NAMES = 5
LONGEST_COMMENT = 120  # characters


class Tended(Struct, frozen=True):
    """A team as its coach's summary needs it."""

    team: Team
    members: tuple[Snapshot, ...]


def weekly_for_officer(seen: Snapshot, pack: Pack, at: datetime, *, chats: int) -> str | None:
    """What an officer did since a week before ``at``, and one thing to do next.

    ``chats`` is on how many days they wrote. None if neither they nor their coach moved.
    """
    unit = pack.unit(seen.state.unit)
    pieces, comment = _new_pieces(seen, at), _comment(seen, at)
    if unit.coach_kit is None or not (chats or pieces or comment):
        return None
    next = recommendation(pack, seen.state, at)
    fields = {
        "name": titled(seen.state.profile.name or seen.name),
        "n_chat": str(chats),
        "n_evidence": str(pieces),
        "n_ready": str(sum(musts_covered(seen.state, c) for c in unit.criteria)),
        "n_criteria": str(len(unit.criteria)),
        "n_accepted": str(_accepted(seen)),
        "top_comment": comment,
        "next_step": render(next.action, seen.state.voice, **next.fields),
        "effort": next.effort,
    }
    return _filled(unit.coach_kit.officer_digest, fields, seen.state.voice)


def weekly_for_coach(teams: Sequence[Tended], pack: Pack, at: datetime) -> str | None:
    """How the teams of a coach did since a week before ``at``; None if nothing moved or waits."""
    members = [seen for tended in teams for seen in tended.members]
    unit = pack.unit(members[0].state.unit) if members else pack.content.default
    kit = unit.coach_kit
    moving = [seen for seen in members if _new_pieces(seen, at)]
    waiting = [w.since for seen in members for w in unanswered(seen) if w.kind == "review"]
    threads = sum(w.kind == "thread" for seen in members for w in unanswered(seen))
    if kit is None or not (moving or waiting or threads):
        return None
    fields = {
        "n_team": str(len(teams)),
        "date_range": f"{thai_date(at - WEEK)} – {thai_date(at)}",
        "stuck_list": _names(seen for seen in members if stuck(seen, pack, at)),
        "idle_days": str(idle_days(unit)),
        "n_waiting": str(len(waiting)) if waiting else "",
        "oldest_days": str(working_days(min(waiting, default=at), at)),
        "moving_list": _names(moving),
        "n_handoff": str(threads) if threads else "",
        "n_pii": "",
    }
    return _filled(kit.coach_digest, fields, "krub")


def days_written(times: Iterable[datetime], at: datetime) -> int:
    """On how many days of the week before ``at`` something was written, in the zone of ``at``."""
    week = [time.astimezone(at.tzinfo) for time in times if at - WEEK < time <= at]
    return len({time.date() for time in week})


def _filled(digest: Digest, fields: Mapping[str, str], voice: Voice) -> str:
    """The template without the lines whose fields are empty, at most as long as the kit allows."""
    lines = [
        render(line, voice, **fields)
        for line in digest.template.splitlines()
        if all(fields[name] for name in fields_of(line))
    ]
    return "\n".join(lines[: digest.most_lines])


def _new_pieces(seen: Snapshot, at: datetime) -> int:
    """Quotes and attachments of the last week."""
    quotes = (claim.quote.at for claim in seen.state.claims)
    files = (attachment.at for attachment in seen.state.attachments)
    return sum(at - WEEK < time <= at for time in (*quotes, *files))


def _comment(seen: Snapshot, at: datetime) -> str:
    """What a coach wrote last in the week before ``at``; empty if nothing."""
    said = [
        (opinion.at, opinion.requests[0].words if opinion.requests else opinion.words)
        for review in seen.reviews.values()
        for opinion in review.opinions
        if opinion.part == "coach" and at - WEEK < opinion.at <= at
    ]
    words = max((found for found in said if found[1].strip()), default=(at, ""))[1]
    return shortened(tidy(words), LONGEST_COMMENT) if words else ""


def _accepted(seen: Snapshot) -> int:
    return sum(review.status in ACCEPTED for review in seen.reviews.values())


def _names(people: Iterable[Snapshot]) -> str:
    names = sorted({seen.name or seen.officer for seen in people})
    more = f" +{len(names) - MOST_NAMES}" if len(names) > MOST_NAMES else ""
    return " ".join(names[:MOST_NAMES]) + more
