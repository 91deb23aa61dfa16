"""What ``automl demo`` puts into a folder: the sample table and a config for it."""

from __future__ import annotations

import shutil
from pathlib import Path

from automl_shared.sample import TABLE

CONFIG = Path(__file__).parent / "penguins.yaml"


def copy_to(folder: Path) -> Path:
    """Copies data and config into a folder, keeping what is there already; the config's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in (TABLE, CONFIG):
        if not (folder / file.name).exists():
            shutil.copy(file, folder / file.name)
    return folder / CONFIG.name
