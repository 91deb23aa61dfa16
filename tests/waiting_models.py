"""Models of a plugin that take as long as a test wants: until a file is there."""

from __future__ import annotations

PLUGIN = """
import time
from pathlib import Path

from automl_shared.plugins import model

def register(name):
    @model(name, task_types=["classification"], complexity=1, summary="A model that waits to be told.")
    def waiting(task_type, params, random_seed):
        from sklearn.dummy import DummyClassifier
        while not Path({go!r}).exists():
            time.sleep(0.1)
        return DummyClassifier(strategy="uniform", random_state=random_seed)

for name in {names!r}:
    register(name)
"""


def names(count: int) -> list[str]:
    return [f"waiting-{number}" for number in range(count)]


def plugin(go: str, count: int) -> str:
    """The text of a plugin file with so many models, which wait for the file ``go``, a path where the tasks run."""
    return PLUGIN.format(go=go, names=names(count))
