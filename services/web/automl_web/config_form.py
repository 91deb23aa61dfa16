"""The config as fields of a form, made of its own schema: choices, ranges and help; and what was typed as a config."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal

from automl_shared.config.loader import dotted_path, refusals
from automl_shared.config.models import Config, Language
from automl_shared.config.overrides import Override, in_line, parse_override, parse_path, set_raw
from automl_shared.errors import ConfigError
from automl_shared.frozen import Frozen
from automl_shared.words import NC_, T_, translated
from automl_web.mistakes import WrongFields

Kind = Literal["choice", "many", "flag", "number", "list", "text", "yaml"]
Typed = Mapping[str, Sequence[str]]
"""Dotted name of a field to what was typed or chosen; nothing, or only blanks, is the default."""

DECIDED = ("data.csv_path", "data.dataset_id", "data.sql", "run.id", "run.user", "run.dataset_key")
"""By the file that was sent and by who sends it."""


class Field(Frozen):
    """One value of the config. ``name``: dotted, ``label``: within its section; a range may be open at either end."""

    name: str
    label: str
    kind: Kind
    help: str
    default: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None

    def help_in(self, language: Language) -> str:
        """What it is for. A description that several fields share goes by the field's name where they differ."""
        own = translated(NC_(self.name, self.help), language)
        return translated(self.help, language) if own == self.help else own

    @property
    def names_columns(self) -> bool:
        return self.name.endswith("_column")


class Group(Frozen):
    """A section of the config."""

    name: str
    fields: tuple[Field, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Every section, in the order of the config."""
    schema = Config.model_json_schema()
    found = {name: tuple(_fields(name, "", one, schema)) for name, one in schema["properties"].items()}
    return tuple(Group(name=name, fields=fields) for name, fields in found.items() if len(fields) > 1)


def config_of(typed: Typed) -> dict[str, Any]:
    """What was typed, as a config that is not checked yet. Raises WrongFields for what cannot be read at all."""
    raw: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    fields = {field.name: field for group in groups() for field in group.fields}
    for name, texts in typed.items():
        given = [text.strip() for text in texts if text.strip()]
        if given:
            try:
                raw = set_raw(raw, [Override(path=parse_path(name), value=_value(fields.get(name), name, given))])
            except ConfigError:
                wrong[name] = T_("cannot be read: check its brackets and quotes")
    if wrong:
        raise WrongFields(wrong)
    return raw


def check(raw: Mapping[str, Any]) -> None:
    """Raises WrongFields for a config that would be refused."""
    wrong = {dotted_path([part for part in one.place if isinstance(part, str)]): one.what for one in refusals(raw)}
    if wrong:
        raise WrongFields(wrong)


def _value(field: Field | None, name: str, given: list[str]) -> Any:
    kind = field.kind if field else "text"
    text = given[0]
    if kind == "many":
        return given
    if kind in ("choice", "text"):
        return text
    if kind == "list" and not text.startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    return parse_override(f"{name}={text}").value


def _fields(name: str, label: str, one: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Field]:
    if name in DECIDED:
        return
    inner = _resolved(one, schema)
    if "properties" in inner:
        for key, part in inner["properties"].items():
            yield from _fields(f"{name}.{key}", f"{label}.{key}" if label else key, part, schema)
        return
    items = _resolved(inner["items"], schema) if "items" in inner else None
    yield _field(name, label, one, {**inner, "items": items} if items else inner)


def _field(name: str, label: str, one: Mapping[str, Any], inner: Mapping[str, Any]) -> Field:
    default = one.get("default")
    kind, choices = _kind(inner)
    return Field(
        name=name,
        label=label,
        kind=kind,
        help=one.get("description", ""),
        default="" if default in (None, "", [], {}) else in_line(default),
        choices=choices,
        least=_limit(inner, "minimum", "exclusiveMinimum", "ge", "gt"),
        most=_limit(inner, "maximum", "exclusiveMaximum", "le", "lt"),
    )


def _limit(inner: Mapping[str, Any], *names: str) -> float | None:
    """Under whichever name pydantic gives it: a number that is read by a validator of its own keeps pydantic's."""
    return next((inner[name] for name in names if name in inner), None)


def _resolved(one: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A reference followed, and of something that may be left out what it is otherwise."""
    if "$ref" in one:
        return _resolved(schema["$defs"][one["$ref"].rpartition("/")[2]], schema)
    filled = [part for part in one.get("anyOf", ()) if part.get("type") != "null"]
    return _resolved(filled[0], schema) if len(filled) == 1 else one


def _kind(inner: Mapping[str, Any]) -> tuple[Kind, tuple[str, ...]]:
    items = inner.get("items", {})
    among = _choices(items) if inner.get("type") == "array" else _choices(inner)
    if among:
        return ("many" if items else "choice"), among
    if any(one.get("type") == "string" for one in items.get("anyOf", [items])):
        return "list", ()
    kinds: Mapping[Any, Kind] = {"boolean": "flag", "number": "number", "integer": "number", "string": "text"}
    return kinds.get(inner.get("type"), "yaml"), ()


def _choices(inner: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(inner.get("enum", [inner["const"]] if "const" in inner else ()))
