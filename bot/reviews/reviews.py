"""Reviews, as officers, coaches and assessors do them: the one door to everything about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.errands import Handler
from bot.people import rights
from bot.people.people import People
from bot.people.telling import Teller
from bot.people.values import Person
from bot.reviews import shelf
from bot.reviews.bench import Bench
from bot.reviews.following import Following
from bot.reviews.handing import Handing
from bot.reviews.labels import judged
from bot.reviews.queue import Queue
from bot.reviews.waiting import Waiting
from bot.service.clock import Clock
from content.models import UnitPack
from content.voice import Voice
from dialogs.pack import Pack
from dialogs.reviewing import assessing, deciding, handing
from dialogs.reviewing.course import ACCEPTED, WITH_COACH
from dialogs.reviewing.refusals import Refused, Why, demand
from dialogs.reviewing.values import Judgement, Opinion, Review, Rule, Ruling
from dialogs.state import State
from dialogs.values import Decided, News, Request, Returned
from storage.port import Store, Turn

MOST_REQUESTS = 3  # where a unit has no coach kit


class Reviews:
    """Everything that happens to submitted drafts.

    Methods with an ``actor`` raise Forbidden (rights) or Refused (the review's course), and then
    nothing was changed. Those with a ``turn`` are the shell's, called inside an officer's turn.
    ``hurry`` is called after something was left for the errands.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        people: People,
        teller: Teller,
        pack: Pack,
        *,
        hurry: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._people = people
        self._pack = pack
        self._phrases = pack.content.phrases
        self._handing = Handing(pack)
        self._bench = Bench(store, clock, people, hurry)
        self._queue = Queue(store, clock, people, pack)
        self._following = Following(store, clock, people, teller, pack)

    def handlers(self) -> dict[str, Handler]:
        """What to carry out for errands left by reviews and threads, by kind."""
        return self._following.handlers()

    # --- for the shell, inside the officer's turn -------------------------------------------------

    def submit(self, turn: Turn, state: State, criterion: str) -> Why | None:
        """Hand the confirmed draft over; why not, where it could not be."""
        return self._handing.submit(turn, state, criterion)

    def withdraw(self, turn: Turn, criterion: str) -> Why | None:
        """Take a submitted draft back while nobody has opened it; why not, where too late."""
        return self._handing.withdraw(turn, criterion)

    def after_turn(self, turn: Turn, state: State) -> None:
        """Reopen what was accepted and has changed, take back what waits if the team was left.

        Call after each turn that forgets nothing.
        """
        self._handing.after_turn(turn, state)

    def sorry(self, why: Why, voice: Voice = "krub") -> str:
        """Why something was refused, in words for the person who tried."""
        most = _most(self._pack.content.default)
        return self._phrases.say(f"review.why_{why}", voice, most=str(most))

    # --- for coaches ------------------------------------------------------------------------------

    async def queue(self, actor: Person, team: str) -> list[Waiting]:
        """Drafts of a team that wait for its coach or are open, oldest first."""
        return await self._queue.waiting(actor, "review.decide", team, WITH_COACH)

    async def review(self, actor: Person, officer: str, criterion: str) -> Review | None:
        """One review; None if never submitted, or taken back."""
        await self._people.allow(actor, "person.see", officer)
        async with self._store.turn(officer, at=self._clock.now()) as turn:
            found = shelf.read(turn, criterion)
        return None if found is None or found.status == "withdrawn" else found

    async def begin(self, actor: Person, officer: str, criterion: str) -> Review:
        """Open a waiting draft, so that nobody else does. Opening it again changes nothing."""

        def begun(turn: Turn, review: Review) -> Review:
            return deciding.begin(review, actor.id, turn.at)

        return await self._bench.move(actor, officer, criterion, "review_begun", begun)

    async def release(self, actor: Person, officer: str, criterion: str) -> Review:
        """Put a draft one has open back into the queue."""

        def released(turn: Turn, review: Review) -> Review:
            return deciding.release(review, actor.id, turn.at)

        return await self._bench.move(actor, officer, criterion, "review_released", released)

    async def hand_over(self, actor: Person, officer: str, criterion: str, to: str) -> Review:
        """Let another coach of the team (or oneself: take over) go on with an opened draft.

        Raises Forbidden also if ``to`` may not review it.
        """
        team = await self._people.allow(actor, "review.decide", officer)
        heir = await self._people.person(to) or Person(to)
        rights.check(heir, "review.decide", team=team, officer=officer)

        def handed(turn: Turn, review: Review) -> Review:
            return deciding.hand_over(review, heir.id, turn.at)

        kind = "review_handed_over"
        return await self._bench.move(actor, officer, criterion, kind, handed, to=heir.id)

    async def request_changes(
        self,
        actor: Person,
        officer: str,
        criterion: str,
        requests: tuple[Request, ...],
        *,
        words: str = "",
    ) -> Review:
        """Return a draft; each request becomes a question in chat. ``words`` stay on record."""
        asked = tuple(Request(r.facet, r.words.strip()) for r in requests)

        def returned(turn: Turn, review: Review, by: Opinion) -> Review:
            about = self._pack.criterion(criterion)
            if about is None:
                raise Refused("unknown")
            return deciding.request_changes(review, by, about, _most(self._pack.unit_of(criterion)))

        return await self._bench.decide(
            actor,
            "review.decide",
            officer,
            criterion,
            returned,
            Returned(criterion, actor.name, asked),
            requests=asked,
            words=words.strip(),
        )

    async def accept(
        self,
        actor: Person,
        officer: str,
        criterion: str,
        rules: Mapping[Rule, Ruling],
        *,
        words: str = "",
        seen: str | None = None,
    ) -> Review:
        """Accept a draft; ``seen``: the digest of the draft that was looked at, if known."""

        def accepted(turn: Turn, review: Review, by: Opinion) -> Review:
            demand(seen in (None, review.digest), "changed")
            return deciding.accept(self._same(turn, review), by)

        return await self._bench.decide(
            actor,
            "review.decide",
            officer,
            criterion,
            accepted,
            Decided(criterion, actor.name, "accepted", words.strip()),
            rules=dict(rules),
            words=words.strip(),
        )

    async def pack(self, actor: Person, officer: str, criterion: str) -> Review:
        """Put an accepted draft into the file for its assessor; nobody is told."""
        return await self._bench.decide(
            actor, "review.decide", officer, criterion,
            lambda turn, review, by: deciding.pack(self._same(turn, review), by), None,
        )  # fmt: skip

    async def reopen(self, actor: Person, officer: str, criterion: str, words: str) -> Review:
        """Open an accepted draft again, with a reason."""

        def opened(turn: Turn, review: Review, by: Opinion) -> Review:
            demand(by.words, "no_words")
            deciding.check_length(by.words)
            return handing.reopen(review, by)

        said = Decided(criterion, actor.name, "reopened", words.strip())
        return await self._bench.decide(
            actor, "review.decide", officer, criterion, opened, said, words=words.strip()
        )

    async def second_opinion(
        self,
        actor: Person,
        officer: str,
        criterion: str,
        agrees: bool,
        *,
        words: str = "",
        rules: Mapping[Rule, Ruling] | None = None,
    ) -> Review:
        """Say whether one agrees with the reviewer; disagreeing needs words. Nobody is told."""
        return await self._bench.decide(
            actor,
            "review.second",
            officer,
            criterion,
            lambda turn, review, by: deciding.second(review, by),
            None,
            part="second",
            verdict="agrees" if agrees else "disagrees",
            words=words.strip(),
            rules=dict(rules or {}),
        )

    # --- for assessors and operators --------------------------------------------------------------

    async def to_assess(self, actor: Person, team: str) -> list[Waiting]:
        """Accepted drafts of a team that are not signed off, oldest first."""
        return await self._queue.waiting(actor, "assess.decide", team, ACCEPTED)

    async def assess(
        self,
        actor: Person,
        officer: str,
        criterion: str,
        judgement: Judgement,
        rules: Mapping[Rule, Ruling],
        *,
        words: str = "",
    ) -> Review:
        """Judge accepted evidence as it was submitted; the officer is told the judgement."""
        told = " · ".join(filter(None, (judged(judgement, self._phrases), words.strip())))
        return await self._bench.decide(
            actor,
            "assess.decide",
            officer,
            criterion,
            lambda turn, review, by: assessing.assess(self._same(turn, review), by, judgement),
            None if judgement == "ready" else Decided(criterion, actor.name, "assessed", told),
            part="assessor",
            rules=dict(rules),
            words=words.strip(),
        )

    async def sign_off(
        self, actor: Person, officer: str, criterion: str, *, words: str = ""
    ) -> Review:
        """Lock a judged review."""
        said = Decided(criterion, actor.name, "signed_off", words.strip())
        return await self._bench.decide(
            actor,
            "assess.decide",
            officer,
            criterion,
            lambda turn, review, by: assessing.sign_off(self._same(turn, review), by),
            said,
            part="assessor",
            words=words.strip(),
        )

    async def reverse(self, actor: Person, officer: str, criterion: str, reason: str) -> Review:
        """Unlock a signed review."""
        title = self._handing.title(criterion)
        words = self._phrases.say("review.unsigned", "krub", title=title)
        return await self._bench.decide(
            actor,
            "signoff.reverse",
            officer,
            criterion,
            lambda turn, review, by: assessing.reverse(review, by),
            News(words),
            part="operator" if "operator" in actor.roles else "assessor",
            words=reason.strip(),
        )

    def _same(self, turn: Turn, review: Review) -> Review:
        """The review, if the officer's words are those that were submitted."""
        demand(self._handing.is_as_submitted(turn, review), "changed")
        return review


def _most(unit: UnitPack) -> int:
    return unit.coach_kit.review.most_requests if unit.coach_kit else MOST_REQUESTS
