"""Traffic lights in one word each."""

from __future__ import annotations

from collections.abc import Iterable

from automl_shared.phase_io import Finding


def red(code: str, message: str, action: str) -> Finding:
    """Something to act on before the results are believed."""
    return Finding(level="red", code=code, message=message, action=action)


def yellow(code: str, message: str, action: str) -> Finding:
    """Something to know."""
    return Finding(level="yellow", code=code, message=message, action=action)


def green(code: str, message: str) -> Finding:
    """Something that was checked and is fine."""
    return Finding(level="green", code=code, message=message)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Red first, green last."""
    return sorted(found, key=lambda finding: ("red", "yellow", "green").index(finding.level))
