"""Calls on many things at once: each item succeeds or fails alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from automl_server.errors import ApiError
from automl_server.params import WrongType
from automl_server.service import Call, Data


def run_batch(call: Call, operation: Callable[[str], Data]) -> Data:
    """Apply an operation to every id of the request; the answer has what it said of each, and which ones failed.

    Raises for a field of the request that no item can be blamed for.
    """
    succeeded: list[Data] = []
    failed: list[Data] = []
    for item in call.data.required_texts("ids"):
        try:
            with call.store.db.savepoint():
                succeeded.append({"id": item, **operation(item)})
        except WrongType:
            raise
        except ApiError as problem:
            failed.append({"id": item, "error": failure(problem)})
    return {"succeeded": succeeded, "failed": failed}


def failure(problem: ApiError) -> dict[str, Any]:
    """How a failed item is told."""
    return {
        "codes": [problem.kind.code, problem.kind.subcode],
        "msg": problem.message,
        "data": dict(problem.data),
    }
