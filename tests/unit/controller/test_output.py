"""What the command prints for people stays readable, however many candidates there are."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from rich.console import Console
from tests.outputs import leaderboard_row, recommendation, run_document

from automl_controller.cli.output import Listing, cell
from automl_controller.cli.submit import MOST_UNASKED, check_size
from automl_controller.cli.terminal import Harmless
from automl_controller.cli.verdict import MAX_ROWS, show_run
from automl_controller.local.home import MARK, Home
from automl_controller.runs.results import as_csv
from automl_controller.runs.submit import PlannedTask
from automl_shared.candidate_rows import CandidateRow
from automl_shared.errors import ConfigError
from automl_shared.phase_io import Failure, RunDocument
from automl_shared.words import width_of


def run_of(n_candidates: int) -> RunDocument:
    rows = [leaderboard_row(place, f"plain+m{place}") for place in range(1, n_candidates + 1)]
    failures = [Failure(candidate=f"plain+f{n}", task_id="t", cause=f"c{n}", remedy="r") for n in range(n_candidates)]
    return run_document(leaderboard=rows, failures=failures)


def test_a_thousand_candidates_are_cut_and_where_the_rest_is_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    show_run(run_of(1000))
    printed = capsys.readouterr().out
    assert f"plain+m{MAX_ROWS} " in printed
    assert f"plain+m{MAX_ROWS + 1} " not in printed
    assert printed.count(f"and {1000 - MAX_ROWS} more: automl runs results r1 --csv") == 2


@pytest.mark.parametrize(("value", "shown"), [(7_350_589.2, "7,350,589"), (1234.5, "1,234"), (0.71123, "0.7112")])
def test_a_number_is_written_as_people_write_it(value: float, shown: str) -> None:
    assert cell(value) == shown


def test_a_few_are_all_listed(capsys: pytest.CaptureFixture[str]) -> None:
    show_run(run_of(MAX_ROWS))
    printed = capsys.readouterr().out
    assert f"plain+m{MAX_ROWS} " in printed
    assert "more:" not in printed


@pytest.mark.parametrize(("width", "is_table"), [(120, True), (70, True), (69, False), (40, False)])
def test_a_table_that_would_break_words_is_a_list(width: int, is_table: bool) -> None:
    rows = [
        {"id": f"standard-onehot+model-{n}" + "x" * 20, "title": "ロジスティック回帰" * 3, "score": 0.5} for n in (1, 2)
    ]
    console = Console(width=width, file=io.StringIO())
    console.print(Listing("Leaderboard", rows))
    printed = console.file.getvalue()
    assert ("┃" in printed) == is_table
    assert printed.count(rows[0]["id"]) == (width > 40)
    assert max(map(width_of, printed.splitlines())) <= width


def test_the_ranking_has_the_units_of_the_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    row = leaderboard_row(1, "plain+m", title="M", cv_mean=0.99985, cv_std=0.0004, fit_seconds=95.0, size_bytes=37_863)
    show_run(run_document(leaderboard=[row], recommendation=recommendation(primary_metric="roc_auc")))
    table = capsys.readouterr().out.partition("Leaderboard")[2]
    cells = [one.strip() for one in table.splitlines()[3].split("│")]
    assert cells == ["1", "M", "plain+m", "99.98 %", "± 0.04 %", "1.6 min", "0.1 s", "37.9 kB"]
    assert "ROC AUC" in table


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, 日本語, tab\t and line\n", "plain, 日本語, tab\t and line\n"),
        ("\x1b[1mbold\x1b[0m", "\x1b[1mbold\x1b[0m"),
        ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
        ("\x1b[2J\x1b[H", "\\x1b[2J\\x1b[H"),
        ("over\rwritten", "over\\rwritten"),
        ("\x9b31m", "\\x9b31m"),
        ("abc\u202etxt.exe", "abc\\u202etxt.exe"),
    ],
)
def test_a_terminal_is_sent_text_and_no_orders(text: str, shown: str) -> None:
    raw = io.StringIO()
    Harmless(raw).write(text)
    assert raw.getvalue() == shown


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_computes_nothing(start: str) -> None:
    row = CandidateRow(candidate=f"{start}cmd", outcome="failed", cause=f'{start}HYPERLINK("x")', cv_mean=-1.5)
    (line,) = csv.DictReader(io.StringIO(as_csv([row]), newline=""))
    shown = start.replace("\r", " ")
    assert (line["candidate"], line["cause"]) == (f"'{shown}cmd", f'\'{shown}HYPERLINK("x")')
    assert line["cv_mean"] == "-1.5"


def planned(count: int) -> list[PlannedTask]:
    one = PlannedTask(phase="training", name="t", queue="q", preprocess="p", model="m", parameters={})
    return [one] * count


def test_a_very_large_run_is_started_only_by_somebody_who_means_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    check_size(planned(MOST_UNASKED), "en", yes=False)
    check_size(planned(MOST_UNASKED + 1), "en", yes=True)
    with pytest.raises(ConfigError, match="--yes"):
        check_size(planned(MOST_UNASKED + 1), "en", yes=False)


def test_a_home_is_made_of_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match=r"thesis\.txt"):
        Home(tmp_path).make()
    Home(tmp_path / "new").make()
    assert (tmp_path / "new" / MARK).exists()
    Home(tmp_path / "new").make()
