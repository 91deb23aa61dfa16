"""`automl runs compare`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from automl_controller.cli.files import write_file
from automl_controller.cli.output import cell, emit, show_table
from automl_controller.cli.scores import metric_title, score
from automl_controller.cli.session import open_tracker
from automl_controller.cli.words import COMPARE_TEXTS, RUN_TEXTS
from automl_controller.runs.compare_picture import picture
from automl_controller.runs.compare_runs import Ratio, pairs, setting_rows
from automl_controller.runs.lookup import find_run
from automl_controller.runs.run_facts import RunFacts, ratio_of, run_facts
from automl_shared.config.loader import description_of, dotted_path
from automl_shared.config.models import Language
from automl_shared.errors import ConfigError, NotFound
from automl_shared.figures import TEMPLATE
from automl_shared.sections import config_path
from automl_shared.tracker import ArtifactReader, RunRecords
from automl_shared.words import T_, say_in, translated


def compare(
    runs: Annotated[list[str], typer.Argument(help="Two or more: run ids, starts of them, task ids, or `last`.")],
    plot: Annotated[Path | None, typer.Option(help="Write the picture to this HTML file.")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Several runs side by side. Results, settings that differ, and whether their scores can be compared."""
    tracker = open_tracker()
    facts = _read(tracker, runs)
    document = compared(facts, _ratios(tracker, facts))
    if plot:
        write_file(plot, picture(facts).update_layout(template=TEMPLATE).to_html(include_plotlyjs=True))
    if json_output:
        emit(document)
    else:
        show_compared(document, facts)


def compared(facts: Sequence[RunFacts], ratio: Ratio) -> dict[str, Any]:
    """The document of ``--json``."""
    return {
        "runs": [_run(one) for one in facts],
        "settings": [{"key": key, "values": values} for key, values in setting_rows(facts).items()],
        "pairs": [asdict(pair) for pair in pairs(facts, ratio)],
    }


def _read(tracker: RunRecords, runs: Sequence[str]) -> list[RunFacts]:
    tasks = {task.id: task for task in (find_run(tracker, run) for run in runs)}
    if len(tasks) < 2:
        raise ConfigError(
            T_("only one run was named"), value=", ".join(runs), allowed=T_("two or more runs"), fix="automl runs list"
        )
    return [run_facts(tracker, task) for task in tasks.values()]


def _ratios(tracker: ArtifactReader, facts: Sequence[RunFacts]) -> Ratio:
    """Reads each fold table once, and only where two runs share their folds."""
    holders = {one.fold_hash: one for one in facts}

    @cache
    def of(fold_hash: str) -> float | None:
        try:
            return ratio_of(tracker, holders[fold_hash])
        except NotFound:
            return None

    return lambda one: of(one.fold_hash)


def _run(one: RunFacts) -> dict[str, Any]:
    found, data = one.recommended, one.document.dataset
    return {
        "run_id": one.run_id,
        "status": one.document.status,
        "url": one.document.url,
        "dataset": data.key if data else None,
        "dataset_hash": data.hash if data else None,
        "rows": data.rows if data else None,
        "target": one.data.target_column,
        "recommended": found.candidate if found else None,
        "primary_metric": one.metric,
        "greater_is_better": one.greater_is_better if one.metric else None,
        "cv_mean": found.cv_mean if found else None,
        "cv_std": found.cv_std if found else None,
        "holdout": found.holdout if found else None,
        "baseline": one.baseline,
        "candidates": len(one.document.leaderboard),
        "failures": sum(not failure.left_out for failure in one.document.failures),
        "seconds": one.seconds,
    }


def show_compared(document: dict[str, Any], facts: Sequence[RunFacts]) -> None:
    """In the language of the first run."""
    language = facts[0].language

    def say(key: str, **values: object) -> str:
        return say_in(COMPARE_TEXTS, key, language, **values)

    shown = {one.run_id: _lines(run, one, language, say) for run, one in zip(document["runs"], facts, strict=True)}
    rows = [
        {"": name, **{run_id: lines[name] for run_id, lines in shown.items()}} for name in next(iter(shown.values()))
    ]
    show_table(say("runs"), rows)
    print()
    show_table(say("settings"), [_setting(row, language, say) for row in document["settings"]])
    if document["settings"]:
        print()
    print("\n".join(pair["told"] for pair in document["pairs"]))


def _setting(row: dict[str, Any], language: Language, say: Callable[..., str]) -> dict[str, str]:
    """A setting's line: its key as a config file has it, each run's value, and what it is."""
    path = config_path(row["key"])
    return {"": dotted_path(path), **row["values"], say("meaning"): translated(description_of(path), language)}


def _lines(run: dict[str, Any], facts: RunFacts, language: Language, say: Callable[..., str]) -> dict[str, str]:
    """A run's column: what each line is called, and its cell."""
    metric, direction = run["primary_metric"], "higher" if run["greater_is_better"] else "lower"
    found = facts.recommended
    title = metric_title(metric, language, found.positive_class if found else "") if metric else ""
    mean, spread, holdout, guessing = (
        score(metric or "", run[key]) for key in ("cv_mean", "cv_std", "holdout", "baseline")
    )
    return {
        say("status"): say_in(RUN_TEXTS, f"run_{run['status']}", language),
        say("data"): f"{run['dataset']} ({run['dataset_hash'][:12]})" if run["dataset"] else "-",
        say("rows"): cell(run["rows"]),
        say("target"): run["target"],
        say("recommended"): (found.title or found.candidate) if found else "-",
        say("metric"): say(direction, metric=title) if metric else "-",
        say("cross_validation"): "-" if run["cv_mean"] is None else f"{mean} +- {spread}",
        say("final_check"): holdout,
        say("guessing"): guessing,
        say("candidates"): say("of_candidates", n=run["candidates"], failed=run["failures"]),
        say("seconds"): "-" if run["seconds"] is None else f"{run['seconds']:.0f}",
    }
