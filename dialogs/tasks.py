"""What the officer's words ask of the world beside the conversation; only the shell acts on it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dialogs.values import Bubble


class Submit(Struct, frozen=True, tag="submit"):
    """Hand the confirmed draft of a criterion to the coach."""

    criterion: str


class Withdraw(Struct, frozen=True, tag="withdraw"):
    """Take a submitted draft back, while nobody has begun to review it."""

    criterion: str


class Answered(Struct, frozen=True, tag="answered"):
    """The officer answered a prompt with these messages; ``because`` says what became of it."""

    prompt: str
    messages: tuple[str, ...]
    because: Literal["told", "skipped"] = "told"


class Posed(Struct, frozen=True, tag="posed"):
    """A prompt that had to wait for the end of first contact is said in this turn's replies."""

    prompt: str


class ToCoach(Struct, frozen=True, tag="to_coach"):
    """Carry words to the human coach. No bubbles: the officer only asked for one."""

    bubbles: tuple[Bubble, ...]


class EndThread(Struct, frozen=True, tag="end_thread"):
    """The officer is done talking with the coach."""


class Join(Struct, frozen=True, tag="join"):
    """Join the team behind a code; a link's payload counts as one."""

    code: str


class Leave(Struct, frozen=True, tag="leave"):
    """Leave the team."""


class ShowEarly(Struct, frozen=True, tag="show_early"):
    """Let the team's coach see drafts before they are submitted, or no longer."""

    allowed: bool


class LinkApp(Struct, frozen=True, tag="link_app"):
    """Use this conversation from another app too: give out a code (empty), or take one."""

    code: str = ""


class Weekly(Struct, frozen=True, tag="weekly"):
    """Send the weekly summary, or no longer."""

    wanted: bool


class Export(Struct, frozen=True, tag="export"):
    """Make a document of the officer's evidence and hand it to them: ``zip`` is every format.

    ``criteria`` empty: all.
    """

    format: Literal["pdf", "zip"]
    criteria: tuple[str, ...] = ()


class HandOut(Struct, frozen=True, tag="hand_out"):
    """Hand the officer a copy of everything that is kept of them."""


class Erased(Struct, frozen=True, tag="erased"):
    """These messages are erased; ``words`` are what they said, to be found where it was repeated.

    Never kept: the words must not outlive the turn.
    """

    messages: tuple[str, ...]
    words: tuple[str, ...] = ()


Task = (
    Submit
    | Withdraw
    | Answered
    | Posed
    | ToCoach
    | EndThread
    | Join
    | Leave
    | ShowEarly
    | LinkApp
    | Weekly
    | Export
    | HandOut
    | Erased
)
