"""The phases that are installed on this machine, for whoever runs them without agents.

Services never import each other: each announces its phases by entry points in the group ``automl.phases``, named as the
phase is.
"""

from __future__ import annotations

from importlib.metadata import entry_points

from automl_shared.errors import ConfigError
from automl_shared.naming import Phase
from automl_shared.phase_run import Work

ENTRY_POINT_GROUP = "automl.phases"


def installed_phases(needed: tuple[Phase, ...]) -> dict[Phase, Work]:
    """What does each phase's work. Raises ConfigError for one that is not installed."""
    points = {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}
    missing = [phase for phase in needed if phase not in points]
    if missing:
        raise ConfigError(
            "phases of a run are not installed here",
            value=", ".join(missing),
            allowed=", ".join(sorted(points)) or "none",
            fix=("make setup", "automl submit"),
        )
    return {phase: points[phase].load() for phase in needed}
