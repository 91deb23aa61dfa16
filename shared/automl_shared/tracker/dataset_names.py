"""A dataset as people name it: by its id, its name, or project and name; a name means the newest version."""

from __future__ import annotations

from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError, NotFound, did_you_mean
from automl_shared.tracker.base import DatasetSnapshot
from automl_shared.tracker.nouns import DatasetReader
from automl_shared.words import T_


def named_dataset(tracker: DatasetReader, text: str) -> DatasetSnapshot:
    """The dataset with this id, or the newest one called ``name`` or ``project/name``. Raises DataError.

    A name that several projects use is refused, as the newest of them would be anybody's.
    """
    project, _, name = text.strip().strip("/").rpartition("/")
    if not project:
        try:
            return tracker.dataset(name)
        except NotFound:
            pass  # not an id, so it is a name
    found = [dataset for dataset in tracker.datasets(name) if not project or dataset.project == project]
    if not found:
        raise _unknown(tracker, text)
    projects = sorted({dataset.project for dataset in found})
    if len(projects) > 1:
        raise DataError(
            T_("several projects have a dataset of this name"),
            value=text,
            allowed=", ".join(f"{project}/{name}" for project in projects[:20]),
            fix=as_option("data.dataset_id", f"{found[0].project}/{name}"),
        )
    return found[0]


def _unknown(tracker: DatasetReader, text: str) -> DataError:
    names = list(
        dict.fromkeys(label for known in tracker.datasets() for label in (known.name, f"{known.project}/{known.name}"))
    )
    return DataError(
        T_("no dataset has this id or name{nearest}", nearest=did_you_mean(text, names)),
        value=text,
        allowed=T_("the id of a dataset, its name, or project/name"),
        fix=T_("look it up in the UI under Datasets"),
    )
