"""Every number that the report and the terminal say stands in the document for machines, whatever the run, in both
languages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import pytest
from tests.outputs import run_document
from tests.unit.comparison.test_comparison_phase import by_recall
from tests.unit.comparison.test_costs import BY_AMOUNT, COSTS, SINGLE
from tests.unit.comparison.test_outcome import of_several_classes
from tests.unit.comparison.test_report import enriched

from automl_controller.cli.verdict import show_run
from automl_shared.config.models import OutputSettings
from automl_shared.phase_io import ARTIFACT, ComparisonInfo, Finding, RowInfo, RowReason

SECTIONS = (
    "caveats",
    "errors",
    "reliability",
    "drivers",
    "weak",
    "singles",
    "final_check",
    "next_steps",
    "ranking",
    "choices",
    "ensembles",
    "failures",
    "not_tried",
)
NUMBER = re.compile(r"(?<![\w.#-])\d[\d,]*(?:\.\d+)?")
QUOTED = re.compile(r"`[^`]*`|“[^”]*”|「[^」]*」")
SAID_ANYWAY = {2, 9, 10, 50, 1000}
"""Nine times out of ten, 50 %, of 1,000 rows, one of two classes."""
IN_UNITS = (1, 100, 1000, 1e-4)
"""As they are, in per cent, of 1,000 rows, and in 万."""


def numbers(value: Any) -> Iterator[float]:
    """Every number in a JSON document."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield abs(float(value))
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from numbers(one)


def sentences(report: dict[str, Any]) -> Iterator[str]:
    yield from (report["sentence"], *(one["text"] for one in report["told"]))
    for section in report["sections"]:
        for block in section["blocks"] if section["key"] in SECTIONS else ():
            yield block.get("text", "")
            yield from (cell for line in block.get("lines", ()) for cell in line["cells"])


def stands_in(said: str, values: set[float]) -> bool:
    number, digits = float(said.replace(",", "")), len(said.partition(".")[2])
    if number in SAID_ANYWAY:
        return True
    told = [value * unit for value in values for unit in IN_UNITS]
    exact = any(abs(round(value, digits) - number) < 1e-9 * max(1.0, number) for value in told)
    return exact or any(number in (float(f"{value:.3g}"), float(f"{value:.4g}")) for value in told)


def derived(document: dict[str, Any]) -> Iterator[float]:
    """What a reader works out from the document: rows of 1,000 that are right, and what another way of deciding costs.

    Rows are counted as they are shown.
    """
    errors, costs = document["expected_errors"], document["expected_costs"]
    for one in (errors or {}).get("thresholds", ()):
        missed, false = (rows_shown(one[name]["value"]) for name in ("missed", "false_alarms"))
        yield (1000 - missed - false) / 1000
        all_positive = (rows_shown(one["found"]["value"]) + missed) / 1000
        yield from (all_positive, 1 - all_positive)
    for saved in costs["saved"].values() if costs else ():
        yield costs["cost"]["value"] + saved["value"]
    check = document["final_check"]
    if check["n_right"] is not None:
        yield check["n_right"] / check["n_rows"]
    yield from (one["row_id"] + 1 for one in document["single_rows"])


def on_the_terminal(made: Any) -> list[str]:
    """What `automl run` and `automl submit --watch` print of the decision, before its tables."""
    task_id = made.reporter.task_id
    info = ComparisonInfo.model_validate(made.tracker.document(task_id, ARTIFACT))
    document = run_document(recommendation=info.recommendation, failures=info.failures)
    printed = io.StringIO()
    with redirect_stdout(printed):
        show_run(document, info.sentence, caveats=info.caveats, steps=info.next_steps)
    texts = printed.getvalue().splitlines()
    assert info.sentence in texts
    return texts


def rows_shown(share: float) -> float:
    return round(1000 * share) if 1000 * share >= 1 else round(1000 * share, 1)


def unknown(made: Any) -> list[tuple[str, str]]:
    """Numbers that are said and stand nowhere, with their sentences."""
    document = made.told
    values = set(numbers({key: value for key, value in document.items() if key != "report"})) | set(derived(document))
    every = [*sentences(document["report"]), *on_the_terminal(made)]
    texts = [text for text in every if not text.lstrip().startswith("automl ")]  # `test_steps.py` runs the commands
    found = [(said, text) for text in texts for said in NUMBER.findall(QUOTED.sub("", text))]
    assert found
    return [(said, text) for said, text in found if not stands_in(said, values)]


LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])


@LANGUAGES
@pytest.mark.parametrize("large", [False, True])
def test_of_a_run_that_predicts_a_number(made_run: Any, language: Any, large: bool) -> None:
    enriched(made_run, Finding(level="yellow", code="gaps", message="Gaps.", action="Fill them."))
    if large:
        made_run.add_training("lasso", [2.91, 3.07, 2.83, 2.99, 2.88], n_features=1234)
    made_run.compare(ensembles=SINGLE, output=OutputSettings(language=language))
    assert unknown(made_run) == []


@LANGUAGES
@pytest.mark.parametrize("kind", ["group", "timeseries"])
def test_of_a_run_whose_rows_are_alike(made_run: Any, language: Any, kind: Any) -> None:
    made_run.fold_kind = kind
    made_run.prepare_again()
    made_run.add_models(ridge=[3.0, 3.1, 2.9, 3.02, 2.97], lasso=[3.01, 3.07, 2.92, 3.0, 3.0])
    made_run.compare(output=OutputSettings(language=language))
    assert made_run.told["check_range"]
    assert unknown(made_run) == []


@LANGUAGES
def test_of_a_run_whose_rows_count_by_weights(weighed_run: Any, language: Any) -> None:
    weighed_run.add_models(ridge=[3.0, 3.1, 2.9, 3.02, 2.97], lasso=[3.01, 3.07, 2.92, 3.0, 3.0])
    weighed_run.compare(output=OutputSettings(language=language))
    assert unknown(weighed_run) == []


@LANGUAGES
def test_of_a_run_that_recall_decides(classified_run: Any, language: Any) -> None:
    by_recall(classified_run, {"steep": [0.9, 0.91, 0.89, 0.9, 0.9]})
    classified_run.compare(primary_metric="recall", ensembles=SINGLE, output=OutputSettings(language=language))
    assert classified_run.told["shuffled_means"]
    assert unknown(classified_run) == []


@LANGUAGES
def test_of_a_run_without_a_useful_model(made_run: Any, language: Any) -> None:
    made_run.add_models(ridge=[10.1, 10.4, 9.6, 10.1, 9.8])
    made_run.compare(ensembles=SINGLE, output=OutputSettings(language=language))
    assert unknown(made_run) == []


@LANGUAGES
@pytest.mark.parametrize("costs", [None, COSTS, BY_AMOUNT])
def test_of_a_run_of_two_classes(classified_run: Any, language: Any, costs: Any) -> None:
    amounts = [100 + 7 * row for row in range(classified_run.n_rows)]
    classified_run.store_table(
        classified_run.preprocessings[0], "data", classified_run.truth.assign(amount=[*map(float, amounts)])
    )
    classified_run.add_models(dummy=[0.69, 0.7, 0.68, 0.69, 0.69], steep=[0.3, 0.31, 0.29, 0.3, 0.3])
    asked = {"costs": costs} if costs else {}
    output = OutputSettings(language=language)
    classified_run.compare(primary_metric="log_loss", ensembles=SINGLE, output=output, **asked)
    assert unknown(classified_run) == []
    assert (classified_run.told["expected_costs"] is not None) == (costs is not None)


@LANGUAGES
def test_of_a_run_of_several_classes(classified_run: Any, language: Any) -> None:
    of_several_classes(classified_run)
    classified_run.add_failed("svm", reason="worker execution exit code 1")
    classified_run.compare(primary_metric="log_loss", ensembles=SINGLE, output=OutputSettings(language=language))
    assert unknown(classified_run) == []


SHOWN = [RowInfo(kind="typical", row_id=7, reasons=[RowReason(column="x", value=1.25, by=0.254)])]


@LANGUAGES
def test_of_a_run_whose_models_work_together(made_run: Any, language: Any) -> None:
    made_run.add_dummy()
    facts: dict[str, Any] = {"single_rows": SHOWN, "feature_importance": {"x": 1.234, "y": 0.0456}}
    made_run.add_training("ridge", [3.0, 3.1, 2.9, 3.02, 2.97], **facts)
    made_run.add_training("lasso", [3.01, 3.07, 2.92, 3.0, 3.0], **facts)
    made_run.compare(preference="accuracy", output=OutputSettings(language=language))
    document = made_run.told
    assert {"drivers", "ensembles", "ranking"} <= {one["key"] for one in document["report"]["sections"]}
    assert unknown(made_run) == []


def said_in(document: dict[str, Any], key: str) -> str:
    """Everything that a section says, in one text."""
    section = next(one for one in document["report"]["sections"] if one["key"] == key)
    return " ".join(
        text
        for block in section["blocks"]
        for text in (block.get("text", ""), *(cell for line in block.get("lines", ()) for cell in line["cells"]))
    )


def test_no_two_sentences_on_classes_disagree(classified_run: Any) -> None:
    """Found, missed and falsely called stand in the verdict and in a table below."""
    classified_run.add_models(dummy=[0.69, 0.7, 0.68, 0.69, 0.69], steep=[0.3, 0.31, 0.29, 0.3, 0.3])
    classified_run.compare(primary_metric="log_loss", ensembles=SINGLE)
    document = classified_run.told
    verdict = re.search(
        r"about (\d+) are .*; it finds (\d+) of them.*, misses (\d+), .* for (\d+) rows", document["sentence"]
    )
    assert verdict
    table = next(
        one
        for block in document["report"]["sections"]
        if block["key"] == "errors"
        for one in block["blocks"]
        if one["kind"] == "table"
    )
    assert tuple(table["lines"][0]["cells"][1:4]) == verdict.groups()[1:]
    assert int(verdict[2]) + int(verdict[3]) == int(verdict[1])


@pytest.mark.parametrize("section", ["final_check", "ranking"])
def test_no_two_sentences_on_the_score_disagree(made_run: Any, section: str) -> None:
    """The mean stands beside the verdict and in sections of their own."""
    made_run.add_models(ridge=[3.0, 3.13, 2.9, 3.07, 2.95])
    made_run.compare(ensembles=SINGLE)
    document = made_run.told
    told = " ".join(one["text"] for one in document["report"]["told"])
    mean = re.search(r"of the errors is ([\d.]+)", told)
    assert mean
    assert f"{mean[1]} " in said_in(document, section).replace(",", " ") + " "
    assert section != "final_check" or f", against {mean[1]} on average" in said_in(document, section)


def test_the_most_frequent_class_is_as_frequent_in_every_sentence(classified_run: Any) -> None:
    """Whoever always says it is right for the rows that are said to be of it."""
    classified_run.add_models(dummy=[0.69, 0.7, 0.68, 0.69, 0.69], steep=[0.3, 0.31, 0.29, 0.3, 0.3])
    classified_run.compare(primary_metric="log_loss", ensembles=SINGLE)
    document = classified_run.told
    said = re.search(
        r"about (\d+) are `\w+ = (\w+)`.*always saying `(\w+)` would be right for (\d+)", document["sentence"]
    )
    assert said
    assert int(said[4]) == (int(said[1]) if said[2] == said[3] else 1000 - int(said[1]))
