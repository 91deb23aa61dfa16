"""Single values of a config replaced by dotted paths: ``models[0].params.n_estimators=500``."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from automl_shared.config.loader import KeyPath, dotted_path, parse_config, read_yaml, valid_keys
from automl_shared.config.models import Config
from automl_shared.config.plain_yaml import NotPlain, plain_yaml
from automl_shared.config.training import as_choices
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.frozen import Frozen
from automl_shared.words import T_

_PART = re.compile(r"([A-Za-z_][\w-]*)((?:\[\d+\])*)")


class Override(Frozen):
    """A value and where it goes."""

    path: KeyPath
    value: Any

    def __str__(self) -> str:
        return f"{dotted_path(self.path)}={self.value!r}"


def parse_override(text: str) -> Override:
    """``a.b[0]=value`` with the value read as YAML. Raises ConfigError."""
    path, separator, value = text.partition("=")
    if not separator:
        raise ConfigError(
            T_("an override needs a value"),
            value=text,
            allowed="path=value",
            fix="--set 'models[0].params.n_estimators=500'",
        )
    try:
        return Override(path=parse_path(path.strip()), value=plain_yaml(value)[0])
    except NotPlain as error:
        raise ConfigError(T_("the value of an override is not valid YAML"), value=f"{text}: {error}") from error


def as_option(path: str, value: Any) -> str:
    """``--set path=value``, quoted for a shell: within its single quotation marks, texts have double ones,
    and whole numbers no point."""
    text = in_line(_without_points(value))
    if "'" in text:
        text = json.dumps(value, ensure_ascii=False)
    return f"--set {shlex.quote(f'{path}={text}')}"


def _without_points(value: Any) -> Any:
    """The value, whole numbers in it as integers."""
    if isinstance(value, Mapping):
        return {key: _without_points(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_points(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def with_option(command: str, path: str, value: Any) -> str:
    """A command with one more ``--set``, in place of those of the same value or of parts of it."""
    words = shlex.split(command)
    replaced = {place for place in range(len(words) - 1) if words[place] == "--set" and _sets(words[place + 1], path)}
    kept = [word for place, word in enumerate(words) if not {place, place - 1} & replaced]
    return f"{shlex.join(kept)} {as_option(path, value)}"


def _sets(option: str, path: str) -> bool:
    """Whether it sets the value at a path, or a part of it."""
    return re.match(rf"{re.escape(path)}[.\[=]", option) is not None


def in_line(value: Any) -> str:
    """A value as YAML in one line."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...")


def parse_path(text: str) -> KeyPath:
    """``models[0].params`` as ``("models", 0, "params")``. Raises ConfigError."""
    path: list[str | int] = []
    for part in text.split("."):
        match = _PART.fullmatch(part)
        if not match:
            raise ConfigError(
                T_("an override's path cannot be read"),
                value=text,
                allowed=T_("names joined by dots, list items in brackets: models[0].name"),
            )
        path.append(match[1])
        path.extend(int(index) for index in re.findall(r"\[(\d+)\]", match[2]))
    return tuple(path)


def read_overrides(path: Path) -> list[Override]:
    """Overrides from a YAML file: ``dotted.path: value`` lines. Raises ConfigError."""
    return from_mapping(read_yaml(path)[0])


def from_mapping(values: Mapping[str, Any]) -> list[Override]:
    """Overrides from ``{dotted.path: value}``. Raises ConfigError."""
    return [Override(path=parse_path(str(key)), value=value) for key, value in values.items()]


def apply_overrides(config: Config, overrides: Iterable[Override]) -> Config:
    """``config`` with the overrides in place, validated as a whole. Raises ConfigError for an unknown path."""
    raw = config.model_dump()
    for override in overrides:
        _set(raw, override)
    return parse_config(raw, source="--set")


def set_raw(raw: Mapping[str, Any], overrides: Iterable[Override]) -> dict[str, Any]:
    """Unvalidated config data with the overrides in place. Raises ConfigError for an unknown path."""
    changed = deepcopy(dict(raw))
    for override in overrides:
        _set(changed, override)
    return changed


def _set(raw: dict[str, Any], override: Override) -> None:
    if override.path[0] == "models" and len(override.path) > 1 and "models" in raw:
        raw["models"] = as_choices(raw["models"])
    node: Any = raw
    for depth, part in enumerate(override.path):
        last = depth == len(override.path) - 1
        _check(node, override.path, depth)
        if last:
            node[part] = deepcopy(override.value)
        elif isinstance(node, dict):
            following = node.get(part)
            node[part] = node = {} if following is None else following
        else:
            node = node[part]


def _check(node: Any, path: KeyPath, depth: int) -> None:
    part, above, here = path[depth], dotted_path(path[:depth]), dotted_path(path[: depth + 1])
    if isinstance(part, int):
        if not isinstance(node, list):
            raise ConfigError(
                T_("`{path}` is not a list here", path=above),
                value=f"{here} on {node!r}",
                allowed=T_("a list in the config file, e.g. models: [{{name: lightgbm}}]"),
            )
        if part >= len(node):
            raise ConfigError(
                T_("`{path}` does not exist", path=here), value=part, allowed=T_("0 to {last}", last=len(node) - 1)
            )
        return
    if not isinstance(node, dict):
        raise ConfigError(T_("`{path}` has no keys here", path=above), value=f"{here} on {node!r}")
    known = valid_keys(path[:depth])
    if known and part not in known:
        raise ConfigError(
            T_("unknown path `{path}`{hint}", path=here, hint=did_you_mean(part, known)), allowed=", ".join(known)
        )
