"""The rows a model takes, as JSON Schema."""

from __future__ import annotations

from typing import Any

from automl_data.bundle import Manifest, RawColumn

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOST_EXAMPLES = 20


def schema(manifest: Manifest) -> dict[str, Any]:
    """Of one row. Every column has to be there, and every value may be missing."""
    return {
        "$schema": DIALECT,
        "title": f"A row to predict {manifest.facts.target} of",
        "type": "object",
        "properties": {raw.name: _property(raw) for raw in manifest.columns},
        "required": [raw.name for raw in manifest.columns],
    }


def _property(raw: RawColumn) -> dict[str, Any]:
    learned = raw.learned
    kind = "number" if raw.kind == "numeric" else "string"
    found: dict[str, Any] = {"type": [kind, "null"], "description": f"{raw.kind}{_format(raw)}"}
    if learned is None:
        return found
    if learned.levels:
        return {**found, "examples": list(learned.levels)[:MOST_EXAMPLES]}
    if raw.kind == "numeric" and learned.lowest is not None:
        return {**found, "description": f"numeric, learned from {learned.lowest:g} to {learned.highest:g}"}
    return found


def _format(raw: RawColumn) -> str:
    return f" as {raw.format}" if raw.format else ""
