"""What a command says or refuses once it knows the config, it says in the config's language."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from automl_controller.cli import tools
from automl_controller.cli.app import app, main
from automl_controller.cli.status import show_status
from automl_controller.local.doctor import Check
from automl_controller.local.processes import _trouble
from automl_shared.words import T_, language_of_environment

SPOKEN = ("--set", "output.language=ja")


@pytest.mark.parametrize("spoken", [SPOKEN, ()], ids=["ja", "en"])
@pytest.mark.parametrize(
    "command",
    [
        ["init", "t.csv", "--target", "nothing", "-o", "new.yaml"],
        ["init", "t.csv"],
        ["init", "missing.csv"],
        ["run", "t.csv", "--target", "nothing"],
        ["run", "missing.csv"],
        ["run", "--set", "data.target_column=nothing"],
        ["run", "--set", "data.dataset_id=d", "--set", "data.csv_path=null"],
        ["submit", "--set", "data.target_column=nothing"],
        ["submit", "--set", "data.target_column=''"],
        ["submit", "--set", "data.csv_path=missing.csv"],
    ],
    ids=" ".join,
)
def test_a_refusal_is_in_the_language_of_the_config(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    spoken: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("a,y\n" + "".join(f"{n},{n % 2}\n" for n in range(40)))
    Path("automl.yaml").write_text("data: {csv_path: t.csv, target_column: y}\n")
    with pytest.raises(SystemExit) as ended:
        main([*command, *spoken])
    first, *_ = capsys.readouterr().err.splitlines()
    assert (ended.value.code, first.startswith("error: "), first.isascii()) == (2, not spoken, not spoken)


def test_what_would_be_made_is_told_in_the_language_of_the_config(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text("a,y\n" + "".join(f"{n},{n % 2}\n" for n in range(40)))
    (tmp_path / "c.yaml").write_text("data: {csv_path: t.csv, target_column: y}\n")
    with pytest.raises(SystemExit):
        main(["submit", "--config", str(tmp_path / "c.yaml"), "--dry-run", *SPOKEN])
    printed = capsys.readouterr().out
    assert printed.startswith("作成されるもの")
    assert not {"Would", "phase", "tasks", "queue", "trainings", "variants"} & set(printed.split())


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.eucJP"}, "ja"),
        ({"LANG": "xx_YY"}, "en"),
        ({"LANG": "", "LC_ALL": ""}, "en"),
    ],
)
def test_a_terminal_is_read_in_the_language_of_its_locale(environment: dict[str, str], language: str) -> None:
    assert language_of_environment(environment) == language


def test_commands_about_no_run_speak_the_terminals_language_and_their_json_does_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    monkeypatch.setattr(tools, "examine", lambda *_: [Check(name=T_("server"), ok=False, found=T_("missing"), fix="x")])
    queues = [{"name": "automl-training", "waiting": 0, "running": 1, "workers": 2}]
    server = {"web_url": "http://web", "clearml_config_file": "f.conf"}
    matter = {"name": "web", "what": _trouble({"statename": "FATAL", "stop": 0, "start": 0}), "log": "automl logs web"}
    show_status({"mode": "process", "server": server, "queues": queues, "workers": [], "troubles": [matter]})
    said = capsys.readouterr().out + CliRunner().invoke(app, ["doctor"]).output
    assert all(word in said for word in ("スタック", "待機中", "ワーカー", "サーバー", "起動失敗"))
    assert not any(word in said for word in ("stack", "waiting", "workers", "server:", "FATAL", "does not", "fix:"))
    assert '"server"' in CliRunner().invoke(app, ["doctor", "--json"]).output


@pytest.mark.parametrize(
    ("command", "english"),
    [
        (["scale", "training=2"], "no local stack is up"),
        (["scale", "training=lots"], "the number of workers cannot be read"),
        (["up", "--mode", "nothing"], "no such mode"),
        (["submit", "--config", "missing.yaml"], ""),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_a_refusal_before_any_language_is_known_is_in_the_terminals(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    english: str,
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    monkeypatch.setenv("AUTOML_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main([*command, "--json"])
    printed = capsys.readouterr()
    assert printed.err.startswith("エラー: ")
    assert not printed.err.partition("\n")[0].isascii()
    assert english in printed.out
