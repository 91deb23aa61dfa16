"""The file: a zip of the manifest and the fitted parts."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from automl_data.bundle.manifest import ENTRY, Answers, Facts, Intake, Manifest, PartInfo, RawColumn
from automl_data.bundle.parts import stored
from automl_data.bundle.prepared import Prepares
from automl_data.intake.files import file_hash
from automl_shared.frozen import Frozen
from automl_shared.plugins import MODELS

ENDING = ".bundle"
"""Not .zip: what fetches it from the server would unpack it."""
COMPRESSION = 1
_PACKAGES = {
    "automl_data": "automl-data",
    "automl_shared": "automl-shared",
    "automl_training": "automl-training",
    "joblib": "joblib",
    "numpy": "numpy",
    "pandas": "pandas",
    "pyarrow": "pyarrow",
    "pydantic": "pydantic",
    "scipy": "scipy",
    "skops": "skops",
    "sklearn": "scikit-learn",
}
"""Module to the package that is recorded with its version, where the module was used; models declare theirs."""


class Written(Frozen):
    """A stored bundle. ``sha256``: of the file's bytes, to be kept apart from the file and asked for when loading."""

    path: Path
    sha256: str
    size_bytes: int
    manifest: Manifest


def write_candidate(
    path: Path, members: Iterable[Any], *, columns: Sequence[RawColumn], intake: Intake, facts: Facts
) -> Written:
    """Stores fitted pipelines whose predictions are averaged, and what prepares their rows apart from them."""
    parts: list[PartInfo] = []
    preparations: dict[str, PartInfo] = {}
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as file:
        for place, member in enumerate(members):
            preparation = ""
            if isinstance(member, Prepares):
                info, content = stored(member.transformer, f"preparation-{len(preparations)}")
                preparation, member = info.sha256, member.behind(None)
                if preparation not in preparations:
                    add_entry(file, info.file, content)
                    preparations[preparation] = info
            info, content = stored(member, f"part-{place}")
            add_entry(file, info.file, content)
            parts.append(info.model_copy(update={"preparation": preparation}))
        manifest = Manifest(
            kind="candidate",
            facts=facts,
            columns=list(columns),
            intake=intake,
            combination="mean",
            parts=parts,
            preparations=list(preparations.values()),
            versions=versions(),
        )
        add_manifest(file, manifest)
    return written(path, manifest)


def with_answers(path: Path, source: Path, answers: Answers) -> Written:
    """Writes a bundle that is another one but for its answers. Loads nothing fitted: entries are copied."""
    with ZipFile(source) as file, ZipFile(path, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as made:
        manifest = Manifest.model_validate_json(file.read(ENTRY)).model_copy(update={"answers": answers})
        for entry in file.infolist():
            if entry.filename != ENTRY:
                made.writestr(entry, file.read(entry))
        add_manifest(made, manifest)
    return written(path, manifest)


def add_entry(
    file: ZipFile, name: str, content: str | bytes, compression: int | None = None, level: int | None = None
) -> None:
    """Without a time: the same model makes the same file, also where a clock stands before 1980, which no zip takes.

    ``compression`` and ``level``: the file's where they are left out.
    """
    entry = ZipInfo(name)
    entry.external_attr = 0o600 << 16
    file.writestr(
        entry,
        content,
        file.compression if compression is None else compression,
        file.compresslevel if level is None else level,
    )


def add_manifest(file: ZipFile, manifest: Manifest) -> None:
    """The last entry, stored as it is so that it can be read with any tool."""
    add_entry(file, ENTRY, manifest.model_dump_json(indent=2), ZIP_STORED)


def written(path: Path, manifest: Manifest) -> Written:
    """The facts of a file that is complete."""
    return Written(path=path, sha256=file_hash(path), size_bytes=path.stat().st_size, manifest=manifest)


def versions() -> dict[str, str]:
    """Package to version, of those in use."""
    found = {"python": platform.python_version()}
    vendors = {package: package for name in MODELS if (package := MODELS.get(name).package)}
    for module, package in sorted({**_PACKAGES, **vendors}.items()):
        if module in sys.modules and (known := _version(package)):
            found[package] = known
    return found


def look_up_versions() -> None:
    """Reads the versions of the usual packages from the disk, which `versions` then need not do: 10 ms."""
    for package in _PACKAGES.values():
        _version(package)


@cache
def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
