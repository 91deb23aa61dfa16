"""The filter language of every `get_all`, turned into SQL in one place.

A parameter is read by what its entity says of the field: a regular expression, a list of alternatives
(with `__$all`, `__$any`, `__$not`, `-tag`), a range, a date, or plain equality. Other parameters are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import orjson

from automl_server import errors, patterns
from automl_server.clock import format_time, parse_time
from automl_server.db import Value
from automl_server.entities import ENTITIES, Entity, Kind
from automl_server.errors import ApiError
from automl_server.text_search import Terms

MAX_PAGE = 500
MAX_SCROLLED = 10_000
"""Of one call: whoever has scrolled far may have all that read again."""
TEXT_SCORE = "@text_score"
_MAX_MARKS = 1000  # question marks in one list: SQLite takes 32,766 in a statement
_COMPARISON = re.compile(r"(>=|<=|>|<)?(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([^a-zA-Z0-9])")
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")


@dataclass(frozen=True)
class Sql:
    """A piece of SQL and the values of its question marks."""

    text: str
    values: tuple[Value, ...] = ()


TRUE = Sql("1")
FALSE = Sql("0")


def all_of(parts: Iterable[Sql]) -> Sql:
    """Every condition holds; no condition is true."""
    return _joined(list(parts), " AND ", TRUE)


def any_of(parts: Iterable[Sql]) -> Sql:
    """At least one condition holds; no condition is false."""
    return _joined(list(parts), " OR ", FALSE)


def _joined(parts: list[Sql], operator: str, empty: Sql) -> Sql:
    if len(parts) < 2:
        return parts[0] if parts else empty
    return Sql(f"({operator.join(part.text for part in parts)})", tuple(v for part in parts for v in part.values))


def negated(part: Sql) -> Sql:
    """The condition does not hold."""
    return Sql(f"NOT coalesce({part.text}, 0)", part.values)


def membership(expression: str, values: Sequence[Value]) -> Sql:
    """The expression is one of the values."""
    if len(values) == 1:
        return Sql(f"{expression} = ?", tuple(values))
    if len(values) > _MAX_MARKS:
        return Sql(f"{expression} IN (SELECT value FROM json_each(?))", (orjson.dumps(list(values)).decode(),))
    return Sql(f"{expression} IN ({', '.join('?' * len(values))})", tuple(values))


def column(path: str, entity: Entity) -> str | None:
    """The SQL expression of a dotted path, or None when the entity has no such field.

    Parts of a path below a field may be escaped (`%2E` for a dot), as clients do.
    """
    name, _, rest = path.partition(".")
    kind = entity.fields.get(name)
    if kind is None:
        return None
    if not rest:
        return f't."{name}"'
    parts = [unquote(part) for part in rest.split(".")]
    return _inside(f't."{name}"', parts) if kind is Kind.JSON else None


def _inside(value: str, parts: Sequence[str]) -> str | None:
    """The SQL expression of a place inside a JSON value, or None where no path can name it."""
    if any('"' in part or "\0" in part for part in parts):
        return None
    steps = "".join(f'."{part}"' for part in parts).replace("'", "''")
    return f"json_extract({value}, '${steps}')"


def where(parameters: Mapping[str, Any], entity: Entity) -> Sql:
    """The condition that a `get_all` request describes."""
    conditions: list[Sql] = []
    filters = parameters.get("filters") or {}
    if not isinstance(filters, dict):
        raise ApiError(errors.FIELDS_VALUE_ERROR, "a dictionary is expected", field="filters")
    for name, value in parameters.items():
        if value is None or name in filters:
            continue
        conditions.extend(_condition(name, value, entity))
    for name, value in filters.items():
        if _listed(name, entity.list_fields):
            conditions.append(_filter_object(name, value, entity))
    if text := parameters.get("search_text"):
        if not isinstance(text, str):
            raise ApiError(errors.VALIDATION_ERROR, "a text is expected", field="search_text")
        conditions.append(_text_search(text, entity))
    return all_of(conditions)


def _condition(name: str, value: Any, entity: Entity) -> Iterable[Sql]:
    if name in entity.pattern_fields:
        return [_pattern(_require(name, entity), value)] if value else []
    if _listed(name, entity.list_fields):
        return [_alternatives(name, value, entity)]
    if _listed(name, entity.range_fields):
        return [_range(name, value, entity)]
    if name in entity.date_fields:
        return [_dates(_require(name, entity), value)]
    if _listed(name, entity.equal_fields):
        return [Sql(f"{_require(name, entity)} IS ?", (_scalar(name, value),))]
    if name in ("_any_", "_or_"):
        return _multi_field(value, any_of, entity)
    if name in ("_all_", "_and_"):
        return _multi_field(value, all_of, entity)
    return []


def _listed(name: str, patterns: tuple[str, ...]) -> bool:
    return any(name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern for pattern in patterns)


def _require(name: str, entity: Entity) -> str:
    return column(name, entity) or "NULL"


def _scalar(name: str, value: Any) -> Value:
    if isinstance(value, (str, int, float, bool)):
        return value
    raise ApiError(errors.FIELDS_TYPE_ERROR, "a plain value is expected", field=name)


def _pattern(expression: str, pattern: Any, *, ignore_case: bool = False) -> Sql:
    if not isinstance(pattern, str) or len(pattern) > patterns.LONGEST:
        raise ApiError(errors.FIELDS_VALUE_ERROR, "a regular expression is expected", value=str(pattern)[:80])
    literal = _literal(pattern)
    if literal is not None and not ignore_case:
        return Sql(f"{expression} = ?", (literal,))
    patterns.compiled(pattern, ignore_case=ignore_case)
    return Sql(f"matches(?, ?, {expression})", (pattern, ignore_case))


def _literal(pattern: str) -> str | None:
    """The text that `^escaped text$` stands for: the form in which clients look up a name. It can use an index."""
    if not (pattern.startswith("^") and pattern.endswith("$")) or pattern.endswith("\\$"):
        return None
    body = pattern[1:-1]
    if _SPECIAL.search(_ESCAPED.sub("", body)):
        return None
    return _ESCAPED.sub(r"\1", body)


def _alternatives(name: str, value: Any, entity: Entity) -> Sql:
    terms = _Terms(name, value if isinstance(value, list) else [value])
    parts = [_apply(name, action, values, entity) for action, values in terms.actions.items()]
    if not parts:
        condition = FALSE if terms.allow_empty else TRUE
    else:
        condition = all_of(parts) if terms.all else any_of(parts)
    return any_of([condition, _is_empty(name, entity)]) if terms.allow_empty else condition


_JOINS = (None, "and", "or")
_OPERATORS = {"__$all": True, "__$and": True, "__$any": False, "__$or": False}  # whether all must hold


class _Terms:
    """What a list of values with operators asks for: {in: [...], all: [...], nin: [...]}, and how they combine."""

    def __init__(self, field: str, values: list[Any]) -> None:
        self.actions: dict[str, list[str]] = {}
        self.allow_empty = False
        self._field = field
        self._combine_all: bool | None = None
        in_all, legacy, exclude = False, True, False
        for value in values:
            if value is None:
                self.allow_empty = True
                exclude = False
                continue
            if not isinstance(value, str):
                raise ApiError(errors.FIELDS_VALUE_ERROR, "invalid value type, string expected", field=field)
            if value == "__$nop":
                in_all, legacy, exclude = False, True, False
                continue
            if value.startswith("__$"):
                if exclude:
                    self._value_missing()
                if value == "__$not":
                    exclude = True
                    continue
                in_all = self._operator(value)
                legacy = False
                continue
            if legacy and not exclude and value.startswith("-"):
                value, negative = value[1:], True
                if not value:
                    self._value_missing()
            else:
                negative, exclude = exclude, False
            self._settle(True)
            self.actions.setdefault("nin" if negative else "all" if in_all else "in", []).append(value)
        if exclude:
            self._value_missing()

    @property
    def all(self) -> bool:
        """Whether the parts must all hold."""
        return self._combine_all is not False

    def _operator(self, value: str) -> bool:
        if value not in _OPERATORS:
            raise ApiError(errors.FIELDS_VALUE_ERROR, "unsupported operator", field=self._field, operator=value)
        self._settle(_OPERATORS[value])
        return _OPERATORS[value]

    def _settle(self, combine_all: bool) -> None:
        if self._combine_all is None:
            self._combine_all = combine_all

    def _value_missing(self) -> None:
        raise ApiError(errors.FIELDS_VALUE_ERROR, "a value is expected after the operator", field=self._field)


def _apply(name: str, action: str, values: list[str], entity: Entity) -> Sql:
    unique = list(dict.fromkeys(values))
    if action == "nin":
        return negated(_has_any(name, unique, entity))
    if action == "all":
        return all_of(_has_any(name, [value], entity) for value in unique)
    if action == "not_all":
        return negated(all_of(_has_any(name, [value], entity) for value in unique))
    return _has_any(name, unique, entity)


def _has_any(name: str, values: list[str], entity: Entity) -> Sql:
    return _holds(name, entity, lambda expression: membership(expression, values))


def _holds(name: str, entity: Entity, test: Callable[[str], Sql]) -> Sql:
    """A field passes a test of its expression; of a list: at least one item does."""
    if name in entity.tag_fields:
        one = test("tag")
        return Sql(f"t.id IN (SELECT id FROM {entity.tags_table} WHERE field = ? AND {one.text})", (name, *one.values))
    if name == "path":
        one = test("item.value")
        return Sql(f"EXISTS (SELECT 1 FROM json_each(t.path) AS item WHERE {one.text})", one.values)
    place = next((place for place in entity.list_paths if name.startswith(f"{place}.")), None)
    if place is None:
        return test(_require(name, entity))
    one = test(_inside("item.value", name[len(place) + 1 :].split(".")) or "NULL")
    return Sql(f"EXISTS (SELECT 1 FROM json_each({_require(place, entity)}) AS item WHERE {one.text})", one.values)


def _is_empty(name: str, entity: Entity) -> Sql:
    expression = _require(name, entity)
    return Sql(f"({expression} IS NULL OR {expression} IN ('', '[]'))")


def _filter_object(name: str, value: Any, entity: Entity) -> Sql:
    """The newer form: {any: {include, exclude}, all: {include, exclude}, op}. An empty one asks for nothing."""
    if not value:
        return TRUE
    if not isinstance(value, dict) or not set(value) <= {"any", "all", "op"} or value.get("op") not in _JOINS:
        raise ApiError(errors.VALIDATION_ERROR, "invalid filter for field", field=name)
    groups = []
    for key, join, include, exclude in (("any", any_of, "in", "not_all"), ("all", all_of, "all", "nin")):
        group = value.get(key) or {}
        if not isinstance(group, dict) or not set(group) <= {"include", "exclude"}:
            raise ApiError(errors.VALIDATION_ERROR, "invalid filter for field", field=name)
        parts = [
            *_filter_part(name, include, group.get("include") or [], entity),
            *_filter_part(name, exclude, group.get("exclude") or [], entity),
        ]
        if parts:
            groups.append(join(parts))
    if not groups:
        return TRUE
    return any_of(groups) if value.get("op") == "or" else all_of(groups)


def _filter_part(name: str, action: str, values: Any, entity: Entity) -> Iterable[Sql]:
    if not isinstance(values, list):
        raise ApiError(errors.VALIDATION_ERROR, "a list is expected", field=name)
    texts = [value for value in values if isinstance(value, str)]
    if None in values:
        empty = _is_empty(name, entity)
        yield empty if action in ("in", "all") else negated(empty)
    if texts:
        yield _apply(name, action, texts, entity)


def _range(name: str, value: Any, entity: Entity) -> Sql:
    if not isinstance(value, list) or len(value) != 2:
        raise ApiError(errors.VALIDATION_ERROR, f"min and max values should be specified for range field {name}")
    low, high = (_bound(name, bound, entity) for bound in value)
    if low is None and high is None:
        raise ApiError(errors.VALIDATION_ERROR, f"at least one of min or max should be provided for field {name}")
    return _between(_require(name, entity), low, high)


def _between(expression: str, low: Value, high: Value) -> Sql:
    if low is None:
        return Sql(f"({expression} IS NULL OR {expression} <= ?)", (high,))
    if high is None:
        return Sql(f"{expression} >= ?", (low,))
    return Sql(f"{expression} BETWEEN ? AND ?", (low, high))


def _bound(name: str, value: Any, entity: Entity) -> Value:
    if value is None:
        return None
    if entity.fields.get(name) is Kind.TIME:
        return _date(value)
    if isinstance(value, str) and name.startswith("last_metrics."):
        try:
            return float(value)
        except ValueError:
            return value
    return _scalar(name, value)


def _date(value: Any) -> str:
    try:
        return format_time(parse_time(str(value).strip()))
    except (ValueError, OverflowError) as problem:
        raise ApiError(errors.FIELDS_VALUE_ERROR, "a date is expected", value=str(value)[:80]) from problem


def _dates(expression: str, value: Any) -> Sql:
    conditions = value if isinstance(value, list) else [value]
    if len(conditions) == 2 and not any(str(item)[:1] in "<>" for item in conditions if item):
        low, high = (None if item is None else _date(item) for item in conditions)
        return TRUE if low is None and high is None else _between(expression, low, high)
    parts = []
    for item in conditions:
        if item is None:
            continue
        match = _COMPARISON.fullmatch(str(item))
        assert match is not None  # the expression matches any text
        parts.append(Sql(f"{expression} {match[1] or '='} ?", (_date(match[2]),)))
    return all_of(parts)


def _multi_field(value: Any, join: Any, entity: Entity) -> Iterable[Sql]:
    if not isinstance(value, dict) or not isinstance(value.get("fields"), list):
        raise ApiError(errors.FIELDS_VALUE_ERROR, "incorrect field format: {fields: [...], pattern} is expected")
    pattern, dates = value.get("pattern"), value.get("datetime")
    if (pattern is None) == (dates is None):
        raise ApiError(errors.FIELDS_VALUE_ERROR, "exactly one of 'pattern' and 'datetime' should be provided")
    parts = []
    for name in value["fields"]:
        if pattern is not None:
            parts.append(_holds(str(name), entity, lambda held: _pattern(held, pattern, ignore_case=True)))
        elif name in entity.date_fields:
            parts.append(_dates(_require(name, entity), dates))
    return [join(parts)] if parts else []


def _text_search(text: str, entity: Entity) -> Sql:
    terms = Terms.of(text)
    required = [any_of(_terms_held([phrase], entity)) for phrase in terms.phrases]
    # Words are a choice; beside a phrase they only count for the order.
    some = [] if terms.phrases else [any_of(_terms_held(terms.words, entity))]
    return all_of([*required, *some, *(negated(part) for part in _terms_held(terms.unwanted, entity))])


def _terms_held(terms: Iterable[str], entity: Entity) -> list[Sql]:
    return [
        Sql(f"instr(lower({column(name, entity)}), ?) > 0", (term,)) for term in terms for name in entity.text_fields
    ]


def _text_score(text: str, entity: Entity) -> Sql:
    """How well a document fits: a term counts by the weight of its field, twice if it is all of the field."""
    parts = [
        Sql(
            f"coalesce((instr(lower({held}), ?) > 0) * {weight} * (1 + 1.0 * ? / length({held})), 0)", (term, len(term))
        )
        for term in Terms.of(text).wanted
        for name, weight in entity.text_fields.items()
        if (held := column(name, entity))
    ]
    return Sql(" + ".join(part.text for part in parts) or "0", tuple(v for part in parts for v in part.values))


def ordering(parameters: Mapping[str, Any], entity: Entity) -> Sql:
    """The ORDER BY of a request. Empty values come last in an ascending order; equal ones as they were made."""
    wanted = parameters.get("order_by")
    if not wanted:
        return Sql("t.rowid")
    names = wanted if isinstance(wanted, list) else [wanted]
    terms = [_order_term(name, parameters, entity, first=index == 0) for index, name in enumerate(names)]
    made = "t.rowid DESC" if names[0].startswith("-") else "t.rowid"
    return Sql(", ".join([*(term.text for term in terms), made]), tuple(v for term in terms for v in term.values))


def _order_term(name: Any, parameters: Mapping[str, Any], entity: Entity, *, first: bool) -> Sql:
    if not isinstance(name, str):
        raise ApiError(errors.FIELDS_TYPE_ERROR, "field names are expected", field="order_by")
    path = name.lstrip("-")
    if path == TEXT_SCORE:  # the best ones first, with or without a minus
        score = _text_score(str(parameters.get("search_text") or ""), entity)
        return Sql(f"({score.text}) DESC", score.values)
    expression = column(path, entity) or entity.sorts.get(path) or _referred(path, entity)
    if expression is None:
        raise ApiError(errors.INVALID_FIELDS, fields=[path], object=entity.name)
    if path.startswith(("hyperparams.", "execution.parameters.")):
        expression += " COLLATE by_numbers"
    if name.startswith("-"):
        return Sql(f"{expression} DESC")
    return Sql(f"{expression} IS NULL, {expression}" if first else expression)


def _referred(path: str, entity: Entity) -> str | None:
    """The SQL expression of a plain field of what a field refers to, such as `project.name`."""
    name, _, field = path.partition(".")
    other = ENTITIES.get(entity.references.get(name, ""))
    if other is None or field in other.hidden or other.fields.get(field, Kind.JSON) is Kind.JSON:
        return None
    return f'(SELECT other."{field}" FROM {other.table} AS other WHERE other.id = t."{name}")'


def paging(parameters: Mapping[str, Any]) -> tuple[int, int]:
    """(offset, limit) of a request; pages are capped, also when none is asked for."""
    start = _whole("start", parameters.get("start"))
    if start is not None:
        size = _whole("size", parameters.get("size"))
        if not size or size < 1:
            raise ApiError(errors.VALIDATION_ERROR, "an integer size is needed when working with scroll")
        return start, min(size, MAX_SCROLLED)
    page = _whole("page", parameters.get("page")) or 0
    size = _whole("page_size", parameters.get("page_size"))
    if page < 0:
        raise ApiError(errors.VALIDATION_ERROR, "page must be >=0", field="page")
    if size is not None and size < 1:
        raise ApiError(errors.VALIDATION_ERROR, "page_size must be >0", field="page_size")
    limit = min(size or MAX_PAGE, MAX_PAGE)
    return min(page * limit, 2**62), limit


def _whole(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 2**53:
        raise ApiError(errors.VALIDATION_ERROR, "a number is expected", field=name)
    return int(value)
