"""What has to be installed for a model to predict, in the versions it was made with."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from automl_data.bundle import Manifest
from automl_data.bundle.manifest import ENTRY
from automl_shared.plugins import MODELS

ALWAYS = (
    "chardet",
    "charset-normalizer",
    "clevercsv",
    "joblib",
    "numpy",
    "pandas",
    "psutil",
    "pyarrow",
    "pydantic",
    "PyYAML",
    "scikit-learn",
    "scipy",
    "skops",
    "threadpoolctl",
)
"""To read a file as training did, and to prepare and predict its rows."""


def requirements(source: Path) -> str:
    """The lines of a requirements.txt. What the file does not know is taken in the version that is installed here."""
    known: dict[str, str] = {}
    needed = set(ALWAYS)
    for manifest, parts in _bundles(source):
        known = {**manifest.versions, **known}
        needed |= {name for name in _learners() if any(_is_made_of(name, part) for part in parts)}
    python = ".".join(known.get("python", "3.11").split(".")[:2])
    pinned = (_pinned(name, known.get(name)) for name in sorted(needed, key=str.lower))
    return "\n".join([f"# Python {python}", *pinned, ""])


def _learners() -> set[str]:
    """Packages of models, needed only where a part is made of them."""
    return {package for name in MODELS if (package := MODELS.get(name).package)}


def _is_made_of(package: str, part: bytes) -> bool:
    """Whether a type of the package is named; LightGBM's own files mention XGBoost without needing it."""
    return f"{package}.".encode() in part


def _bundles(source: Path | IO[bytes]) -> Iterator[tuple[Manifest, list[bytes]]]:
    """A bundle and its members, each with the bytes of its own parts: types are named in them as they are."""
    with ZipFile(source) as file:
        manifest = Manifest.model_validate_json(file.read(ENTRY))
        contents = {
            part: file.read(part.file) for part in [*manifest.preparations, *manifest.parts, manifest.final] if part
        }
    yield manifest, [content for part, content in contents.items() if part.serialisation != "bundle"]
    for part, content in contents.items():
        if part.serialisation == "bundle":
            yield from _bundles(BytesIO(content))


def _pinned(name: str, known: str | None) -> str:
    """In any version where none is known."""
    try:
        return f"{name}=={known or version(name)}"
    except PackageNotFoundError:
        return name
