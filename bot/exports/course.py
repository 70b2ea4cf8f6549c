"""How the work went on, from the trail: promises and what came of them, tests and their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from bot.exports.dossier import NextStep, Sentence, Trial
from bot.exports.transcript import moment
from bot.thailand import THAILAND
from content.models import Journey
from dialogs.state import Promise
from storage.audit import Entry


def next_steps(
    promises: Iterable[Promise], entries: Iterable[Entry], journey: Journey
) -> Iterator[NextStep]:
    """Every promise in its order; the action's wording is the journey's."""
    promised = {
        str(entry.content.get("id")): moment(entry.at)
        for entry in entries
        if entry.kind == "promise" and entry.content is not None
    }
    for promise in promises:
        at = promised.get(promise.id)
        yield NextStep(
            _title(journey, promise.step),
            Sentence(promise.action, "program", at),
            at,
            _local(promise.due),
            promise.status,
            _local(promise.settled) if promise.settled else None,
        )


def trials(entries: Iterable[Entry], journey: Journey) -> tuple[int, tuple[Trial, ...]]:
    """The number of the current round, and every test's result by its round."""
    round, found = 1, list[Trial]()
    for entry in entries:
        told = entry.content or {}
        match entry.kind, told:
            case "round", {"step": _}:
                round += 1
            case "test_outcome", {"outcome": str(outcome)} if outcome != "none":
                found.append(Trial(round, outcome, moment(entry.at)))
            case "test_cause", {"cause": str(cause)} if found:
                label = journey.causes.get(cause, "")
                found[-1] = replace(found[-1], cause=cause, cause_label=label)
    return round, tuple(found)


def _title(journey: Journey, step: str) -> str:
    return next((known.title for known in journey.steps if known.id == step), "")


def _local(at: datetime) -> datetime:
    return at.astimezone(THAILAND).replace(microsecond=0)
