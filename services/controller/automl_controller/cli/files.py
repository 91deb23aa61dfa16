"""Files the command writes where a person says."""

from __future__ import annotations

from pathlib import Path

from automl_controller.cli.output import echo
from automl_shared.errors import writing


def write_file(path: Path, text: str) -> None:
    """Writes a text and says so. Raises ConfigError where nothing can be written."""
    with writing(path, "the file cannot be written", fix="name a file in a folder that exists"):
        path.write_text(text, encoding="utf-8")
    echo(f"wrote {path}")
