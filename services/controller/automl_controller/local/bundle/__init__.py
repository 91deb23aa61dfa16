"""``automl debug bundle``: everything somebody needs who is to find out what is wrong, and no secret."""

from __future__ import annotations

import os
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from automl_controller.local.bundle.gathering import Gathering
from automl_controller.local.bundle.machine import gather_machine
from automl_controller.local.bundle.scrubbing import Scrubber, known_secrets
from automl_controller.local.bundle.served import gather_served
from automl_controller.local.home import Home
from automl_shared.errors import writing
from automl_shared.frozen import Frozen

README = "README.txt"


class Bundle(Frozen):
    """A bundle as it was written."""

    path: Path
    size_bytes: int
    contents: dict[str, int]
    """Bytes of each text by name."""
    missing: dict[str, str]
    """What could not be had, and why."""


def make_bundle(home: Home, prefix: str, path: Path, run: str | None = None) -> Bundle:
    """Writes a zip file that only its owner may read. Raises ConfigError where it cannot be written, and SecretLeft."""
    into = Gathering(Scrubber(known_secrets(home)))
    gather_machine(into, home, prefix)
    gather_served(into, home, prefix, run)
    texts = {README: _readme(into, run), **into.texts}
    for name, text in texts.items():
        into.scrubber.require_none(name, name + text)
    _write(path, texts)
    sizes = {name: len(text.encode()) for name, text in texts.items()}
    return Bundle(path=path, size_bytes=path.stat().st_size, contents=sizes, missing=into.missing)


def _write(path: Path, texts: dict[str, str]) -> None:
    with writing(path, "the bundle cannot be written", fix="name a file in a folder that exists and has room"):
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in texts.items():
                archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)  # no clock is too early for it
        Path(draft).replace(path)


def _readme(into: Gathering, run: str | None) -> str:
    sizes = [f"  {name} ({len(text.encode())} bytes)" for name, text in into.texts.items()]
    missing = [f"  {name}: {why}" for name, why in into.missing.items()] or ["  nothing"]
    return "\n".join(
        [
            f"Made by `automl debug bundle{f' {run}' if run else ''}` at {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC.",
            "Keys, secrets, tokens and the user part of addresses are written out as ***. Of the environment only",
            "variables on a list are here; of a log its end. Names of columns, files and people may be in it.",
            "",
            "What is here:",
            *sizes,
            "",
            "What could not be had:",
            *missing,
            "",
        ]
    )
