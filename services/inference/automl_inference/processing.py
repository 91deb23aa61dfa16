"""Checks a request; later: predicts."""

from __future__ import annotations

from collections.abc import Sequence

from automl_inference.meta import Request
from automl_shared.config.models import Editing
from automl_shared.errors import DataError, did_you_mean
from automl_shared.words import T_


def edited_names(names: Sequence[str], editing: Editing) -> list[str]:
    """Column names after ``data.editing``: the data to predict is edited like the data that was learned from."""
    return [editing.rename_columns.get(name, name) for name in names if name not in editing.drop_columns]


def checked(request: Request) -> Request:
    """The request itself. Raises DataError when the data lacks columns the model needs."""
    if request.missing:
        first = request.missing[0]
        raise DataError(
            T_(
                "the data to predict lacks columns the model needs{hint}", hint=did_you_mean(first, request.given or [])
            ),
            value=T_("missing: {columns}", columns=", ".join(request.missing)),
            allowed=T_("all of: {columns}", columns=", ".join(request.expected)),
            fix=T_("add the columns, or map other names to them with data.editing.rename_columns"),
        )
    return request
