"""Who is sending what, and until when they have to report. A restart ends all leases."""

from __future__ import annotations

from collections.abc import Container

from storage.outbox import Lease


class Leases:
    """At most one running lease for each officer; late reports are still understood."""

    def __init__(self) -> None:
        self._running: dict[str, Lease] = {}
        self._lent: dict[str, str] = {}

    def of(self, officer: str) -> Lease | None:
        """Return an officer's last lease, which may have ended."""
        return self._running.get(officer)

    def begin(self, officer: str, lease: Lease, waiting: Container[str]) -> None:
        """Begin a lease. ``waiting`` are the pushes somebody may still report late."""
        before = self._running.get(officer)
        if before is not None and before.id not in waiting:
            self._lent.pop(before.id, None)
        self._running[officer] = lease
        self._lent[lease.id] = officer

    def officer(self, id: str) -> str | None:
        """Return to whom the push ``id`` goes, if it was handed out."""
        return self._lent.get(id)

    def end(self, id: str) -> None:
        """Note that the push ``id`` was reported."""
        officer = self._lent.pop(id, None)
        if officer is not None and self._running[officer].id == id:
            del self._running[officer]
