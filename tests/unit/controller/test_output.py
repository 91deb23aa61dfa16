"""What the command prints for people stays readable, however many candidates there are."""

from __future__ import annotations

import pytest

from automl_controller.cli.output import MAX_ROWS, show_run
from automl_shared.phase_io import Failure, LeaderboardRow, RunDocument


def run_of(n_candidates: int) -> RunDocument:
    rows = [
        LeaderboardRow(
            rank=place,
            candidate=f"plain+m{place}",
            preprocess="plain",
            model=f"m{place}",
            cv_mean=0.5,
            cv_std=0.1,
            fit_seconds=1.0,
            predict_seconds=0.1,
            size_bytes=1,
            task_id="t",
        )
        for place in range(1, n_candidates + 1)
    ]
    failures = [Failure(candidate=f"plain+f{n}", task_id="t", cause="c", remedy="r") for n in range(n_candidates)]
    return RunDocument(
        run_id="r1",
        status="completed",
        controller_task_id="t",
        url="u",
        dataset=None,
        tasks=[],
        recommendation=None,
        leaderboard=rows,
        failures=failures,
    )


def test_a_thousand_candidates_are_cut_and_where_the_rest_is_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    show_run(run_of(1000))
    printed = capsys.readouterr().out
    assert f"plain+m{MAX_ROWS} " in printed
    assert f"plain+m{MAX_ROWS + 1} " not in printed
    assert printed.count(f"and {1000 - MAX_ROWS} more: automl runs results r1 --csv") == 2


def test_a_few_are_all_listed(capsys: pytest.CaptureFixture[str]) -> None:
    show_run(run_of(MAX_ROWS))
    printed = capsys.readouterr().out
    assert f"plain+m{MAX_ROWS} " in printed
    assert "more:" not in printed
