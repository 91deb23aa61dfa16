"""In which order candidates are trained, and which of them would repeat an earlier one or take too long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from automl_shared.config.models import LINEAR_SCALINGS, Language
from automl_shared.naming import Unit, candidate_of
from automl_shared.plugins import MODELS
from automl_shared.plugins.model import Model, baseline
from automl_shared.sections import ModelSection, VariantSection


def in_order(
    made: Sequence[VariantSection], models: Mapping[str, ModelSection], *, by_promise: bool
) -> list[tuple[str, str]]:
    """Every ``(preproc_id, label)``, variant by variant; last those that repeat an earlier one but for its scaling.

    ``by_promise``: on every variant the simplest model, which is quick, so that there is an answer, then the strongest
    of each family of models before all others, because a time budget cuts the tail. Otherwise the models keep their
    order.
    """
    waves = _waves(models) if by_promise else dict.fromkeys(models, 0)
    repeated = repeated_scalings(made, models)
    pairs = [(variant.preproc_id, label) for variant in made for label in models]
    return sorted(pairs, key=lambda pair: (candidate_of(*pair) in repeated, waves[pair[1]]))


def repeated_scalings(made: Sequence[VariantSection], models: Mapping[str, ModelSection]) -> dict[str, tuple[str, str]]:
    """Candidates that differ from an earlier one in scaling alone, with a model that scaling changes nothing for.

    The value is the model's label and the ``preproc_id`` of the earlier one. The baseline is trained once in any case.
    """
    first: dict[tuple[str, str], str] = {}
    repeated: dict[str, tuple[str, str]] = {}
    for variant in made:
        for label, one in models.items():
            if one.name == baseline():
                continue
            trained = first.setdefault((label, _as_learned(variant, MODELS.get(one.name))), variant.preproc_id)
            if trained != variant.preproc_id:
                repeated[candidate_of(variant.preproc_id, label)] = label, trained
    return repeated


def longest_first(units: Sequence[Unit], seconds: Mapping[str, float]) -> list[Unit]:
    """Trainings in the order that ends them soonest: the baseline, a fast model for an early result, then the longest.

    ``seconds``: what a candidate took before, or its model on other variants. A candidate of neither counts as an
    average one; without any the order stays as it is.
    """
    known = {unit: took for unit in units if (took := _seconds_of(unit, seconds)) is not None}
    if not known:
        return list(units)
    average = sum(known.values()) / len(known)
    fast = min((unit for unit in known if unit.model != baseline()), key=known.__getitem__, default=None)

    def place(unit: Unit) -> tuple[int, float]:
        rank = 0 if unit.model == baseline() else 1 if unit == fast else 2
        return rank, -known.get(unit, average)

    return sorted(units, key=place)


def _seconds_of(unit: Unit, seconds: Mapping[str, float]) -> float | None:
    return seconds.get(unit.candidate or "", seconds.get(unit.model or ""))


def too_many_rows(
    made: Sequence[VariantSection], models: Mapping[str, ModelSection], n_rows: int | None, language: Language = "en"
) -> dict[str, str]:
    """Candidates whose model is not made for so many rows, and why; none when no other model would be left."""
    reasons = {label: MODELS.get(one.name).too_many(n_rows or 0, language) for label, one in models.items()}
    if all(reasons[label] for label, one in models.items() if one.name != baseline()):
        return {}
    return {candidate_of(variant.preproc_id, label): why for variant in made for label, why in reasons.items() if why}


def _waves(models: Mapping[str, ModelSection]) -> dict[str, int]:
    """Label to 0 for the baseline, 1 for the simplest, 2 for the first and so the most promising of a family, 3 for
    the rest of it."""
    real = [label for label, one in models.items() if one.name != baseline()]
    simplest = min(real, key=lambda label: MODELS.get(models[label].name).complexity, default=None)
    strongest: dict[str, str] = {}
    for label in real:
        strongest.setdefault(MODELS.get(models[label].name).family, label)
    first = set(strongest.values())
    later = {label: 1 if label == simplest else 2 if label in first else 3 for label in real}
    return {label: later.get(label, 0) for label in models}


def _as_learned(variant: VariantSection, model: Model) -> str:
    """The same text for variants of which the model learns the same: all of one where later steps depend on scales."""
    depends = variant.pca or variant.polynomial_degree or variant.plugins or variant.numeric_imputation == "knn"
    undone = model.scale_invariant or (model.scales_itself and variant.scaling in LINEAR_SCALINGS)
    return variant.model_dump_json(exclude={"preproc_id", "scaling"} if undone and not depends else None)
