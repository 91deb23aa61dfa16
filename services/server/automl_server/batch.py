"""Calls on many things at once: each item succeeds or fails alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from automl_server.errors import ApiError
from automl_server.service import Call

Results = tuple[list[tuple[str, Any]], list[dict[str, Any]]]


def run_batch(call: Call, operation: Callable[[str], Any]) -> Results:
    """Apply an operation to every id of the request: ([(id, result)], [failures])."""
    done: list[tuple[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for item in call.data.required_texts("ids"):
        try:
            with call.store.db.savepoint():
                done.append((item, operation(item)))
        except ApiError as problem:
            failed.append({"id": item, "error": failure(problem)})
    return done, failed


def failure(problem: ApiError) -> dict[str, Any]:
    """How a failed item is told."""
    return {
        "codes": [problem.kind.code, problem.kind.subcode],
        "msg": problem.message,
        "data": dict(problem.data),
    }
