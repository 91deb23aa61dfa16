"""Ensembles as registered models of the comparison task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from automl_comparison.clearml_integration.children import Children
from automl_comparison.ensembles import Ensembles, Said, store
from automl_comparison.ensembles.outcome import reasons
from automl_comparison.meta import Candidate, Facts
from automl_comparison.processing import choose
from automl_data.bundle import ENDING, Written, metadata
from automl_shared.errors import ContractError, DataError, NotFound
from automl_shared.naming import tag
from automl_shared.phase_run import PhaseRun

Files = Mapping[str, Written]
"""Candidate to its file, of ensembles."""


def with_files(run: PhaseRun, facts: Facts, children: Children) -> tuple[Facts, Files]:
    """The facts when every ensemble that is recommended or ranks first has its file.

    One whose file cannot be made takes no part: the choice is made again without it.
    """
    hashes = {result.info.task_id: result.info.bundle_sha256 for result in children.results}
    files: dict[str, Written] = {}
    while True:
        leading = [facts.choice.recommended, facts.choice.ranking[0]]
        found = next((one for one in leading if one and one.is_ensemble and one.candidate not in files), None)
        if found is None:
            return facts, files
        ensemble = facts.ensembles.of(found)
        assert ensemble is not None, "asked for ensembles alone"
        try:
            path = run.work_dir / f"{found.model}{ENDING}"
            files[found.candidate] = store(ensemble, facts, path, fetch=run.tracker.model_file, hashes=hashes)
        except (NotFound, ContractError, DataError) as error:
            why = Said("not_stored", reasons(error, facts.language))
            facts = _chosen(facts, facts.ensembles.without(found.model, why))


def with_models(run: PhaseRun, facts: Facts, files: Files) -> Facts:
    """The facts when those files are measured, and registered on this task but for one whose model answers in a way of
    its own."""
    own = facts.choice.recommended if facts.model else None
    ensembles = facts.ensembles
    for one in facts.ensembles.candidates:
        written = files.get(one.candidate)
        if written is None:
            continue
        ensembles = ensembles.with_size(one.model, written.path.stat().st_size)
        if not (own and own.candidate == one.candidate):
            ensembles = ensembles.with_model(one.model, registered(run, one, written), written.sha256)
    return _chosen(facts, ensembles)


def registered(run: PhaseRun, one: Candidate, written: Written) -> str:
    """The id of the model."""
    return run.reporter.model(
        written.path,
        name=one.candidate,
        tags=[*run.tags, tag("preprocess", one.preprocess), tag("model", one.model)],
        metadata=metadata(written),
    )


def _chosen(facts: Facts, ensembles: Ensembles) -> Facts:
    """The choice made again, with these ensembles."""
    singles = [one for one in facts.choice.ranking if not one.is_ensemble]
    return replace(facts, choice=choose([*singles, *ensembles.candidates], facts.rules), ensembles=ensembles)
