"""What a coach can do at their desk in chat: each act carries all it needs, and survives JSON.

Acts with ``words`` can wait for what is typed next. A ``team`` that is empty is chosen first.
"""

from __future__ import annotations

from msgspec import Struct

from bot.prompts.values import Wanted
from dialogs.values import Request


class Menu(Struct, frozen=True, tag="menu"):
    """Show what there is to do."""


class Help(Struct, frozen=True, tag="help"):
    """Say what can be typed."""


class Console(Struct, frozen=True, tag="console"):
    """Give a link to sign in with."""


class Cancel(Struct, frozen=True, tag="cancel"):
    """Let go of what is open."""


class Stale(Struct, frozen=True, tag="stale"):
    """A button of something that is over."""


class NotYours(Struct, frozen=True, tag="not_yours"):
    """A command that is for another role."""


class ShowBoard(Struct, frozen=True, tag="board"):
    """Show a team's board in short."""

    team: str = ""


# --- teams ---------------------------------------------------------------------------------------


class ListTeams(Struct, frozen=True, tag="teams"):
    """List one's teams."""

    page: int = 0


class Share(Struct, frozen=True, tag="share"):
    """Give out a code for officers."""

    team: str


class NameTeam(Struct, frozen=True, tag="name_team"):
    """Ask what a new team is called, or whether ``words`` is right; ``before`` was asked before."""

    words: str = ""
    before: str = ""


class MakeTeam(Struct, frozen=True, tag="make_team"):
    """Make a team."""

    name: str


# --- prompts -------------------------------------------------------------------------------------


class Ask(Struct, frozen=True, tag="ask"):
    """Begin a prompt: to whom?"""

    team: str = ""


class AskStuck(Struct, frozen=True, tag="ask_stuck"):
    """To those who are stuck: on what?"""

    team: str


class AskSilent(Struct, frozen=True, tag="ask_silent"):
    """To those who have not answered: which prompt?"""

    team: str


class AskWhat(Struct, frozen=True, tag="ask_what"):
    """What to ask: from the library, or own words? ``again``: the words of a prompt before."""

    team: str
    wanted: Wanted
    again: str = ""


class AskShelves(Struct, frozen=True, tag="ask_shelves"):
    """Show the library's stages."""

    team: str
    wanted: Wanted
    page: int = 0


class AskShelf(Struct, frozen=True, tag="ask_shelf"):
    """Show a page of one stage of the library."""

    team: str
    wanted: Wanted
    stage: str
    page: int = 0


class AskOwn(Struct, frozen=True, tag="ask_own"):
    """Ask for own words, or take them."""

    team: str
    wanted: Wanted
    words: str = ""


class AskAbout(Struct, frozen=True, tag="ask_about"):
    """Ask which of ``criteria`` the prompt is about."""

    team: str
    wanted: Wanted
    criteria: tuple[str, ...]
    page: int = 0


class ShowPreview(Struct, frozen=True, tag="preview"):
    """Show what would be sent, to whom, when, and what it costs."""

    team: str
    wanted: Wanted


class Send(Struct, frozen=True, tag="send"):
    """Send a prompt."""

    team: str
    wanted: Wanted


# --- reviews -------------------------------------------------------------------------------------


class Check(Struct, frozen=True, tag="check"):
    """List the drafts that wait."""

    page: int = 0


class OpenDraft(Struct, frozen=True, tag="draft"):
    """Open a draft and show it."""

    officer: str
    criterion: str


class Later(Struct, frozen=True, tag="later"):
    """Put a draft back into the queue."""

    officer: str
    criterion: str


class Weigh(Struct, frozen=True, tag="weigh"):
    """Show the four rules with their ``reasons``, changed by ``words`` if any were typed.

    ``seen`` is the digest of the draft that was shown. ``reasons`` are in the order of the rules.
    """

    officer: str
    criterion: str
    seen: str
    reasons: tuple[str, ...] = ()
    words: str = ""


class Accept(Struct, frozen=True, tag="accept"):
    """Accept a draft, all four rules met."""

    officer: str
    criterion: str
    seen: str
    reasons: tuple[str, ...]


class PickFacet(Struct, frozen=True, tag="facet"):
    """Ask about which facet more is wanted."""

    officer: str
    criterion: str
    requests: tuple[Request, ...] = ()
    page: int = 0


class Want(Struct, frozen=True, tag="want"):
    """Ask what is wanted about ``facet``, or add ``words`` to the requests."""

    officer: str
    criterion: str
    facet: str
    requests: tuple[Request, ...] = ()
    words: str = ""


class GiveBack(Struct, frozen=True, tag="give_back"):
    """Return a draft with requests."""

    officer: str
    criterion: str
    requests: tuple[Request, ...]


# --- threads -------------------------------------------------------------------------------------


class ListThreads(Struct, frozen=True, tag="threads"):
    """List the officers who would like to talk."""

    page: int = 0


class OpenThread(Struct, frozen=True, tag="thread"):
    """Show a thread and wait for an answer; ``ends``: one that ends it."""

    officer: str
    ends: bool = False


class Answer(Struct, frozen=True, tag="answer"):
    """Answer an officer."""

    officer: str
    ends: bool = False
    words: str = ""


Act = (
    Menu
    | Help
    | Console
    | Cancel
    | Stale
    | NotYours
    | ShowBoard
    | ListTeams
    | Share
    | NameTeam
    | MakeTeam
    | Ask
    | AskStuck
    | AskSilent
    | AskWhat
    | AskShelves
    | AskShelf
    | AskOwn
    | AskAbout
    | ShowPreview
    | Send
    | Check
    | OpenDraft
    | Later
    | Weigh
    | Accept
    | PickFacet
    | Want
    | GiveBack
    | ListThreads
    | OpenThread
    | Answer
)
Typed = NameTeam | AskOwn | Weigh | Want | Answer
"""Acts that can wait for words."""
