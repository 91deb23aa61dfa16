"""``automl doctor``: what a run needs, looked at one by one, each with its fix."""

from __future__ import annotations

import ctypes.util
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import reduce
from typing import Any

from automl_controller.local import STATES
from automl_controller.local.backend import backend_of
from automl_controller.local.home import Home, use_configuration
from automl_controller.local.status import queue_rows
from automl_controller.runs.templates import listed, wanted
from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import AutoMLError
from automl_shared.frozen import Frozen
from automl_shared.naming import Phase, tag_value
from automl_shared.plugins import MODELS
from automl_shared.tracker import Tracker, connect
from automl_shared.words import T_

MINIMUM_FREE_BYTES = 2 * 1024**3


class Check(Frozen):
    """One finding; ``exit_code`` is what the command ends with because of it."""

    name: str
    ok: bool
    found: str
    fix: str = ""
    exit_code: int = 0

    def document(self) -> dict[str, Any]:
        return asdict(self)


def examine(home: Home, prefix: str) -> list[Check]:
    """Every check that can be made; those of the server only when it answers."""
    return [*_machine(home), *_stack(home), *_server(home, prefix)]


def _check(name: str, found: str, *, ok: bool, fix: str, exit_code: int = 2) -> Check:
    return Check(name=name, ok=ok, found=found, fix="" if ok else fix, exit_code=0 if ok else exit_code)


def _machine(home: Home) -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield _check("python", version, ok=sys.version_info >= (3, 11), fix=T_("use Python 3.11 or newer"))
    gomp = ctypes.util.find_library("gomp")
    yield _check(
        T_("OpenMP library"),
        gomp or T_("missing"),
        ok=gomp is not None,
        fix=T_("apt-get install libgomp1 (LightGBM needs it)"),
    )
    place = next(folder for folder in (home.path, *home.path.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    size = f"{free / 1024**3:.1f}"
    yield _check(
        T_("disk"),
        T_("{size} GiB free", size=size),
        ok=free >= MINIMUM_FREE_BYTES,
        fix=T_("free some space, or move AUTOML_HOME"),
    )
    missing = [name for name in MODELS if not MODELS.get(name).installed()]
    found = T_("not installed: {names}", names=", ".join(missing)) if missing else T_("all installed")
    yield Check(name=T_("optional models"), ok=True, found=found)


def _stack(home: Home) -> Iterator[Check]:
    settings = home.settings()
    if settings is None:
        yield Check(name=T_("local stack"), ok=True, found=T_("not up (automl up starts one)"))
        return
    states = backend_of(home, settings, say=print).states()
    bad = {name: state for name, state in states.items() if state not in ("RUNNING", "STARTING")}
    yield _check(
        T_("local stack (containers)") if settings.mode == "docker" else T_("local stack (processes)"),
        _listed(bad or states) if states else T_("nothing of it runs"),
        ok=bool(states) and not bad,
        fix="automl up",
    )


def _listed(states: Mapping[str, str]) -> str:
    each = [T_("{name} {state}", name=name, state=STATES.get(state, state)) for name, state in states.items()]
    return reduce(lambda first, second: T_("{first}, {second}", first=first, second=second), each)


def _server(home: Home, prefix: str) -> Iterator[Check]:
    try:
        mode = use_configuration(home)
        if not mode:
            found = T_("none is running or configured")
            yield _check(T_("server"), found, ok=False, fix="automl up", exit_code=3)
            return
        tracker = connect()
        tracker.check()
        yield Check(name=T_("server"), ok=True, found=tracker.urls()["api_url"])
        yield from _contents(tracker, prefix)
    except AutoMLError as error:
        yield _check(T_("server"), error.what, ok=False, fix=error.advice, exit_code=error.exit_code)


def _contents(tracker: Tracker, prefix: str) -> Iterator[Check]:
    settings = ClearMLSettings()
    present = {(tag_value(task.tags, "phase"), tag_value(task.tags, "version")) for task in listed(tracker, settings)}
    missing = [phase.value for phase in Phase if (phase.value, wanted(phase, settings)[1]) not in present]
    yield _check(
        T_("templates"),
        T_("missing: {names}", names=", ".join(missing)) if missing else T_("all of this version"),
        ok=not missing,
        fix="automl templates sync",
    )
    idle = [row["name"] for row in queue_rows(tracker, tracker.workers(), prefix) if not row["workers"]]
    yield _check(
        T_("workers"),
        T_("nobody works on {queues}", queues=", ".join(idle)) if idle else T_("one or more per queue"),
        ok=not idle,
        fix="automl up",
    )
