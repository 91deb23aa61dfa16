"""The systems that are compared, and how a peer is run in a virtual environment of its own."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from jobs import Job

HERE = Path(__file__).resolve().parent
DATA = "data"
PATIENCE_FACTOR, PATIENCE_SECONDS = 4, 300
"""A peer that takes longer than so many times its budget and so many seconds has failed."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class System:
    """``environment``: of ``requirements/``; empty for ours. ``side``: its script. ``choice``: what it is set to."""

    name: str
    choice: str
    environment: str = ""
    side: str = ""

    @property
    def is_ours(self) -> bool:
        return not self.environment


def _ours(name: str, preference: str) -> System:
    return System(name=name, choice=preference)


def _peer(name: str, environment: str, choice: str = "") -> System:
    return System(name=name, environment=environment, side=f"{environment}_side.py", choice=choice)


SYSTEMS = {
    one.name: one
    for one in (
        _ours("ours", "accuracy"),
        _ours("ours-balanced", "balanced"),
        _peer("autogluon-medium", "autogluon", "medium_quality"),
        _peer("autogluon-best", "autogluon", "best_quality"),
        _peer("autogluon-best-v150", "autogluon", "best_v150"),
        _peer("flaml", "flaml"),
        _peer("mljar", "mljar", "Compete"),
        _peer("lightgbm", "plain", "lightgbm"),
        _peer("hgb", "plain", "hgb"),
        _peer("linear", "plain", "linear"),
    )
}
REFERENCE, PLAIN = "linear", "lightgbm"
"""What normalised scores start from, and what nobody should be worse than."""


class SystemFailed(Exception):
    """A system ended without predictions."""


def environment(root: Path, name: str) -> Path:
    """A system's virtual environment, made from its pins when it is not there."""
    folder = root / name
    if not (folder / "made").exists():
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, folder], check=True)
        pins = HERE / "requirements" / f"{name}.txt"
        install = [uv, "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", pins]
        subprocess.run([*install, "--python", folder / "bin" / "python"], check=True)
        (folder / "made").touch()
    return folder


def packages(root: Path) -> Path:
    """The folder with the packages that hold the data."""
    return next((environment(root, DATA) / "lib").glob("python*/site-packages"))


def run_peer(system: System, job: Job, root: Path, folder: Path, seconds: int) -> tuple[dict[str, Any], np.ndarray]:
    """What a peer says of itself, and its predictions of the test rows. Raises SystemFailed."""
    output = folder / "predicted.npy"
    order = {
        "train": str(job.train),
        "test": str(job.test),
        "target": job.data.target,
        "metric": job.data.metric,
        "seconds": seconds,
        "seed": job.seed,
        "threads": os.cpu_count(),
        "output": str(output),
        "folder": str(folder),
        "choice": system.choice,
    }
    command = [environment(root, system.environment) / "bin" / "python", HERE / "sides" / system.side]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(order),
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_FACTOR * seconds + PATIENCE_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise SystemFailed(f"not done after {error.timeout:g} s") from error
    if done.returncode != 0:
        raise SystemFailed((done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1])
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer, np.load(output)
