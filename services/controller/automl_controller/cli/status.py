"""`automl status` for people and machines: once, or again at every change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from automl_controller.cli.output import echo, emit_line, show_table, table

TROUBLES = "Not as it should be"
AWAY = "the server does not answer; waiting for it"
BACK = "the server answers again"

Documents = Iterable[dict[str, Any] | None]
"""None: the server is away."""


def show_status(document: dict[str, Any]) -> None:
    """Where the stack is, what of it does not run as it should, its queues and its workers."""
    print(f"{_head(document)}\n")
    if document["troubles"]:
        show_table(TROUBLES, document["troubles"])
        print()
    show_table("Queues", document["queues"])
    print()
    show_table("Workers", document["workers"])


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
            tell(AWAY if document is None else BACK)
        away = document is None
        if document is not None:
            yield document


def _lasting(document: dict[str, Any]) -> dict[str, Any]:
    """Without what changes all the time: when workers were seen, and how long ago a part was started."""
    workers = [{name: value for name, value in row.items() if name != "last_seen"} for row in document["workers"]]
    return {**document, "workers": workers, "troubles": [row["name"] for row in document["troubles"]]}


def _page(document: dict[str, Any]) -> Group:
    queues, workers = table("Queues", document["queues"]), table("Workers", document["workers"])
    troubles: list[RenderableType] = [table(TROUBLES, document["troubles"]), Text()] if document["troubles"] else []
    return Group(Text(f"{_head(document)}\n"), *troubles, queues, Text(), workers)


def _head(document: dict[str, Any]) -> str:
    server = document["server"]
    return f"{document['mode']} stack, web {server['web_url']}, CLEARML_CONFIG_FILE={server['clearml_config_file']}"
