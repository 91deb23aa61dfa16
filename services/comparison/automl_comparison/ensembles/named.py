"""Members by name: of voting and stacking."""

from __future__ import annotations

from collections.abc import Sequence

from automl_comparison.ensembles.field import Field, mean_score, simplicity
from automl_comparison.meta import Candidate
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.words import T_


def best_of(field: Field, folds: Sequence[int], names: Sequence[str], most: int) -> list[Candidate]:
    """The named candidates, or the best variant of the named models; without names the best of each family.

    Best is meant on these folds. Raises ConfigError for a name that is neither.
    """
    ordered = sorted(
        (one for one in field.singles if one.candidate in field.predicted),
        key=lambda one: (-mean_score(one, folds, field.metric), *simplicity(one)),
    )
    if names:
        return list({one.candidate: one for one in (_named(name, ordered) for name in names)}.values())
    first = {one.registry_name: one for one in reversed(field.pool(folds))}
    return [one for one in ordered if first.get(one.registry_name) is one][:most]


def _named(name: str, ordered: Sequence[Candidate]) -> Candidate:
    found = next((one for one in ordered if name in (one.candidate, one.model, one.registry_name)), None)
    if found is None:
        known = sorted({one.model for one in ordered})
        raise ConfigError(
            T_("no candidate with that name has a result{hint}", hint=did_you_mean(name, known)),
            value=name,
            allowed=", ".join(known),
            fix=T_("name models of the run under `estimators`, or leave it empty"),
        )
    return found
