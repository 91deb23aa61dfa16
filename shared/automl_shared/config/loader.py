"""Reads a config file; a mistake is told with its path, its line and the nearest valid key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from automl_shared.config.mistakes import what_is_wrong
from automl_shared.config.models import Config
from automl_shared.config.plain_yaml import NotPlain, plain_yaml
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.frozen import Frozen
from automl_shared.words import T_

KeyPath = tuple[str | int, ...]


def load_config(path: Path) -> Config:
    """The validated config in ``path``. Raises ConfigError."""
    return parse_config(*read_yaml(path), source=str(path))


def read_yaml(path: Path) -> tuple[dict[str, Any], dict[KeyPath, int]]:
    """The mapping in a YAML file and the line of each key. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(T_("the config file does not exist"), value=path, fix="automl init data.csv") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(T_("the config file cannot be read"), value=f"{path}: {error}") from error
    try:
        raw, node = plain_yaml(text)
    except NotPlain as error:
        raise ConfigError(T_("the config file is not valid YAML"), value=f"{path}: {error}") from error
    if not isinstance(raw, dict):
        raise ConfigError(
            T_("the config file must be a mapping of sections"),
            value=f"{path}: {type(raw).__name__}",
            allowed=T_("sections such as data: and models:"),
            fix="automl init data.csv",
        )
    return raw, dict(_lines(node, ()))


def parse_config(
    raw: Mapping[str, Any], lines: Mapping[KeyPath, int] | None = None, *, source: str = "config"
) -> Config:
    """A validated config from plain data. ``lines`` maps key paths to lines of ``source``. Raises ConfigError."""
    try:
        return Config.model_validate(dict(raw))
    except ValidationError as error:
        raise ConfigError(
            reduce(_below, (_explain(detail, lines or {}, source) for detail in _distinct(error))),
            fix=T_("edit {source} (all keys: docs/CONFIG.md)", source=source),
        ) from None


class Refusal(Frozen):
    """A value that is refused: the path that a person wrote, and what is wrong, which can be said in any language."""

    place: KeyPath
    what: str


def refusals(raw: Mapping[str, Any]) -> list[Refusal]:
    """What would be refused of plain data; empty for a good config."""
    try:
        Config.model_validate(dict(raw))
    except ValidationError as error:
        return [Refusal(place=_place(one), what=what_is_wrong(one)) for one in _distinct(error)]
    return []


def _lines(node: yaml.Node | None, path: KeyPath) -> list[tuple[KeyPath, int]]:
    found: list[tuple[KeyPath, int]] = []
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            found.append((here, key.start_mark.line + 1))
            found.extend(_lines(value, here))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            here = (*path, index)
            found.append((here, value.start_mark.line + 1))
            found.extend(_lines(value, here))
    return found


def _distinct(error: ValidationError) -> list[ErrorDetails]:
    """One detail per place: a union reports each of its branches, and the last real one says the most."""
    by_place: dict[KeyPath, ErrorDetails] = {}
    for detail in error.errors(include_url=False):
        by_place.setdefault(_place(detail), detail)
    deepest = [place for place in by_place if not any(_inside(other, place) for other in by_place)]
    return [by_place[place] for place in deepest]


def _inside(inner: KeyPath, outer: KeyPath) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _place(detail: ErrorDetails) -> KeyPath:
    """The key path a person wrote: pydantic adds the names of union branches. What it says is unknown was written."""
    loc = detail["loc"]
    written = len(loc) - 1 if detail["type"] == "extra_forbidden" else len(loc)
    return tuple(
        part
        for at, part in enumerate(loc)
        if at >= written or isinstance(part, int) or not any(c in part for c in "[]()")
    )


def _explain(detail: ErrorDetails, lines: Mapping[KeyPath, int], source: str) -> str:
    place = _place(detail)
    line = next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), None)
    where = f"{source}:{line}" if line else source
    path = dotted_path(place) or T_("the config")
    if detail["type"] == "extra_forbidden":
        known = valid_keys(place[:-1])
        hint = did_you_mean(str(place[-1]), known)
        what = T_("{where}: unknown key `{path}`{hint}", where=where, path=path, hint=hint)
        return _below(what, T_("  allowed: {allowed}", allowed=", ".join(known)))
    if detail["type"] == "missing":
        return T_("{where}: `{path}` is missing", where=where, path=path)
    what = T_("{where}: `{path}`: {what}", where=where, path=path, what=what_is_wrong(detail))
    value = detail.get("input")
    return (
        what if isinstance(value, (Mapping, BaseModel)) else _below(what, T_("  got:     {value}", value=repr(value)))
    )


def _below(first: str, second: str) -> str:
    return T_("{first}\n{second}", first=first, second=second)


def dotted_path(place: Sequence[str | int]) -> str:
    """``("models", 0, "name")`` as ``models[0].name``."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text


def valid_keys(place: Sequence[str | int]) -> list[str]:
    """The keys the config model allows below ``place``; empty where any key is allowed."""
    model = _model_at(place)
    return list(model.model_fields) if model else []


def description_of(place: KeyPath) -> str:
    """What a key means, in one or two sentences; empty for a key that the config model does not name."""
    model = _model_at(place[:-1])
    field = model.model_fields.get(str(place[-1])) if model else None
    return (field.description or "") if field else ""


def _model_at(place: Sequence[str | int]) -> type[BaseModel] | None:
    model: type[BaseModel] | None = Config
    for part in place:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part) if model else None
        model = _model_in(field.annotation) if field else None
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_in(arg))), None)
