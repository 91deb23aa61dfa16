"""Results of systems, one pair of files each, so that a comparison can be made in pieces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jobs import Job


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What a system came to on a data set with a seed. ``facts`` has ``failed``, why, where it came to nothing."""

    data: str
    seed: int
    system: str
    facts: dict[str, Any]

    @property
    def loss(self) -> float:
        """Infinite where it failed: everybody else is better."""
        return float(self.facts.get("loss", np.inf))


@dataclass(frozen=True)
class Store:
    """A folder, with results at one budget."""

    folder: Path
    seconds: int

    def has(self, job: Job, system: str) -> bool:
        return self._facts(job.name, system).exists()

    def keep(self, job: Job, system: str, facts: dict[str, Any], predicted: np.ndarray | None) -> None:
        """The facts last: a result is there when they are."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if predicted is not None:
            np.save(self._predicted(job.name, system), predicted)
        known = {"data": job.data.name, "seed": job.seed, "system": system, "seconds": self.seconds, **facts}
        self._facts(job.name, system).write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")

    def predicted(self, job: Job, system: str) -> np.ndarray | None:
        """None where it failed or was not run."""
        path = self._predicted(job.name, system)
        return np.load(path) if path.exists() and self.has(job, system) else None

    def all(self) -> Iterator[Stored]:
        for path in sorted(self.folder.glob(f"*@{self.seconds}.json")):
            facts = json.loads(path.read_text(encoding="utf-8"))
            yield Stored(data=facts.pop("data"), seed=facts.pop("seed"), system=facts.pop("system"), facts=facts)

    def _facts(self, job: str, system: str) -> Path:
        return self.folder / f"{job}@{system}@{self.seconds}.json"

    def _predicted(self, job: str, system: str) -> Path:
        return self.folder / f"{job}@{system}@{self.seconds}.npy"
