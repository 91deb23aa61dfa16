"""Registered models on a ClearML server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from automl_shared.errors import NotFound
from automl_shared.tracker.clearml_files import ClearMLFiles
from automl_shared.words import T_


class ClearMLModels(ClearMLFiles):
    """Registered models, by their ids."""

    def model_file(self, model_id: str) -> Path:
        return self._fetched(self._model(model_id, "uri")["uri"], T_("the model {model}", model=model_id))

    def model_metadata(self, model_id: str) -> dict[str, str]:
        kept = self._model(model_id, "metadata").get("metadata") or {}
        return {item["key"]: item["value"] for item in (kept.values() if isinstance(kept, dict) else kept)}

    def _model(self, model_id: str, field: str) -> dict[str, Any]:
        """Raises NotFound for a model that does not exist, or has no file."""
        rows = self._call("models", "get_all", id=[model_id], only_fields=["uri", field])["models"]
        if not rows or not rows[0].get("uri"):
            raise NotFound(
                T_("no registered model has this id"), value=model_id, fix=T_("look it up in the UI under Models")
            )
        found: dict[str, Any] = rows[0]
        return found
