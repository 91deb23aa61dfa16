"""The data set of ``automl demo``: penguins (CC0), with categories and missing values."""

from __future__ import annotations

import shutil
from pathlib import Path

HERE = Path(__file__).parent


def copy_to(folder: Path) -> Path:
    """Copies data and config into a folder, keeping what is there already; the config's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("penguins.csv", "penguins.yaml"):
        if not (folder / name).exists():
            shutil.copy(HERE / name, folder / name)
    return folder / "penguins.yaml"
