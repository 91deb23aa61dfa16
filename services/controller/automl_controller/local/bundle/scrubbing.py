"""No secret leaves the machine: what is known to be one, and what looks like one, is written out as stars."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from automl_controller.local.home import CONFIG_VARIABLE, Home
from automl_shared.errors import AutoMLError
from automl_shared.words import T_

STARS = "***"
SHORTEST = 6
"""A known secret that is shorter is told by its name alone: as a piece of text it is in too many words."""

_NAME = r"secret|passw|token|credential|authorization|cookie|signature|(?:api|access|account|private|secret)[_-]?key"
_NAMED = re.compile(_NAME, re.IGNORECASE)
_KEPT = re.compile(rf"""["']?([\w.-]*(?:{_NAME}|key|sas)[\w.-]*)["']?\s*[:=]\s*["']?([^\s"',}}\]]+)""", re.IGNORECASE)
"""A setting in a file of settings whose value is taken for a secret."""

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN [^-]*PRIVATE KEY-----.*?(-----END [^-]*-----|\Z)", re.DOTALL), STARS),
    (re.compile(r"""://[^/\s"'<>]*@"""), f"://{STARS}@"),
    (re.compile(r"(?i)(authorization[\"']?\s*[:=]\s*)[^\r\n]+"), rf"\1{STARS}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {STARS}"),
    (re.compile(r"(?i)([?&](?:sig|x-amz-[\w-]+)=)[^&\s\"']+"), rf"\1{STARS}"),
    (
        re.compile(rf"""(?i)([\w.-]*(?:{_NAME})[\w.-]*["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^\s"',;&}}\]]+)"""),
        rf"\1{STARS}",
    ),
    (re.compile(r"\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*"), STARS),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), STARS),
)


class SecretLeft(AutoMLError):
    """A secret was found in what was to be handed out; nothing was written."""


class Scrubber:
    """Takes secrets out of texts and documents."""

    def __init__(self, known: Iterable[str]) -> None:
        """``known``: secrets, however they come to be in a text."""
        forms = {form for one in known if len(one) >= SHORTEST for form in _forms(one)}
        self._known = sorted(forms, key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text with stars in place of every secret."""
        for secret in self._known:
            text = text.replace(secret, STARS)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text

    def document(self, value: Any) -> Any:
        """The same for JSON data, which stays JSON; whatever has the name of a secret is none any more."""
        if isinstance(value, Mapping):
            return {
                self.text(str(name)): STARS if _NAMED.search(str(name)) and _is_text(one) else self.document(one)
                for name, one in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.document(one) for one in value]
        return self.text(value) if isinstance(value, str) else value

    def require_none(self, name: str, text: str) -> None:
        """Raises SecretLeft where a known secret is still in a text."""
        if any(secret in text for secret in self._known):
            raise SecretLeft(
                T_("a secret is left in what was to be handed out"),
                value=name,
                fix="automl logs",
            )


def known_secrets(home: Home, environment: Mapping[str, str] = os.environ) -> set[str]:
    """Of this home's server, of the ClearML configuration in use, and of the environment."""
    settings = home.last_settings()
    remote = [Path(settings.remote_config)] if settings and settings.remote_config else []
    named = [Path(environment[CONFIG_VARIABLE])] if environment.get(CONFIG_VARIABLE) else []
    files = [
        home.config_file,
        home.path / "credentials.json",
        *home.keys.glob("*"),
        *remote,
        *named,
        Path.home() / "clearml.conf",
        Path.home() / ".aws" / "credentials",
    ]
    return {*_of_environment(environment), *(one for file in files for one in _of_file(file))}


def _of_file(file: Path) -> Iterator[str]:
    if file.is_file():
        for found in _KEPT.finditer(file.read_text(encoding="utf-8", errors="replace")):
            yield found[2]


def _of_environment(environment: Mapping[str, str]) -> Iterator[str]:
    for name, value in environment.items():
        if re.search(r"SECRET|PASS|TOKEN|KEY|CREDENTIAL|AUTH|COOKIE|NOTIFY", name, re.IGNORECASE):
            yield value
        for userinfo in re.findall(r"""://([^/\s"']*)@""", value):
            yield userinfo.partition(":")[2]


def _forms(secret: str) -> tuple[str, ...]:
    """As it stands in plain text, in an address and in JSON."""
    return secret, quote(secret, safe=""), json.dumps(secret)[1:-1]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
