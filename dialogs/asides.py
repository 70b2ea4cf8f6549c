"""What may be typed at any time: each gets a fitting answer, and the open question survives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from content.models import Criterion
from dialogs import coaches, corrections, drafts, exporting, interview, steps, with_coach
from dialogs.asking import ask, rendered
from dialogs.hearing import logged, quoted
from dialogs.kinds import kind_of
from dialogs.nudging import again as again
from dialogs.nudging import criterion_at_hand
from dialogs.nudging import nudge as nudge
from dialogs.questions import (
    AnswerPrompt,
    AskMain,
    AskProbe,
    AtRest,
    ConfirmErase,
    OfferMore,
    Paused,
    PickCriterion,
    TeamQuestion,
    under,
    waiting,
)
from dialogs.reading.grammar import ERASES, EVERYTHING, ONE_THING
from dialogs.reading.port import Intent
from dialogs.state import ClosedBecause, Plan, level_of
from dialogs.topic import about
from dialogs.turn import Turn
from dialogs.values import Level, ProgressCard

LONGEST_DEFINITION = 170  # characters, so that the question fits into the same bubble


def skip(turn: Turn) -> Turn:
    """Leave the open question out."""
    return interview.put_aside(turn.lead("skip"), "skipped")


def dont_know(turn: Turn) -> Turn:
    """The officer does not know: fine; at a main question an easier one follows."""
    return interview.put_aside(turn.lead("dont_know"), "dont_know")


def not_done(turn: Turn) -> Turn:
    """Not done yet: a next task, not a failure."""
    criterion = about(turn.state.question)[0]
    because: ClosedBecause = "not_done"
    if criterion:
        plan = Plan(criterion, quoted(turn, 0, len(turn.text)), "not_done")
        turn = turn.now(plans=(*turn.state.plans, plan))
        told = plan.quote.messages[0]
        turn = turn.keep("not_done", told, criterion=criterion, **logged(plan.quote))
    return interview.put_aside(turn.lead("not_done"), because)


def example(turn: Turn) -> Turn:
    """An example from another service, then the same question."""
    criterion = criterion_at_hand(turn)
    if criterion is None:
        return again(turn.lead("example.none"))
    given = turn.now(examples=tuple(dict.fromkeys((*turn.state.examples, criterion.id))))
    said = given.say("example.give", service=criterion.example.service, text=criterion.example.text)
    return again(said)


def explain(turn: Turn) -> Turn:
    """What a word or the question means, then the question again."""
    term = turn.reading.about if turn.reading else None
    meaning = _glossary(turn, term) if term else None
    if meaning is not None:
        return again(turn.lead("explain.term", term=meaning[0], meaning=meaning[1]))
    if isinstance(turn.state.question, AnswerPrompt):
        return again(turn.lead("prompt.explain", coach=coaches.asking(turn)))
    criterion, facet = criterion_at_hand(turn), about(turn.state.question)[1]
    if criterion is None:
        return again(turn.lead("help.short"))
    definitions = {f.id: f.definition for f in criterion.facets}
    sought = definitions.get(facet or "") or " · ".join(f.label for f in criterion.musts)
    wanted = drafts.shortened(rendered(turn, sought), LONGEST_DEFINITION)
    return again(turn.lead("explain.question", sought=wanted))


def back(turn: Turn) -> Turn:
    """Return to the question before this one."""
    trail = turn.state.trail
    here = under(turn.state.question)
    earlier = [q for q in trail if q != here]
    if not earlier:
        return again(turn.lead("back.none"))
    target = earlier[-1]
    return ask(turn.now(trail=trail[: trail.index(target) + 1]).lead("back"), target)


def pause(turn: Turn) -> Turn:
    """Stop here; the open question waits."""
    if isinstance(turn.state.question, Paused):
        return again(turn)
    return ask(turn, Paused(turn.at, waiting(turn.state.question)))


def resume(turn: Turn) -> Turn:
    """Go on where the officer left."""
    paused = turn.state.question
    if isinstance(paused, Paused) and isinstance(paused.back, TeamQuestion):
        return ask(turn.lead("resume"), paused.back)
    waiting = under(paused)
    if isinstance(waiting, OfferMore):
        criterion = turn.pack.criterion(waiting.criterion)
        if criterion is not None:
            return interview.more(turn, criterion)
    if waiting is not None:
        return ask(turn.lead("resume"), waiting)
    sitting = turn.state.sitting
    if sitting is not None:
        return interview.begin(turn, sitting.criterion)
    return ask(turn, PickCriterion())


def done(turn: Turn) -> Turn:
    """The officer has nothing to add here: close the facet, or let the criterion rest."""
    question = under(turn.state.question)
    criterion = criterion_at_hand(turn)
    if criterion is None or question is None:
        return ask(turn, AtRest())
    if isinstance(question, AskProbe):
        turn = interview.close(turn, criterion.id, question.facet, "skipped")
    if drafts.musts_covered(turn.state, criterion):
        return interview.close_criterion(turn.lead("done"), criterion)
    return interview.rest(turn.lead("done"), criterion)


def help_(turn: Turn) -> Turn:
    """What can be typed or tapped."""
    turn = turn.say("help")
    return again(turn if turn.state.team is None else turn.say("help.team"))


def greet(turn: Turn) -> Turn:
    """A greeting, and back to what is open."""
    return nudge(greeting(turn))


def greeting(turn: Turn) -> Turn:
    """Hello, by name where it is known."""
    name = turn.state.profile.name
    return turn.lead("greet.again", name=name) if name else turn.lead("greet.nameless")


def thanks(turn: Turn) -> Turn:
    """You are welcome."""
    return nudge(turn.lead("thanks"))


def complaint(turn: Turn) -> Turn:
    """Take it seriously in one sentence, and offer a rest."""
    question = under(turn.state.question)
    if isinstance(question, AskMain | AskProbe):
        return ask(turn.lead("complaint"), OfferMore(question.criterion))
    return again(turn.lead("complaint"))


def status(turn: Turn) -> Turn:
    """How much is done, in numbers and as a card, and what is open in this criterion."""
    rows = progress(turn)
    counts = {
        "ready": str(sum(share == 100 for _, _, share, _ in rows)),
        "confirmed": str(sum(confirmed for _, _, _, confirmed in rows)),
        "total": str(len(rows)),
    }
    words = [turn.phrase("status", **counts), *_missing(turn)]
    return again(turn.bubble("\n".join(words), card=ProgressCard(rows)))


def progress(turn: Turn) -> tuple[tuple[str, str, int, bool], ...]:
    """For each criterion its number, title, percent of musts covered, whether confirmed."""
    return tuple(
        (c.number, c.short_title, _share(turn, c), drafts.is_confirmed(turn.state, c))
        for c in turn.pack.unit(turn.state.unit).criteria
    )


def _share(turn: Turn, criterion: Criterion) -> int:
    met = sum(level_of(turn.state, criterion.id, f.id) >= Level.COVERED for f in criterion.musts)
    return 100 * met // max(1, len(criterion.musts))


def _missing(turn: Turn) -> Iterator[str]:
    criterion = criterion_at_hand(turn)
    if criterion is None:
        return
    levels = {f.label: level_of(turn.state, criterion.id, f.id) for f in criterion.facets}
    unmet = " · ".join([label for label, level in levels.items() if level < Level.COVERED][:3])
    if unmet:
        yield turn.phrase("status.open", title=criterion.short_title, missing=unmet)
    else:
        yield turn.phrase("status.full", title=criterion.short_title)


def erase(turn: Turn) -> Turn:
    """Everything is to be deleted: ask once whether that is meant. One thing is a correction."""
    if turn.text and not ERASES.search(turn.text):
        return interview.answered(turn)
    if ONE_THING.search(turn.text) and not EVERYTHING.search(turn.text):
        return corrections.correct(turn)
    return ask(turn, ConfirmErase(waiting(turn.state.question)))


def human(turn: Turn) -> Turn:
    """Talk with the team's coach; without a team the wish is kept."""
    if turn.state.team is not None:
        return with_coach.open_(turn)
    return nudge(turn.keep("human_wanted").lead("human"))


def smalltalk(turn: Turn) -> Turn:
    """A friendly word, and back."""
    return nudge(turn.lead("smalltalk"))


def gibberish(turn: Turn) -> Turn:
    """Nothing readable: say so kindly. A bare question mark asks what is meant."""
    if turn.text.strip() and not turn.text.strip().strip("?？"):
        return explain(turn)
    return nudge(turn.lead("gibberish"))


def bare(turn: Turn) -> Turn:
    """ใช่ or ไม่ where no such answer was asked for: it confirms nothing."""
    open_now = kind_of(turn.state.question) in ("main", "probe")
    return nudge(turn.lead("bare") if open_now else turn)


ASIDES: Mapping[Intent, Callable[[Turn], Turn]] = {
    "skip": skip,
    "dont_know": dont_know,
    "not_done": not_done,
    "example": example,
    "explain": explain,
    "back": back,
    "edit": corrections.correct,
    "pause": pause,
    "resume": resume,
    "done": done,
    "help": help_,
    "yes": bare,
    "no": bare,
    "greet": greet,
    "thanks": thanks,
    "complaint": complaint,
    "status": status,
    "next_step": steps.suggest,
    "export": exporting.offer,
    "erase": erase,
    "human": human,
    "smalltalk": smalltalk,
    "gibberish": gibberish,
}


def _glossary(turn: Turn, term: str) -> tuple[str, str] | None:
    """The glossary's entry for a term, by any of the names its heading gives."""
    wanted = term.casefold().strip()
    for heading, meaning in turn.pack.unit(turn.state.unit).rubric.glossary.items():
        if wanted and (wanted in heading.casefold() or heading.casefold() in wanted):
            return heading, meaning
    return None
