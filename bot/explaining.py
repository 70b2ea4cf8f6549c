"""``read --explain``: for every facet credited, the words that earned it."""

from __future__ import annotations

from dialogs.pack import Pack


def explain(pack: Pack, text: str, criterion: str | None) -> str:
    """The reading of ``text`` in a form a coach or assessor can check."""
    masked = pack.mask(text).text
    reading = pack.reader.read(masked, criterion=criterion)
    lines = [f"intent: {reading.intent}"]
    for finding in reading.findings:
        found = pack.criterion(finding.criterion)
        label = found.facet(finding.facet).label if found else finding.facet
        name = f"{finding.criterion}.{finding.facet} ({label})"
        lines.append(f"{name}: {finding.level.word}, {finding.score:.2f}")
        lines.append(f"    “{masked[finding.start : finding.end]}”")
        if finding.because:
            lines.append("    because: " + ", ".join(finding.because))
    lines += [f"plan: “{masked[p.start : p.end]}”" for p in reading.plans]
    return "\n".join(lines)
