"""Bursts: which of an officer's waiting events make one turn, and when that is complete.

Text bubbles are collected until it is quiet: for ``base`` seconds after the last one,
``after_photo`` if a photo came just before, ``command`` if the only bubble is surely a command;
never longer than ``most`` after the first. Whatever else follows closes them at once, as does the
word for sending off. "At once" is ``settle`` later, so that events delivered side by side are seen
in their order.

A reminder waits until nothing else does: it must not cut into what somebody is typing.
In a group, where several people write, every event is by itself.

A sticker, or the button for sending off, only closes the bubbles before it. An edit of a bubble
that still waits changes the bubble; a bubble taken back while it waits is never read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from bot.channel import Happened
from bot.media import Kept, Trouble
from dialogs.values import Bubble, Due, Edited, Said, Sticker, Tap, Text, Unsent

SEND = "send"
"""The id of the button that sends off what was typed."""


class Lost(Struct, frozen=True):
    """A file that cannot be had: ``taken_back`` by its sender, or out of reach."""

    taken_back: bool = False


class Item(Struct, frozen=True):
    """An event in an officer's mailbox. ``key`` is its name in the inbox and in turns.

    ``file`` is what came of bringing its file over; None if that was not tried, or there is none.
    """

    key: str
    happened: Happened
    arrived: datetime
    file: Kept | Trouble | Lost | None = None

    @property
    def message(self) -> str:
        """What the app calls the message a file came in; empty for anything else."""
        media = self.happened.media
        return (media.message or media.ref) if media else ""


class Rules(Struct, frozen=True):
    """How long to wait for more; ``send_word`` sends off what was typed before it."""

    base: timedelta
    most: timedelta
    after_photo: timedelta
    command: timedelta
    settle: timedelta
    send_word: str
    is_command: Callable[[str], bool]


class Burst(Struct, frozen=True):
    """Events that make one turn, in order, and when they are complete.

    ``gone`` are the messages that were taken back meanwhile.
    """

    items: tuple[Item, ...]
    closes: datetime
    gone: frozenset[str] = frozenset()

    @property
    def keys(self) -> list[str]:
        """The names of its events."""
        return [item.key for item in self.items]

    @property
    def at(self) -> datetime:
        """When the last of it happened."""
        return max(item.happened.at for item in self.items)


def first(waiting: Sequence[Item], rules: Rules, photo: datetime | None = None) -> Burst:
    """The next burst of what waits (at least one item). ``photo``: when the last one arrived."""
    spoken = [item for item in waiting if not isinstance(item.happened.what, Due)]
    items = sorted(spoken or waiting, key=_place)
    if items[0].happened.place.group:
        return Burst((items[0],), items[0].arrived + rules.settle)
    run = _run(items, rules) or items[:1]
    after = items[len(run) : len(run) + 1]
    if not _is_open(run, after, rules):
        arrived = max(item.arrived for item in [*run, *after])
        closers = [item for item in after if _only_closes(run, item)]
        return Burst((*run, *closers), arrived + rules.settle, _taken_back(items))
    return Burst(tuple(run), _goes_quiet(run, rules, photo))


def _is_open(run: Sequence[Item], after: Sequence[Item], rules: Rules) -> bool:
    """Whether more bubbles may come."""
    return bool(_bubbles(run)) and not after and not _is_word(run[-1], rules)


def _place(item: Item) -> tuple[datetime, int, str]:
    """Where an event belongs: by its time, then by its id, which both apps count upwards."""
    return item.happened.at, len(item.key), item.key


def _run(items: Sequence[Item], rules: Rules) -> list[Item]:
    """The bubbles that begin what waits, and edits of them, up to the word for sending off."""
    run: list[Item] = []
    for item in items:
        what = item.happened.what
        of_run = isinstance(what, Edited) and what.message in _bubbles(run)
        if not (isinstance(what, Text) or of_run) or (run and _is_word(run[-1], rules)):
            break
        run.append(item)
    return run


def _bubbles(run: Sequence[Item]) -> set[str]:
    texts = [item.happened.what for item in run]
    return {bubble.id for text in texts if isinstance(text, Text) for bubble in text.bubbles}


def _is_word(item: Item, rules: Rules) -> bool:
    what = item.happened.what
    return isinstance(what, Text) and what.bubbles[-1].text.strip() == rules.send_word


def _only_closes(run: Sequence[Item], item: Item) -> bool:
    what = item.happened.what
    return bool(_bubbles(run)) and (isinstance(what, Sticker) or what == Tap(SEND))


def _goes_quiet(run: Sequence[Item], rules: Rules, photo: datetime | None) -> datetime:
    begun, last = run[0].arrived, max(item.arrived for item in run)
    quiet = min(last + _quiet(run, rules, photo), begun + rules.most)
    return max(quiet, last + rules.settle)


def _quiet(run: Sequence[Item], rules: Rules, photo: datetime | None) -> timedelta:
    if photo is not None and run[0].arrived - photo < rules.after_photo:
        return rules.after_photo
    what = run[0].happened.what
    alone = len(run) == 1 and isinstance(what, Text) and len(what.bubbles) == 1
    if alone and isinstance(what, Text) and rules.is_command(what.bubbles[0].text):
        return rules.command
    return rules.base


def said(items: Sequence[Item], send_word: str, is_gone: Callable[[str], bool]) -> Said | None:
    """What events say; None if all of it was taken back. ``is_gone`` tells it of a bubble."""
    happened = [item.happened.what for item in items]
    bubbles = [b for what in happened if isinstance(what, Text) for b in what.bubbles]
    if not bubbles:
        gone = bool(items[0].message) and is_gone(items[0].message)
        return None if gone else _wordless(items[0].happened)
    now = {what.message: what.text for what in happened if isinstance(what, Edited)}
    kept = [Bubble(b.id, now.get(b.id, b.text)) for b in bubbles if not is_gone(b.id)]
    typed = tuple(b for b in kept if b.text.strip() != send_word)
    if typed:
        return Text(typed)
    return Tap(SEND) if kept else None


def _wordless(happened: Happened) -> Said | None:
    return happened.what if isinstance(happened.what, Said) else None


def _taken_back(items: Sequence[Item]) -> frozenset[str]:
    happened = [item.happened.what for item in items]
    return frozenset(what.message for what in happened if isinstance(what, Unsent))
