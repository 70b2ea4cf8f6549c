"""What the coach does about something that happened in a group: pure, nothing is said here.

In a group the coach says only fixed sentences and the question of an open prompt: never a word of
anybody's draft, progress or answers, and never anything about superiors. Whatever is personal is
answered with the way to the private chat. What is taken as an answer to an open prompt goes into
the conversation of the person who gave it, under an id that begins with ``group:``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from bot.channel import Happened, Invited, MembersCame, Migrated, Place, Removed
from bot.groups.links import Links
from bot.groups.reading import Meant, meant
from bot.groups.state import MOST_PASSED, GroupState, OpenPrompt, Passed, group_officer
from bot.thailand import THAILAND
from dialogs.pack import Pack
from dialogs.values import (
    Edited,
    FromGroup,
    Media,
    Message,
    Reply,
    Said,
    Sticker,
    Tap,
    Text,
    Unsent,
)

FROM_GROUP = "group:"
"""How the ids of messages begin that reach an officer's conversation from a group."""

PAUSE = timedelta(seconds=10)
"""The coach answers calls in a group at most this often, whoever calls it."""


class GroupOutcome(Struct, frozen=True):
    """What to keep, what to say in the group, and what to hand to one officer's conversation.

    The replies to ``pass_on`` belong into that officer's private chat. ``moved``: the name under
    which the state is to be kept from now on, where the group continues under another id.
    """

    state: GroupState
    replies: tuple[Reply, ...] = ()
    pass_on: Message | None = None
    moved: str | None = None


def decide(
    pack: Pack, happened: Happened, group: GroupState, me: Links, *, known: bool = True
) -> GroupOutcome:
    """What ``happened`` in a group leads to.

    ``known``: whether the officer has consented in a private chat; nothing is taken from others.
    Nothing comes of an event that is not of a group.
    """
    if not happened.place.group:
        return GroupOutcome(group)
    here = Decision(pack, happened, group, me, known and happened.officer is not None).fresh()
    match happened.what:
        case Invited():
            return here.invited()
        case Removed():
            return here.now(present=False, prompt=None).outcome()
        case MembersCame(count):
            return here.newcomers(count)
        case Migrated(to):
            return here.moved(to)
        case None:
            return here.outcome()
        case said:
            return here.said(said)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision in the making."""

    pack: Pack
    happened: Happened
    group: GroupState
    me: Links
    known: bool
    replies: tuple[Reply, ...] = ()
    passed_on: Message | None = None

    def fresh(self) -> Decision:
        """The decision with a prompt put away whose time is over."""
        prompt = self.group.prompt
        over = prompt is not None and self.at >= prompt.until
        return self.now(prompt=None) if over else self

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.happened.at

    def now(self, **changes: Any) -> Decision:
        """The decision with fields of the group's state replaced."""
        return replace(self, group=msgspec.structs.replace(self.group, **changes))

    def say(self, key: str, **fields: str) -> Decision:
        """Say a phrase in the group. A group never gets buttons or cards: they are personal."""
        phrases, group = self.pack.content.phrases, self.group
        text = phrases.say(key, group.voice, turn=group.turns, **fields)
        return replace(self, replies=(*self.replies, Reply(text))).now(turns=group.turns + 1)

    def outcome(self, moved: str | None = None) -> GroupOutcome:
        """What was decided."""
        return GroupOutcome(self.group, self.replies, self.passed_on, moved)

    def invited(self) -> GroupOutcome:
        """Introduce the coach, once for as long as it stays."""
        if self.group.present:
            return self.outcome()
        here = self.now(present=True, greeted=self._today)
        return here.say("group.intro", link=self._link).outcome()

    def newcomers(self, count: int) -> GroupOutcome:
        """Greet whoever came, at most once a day."""
        if count < 1 or self.group.greeted == self._today:
            return self.outcome()
        here = self.now(greeted=self._today)
        return here.say("group.newcomers", link=self._link).outcome()

    def moved(self, to: str) -> GroupOutcome:
        """The group goes on under another id, and so does what is remembered of it."""
        place = self.happened.place
        if not to or to == place.chat:
            return self.outcome()
        return self.outcome(group_officer(Place(place.channel, to, group=True)))

    def said(self, said: Said) -> GroupOutcome:
        """Somebody wrote, tapped, sent or took back something."""
        match said:
            case Text():
                return self._heard(said).outcome()
            case Unsent(message) | Edited(message):
                return self._changed(said, message).outcome()
            case Tap() | Media() | Sticker() if self.happened.addressed:
                return self._point("group.private").outcome()
            case _:
                return self.outcome()

    def _heard(self, text: Text) -> Decision:
        prompt = self.group.prompt
        if prompt is None and not self.happened.addressed:
            return self
        what = meant(self.pack, text, prompt, addressed=self.happened.addressed)
        if what == "answer" and prompt is not None:
            return self._answered(text, prompt)
        return self._called(what, prompt) if self.happened.addressed else self

    def _called(self, what: Meant, prompt: OpenPrompt | None) -> Decision:
        """Somebody called the coach and wants something other than to answer the prompt."""
        match what:
            case "thanks":
                return self._point("group.thanks", link=False)
            case "quiet":
                return self._point("group.quiet", link=False)
            case "no_answer":
                return self._point("dont_know", link=False)
            case "help" if prompt is not None:
                return self._point("group.prompt", question=prompt.question)
            case "help":
                return self._point("group.help")
            case _:
                return self._point("group.private")

    def _answered(self, text: Text, prompt: OpenPrompt) -> Decision:
        officer = self.happened.officer
        if officer is None or not self.known:
            return self._make_friends()
        names = tuple(Passed(bubble.id, officer) for bubble in text.bubbles)
        said = FromGroup(prompt.criterion, text.bubbles)
        here = self.now(passed=(*self.group.passed, *names)[-MOST_PASSED:])._pass(officer, said)
        if prompt.thanked and not self.happened.addressed:
            return here
        here = here._point("group.noted", link=False)
        return here.now(prompt=msgspec.structs.replace(prompt, thanked=bool(here.replies)))

    def _make_friends(self) -> Decision:
        """Ask somebody the coach cannot keep anything for to meet it in private."""
        if not self.happened.addressed and self.group.invited == self._today:
            return self
        return self.now(invited=self._today)._point("group.friend")

    def _changed(self, said: Unsent | Edited, message: str) -> Decision:
        """What was passed on and is changed or taken back is changed or erased there too."""
        passed = next((each for each in self.group.passed if each.message == message), None)
        if passed is None or self.happened.officer not in (None, passed.officer):
            return self
        if isinstance(said, Edited):
            return self._pass(passed.officer, Edited(message, said.text))
        left = tuple(each for each in self.group.passed if each != passed)
        return self.now(passed=left)._pass(passed.officer, said)

    def _pass(self, officer: str, said: Said) -> Decision:
        id = FROM_GROUP + self.happened.event
        return replace(self, passed_on=Message(id, officer, self.at, said))

    def _point(self, key: str, *, link: bool = True, **fields: str) -> Decision:
        """Answer a call, unless the coach has spoken a moment ago."""
        spoke = self.group.spoke
        if spoke is not None and spoke <= self.at < spoke + PAUSE:
            return self
        where = {"link": self._link} if link else {}
        return self.now(spoke=self.at).say(key, **where, **fields)

    @property
    def _today(self) -> date:
        return self.at.astimezone(THAILAND).date()

    @property
    def _link(self) -> str:
        address = self.me.private(self.happened.place.channel)
        return address or self.pack.content.phrases.say("group.no_link", self.group.voice)
