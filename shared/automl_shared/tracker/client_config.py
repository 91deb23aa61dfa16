"""Where the ClearML server is and which keys open it, read without the SDK, which takes seconds and 100 MB.

Understands what `clearml-init` and the embedded server write: nested blocks of plain values, with comments.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from automl_shared import keys
from automl_shared.errors import ServerUnreachable
from automl_shared.frozen import Frozen
from automl_shared.words import T_

_VARIABLES = {
    "api.api_server": "CLEARML_API_HOST",
    "api.web_server": "CLEARML_WEB_HOST",
    "api.files_server": "CLEARML_FILES_HOST",
    "api.credentials.access_key": "CLEARML_API_ACCESS_KEY",
    "api.credentials.secret_key": "CLEARML_API_SECRET_KEY",
}
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(#|//).*|([{}])|([:=])|,|([^\s{}:=,#"]+(?::[^\s{}=,#"]+)*)')


class ClientConfig(Frozen):
    """Addresses without a slash at their end, and the keys of whoever asks."""

    api_url: str
    web_url: str
    files_url: str
    access_key: str
    secret_key: str


def client_config() -> ClientConfig:
    """From the environment, else from the file that ``CLEARML_CONFIG_FILE`` names. Raises ServerUnreachable."""
    path = keys.file()
    found = parsed(path.read_text(encoding="utf-8")) if path.exists() else {}
    found |= {name: os.environ[variable] for name, variable in _VARIABLES.items() if os.environ.get(variable)}
    missing = [name for name in _VARIABLES if not found.get(name)]
    if missing:
        raise ServerUnreachable(
            T_("no ClearML server is configured"),
            value=f"{path}: without {', '.join(missing)}",
            fix=("automl up", "clearml-init", T_("set CLEARML_CONFIG_FILE")),
        )
    return ClientConfig(
        api_url=found["api.api_server"].rstrip("/"),
        web_url=found["api.web_server"].rstrip("/"),
        files_url=found["api.files_server"].rstrip("/"),
        access_key=found["api.credentials.access_key"],
        secret_key=found["api.credentials.secret_key"],
    )


def parsed(text: str) -> dict[str, str]:
    """Dotted path to value, of every plain value in a client configuration."""
    found: dict[str, str] = {}
    blocks: list[str] = []
    name: str | None = None
    has_mark = False
    for kind, word in _tokens(text):
        if kind == "{":
            blocks, name, has_mark = [*blocks, name or ""], None, False
        elif kind == "}":
            blocks, name, has_mark = blocks[:-1], None, False
        elif kind == "=":
            has_mark = True
        elif has_mark and name is not None:
            found[".".join([*filter(None, blocks), name])] = word
            name, has_mark = None, False
        else:
            name = word
    return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        for match in _TOKEN.finditer(line):
            quoted, comment, brace, mark, bare = match.groups()
            if comment:
                break
            if brace or mark:
                yield brace or "=", ""
            elif quoted is not None or bare:
                yield "word", quoted if quoted is not None else bare
