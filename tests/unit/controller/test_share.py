"""How the workers of a local stack learn their share of the machine."""

from __future__ import annotations

from pathlib import Path

from automl_controller.local.home import Home, StackSettings
from automl_controller.local.processes.programs import programs


def test_the_number_of_training_workers_is_kept_right_when_the_stack_is_scaled(tmp_path: Path) -> None:
    home, settings = Home(tmp_path / "home"), StackSettings(remote=True)
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
