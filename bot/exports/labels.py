"""What the program called things when it showed them: buttons and criteria."""

from __future__ import annotations

from dialogs import buttons
from dialogs.pack import Pack


class Labels:
    """What buttons and criteria are called."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def button(self, id: str) -> str:
        """What the button ``id`` said, as far as it is the program's; else its kind."""
        kind, _, about = id.partition(":")
        criterion = self._pack.criterion(about)
        if criterion is not None:
            named = f"{criterion.number} {criterion.short_title}"
            return named if kind == buttons.CRITERION else f"{self._phrase(kind)} {named}"
        if kind == buttons.CAUSE:
            causes = (unit.journey.causes for unit in self._pack.content.units.values())
            return next((known[about] for known in causes if about in known), id)
        return self._phrase(id.replace(":", "_")) or self._phrase(kind) or id

    def criterion(self, id: str) -> str:
        """A criterion's number and title; its id if the content has it no more."""
        found = self._pack.criterion(id)
        return f"{found.number} {found.short_title}" if found else id

    def _phrase(self, id: str) -> str:
        phrases, voice = self._pack.content.phrases, self._pack.content.persona.default_voice
        known = f"button.{id}" in phrases.entries
        try:
            return phrases.say(f"button.{id}", voice) if known else ""
        except KeyError:  # it wants a field: what it said is not known
            return ""
