"""Files the command writes where a person says."""

from __future__ import annotations

from pathlib import Path

from automl_controller.cli.output import echo
from automl_shared.errors import writing
from automl_shared.words import T_


def write_file(path: Path, text: str) -> None:
    """Writes a text and says so. Raises ConfigError where nothing can be written."""
    with writing(path, T_("the file cannot be written"), fix=T_("name a file in a folder that exists")):
        path.write_text(text, encoding="utf-8")
    echo(T_("wrote {file}", file=path))
