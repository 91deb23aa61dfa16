"""What plugins are handed and what becomes of their answers, in a run: plots, checks of the data, report blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from tests.contract.test_in_process import SMALL, table

from automl_controller import Result, run
from automl_shared.errors import ConfigError
from automl_shared.phase_io import Finding
from automl_shared.plugins import CHECKS, PLOTS, REPORT_BLOCKS, Plot, Registry, ReportTable, check, plot, report_block
from automl_shared.plugins.facts import (
    FACTS_OF,
    ComparisonFacts,
    Facts,
    PreprocessingFacts,
    TableFacts,
    TrainingFacts,
    TrainingSummaryFacts,
)
from automl_shared.plugins.plot import PlotPhase

SEEN: dict[str, Facts] = {}


def keeping(registry: Registry[Any]) -> Iterator[None]:
    """The registry as it was, afterwards."""
    list(registry)  # loads what is installed
    before = dict(registry._items)
    yield
    registry._items.clear()
    registry._items.update(before)


def looks(facts: TableFacts) -> Finding:
    SEEN["table"] = facts
    said = f"{len(facts.rows)} rows of {facts.target} were looked at <here>."
    return Finding(level="yellow", code="mine", message=said, columns=["width"])


def impossible(facts: TableFacts) -> Any:
    return facts.rows["no such column"]


def two_parts(facts: ComparisonFacts) -> Any:
    best = facts.candidates[0]
    yield f"The best of <b>{len(facts.candidates)}</b> is {best.title}."
    yield ReportTable(header=("candidate", "mean"), rows=((best.title, f"{best.cv_mean:.3f}"),))


@pytest.fixture(scope="module")
def plugins() -> Iterator[None]:
    restored = [keeping(registry) for registry in (PLOTS, CHECKS, REPORT_BLOCKS)]
    for one in restored:
        next(one)
    check("mine", summary="Looks at the rows.")(looks)
    check("impossible", summary="Fails.")(impossible)
    report_block("two parts", title="The best of them")(two_parts)
    report_block("nothing", title="Never seen")(lambda _facts: None)
    report_block("wrong", title="Never seen either")(lambda _facts: 3)

    def drawing(phase: PlotPhase) -> Any:
        def draw(facts: Facts) -> Any:
            import plotly.graph_objects as go

            SEEN[phase] = facts
            return go.Figure()

        return draw

    for phase in get_args(PlotPhase):
        plot(f"mine {phase}", phase=phase, caption=f"Drawn from the facts of {phase}.", caption_ja="日本語の説明。")(
            drawing(phase)
        )
    yield
    for one in restored:
        next(one, None)


@pytest.fixture(scope="module")
def made(plugins: None, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return run(table(), "label", folder=tmp_path_factory.mktemp("runs"), settings=SMALL)


def test_every_phase_that_draws_hands_over_facts_of_its_own_type(made: Result) -> None:
    assert {phase: type(SEEN[phase]) for phase in FACTS_OF} == dict(FACTS_OF)
    assert set(FACTS_OF) == set(get_args(PlotPhase))
    prepared, trained, summary, compared = (SEEN[phase] for phase in get_args(PlotPhase))
    assert isinstance(prepared, PreprocessingFacts)
    assert [column.name for column in prepared.columns if column.role == "target"] == ["label"]
    assert prepared.n_train + prepared.n_holdout == prepared.n_rows == 80
    assert len(prepared.distributions[0].before.edges) == len(prepared.distributions[0].before.counts) + 1
    assert isinstance(trained, TrainingFacts)
    assert trained.y_predicted.shape == (len(trained.row_ids), len(trained.classes)) == (len(trained.y_true), 2)
    assert isinstance(summary, TrainingSummaryFacts)
    assert {child.status for child in summary.children} == {"completed"}
    assert isinstance(compared, ComparisonFacts)
    assert compared.candidates[0].candidate == "standard-onehot+logistic"
    assert compared.dataset.target == "label"


def test_every_plot_is_shown_with_its_caption(made: Result) -> None:
    for console in made.folder.glob("tasks/*/console.txt"):
        assert "could not report plot" not in console.read_text()
    pages = [page.read_text() for page in made.folder.glob("tasks/*/*mine*.html")]
    for phase in get_args(PlotPhase):
        assert any(f"Drawn from the facts of {phase}." in page for page in pages), phase


def test_a_check_sees_the_training_rows_and_its_finding_stands_with_the_built_in_ones(made: Result) -> None:
    facts = SEEN["table"]
    assert isinstance(facts, TableFacts)
    assert (facts.problem_type, facts.classes) == ("binary", ["no", "yes"])
    (prepared,) = (task for task in made.document.tasks if task.phase == "preprocessing")
    found = json.loads((made.folder / "tasks" / prepared.task_id / "phase_output.json").read_text())["findings"]
    (own,) = (one for one in found if one["code"] == "mine")
    assert own["message"] == f"{len(facts.rows)} rows of label were looked at <here>."
    (failed,) = (one for one in found if one["code"] == "check_failed")
    assert failed["level"] == "yellow"
    assert "“impossible”" in failed["message"]
    assert "KeyError" in failed["message"]


def test_a_report_block_is_a_section_of_the_report_and_cannot_break_the_page(made: Result) -> None:
    page = made.report.read_text()
    assert "<h2>The best of them</h2>" in page
    assert "The best of &lt;b&gt;2&lt;/b&gt; is Logistic regression" in page
    assert "Never seen" not in page
    (compared,) = (task for task in made.document.tasks if task.phase == "comparison")
    console = (made.folder / "tasks" / compared.task_id / "console.txt").read_text()
    assert "could not report the section 'wrong': TypeError: a report block returns texts and ReportTables" in console


def test_a_plot_of_a_phase_that_draws_nothing_is_refused_where_it_is_registered() -> None:
    with pytest.raises(ConfigError, match=r"(?s)did you mean 'training'.*allowed: preprocessing, training"):
        plot("lost", phase="trainig", caption="Nothing.")(print)
    assert "lost" not in PLOTS


def test_a_caption_is_in_the_readers_language_where_there_is_one(tmp_path: Path) -> None:
    both = Plot(name="a", phase="training", draw=print, caption="Errors.", caption_ja="誤差。")
    one = Plot(name="b", phase="training", draw=print, caption="Errors.")
    assert [both.captioned("ja"), both.captioned("en"), one.captioned("ja")] == ["誤差。", "Errors.", "Errors."]
