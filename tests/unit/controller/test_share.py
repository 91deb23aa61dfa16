"""How the workers of a local stack learn their share of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from automl_controller.local import home as local_home
from automl_controller.local.home import Home, StackSettings
from automl_controller.local.processes.programs import programs


def test_the_number_of_training_workers_is_kept_right_when_the_stack_is_scaled(tmp_path: Path) -> None:
    home, settings = Home(tmp_path / "home"), StackSettings(remote=True).scaled("training", 1)
    home.keep(settings)
    before = {one.name: one.environment for one in programs(home, settings)}
    file = Path(before["training-1"]["AUTOML_WORKERS_FILE"])
    assert file.read_text() == "1\n"
    scaled = settings.scaled("training", 3)
    home.keep(scaled)
    after = {one.name: one.environment for one in programs(home, scaled)}
    assert file.read_text() == "3\n"
    assert after["training-1"] == before["training-1"]
    assert after["training-3"]["AUTOML_WORKERS_FILE"] == str(file)


@pytest.mark.parametrize(("cores", "workers"), [(1, 1), (2, 2), (8, 8), (64, 8)])
def test_a_stack_starts_a_training_worker_per_core_within_limits(
    monkeypatch: pytest.MonkeyPatch, cores: int, workers: int
) -> None:
    monkeypatch.setattr(local_home, "cores", lambda: cores)
    assert StackSettings().workers == {"preprocessing": 1, "training": workers, "comparison": 1, "inference": 1}
