"""Whoever waits for workers is told for which task, and how to end it."""

from __future__ import annotations

from pathlib import Path

import pytest

from automl_controller.local.home import Home, StackSettings
from automl_controller.local.leaving import waiting_for
from automl_controller.local.processes import Processes
from automl_shared.agent.folder import folder_of


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ({"training-2": None, "training-1": None}, "waiting for training-1, training-2"),
        (
            {"training-1": "abc", "inference-1": None},
            "waiting for training-1, which runs task abc, and for inference-1; automl down --now ends it",
        ),
        (
            {"training-1": "abc", "training-2": "def"},
            "waiting for training-1, which runs task abc, and for training-2, which runs task def; "
            "automl down --now ends them",
        ),
    ],
)
def test_it_is_said_who_is_waited_for(tasks: dict[str, str | None], said: str) -> None:
    assert waiting_for(tasks) == said


def test_what_a_killed_worker_has_left_goes_with_the_stack_also_if_it_has_fewer_workers_by_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    home = Home(tmp_path / "home")
    processes = Processes(home, StackSettings(workers={"training": 0}), print)
    kept = folder_of("somebody-elses:1")
    for folder in (kept, *map(folder_of, Processes(home, StackSettings(), print).worker_ids())):
        folder.mkdir()
        (folder / ".clearml_agent.x.cfg").write_text("secret")
    assert not processes.stop(now=True)
    assert [folder for folder in tmp_path.iterdir() if folder.name.startswith("automl-")] == [kept]


def test_every_worker_has_a_folder_of_its_own_and_those_of_a_machine_begin_alike() -> None:
    ids = ["a:b", "a-b", "a_b", "a.b", "a/b", "a:b:c", "あ:b", "a_3ab"]
    names = [folder_of(worker).name for worker in ids]
    assert len(set(names)) == len(ids)
    assert not any("/" in name for name in names)
    assert folder_of("a:b:c").name.startswith(folder_of("a:b").name)
