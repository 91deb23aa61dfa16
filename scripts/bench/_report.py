"""What every benchmark prints: one JSON document that names the machine its figures are of."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import psutil


def machine() -> dict[str, Any]:
    """How large it is: what the figures depend on."""
    return {"cores": os.cpu_count(), "memory_gib": round(psutil.virtual_memory().total / 1024**3)}


def report(benchmark: str, figures: Mapping[str, Any]) -> None:
    """Prints them on stdout, behind the benchmark's name and its machine."""
    print(json.dumps({"benchmark": benchmark, **machine(), **figures}, indent=2))
