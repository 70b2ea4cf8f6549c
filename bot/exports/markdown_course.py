"""How the work went on, and the transcript, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from bot.exports import dossier as d
from bot.exports.markup import escaped, line, quote
from bot.exports.prose import Prose


def course(dossier: d.Dossier, prose: Prose) -> Iterator[str]:
    """Promises and what came of them, then tests and their results."""
    write = prose.write
    yield f"## {write('steps.heading')}"
    if not dossier.steps:
        yield write("steps.none")
    else:
        yield "\n".join(_step(step, prose) for step in dossier.steps)
    if dossier.trials:
        yield f"### {write('trial.heading')}"
        yield "\n".join(_trial(trial, prose) for trial in dossier.trials)


def _step(step: d.NextStep, prose: Prose) -> str:
    write = prose.write
    said = [
        f"{line(step.title)}: {line(step.action.text)}",
        f"{write('steps.due')} {write.day(step.due)}",
        f"{write('steps.outcome')}: {write(f'steps.statuses.{step.status}')}",
    ]
    if step.settled_at is not None:
        said.append(write("steps.settled", when=write.moment_short(step.settled_at)))
    return f"- {' · '.join(said)} ({prose.write('mark.program')})"


def _trial(trial: d.Trial, prose: Prose) -> str:
    write = prose.write
    said = [write("trial.round", n=trial.round), write(f"trial.outcomes.{trial.outcome}")]
    if trial.cause_label:
        said.append(f"{write('trial.cause')}: {line(trial.cause_label)}")
    return f"- {' · '.join([*said, write.moment_short(trial.at)])}"


def transcript(dossier: d.Dossier, prose: Prose) -> Iterator[str]:
    """Every entry with its number, who, when and where; gaps of days stand between them."""
    if not dossier.transcript:
        return
    write = prose.write
    yield f"## {write('transcript.heading')}"
    yield write("transcript.lead" if dossier.complete else "transcript.lead_chosen")
    yield write("transcript.blank_note")
    for entry in dossier.transcript:
        if entry.days_later:
            yield f"*{write.later(entry.days_later)}*"
        yield from _entry(entry, prose)


def _entry(entry: d.TranscriptEntry, prose: Prose) -> Iterator[str]:
    write, said = prose.write, entry.sentence
    who = write(f"speaker.{entry.speaker}") + (f" {line(said.by)}" if said.by else "")
    where = f" · {prose.channel(said.channel)}" if said.channel else ""
    number, when = write.digits(str(entry.number)), write.moment_short(entry.at)
    yield f"**{number}** {who} · {when}{where}{_how(entry, prose)}"
    if entry.erased:
        yield f"> *{write('transcript.erased')}*"
    elif entry.kind == "event":
        yield f"*{escaped(said.text)}*"
    else:
        yield quote(said.text)


def _how(entry: d.TranscriptEntry, prose: Prose) -> str:
    keys = {"edited": "edited", "tap": "tapped", "to_coach": "to_coach", "file": "filed"}
    key = keys.get(entry.kind)
    return f" · {prose.write(f'transcript.{key}')}" if key else ""
