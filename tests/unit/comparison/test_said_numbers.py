"""Every number that the report says stands in its document for machines, whatever the run, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.comparison.test_costs import BY_AMOUNT, COSTS, SINGLE
from tests.unit.comparison.test_report import enriched

from automl_shared.config.models import OutputSettings
from automl_shared.phase_io import Finding

SECTIONS = ("errors", "reliability", "weak", "final_check")
NUMBER = re.compile(r"(?<![\w.#-])\d[\d,]*(?:\.\d+)?")
QUOTED = re.compile(r"`[^`]*`|“[^”]*”|「[^」]*」")
SAID_ANYWAY = {2, 9, 10, 50, 1000}
"""Nine times of ten, 50 %, of 1,000 rows, one of two classes."""
IN_UNITS = (1, 100, 1000, 1e-4)
"""As they are, in per cent, of 1,000 rows, and in 万."""


def numbers(value: Any) -> Iterator[float]:
    """Every number in a JSON document."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield abs(float(value))
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from numbers(one)


def sentences(report: dict[str, Any]) -> Iterator[str]:
    yield from (report["sentence"], *report["told"])
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


def unknown(made: Any) -> list[tuple[str, str]]:
    """Numbers that are said and stand nowhere, with their sentences."""
    document = made.tracker.document(made.reporter.task_id, "report_json")
    values = set(numbers({key: value for key, value in document.items() if key != "report"}))
    found = [(said, text) for text in sentences(document["report"]) for said in NUMBER.findall(QUOTED.sub("", text))]
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
def test_of_a_run_without_a_useful_model(made_run: Any, language: Any) -> None:
    made_run.add_dummy()
    made_run.add_training("ridge", [10.1, 10.4, 9.6, 10.1, 9.8])
    made_run.compare(ensembles=SINGLE, output=OutputSettings(language=language))
    assert unknown(made_run) == []


@LANGUAGES
@pytest.mark.parametrize("costs", [None, COSTS, BY_AMOUNT])
def test_of_a_run_of_two_classes(classified_run: Any, language: Any, costs: Any) -> None:
    amounts = [100 + 7 * row for row in range(classified_run.n_rows)]
    classified_run.store_table(
        classified_run.preprocessings[0], "data", classified_run.truth.assign(amount=[*map(float, amounts)])
    )
    classified_run.add_training("dummy", [0.69, 0.7, 0.68, 0.69, 0.69])
    classified_run.add_training("steep", [0.3, 0.31, 0.29, 0.3, 0.3])
    asked = {"costs": costs} if costs else {}
    output = OutputSettings(language=language)
    classified_run.compare(primary_metric="log_loss", ensembles=SINGLE, output=output, **asked)
    assert unknown(classified_run) == []
    document = classified_run.tracker.document(classified_run.reporter.task_id, "report_json")
    assert (document["expected_costs"] is not None) == (costs is not None)
