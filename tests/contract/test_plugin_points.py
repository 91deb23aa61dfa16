"""What plugins are handed, in a run of its own: typed facts of every phase, and a caption on every plot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from tests.contract.test_in_process import SMALL, table

from automl_controller import Result, run
from automl_shared.errors import ConfigError
from automl_shared.plugins import PLOTS, Plot, Registry, plot
from automl_shared.plugins.facts import (
    FACTS_OF,
    ComparisonFacts,
    Facts,
    PreprocessingFacts,
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


@pytest.fixture(scope="module")
def plots() -> Iterator[None]:
    def drawing(phase: PlotPhase) -> Any:
        def draw(facts: Facts) -> Any:
            import plotly.graph_objects as go

            SEEN[phase] = facts
            return go.Figure()

        return draw

    restored = keeping(PLOTS)
    next(restored)
    for phase in get_args(PlotPhase):
        plot(f"mine {phase}", phase=phase, caption=f"Drawn from the facts of {phase}.", caption_ja="日本語の説明。")(
            drawing(phase)
        )
    yield
    next(restored, None)


@pytest.fixture(scope="module")
def made(plots: None, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return run(table(), "label", folder=tmp_path_factory.mktemp("runs"), settings=SMALL)


def test_every_phase_that_draws_hands_over_facts_of_its_own_type(made: Result) -> None:
    assert {phase: type(facts) for phase, facts in SEEN.items()} == dict(FACTS_OF)
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
    for task in made.document.tasks:
        output = json.loads((made.folder / "tasks" / task.task_id / "phase_output.json").read_text())
        assert output.get("reporting_failures", []) == [], task.phase
    pages = [page.read_text() for page in made.folder.glob("tasks/*/*mine*.html")]
    for phase in get_args(PlotPhase):
        assert any(f"Drawn from the facts of {phase}." in page for page in pages), phase


def test_a_plot_of_a_phase_that_draws_nothing_is_refused_where_it_is_registered() -> None:
    with pytest.raises(ConfigError, match=r"(?s)did you mean 'training'.*allowed: preprocessing, training"):
        plot("lost", phase="trainig", caption="Nothing.")(print)  # type: ignore[arg-type]
    assert "lost" not in PLOTS


def test_a_caption_is_in_the_readers_language_where_there_is_one(tmp_path: Path) -> None:
    both = Plot(name="a", phase="training", draw=print, caption="Errors.", caption_ja="誤差。")
    one = Plot(name="b", phase="training", draw=print, caption="Errors.")
    assert [both.captioned("ja"), both.captioned("en"), one.captioned("ja")] == ["誤差。", "Errors.", "Errors."]
