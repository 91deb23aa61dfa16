"""An ensemble as a file that predicts from raw rows, made of its members' files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from automl_comparison.ensembles.outcome import Ensemble
from automl_comparison.meta import Candidate, Facts
from automl_data.bundle import Facts as BundleFacts
from automl_data.bundle import Member, Written, write_ensemble
from automl_shared.errors import NotFound
from automl_shared.words import T_

FetchModel = Callable[[str], Path]
"""Model id to the local file of a registered model."""


def store(ensemble: Ensemble, facts: Facts, path: Path, *, fetch: FetchModel, hashes: Mapping[str, str]) -> Written:
    """Writes the bundle. hashes: task id to the sha256 its bundle must have.

    Raises NotFound when a member has no file, ContractError when it is not the one its task made.
    """
    combination, by_name = ensemble.combination, {one.candidate: one for one in ensemble.members}
    members = [
        Member(path=fetch(_model_id(by_name[name])), weight=weight, sha256=hashes.get(by_name[name].task_id))
        for name, weight in combination.weights.items()
    ]
    return write_ensemble(path, members, facts=_bundle_facts(ensemble.candidate, facts), final=combination.final)


def _model_id(member: Candidate) -> str:
    if member.model_id is None:
        raise NotFound(
            T_("a member of the ensemble has no registered model"), value=member.candidate, fix=T_("run it again")
        )
    return member.model_id


def _bundle_facts(one: Candidate, facts: Facts) -> BundleFacts:
    baseline = facts.choice.baseline
    return BundleFacts(
        run_id=facts.run_id,
        task_id=one.task_id,
        model=one.model,
        preproc_id=one.preprocess,
        target=facts.data.target,
        problem_type=facts.data.problem_type,
        classes=facts.data.classes,
        primary_metric=facts.metric.name,
        cv_mean=one.cv_mean,
        cv_std=one.cv_std,
        baseline=baseline.cv_mean if baseline else None,
        fold_hash=facts.data.fold_plan.hash,
        title=one.title,
        unit=facts.data.target_unit,
        reading=facts.data.target_reading,
    )
