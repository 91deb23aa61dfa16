"""What a person should know beside a run's result: where the data come from, what was not done again, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from automl_controller.runs.earlier import LAST, NONE
from automl_controller.runs.state import RunState
from automl_controller.runs.words import few, say, word
from automl_shared.config.models import Language
from automl_shared.errors import NotFound
from automl_shared.naming import REUSED_TAG, Phase, Unit, tag_value
from automl_shared.sections import RunSection, read
from automl_shared.tracker import DatasetReader, RunRecords, TaskReader

MAX_NAMES = 6
"""Candidates named in one line."""


def notes(tracker: RunRecords, state: RunState) -> list[str]:
    """One sentence each, in the run's language."""
    return [
        *about_data(tracker, state),
        *_reused(tracker, state),
        *_left_out(state),
        *_extras(state),
        *_compared(tracker, state),
    ]


def about_data(tracker: DatasetReader, state: RunState) -> Iterator[str]:
    """Which data they are, and whether this run registered them."""
    dataset_id = state.plan.config.data.dataset_id
    if dataset_id is None:
        return
    try:
        dataset = tracker.dataset(dataset_id)
    except NotFound as error:
        yield error.cause
        return
    registered_by = dataset.facts.get("run_id")
    own = registered_by == state.plan.context.run_id
    key = "data_new" if own else "data_again" if registered_by else "data_given"
    yield say(state, key, name=dataset.name, run_id=registered_by)


def _reused(tracker: TaskReader, state: RunState) -> Iterator[str]:
    for unit, task in state.preprocessing_record.items():
        info = state.preprocessing.get(task.id)
        if info is not None and info.reused_from:
            yield say(
                state,
                "reused",
                preproc_id=unit.preproc_id,
                run_id=tag_value(task.tags, REUSED_TAG),
                url=tracker.task_url(info.reused_from),
            )


def _compared(tracker: TaskReader, state: RunState) -> Iterator[str]:
    """The earlier run, once the comparison was started."""
    comparison = state.record.get(Unit(phase=Phase.COMPARISON))
    if comparison is None:
        return
    run = read(RunSection, comparison.sections)
    found = tracker.tasks(ids=[run.earlier_comparison]) if run.earlier_comparison else []
    for earlier in found:
        url = tracker.task_url(earlier.id, project_id=earlier.project_id)
        yield say(state, "compared_with", run_id=earlier.run_id, url=url)
    if not found and run.compare_with not in (LAST, NONE):
        yield say(state, "nothing_earlier", run_id=run.compare_with)


def _left_out(state: RunState) -> Iterator[str]:
    if not state.impossible and state.skipped_models:
        yield left_out(state.skipped_models, state.language)


def _extras(state: RunState) -> Iterator[str]:
    if names := state.extra_candidates:
        key = "extra" if len(names) == 1 else "extras"
        yield say(state, key, n=len(names), names=few(names, MAX_NAMES, state.language))


def extras_to_come(names: list[str], language: Language) -> str:
    """What a run may go on with."""
    return word("extras_to_come", language, n=len(names), names=few(names, MAX_NAMES, language))


def left_out(reasons: Mapping[str, str], language: Language) -> str:
    """One line for everything that is not tried: candidates with the same reason together."""
    by_reason: dict[str, list[str]] = {}
    for candidate, reason in reasons.items():
        by_reason.setdefault(reason, []).append(candidate)
    parts = [
        word("left_out_part", language, candidates=few(names, MAX_NAMES, language), reason=reason)
        for reason, names in by_reason.items()
    ]
    return word("left_out", language, parts="; ".join(parts))
