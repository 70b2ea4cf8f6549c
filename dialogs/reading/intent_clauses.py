"""Messages of several clauses: a command beside an excuse (“ขอพักก่อน มีสายเข้า”) is the command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from dialogs.reading.intent_words import NUMBER, Token

REQUESTS = frozenset(
    ["skip", "example", "explain", "back", "edit", "pause", "help", "status", "next_step", "export",
     "erase", "human"]
)  # fmt: skip
_REMARKS = frozenset(["resume", "done", "complaint"])
_COURTESIES = frozenset(["greet", "thanks", "yes", "no"])

_EXCUSE = {(True, True): 9, (False, True): 7, (True, False): 3, (False, False): 0}
"""Words not understood that may stand beside a request which (leads the message, asks politely)."""
_REMARK_EXCUSE = {True: 3, False: 0}
_OTHER_EXCUSE = {True: 6, False: 2}
_THANKS_EXCUSE = 3


class Clause(Struct, frozen=True):
    """Tokens between blanks or polite words, and the intent of a rule that fits them all."""

    tokens: tuple[Token, ...]
    intent: str | None


class Clauses:
    """Cuts messages into clauses and lets one clause speak for the message."""

    def __init__(self, tags: Mapping[str, int], soft: int) -> None:
        self._soft = soft
        self._polite = tags["PT"]
        self._asking = tags["WANT"] | tags["PLS"] | tags["Q"]
        self._reasons = tags[NUMBER] | tags["BUT"]
        self._telling = self._reasons | tags["THIRD"]

    def of(
        self,
        cleaned: str,
        tokens: Sequence[Token],
        fit: Callable[[Sequence[Token]], str | None],
    ) -> tuple[Clause, ...]:
        """The clauses that say something; ``fit`` names the intent of one."""
        found = (Clause(part, fit(part)) for part in self._split(cleaned, tokens))
        return tuple(clause for clause in found if clause.intent or self._weight(clause))

    def intent(self, clauses: Sequence[Clause]) -> str | None:
        """The intent of the clause that speaks for all, or None: then they are an answer."""
        unread = [clause for clause in clauses if not clause.intent]
        if any(self._answers(clause, clauses[0].intent) for clause in unread):
            return None
        rest = sum(map(self._weight, unread))
        said = [clause for clause in clauses if clause.intent]
        speaking = (clause.intent for clause in said if self._speaks(clause, clauses, rest))
        return next(speaking, None) or _courtesy(said, rest)

    def _speaks(self, clause: Clause, clauses: Sequence[Clause], rest: int) -> bool:
        """Whether ``clause`` decides although ``rest`` words of others are not understood."""
        leads = clause is clauses[0]
        if clause.intent in REQUESTS:
            return rest <= _EXCUSE[leads, self._asks(clause)]
        if clause.intent in _REMARKS:
            return rest <= _REMARK_EXCUSE[leads]
        requested = any(other.intent in REQUESTS for other in clauses)
        return clause.intent not in _COURTESIES and not requested and rest <= _OTHER_EXCUSE[leads]

    def _split(self, cleaned: str, tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
        part: list[Token] = []
        for token in tokens:
            if part and self._ends(cleaned, part[-1], token):
                yield tuple(part)
                part = []
            part.append(token)
        yield tuple(part)

    def _ends(self, cleaned: str, last: Token, token: Token) -> bool:
        between = cleaned[last.end : token.start]
        if between.strip("ๆ "):
            return True
        apart = " " in between or bool(last.meanings & self._polite)
        return apart and not token.meanings & self._polite

    def _weight(self, clause: Clause) -> int:
        return sum(1 for token in clause.tokens if not token.meanings & self._soft)

    def _answers(self, clause: Clause, first: str | None) -> bool:
        """Whether ``clause`` likely is the answer: figures, reasons, what citizens do."""
        telling = self._reasons if first == "dont_know" else self._telling
        return any(token.meanings & telling for token in clause.tokens)

    def _asks(self, clause: Clause) -> bool:
        return any(token.meanings & self._asking for token in clause.tokens)


def _courtesy(said: Sequence[Clause], rest: int) -> str | None:
    if not said:
        return None
    return said[0].intent if rest <= _THANKS_EXCUSE * (said[0].intent == "thanks") else None
