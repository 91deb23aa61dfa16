"""The command on bad input, without a server, and its stack: one clear error, the right exit code, nothing made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.stacks import PENGUINS, Stack

ROWS = "".join(f"{i},{i % 5},{'uv'[i % 2]}\n" for i in range(40))
GOOD = "a,b,y\n" + ROWS
FILES: dict[str, bytes] = {
    "empty": b"",
    "header only": b"a,b,y\n",
    "wrong delimiter": GOOD.replace(",", "@").encode(),
    "not text": b"a,b,y\n" + bytes(range(256)) * 9,
    "too few rows": b"a,b,y\n1,2,u\n2,1,v\n",
    "constant target": b"a,b,y\n" + "".join(f"{i},{i % 5},u\n" for i in range(40)).encode(),
    "empty target": b"a,b,y\n" + "".join(f"{i},{i % 5},\n" for i in range(40)).encode(),
}
SETTINGS: dict[str, tuple[list[str], str]] = {
    "target absent": (["data.target_column=z"], "not in the data"),
    "unknown key": (["data.csv_pat=x"], "csv_path"),
    "wrong type": (["data.test_size=many"], "test_size"),
    "unknown model": (["models=[lightgbn]"], "lightgbm"),
    "too many folds": (["cross_validation.n_folds=30"], "smallest class"),
    "more folds than rows": (["cross_validation.n_folds=100", "cross_validation.kind=kfold"], "more folds than rows"),
}


def task_count(stack: Stack) -> int:
    return int(
        stack.sdk(
            "from clearml import Task; print(len(Task.query_tasks(task_filter={'search_hidden': True})))"
        ).split()[-1]
    )


def refused(stack: Stack, *arguments: str) -> str:
    done = stack.run("submit", *arguments)
    assert done.code == 2, (done.code, done.err)
    assert "Traceback" not in done.err + done.out
    assert "fix:" in done.err or "allowed:" in done.err
    return done.err


@pytest.mark.parametrize("name", FILES)
def test_bad_files(stack: Stack, tmp_path: Path, name: str) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes(FILES[name])
    before = task_count(stack)
    refused(stack, "--config", stack.config(table, "y"))
    assert task_count(stack) == before


@pytest.mark.parametrize("name", SETTINGS)
def test_bad_settings(stack: Stack, tmp_path: Path, name: str) -> None:
    table = tmp_path / "t.csv"
    table.write_text(GOOD)
    settings, words = SETTINGS[name]
    before = task_count(stack)
    arguments = [part for setting in settings for part in ("--set", setting)]
    assert words in refused(stack, "--config", stack.config(table, "y"), *arguments)
    assert task_count(stack) == before


def test_missing_files(stack: Stack, tmp_path: Path) -> None:
    assert "does not exist" in refused(stack, "--config", str(tmp_path / "none.yaml"))
    assert "does not exist" in refused(stack, "--config", stack.config(tmp_path / "none.csv", "y"))


def test_an_error_is_a_document_with_json(stack: Stack) -> None:
    done = stack.run("submit", "--config", "none.yaml", "--json")
    assert done.document["exit_code"] == done.code == 2
    assert done.document["error"]["fix"]


def test_without_a_server(tmp_path: Path) -> None:
    alone = Stack(tmp_path)
    done = alone.run("submit", "--config", alone.config(PENGUINS, "species"))
    assert done.code == 3, done.err
    assert "automl up" in done.err
    assert "Traceback" not in done.err
    assert alone.run("runs", "list").code == 3
    assert alone.run("doctor", "--json").code == 3


def test_with_a_server_that_is_gone(tmp_path: Path) -> None:
    config = tmp_path / "clearml.conf"
    config.write_text(
        'api { api_server: "http://127.0.0.1:9", web_server: "", files_server: "", '
        'credentials { access_key: "k", secret_key: "s" } }'
    )
    alone = Stack(tmp_path)
    import subprocess

    from tests.stacks import AUTOML

    environment = {**alone.environment, "CLEARML_CONFIG_FILE": str(config)}
    done = subprocess.run(
        [str(AUTOML), "runs", "list"], env=environment, capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert done.returncode == 3, done.stderr
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_dry_run_needs_no_server_and_makes_nothing(tmp_path: Path) -> None:
    alone = Stack(tmp_path)
    planned = alone.ok(
        "submit", "--config", alone.config(PENGUINS, "species", models=["logistic"]), "--dry-run", "--json"
    ).document
    assert [(task["phase"], task["queue"]) for task in planned["tasks"]] == [
        ("run", "automl-controller"),
        ("preprocessing", "automl-preprocessing"),
        ("preprocessing", "automl-preprocessing"),
        ("training", "automl-training"),
        ("training", "automl-training"),
        ("training", "automl-training"),
        ("training-summary", "automl-training"),
        ("comparison", "automl-comparison"),
    ]
    assert planned["tasks"][0]["parameters"]["Data"]["target_column"] == "species"


def test_init_writes_a_config_that_can_be_submitted(tmp_path: Path) -> None:
    alone = Stack(tmp_path)
    alone.ok("init", str(PENGUINS), "--target", "species")
    alone.ok("submit", "--config", "automl.yaml", "--dry-run")
    assert alone.run("init", str(PENGUINS)).code == 2


def test_a_second_up_changes_nothing(stack: Stack) -> None:
    before = {
        name: stack.pid(name) for name in ("server", "controller", "training-1", "preprocessing-1", "comparison-1")
    }
    assert stack.ok("up", "--json").document["started"] == []
    assert {name: stack.pid(name) for name in before} == before


def test_status_has_the_shape_of_the_contract(stack: Stack) -> None:
    status = stack.ok("status", "--json").document
    assert set(status) == {"mode", "server", "queues", "workers", "troubles"}
    assert (status["mode"], status["troubles"]) == ("process", [])
    assert set(status["server"]) == {"api_url", "files_url", "web_url", "clearml_config_file"}
    assert [queue["name"] for queue in status["queues"]] == [
        f"automl-{name}" for name in ("controller", "preprocessing", "training", "comparison", "inference")
    ]
    assert {frozenset(worker) for worker in status["workers"]} == {
        frozenset({"id", "phase", "queue", "task_id", "last_seen"})
    }
    assert Path(status["server"]["clearml_config_file"]).stat().st_mode & 0o777 == 0o600


def test_down_ends_every_process_and_keeps_the_data(tmp_path: Path) -> None:
    own = Stack(tmp_path)
    own.up()
    assert [queue["workers"] for queue in own.ok("status", "--json").document["queues"]] == [1] * 5
    pids = [own.pid(name) for name in ("server", "controller", "training-1")]
    own.ok("down")
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert (own.home / "server.sqlite").exists()
    assert own.run("status").code == 3
    assert own.ok("down").out.strip() == "nothing was up"


@pytest.fixture(scope="session")
def finished(stack: Stack) -> dict[str, Any]:
    """A finished run; its document."""
    config = stack.config(PENGUINS, "species", models=["naive_bayes"], preprocessing={"scaling": ["none"]})
    return dict(stack.ok("submit", "--config", config, "--watch", "--json").document)


def test_the_report_is_a_file_that_can_be_opened(stack: Stack, finished: dict[str, Any]) -> None:
    path = Path(stack.ok("runs", "open", finished["run_id"], "--print-path").out.strip())
    assert "<html" in path.read_text().lower()
    assert stack.ok("runs", "open", finished["run_id"], "--json").document["path"] == str(path)
    assert stack.run("runs", "open", "nothing").code == 2


def test_results_hold_every_candidate(stack: Stack, finished: dict[str, Any]) -> None:
    run_id = finished["run_id"]
    stack.ok("runs", "results", run_id, "--output", "results.csv")
    text = (stack.folder / "results.csv").read_text()
    assert text == stack.ok("runs", "results", run_id, "--csv").out
    rows = stack.ok("runs", "results", run_id, "--json").document["candidates"]
    assert len(text.splitlines()) == 1 + len(rows) == 1 + len(finished["leaderboard"])
    assert stack.run("runs", "results", run_id, "--json", "--csv").code == 2
    assert stack.run("runs", "results", run_id, "--output", "no/such/folder.csv").code == 2


def test_runs_on_the_same_rows_are_compared_fold_by_fold(stack: Stack, finished: dict[str, Any]) -> None:
    first = finished["run_id"]
    config = stack.config(PENGUINS, "species", models=["decision_tree"], preprocessing={"scaling": ["none"]})
    again = stack.ok("submit", "--config", config, "--compare-with", first, "--watch", "--json").document
    shown = stack.ok("runs", "show", again["run_id"]).out
    assert f"Compared with the earlier run {first}: " in shown
    done = stack.ok("runs", "compare", first, again["run_id"], "--plot", "runs.html", "--json").document
    (pair,) = done["pairs"]
    assert pair["relation"] == "same_rows"
    assert pair["lead"]["better"] == first
    assert {row["key"] for row in done["settings"]} == {"ModelCandidates/models/0/name"}
    assert first in (stack.folder / "runs.html").read_text()
    assert stack.run("runs", "compare", first).code == 2


def test_no_secret_in_any_log_console_task_or_process(stack: Stack, finished: dict[str, Any]) -> None:
    credentials = json.loads((stack.home / "credentials.json").read_text())
    secret = _secret(credentials)
    for log in (stack.home / "logs").iterdir():
        assert secret not in log.read_text(errors="replace"), log
    consoles = stack.sdk(
        "from clearml import Task\n"
        "for t in Task.query_tasks(task_filter={'search_hidden': True}):\n"
        "    task = Task.get_task(task_id=t)\n"
        "    print(task.data.to_dict(), ''.join(task.get_reported_console_output(1000)))"
    )
    assert secret not in consoles
    for process in psutil.process_iter(["cmdline"]):
        assert secret not in " ".join(process.info["cmdline"] or [])
    for file in stack.home.rglob("*"):
        if file.is_file() and file.stat().st_size < 1 << 20 and secret.encode() in file.read_bytes():
            assert file.stat().st_mode & 0o077 == 0, f"{file} holds the secret and others may read it"


def _secret(credentials: object) -> str:
    if isinstance(credentials, dict):
        for key, value in credentials.items():
            if "secret" in key and isinstance(value, str):
                return value
            found = _secret(value)
            if found:
                return found
    if isinstance(credentials, list):
        return next((found for one in credentials if (found := _secret(one))), "")
    return ""
