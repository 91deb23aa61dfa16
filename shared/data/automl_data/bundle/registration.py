"""What a registered model says in ClearML's model view."""

from __future__ import annotations

import json
from typing import Any

from automl_data.bundle.writing import Written


def metadata(written: Written) -> dict[str, str]:
    """For `Reporter.model`: what the manifest says, in words and JSON, and the sha256 of the file."""
    manifest, facts = written.manifest, written.manifest.facts
    said = {
        "format": f"automl bundle {manifest.format}",
        "sha256": written.sha256,
        "kind": manifest.kind,
        "combination": manifest.combination,
        "serialisation": ", ".join(sorted({part.serialisation for part in manifest.parts})),
        "feature_schema": _json([column.model_dump(exclude={"learned"}) for column in manifest.columns]),
        "target": facts.target,
        "problem_type": facts.problem_type,
        "classes": _json(facts.classes),
        "primary_metric": facts.primary_metric,
        "cv_mean": _number(facts.cv_mean),
        "cv_std": _number(facts.cv_std),
        "baseline": _number(facts.baseline),
        "run_id": facts.run_id or "",
        "task_id": facts.task_id,
        "preproc_id": facts.preproc_id,
        "model": facts.model,
        "fold_hash": facts.fold_hash,
        "calibration": manifest.answers.calibration.method if manifest.answers.calibration else "",
        "threshold": _number(manifest.answers.threshold),
        "reach": _number(manifest.answers.reach),
        "versions": _json(manifest.versions),
    }
    return {name: value for name, value in said.items() if value}


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
