"""An ensemble's file, made of its members' files."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from automl_data.bundle.manifest import ENTRY, Facts, Manifest, PartInfo, RawColumn
from automl_data.bundle.parts import part_info, stored
from automl_data.bundle.reading import check_hash, read_manifest
from automl_data.bundle.writing import COMPRESSION, ENDING, Written, add_entry, add_manifest, versions, written
from automl_shared.errors import ContractError
from automl_shared.words import T_


class Member(NamedTuple):
    """A candidate's bundle file, its weight, and the sha256 the file must have (`TrainingInfo.bundle_sha256`)."""

    path: Path
    weight: float
    sha256: str | None = None


def write_ensemble(path: Path, members: Sequence[Member], *, facts: Facts, final: Any = None) -> Written:
    """Writes an ensemble's bundle. Loads nothing fitted: only manifests are read, and bytes copied.

    What prepares rows for several members is stored once, and so is what the columns held while learning.

    ``final``: the fitted second level of a stacking, None for a weighted mean. It is asked with the members'
    predictions side by side, in the order given: (n_rows, n_members) values and `predict`, or (n_rows, n_members *
    n_classes) probabilities (all classes of the first member first) and `predict_proba`, whose columns are the
    estimator's ``classes_``, indices into ``facts.classes``. Weights are not applied to what it sees.
    Raises ContractError for no members, weights that are negative or all zero, and for a member whose file is not the
    one expected, or that predicts something else: another target, problem type, classes or folds than ``facts`` say.
    """
    _check_weights(members)
    manifests = [_checked(member, facts) for member in members]
    columns: dict[str, RawColumn] = {}
    for manifest in manifests:
        columns |= {column.name: column for column in manifest.columns if column.name not in columns}
    parts: list[PartInfo] = []
    preparations: dict[str, PartInfo] = {}
    with ZipFile(path, "w", ZIP_STORED) as file:
        for place, member in enumerate(members):
            for one, content in _preparations(member.path):
                if one.sha256 not in preparations:
                    name = f"preparation-{len(preparations)}{PurePath(one.file).suffix}"
                    preparations[one.sha256] = one.model_copy(update={"file": name})
                    add_entry(file, name, content, ZIP_DEFLATED, COMPRESSION)
            content = _as_member(member.path)
            parts.append(part_info(f"member-{place}{ENDING}", "bundle", content, weight=member.weight))
            add_entry(file, parts[-1].file, content)
        second = _second_level(file, final)
        made = Manifest(
            kind="ensemble",
            facts=facts,
            columns=list(columns.values()),
            intake=manifests[0].intake,
            combination="stacking" if second else "weights",
            parts=parts,
            preparations=list(preparations.values()),
            final=second,
            versions=versions(),
        )
        add_manifest(file, made)
    return written(path, made)


def _preparations(path: Path) -> Iterator[tuple[PartInfo, bytes]]:
    """What prepares rows in a member's file."""
    with ZipFile(path) as file:
        for one in read_manifest(path).preparations:
            yield one, file.read(one.file)


def _as_member(path: Path) -> bytes:
    """A member's file without what its ensemble keeps for it."""
    manifest = read_manifest(path)
    apart = {ENTRY, *(one.file for one in manifest.preparations)}
    content = io.BytesIO()
    with ZipFile(path) as file, ZipFile(content, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as made:
        for entry in file.infolist():
            if entry.filename not in apart:
                made.writestr(entry, file.read(entry))
        columns = [one.model_copy(update={"learned": None}) for one in manifest.columns]
        add_manifest(made, manifest.model_copy(update={"preparations": [], "columns": columns}))
    return content.getvalue()


def _second_level(file: ZipFile, final: Any) -> PartInfo | None:
    if final is None:
        return None
    info, content = stored(final, "final")
    add_entry(file, info.file, content, ZIP_DEFLATED)
    return info


def _check_weights(members: Iterable[Member]) -> None:
    weights = [member.weight for member in members]
    if not weights or min(weights) < 0 or not sum(weights) > 0:
        raise ContractError(
            T_("an ensemble cannot be made of these weights"),
            value=weights,
            allowed=T_("at least one member, none below 0, and not all 0"),
        )


def _checked(member: Member, facts: Facts) -> Manifest:
    """The manifest of a member that belongs to the ensemble."""
    check_hash(member.path, member.sha256)
    manifest = read_manifest(member.path)
    for name in ("target", "problem_type", "classes", "fold_hash"):
        one, wanted = getattr(manifest.facts, name), getattr(facts, name)
        if one != wanted:
            raise ContractError(
                T_("the members of an ensemble differ in {field}", field=name),
                value=f"{manifest.facts.candidate} ({manifest.facts.task_id}): {one}",
                allowed=wanted,
                fix=T_("combine candidates of one run"),
            )
    return manifest
