"""Where the words stand that the coach quotes, so that the trail can point to them.

The trail has ``“…”`` for whatever stands in quotation marks, and beside it, for each in its order::

    {"message": id, "start": 3, "end": 21}    in the text of this message, as it is in the trail
    {"claim": id, "start": 0, "end": 18}      in the quote of this claim, as it was then
    {"own": "ขอแก้"}                          the program's own words: nobody said them
    null                                      it is not known where

``start`` and ``end`` count characters; ``"cut": true`` is added where an ellipsis stands for more.
When the message is erased, its entry and its claims' lose their contents, and nothing is quoted any
more: no words are kept twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from content.models import Content
from dialogs.state import Claim
from dialogs.values import Bubble
from storage.audit import JsonObject

QUOTED = re.compile(r"“(.*)”")
"""An officer's words may hold quotation marks: only the last one in a line surely closes."""

ELLIPSIS = "…"
SHORTEST = 2
"""Characters; less is not looked for."""


def located(
    text: str,
    said: Sequence[Bubble],
    claims: Iterable[Claim],
    own: str = "",
    private: Iterable[str] = (),
) -> tuple[JsonObject | None, ...]:
    """Where each quotation in the coach's ``text`` stands, in order; None where that is not known.

    It is looked for in what the officer just ``said``, then in ``claims``, those first that come
    first, then in the program's ``own`` words. What holds any of the ``private`` words, or is part
    of one, counts as nobody's own.
    """
    known, hidden = tuple(claims), tuple(word for word in private if word.strip())
    return tuple(
        next(_found(quoted[1], said, known, own, hidden), None) for quoted in QUOTED.finditer(text)
    )


def own_words(content: Content) -> str:
    """What the program says by itself: phrases, and what criteria, facets and steps are called."""
    phrases = (v for phrase in content.phrases.entries.values() for v in phrase.th)
    criteria = [c for unit in content.units.values() for c in unit.criteria]
    titles = (criterion.short_title for criterion in criteria)
    labels = (facet.label for criterion in criteria for facet in criterion.facets)
    steps = (step.title for unit in content.units.values() for step in unit.journey.steps)
    return "\n".join((*phrases, *titles, *labels, *steps))


def _found(
    quoted: str, said: Sequence[Bubble], claims: Iterable[Claim], own: str, private: Sequence[str]
) -> Iterator[JsonObject]:
    words, cut = quoted.removesuffix(ELLIPSIS), {"cut": True} if quoted.endswith(ELLIPSIS) else {}
    if len(words.strip()) < SHORTEST:
        return
    for bubble in said:
        if (at := bubble.text.find(words)) >= 0:
            yield {"message": bubble.id, "start": at, "end": at + len(words), **cut}
    for claim in claims:
        if (at := claim.quote.text.find(words)) >= 0:
            yield {"claim": claim.id, "start": at, "end": at + len(words), **cut}
    if words in own and not any(each in words or words in each for each in private):
        yield {"own": quoted}
