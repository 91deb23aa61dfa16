"""`automl status` for people and machines: once, or again at every change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from automl_controller.cli.output import Heads, Listing, Rows, echo, emit_line, for_terminal, show_table
from automl_controller.cli.scores import age
from automl_shared.words import N_, T_, Words, language_of_environment, say_in

QUEUES, WORKERS, TROUBLES = T_("Queues"), T_("Workers"), T_("Not as it should be")
AWAY = T_("the server does not answer; waiting for it")
BACK = T_("the server answers again")
HEADS: Words = {
    "name": N_("name"),
    "waiting": N_("waiting"),
    "running": N_("running"),
    "workers": N_("workers"),
    "id": N_("id"),
    "phase": N_("phase"),
    "queue": N_("queue"),
    "task_id": N_("task id"),
    "last_seen": N_("last seen"),
    "what": N_("what"),
    "log": N_("log"),
}

Documents = Iterable[dict[str, Any] | None]
"""None: the server is away."""


def show_status(document: dict[str, Any]) -> None:
    """Where the stack is, what of it does not run as it should, its queues and its workers."""
    print(f"{_head(document)}\n")
    if document["troubles"]:
        _show(TROUBLES, document["troubles"])
        print()
    _show(QUEUES, document["queues"])
    print()
    _show(WORKERS, document["workers"])


def heads(rows: Rows) -> Heads:
    """What the columns are called in the language of the terminal."""
    language = language_of_environment()
    return {name: say_in(HEADS, name, language) for name in (rows[0] if rows else ()) if name in HEADS}


def _show(title: str, rows: Rows) -> None:
    show_table(for_terminal(title), _read_here(rows), heads=heads(rows))


def _table(title: str, rows: Rows) -> Listing:
    return Listing(for_terminal(title), _read_here(rows), heads=heads(rows))


def _read_here(rows: Rows) -> Rows:
    return [{key: _value_here(key, one) for key, one in row.items()} for row in rows]


def _value_here(key: str, value: Any) -> Any:
    if key == "last_seen" and value:
        return age(datetime.fromisoformat(value), datetime.now(UTC), language_of_environment())
    return for_terminal(value) if isinstance(value, str) else value


def watch_status(documents: Documents, *, json_output: bool) -> None:
    """Shows every document until Ctrl-C: in place on a terminal, else those that say something new."""
    with suppress(KeyboardInterrupt):
        if sys.stdout.isatty() and not json_output:
            _live(documents)
        else:
            _lines(documents, emit_line if json_output else show_status)


def _live(documents: Documents) -> None:
    with Live(console=Console(file=getattr(sys.stdout, "raw", None)), auto_refresh=False) as live:
        for document in _there(documents, live.console.print):
            live.update(_page(document), refresh=True)


def _lines(documents: Documents, show: Callable[[dict[str, Any]], None]) -> None:
    last: dict[str, Any] | None = None
    for document in _there(documents, echo):
        if _lasting(document) != last:
            show(document)
        last = _lasting(document)


def _there(documents: Documents, tell: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """The documents there are; that the server went away, or came back, is told."""
    away = False
    for document in documents:
        if (document is None) != away:
            tell(for_terminal(AWAY if document is None else BACK))
        away = document is None
        if document is not None:
            yield document


def _lasting(document: dict[str, Any]) -> dict[str, Any]:
    """Without what changes all the time: when workers were seen, and how long ago a part was started."""
    workers = [{name: value for name, value in row.items() if name != "last_seen"} for row in document["workers"]]
    return {**document, "workers": workers, "troubles": [row["name"] for row in document["troubles"]]}


def _page(document: dict[str, Any]) -> Group:
    queues, workers = _table(QUEUES, document["queues"]), _table(WORKERS, document["workers"])
    troubles: list[RenderableType] = [_table(TROUBLES, document["troubles"]), Text()] if document["troubles"] else []
    return Group(Text(f"{_head(document)}\n"), *troubles, queues, Text(), workers)


def _head(document: dict[str, Any]) -> str:
    server = document["server"]
    return for_terminal(
        T_(
            "{mode} stack, web {web}, CLEARML_CONFIG_FILE={file}",
            mode=document["mode"],
            web=server["web_url"],
            file=server["clearml_config_file"],
        )
    )
