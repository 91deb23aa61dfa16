"""Files the command writes where a person says."""

from __future__ import annotations

from pathlib import Path

from automl_controller.cli.output import echo
from automl_shared.errors import ConfigError


def write_file(path: Path, text: str) -> None:
    """Writes a text and says so. Raises ConfigError where nothing can be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            "the file cannot be written", value=f"{path}: {error.strerror}", fix="name a file in a folder that exists"
        ) from error
    echo(f"wrote {path}")
