"""Where on the journey an officer stands, and which way leads on.

A step is entered on evidence that is just enough; what is left open is gathered later. So an
officer stands behind the furthest step they did, not behind the first gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.journey import Journey
from content.journey_conditions import FacetAtLeast
from content.journey_conditions import TestOutcome as OutcomeIs
from content.journey_parts import Parallel, Step
from dialogs.journey_facts import Facts
from dialogs.values import Level


@dataclass(frozen=True, slots=True)
class Walk:
    """The journey seen from one officer's facts. Nothing here raises, whatever the facts."""

    journey: Journey
    facts: Facts

    # --- one step ---------------------------------------------------------------------------------

    def index(self, step: Step) -> int:
        """The place of ``step`` in walking order."""
        return self.journey.steps.index(step)

    def may_enter(self, step: Step) -> bool:
        """Whether there is just enough evidence to begin ``step``."""
        return all(map(self.facts.hold, step.enter_when))

    def is_done(self, step: Step) -> bool:
        """Whether ``step`` shows what it is for, and was walked again where it must be."""
        if step.id in self.again and step.id not in self.facts.done_steps:
            return False
        return all(map(self.facts.hold, step.done_when))

    def is_begun(self, step: Step, level: Level = Level.MENTIONED) -> bool:
        """Whether anything the step is for has reached ``level``."""
        if step.id in self.again:
            return step.id in self.facts.done_steps
        tested = any(isinstance(c, OutcomeIs) and self.facts.hold(c) for c in step.done_when)
        return tested or any(self.facts.level(facet) >= level for facet in _facets(step))

    def due(self, step: Step) -> tuple[str, ...]:
        """Musts that never block but are gathered most easily here; one skip silences them."""
        if self.facts.skipped.get(step.id, 0):
            return ()
        places = self.journey.deferred_must.items()
        return tuple(f for f, at in places if at == step.id and self._lacks(f))

    def is_settled(self, step: Step) -> bool:
        """Whether the officer can leave ``step`` behind."""
        moved_on = self.is_begun(self.onward(step))
        return self.is_done(step) and (moved_on or not self.due(step))

    def blocking(self, step: Step) -> tuple[str, ...]:
        """The facets without which ``step`` is not done."""
        wanted = (c for c in step.done_when if isinstance(c, FacetAtLeast))
        return tuple(c.key for c in wanted if not self.facts.hold(c))

    def open_facets(self, step: Step) -> tuple[str, ...]:
        """What ``step`` still lacks: first what blocks the way, then what is due here."""
        return tuple(dict.fromkeys((*self.blocking(step), *self.due(step))))

    def _lacks(self, facet: str) -> bool:
        return self.facts.level(facet) < Level.COVERED

    # --- going back -------------------------------------------------------------------------------

    @property
    def loop(self) -> Step | None:
        """The step the officer was sent back to; None when that has come to an end."""
        step = self.find(self.facts.looped_to)
        if step is None or (self.facts.outcome == "passed" and not self.facts.in_trouble):
            return None
        rewalked = self.rewalk(step)
        ended = rewalked and set(rewalked) <= set(self.facts.done_steps)
        return None if ended or self.facts.retest == "failed" else step

    @property
    def again(self) -> frozenset[str]:
        """Steps whose old evidence does not count, because they must be walked again."""
        return frozenset((self.loop.id, *self.rewalk(self.loop))) if self.loop else frozenset()

    @property
    def is_mending(self) -> bool:
        """Whether the step the officer was sent back to is done, and the way on is not."""
        return self.loop is not None and self.loop.id in self.facts.done_steps

    def rewalk(self, step: Step) -> tuple[str, ...]:
        """The steps to walk again after going back to ``step``."""
        after = {later.id for later in self.journey.steps[self.index(step) + 1 :]}
        return tuple(id for id in self.journey.rewalk if id in after)

    # --- the way on -------------------------------------------------------------------------------

    def find(self, id: str | None) -> Step | None:
        """The step called ``id``, if there is one."""
        return next((step for step in self.journey.steps if step.id == id), None)

    def onward(self, step: Step) -> Step:
        """The step after ``step``: a loop whose conditions hold, else simply the next."""
        for loop in self.journey.loops:
            to = self.find(loop.to)
            if to and loop.origin == step.id and all(map(self.facts.hold, loop.when)):
                return to
        return self.find(step.next) or step

    def forward(self, step: Step) -> Step:
        """From ``step`` past everything settled; a way back to an earlier step is a new round."""
        for _ in self.journey.steps:
            if (group := self._group(step)) is not None:
                step = self._among(group, step)
                if step.id in group.steps:
                    return step
            if not self.is_settled(step):
                return step
            before, step = step, self.onward(step)
            if self.index(step) <= self.index(before):
                return step
        return step

    def _group(self, step: Step) -> Parallel | None:
        return next((group for group in self.journey.parallel if step.id in group.steps), None)

    def _among(self, group: Parallel, entered: Step) -> Step:
        """In a parallel group: on if all was begun and the way is open, else finish, else begin."""
        steps = [step for step in map(self.find, group.steps) if step]
        then = self.find(group.then) or entered
        fresh = [step for step in steps if not self.is_begun(step)]
        halfway = [step for step in steps if step not in fresh and self._is_unfinished(step)]
        if not fresh and (self.may_enter(then) or not halfway):
            return then
        if len(fresh) == len(steps):
            return entered
        return max(halfway or fresh, key=lambda step: len(self.open_facets(step)))

    def _is_unfinished(self, step: Step) -> bool:
        return not self.is_done(step) or bool(self.due(step))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an officer stands. ``midway``: they joined here, without having walked up to it."""

    step: Step
    midway: bool = False


def stand(walk: Walk) -> Place:
    """The step the officer is at, or should be at next."""
    if walk.loop is not None:
        return Place(walk.forward(walk.loop))
    walked = [step for step in walk.journey.steps if walk.is_done(step) and walk.may_enter(step)]
    if len(walked) <= 1 and (joined := _joined(walk)) is not None:
        return Place(joined, midway=True)
    if walked:
        return Place(walk.forward(walked[-1]))
    begun = _begun(walk, walk.journey.steps)
    if not begun:
        return Place(walk.journey.steps[0])
    loose = next((step for step in begun if not walk.is_settled(step)), None)
    step = loose or walk.forward(begun[-1])
    return Place(step, midway=step in begun)


def _joined(walk: Walk) -> Step | None:
    """The step of the criterion talked about last, if there is work in it that is not finished."""
    ids = walk.journey.links.get(walk.facts.criterion or "", ())
    steps = [step for step in map(walk.find, ids) if step]
    if walk.journey.steps[0] in steps:
        return None
    begun = (s for s in steps if walk.is_begun(s, Level.COVERED))
    return next((step for step in begun if not walk.is_settled(step)), None)


def _begun(walk: Walk, steps: Sequence[Step]) -> list[Step]:
    """Steps with firm evidence, or, where there is none at all, with any."""
    firm = [step for step in steps if walk.is_begun(step, Level.COVERED)]
    return firm or [step for step in steps if walk.is_begun(step)]


def _facets(step: Step) -> Iterator[str]:
    return (c.key for c in step.done_when if isinstance(c, FacetAtLeast))
