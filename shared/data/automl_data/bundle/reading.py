"""From a file back to a bundle, checked before anything is unpickled."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

import numpy as np
import pandas as pd
from pydantic import ValidationError

from automl_data.bundle.manifest import ENTRY, FORMAT, Learned, Manifest, PartInfo
from automl_data.bundle.model import Bundle
from automl_data.bundle.parts import restored
from automl_data.bundle.prepared import Predictor, PreparedRows, Prepares
from automl_data.intake.files import file_hash
from automl_shared.errors import ConfigError, ContractError
from automl_shared.words import T_

GET_AGAIN = T_("do not use this file; get it again from the task that made it")


@dataclass(frozen=True)
class BundleMember:
    """A bundle as a part of another one."""

    bundle: Bundle[Predictor]

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        """(n_rows,) values or (n_rows, n_classes) probabilities."""
        return self.bundle.average(rows)

    def predict_prepared(self, rows: PreparedRows) -> np.ndarray:
        """`predict`, of rows that other members predict from too."""
        return self.bundle.together(rows.of(self.bundle.columns))


def read_manifest(path: Path) -> Manifest:
    """What a bundle's file says about itself; loads nothing fitted. Raises ContractError for another kind of file."""
    with _opened(path) as file:
        return manifest_of(file, path.name)


def load_bundle(path: Path | str, *, expected_sha256: str | None = None, trusted: bool = False) -> Bundle[Predictor]:
    """The bundle in a file, a candidate's or an ensemble's.

    ``expected_sha256``: of the file, as the training task and the registered model say it; checked first.
    ``trusted``: load pickled parts of a file whose sha256 nobody knows; they can run any code.
    Raises ContractError when the file, or a part of it, is not what was written, ConfigError when pickled parts would
    have to be read without either, or a package is not there.
    """
    place = Path(path)
    check_hash(place, expected_sha256)
    with _opened(place) as file:
        return _loaded(file, place.name, pickles=trusted or expected_sha256 is not None)


def check_hash(path: Path, expected_sha256: str | None) -> None:
    """Raises ContractError for a file that has another sha256, if one is expected."""
    if expected_sha256 is not None and (found := file_hash(path)) != expected_sha256.lower():
        raise ContractError(
            T_("the model's file is not the one that was registered"),
            value=f"{path.name}: sha256 {found}",
            allowed=f"sha256 {expected_sha256}",
            fix=GET_AGAIN,
        )


def manifest_of(file: ZipFile, name: str) -> Manifest:
    """The manifest in an open file. Raises ContractError for none, or one of a newer format."""
    try:
        manifest = Manifest.model_validate_json(_entry(file, ENTRY))
    except ValidationError as error:
        raise ContractError(
            T_("the manifest of the model cannot be read"), value=f"{name}: {error}", fix=GET_AGAIN
        ) from None
    if manifest.format > FORMAT:
        raise ContractError(
            T_("the model's file has a newer format"),
            value=T_("{name}: format {format}", name=name, format=manifest.format),
            allowed=T_("up to {most}", most=FORMAT),
            fix=T_("update automl-data"),
        )
    return manifest


def _loaded(
    file: ZipFile,
    name: str,
    *,
    pickles: bool,
    shared: Mapping[str, Any] = MappingProxyType({}),
    learned: Mapping[str, Learned | None] = MappingProxyType({}),
) -> Bundle[Predictor]:
    """Of the bundle around this one, ``shared``: what prepares rows, by its sha256; ``learned``: what columns held."""
    manifest = manifest_of(file, name)
    columns = [
        one if one.learned else one.model_copy(update={"learned": learned.get(one.name)}) for one in manifest.columns
    ]
    parts = [*manifest.preparations, *manifest.parts, *([manifest.final] if manifest.final else [])]
    if not pickles and (pickled := [part.file for part in parts if part.serialisation == "joblib"]):
        raise ConfigError(
            T_("parts of the model are pickles, which can run any code when they are loaded"),
            value=f"{name}: {', '.join(pickled)}",
            fix=T_(
                "give the sha256 from the training task or the registered model (expected_sha256=...), or "
                "trusted=True for a file you made yourself"
            ),
        )
    facts = manifest.facts
    own = {part.sha256: restored(part, _content(file, part)) for part in manifest.preparations}
    around: Any = {"shared": {**shared, **own}, "learned": {one.name: one.learned for one in columns}}
    return Bundle(
        members=[_member(file, part, pickles=pickles, **around) for part in manifest.parts],
        columns=columns,
        target=facts.target,
        classes=facts.classes,
        weights=[part.weight for part in manifest.parts] if manifest.combination == "weights" else (),
        final=restored(manifest.final, _content(file, manifest.final)) if manifest.final else None,
        facts=facts,
        intake=manifest.intake,
        answers=manifest.answers,
    )


def _member(
    file: ZipFile,
    part: PartInfo,
    *,
    pickles: bool,
    shared: Mapping[str, Any],
    learned: Mapping[str, Learned | None],
) -> Predictor:
    content = _content(file, part)
    if part.serialisation == "bundle":
        with _opened(io.BytesIO(content)) as inner:
            return BundleMember(_loaded(inner, part.file, pickles=pickles, shared=shared, learned=learned))
    found: Predictor = restored(part, content)
    if not part.preparation:
        return found
    if part.preparation not in shared or not isinstance(found, Prepares):
        raise ContractError(
            T_("the preparation of rows for a part of the model is missing"), value=part.file, fix=GET_AGAIN
        )
    return found.behind(shared[part.preparation])


def _content(file: ZipFile, part: PartInfo) -> bytes:
    content = _entry(file, part.file, size=part.size_bytes)
    if hashlib.sha256(content).hexdigest() != part.sha256:
        raise ContractError(T_("a part of the model is not what its manifest says"), value=part.file, fix=GET_AGAIN)
    return content


def _entry(file: ZipFile, name: str, size: int | None = None) -> bytes:
    """Raises ContractError for an entry that is not there, damaged, or of another size than the manifest says."""
    try:
        entry = file.getinfo(name)
        if size is None or entry.file_size == size:
            return file.read(entry)
    except KeyError:
        raise ContractError(
            T_("the file is not a model made by AutoML"), value=T_("no {name} in it", name=name), fix=GET_AGAIN
        ) from None
    except (BadZipFile, zlib.error, EOFError) as error:
        raise ContractError(T_("the model's file is damaged"), value=f"{name}: {error}", fix=GET_AGAIN) from None
    raise ContractError(T_("a part of the model is not what its manifest says"), value=name, fix=GET_AGAIN)


@contextmanager
def _opened(source: Path | IO[bytes]) -> Iterator[ZipFile]:
    try:
        file = ZipFile(source)
    except BadZipFile as error:
        raise ContractError(
            T_("the file is not a model made by AutoML"),
            value=f"{source}: {error}",
            fix=T_("train it again, or get it again"),
        ) from None
    with file:
        yield file
