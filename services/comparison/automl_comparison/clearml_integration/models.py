"""Ensembles as registered models of the comparison task."""

from __future__ import annotations

from dataclasses import replace

from automl_comparison.clearml_integration.children import Children
from automl_comparison.ensembles import Said, store
from automl_comparison.meta import Candidate, Facts
from automl_comparison.processing import choose
from automl_shared.bundle import ENDING, metadata
from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.naming import tag
from automl_shared.phase import PhaseRun


def with_models(run: PhaseRun, facts: Facts, children: Children) -> Facts:
    """The facts when every ensemble that is recommended or ranks first has its model, registered on this task.

    One whose file cannot be made takes no part: the choice is made again without it.
    """
    hashes = {result.info.task_id: result.info.bundle_sha256 for result in children.results}
    asked: set[str] = set()
    while True:
        leading = [facts.choice.recommended, facts.choice.ranking[0]]
        found = next((one for one in leading if one and one.is_ensemble and one.candidate not in asked), None)
        if found is None:
            return facts
        asked.add(found.candidate)
        try:
            ensembles = facts.ensembles.with_model(found.model, *_registered(run, facts, found, hashes))
        except (NotFound, ContractError, DataError) as error:
            why = Said("not_stored", {"cause": error.cause, "remedy": error.remedy})
            ensembles = facts.ensembles.without(found.model, why)
        singles = [one for one in facts.choice.ranking if not one.is_ensemble]
        choice = choose([*singles, *ensembles.candidates], facts.rules)
        facts = replace(facts, choice=choice, ensembles=ensembles)


def _registered(run: PhaseRun, facts: Facts, one: Candidate, hashes: dict[str, str]) -> tuple[str, str]:
    """The id of the ensemble's model, and the sha256 of its file."""
    ensemble = facts.ensembles.of(one)
    assert ensemble is not None, "asked for ensembles alone"
    path = run.work_dir / f"{one.model}{ENDING}"
    written = store(ensemble, facts, path, fetch=run.tracker.model_file, hashes=hashes)
    model_id = run.reporter.model(
        written.path,
        name=one.candidate,
        tags=[*run.tags, tag("preprocess", one.preprocess), tag("model", one.model)],
        metadata=metadata(written),
    )
    return model_id, written.sha256
