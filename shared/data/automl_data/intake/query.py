"""The result of a SQL query as a Parquet file. Secrets of the database's address come from the environment alone."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from automl_shared.config.models import SqlSource
from automl_shared.errors import ConfigError, DataError
from automl_shared.lazy import pa, pc, pq
from automl_shared.words import T_

ROWS_AT_ONCE = 50_000
_NAME = re.compile(r"\$\{(\w+)\}")
_LITERAL_PASSWORD = re.compile(
    r"://[^/@:]*:(?!\$\{\w+\}@)[^@]+@|(?:password|pwd|token|secret)=(?!\$\{)[^&;]+", re.IGNORECASE
)


def query_file(sql: SqlSource, target: Path) -> Path:
    """Writes the query's result. Raises ConfigError for the address or a missing package, DataError for the query."""
    assert sql.url is not None, "there is a query"
    secrets = {name: _secret(name) for name in _NAME.findall(sql.url)}
    if _LITERAL_PASSWORD.search(sql.url):
        raise ConfigError(
            T_("data.sql.url holds a secret"),
            value=_LITERAL_PASSWORD.sub("***", sql.url),
            fix=T_("put it into the environment and write e.g. `postgresql://user:${{DB_PASSWORD}}@host/db`"),
        )
    try:
        import sqlalchemy
    except ImportError as error:
        raise ConfigError(
            T_("data.sql is read by SQLAlchemy, which is not installed"), fix="pip install 'automl-data[sql]'"
        ) from error
    try:
        engine = sqlalchemy.create_engine(_NAME.sub(lambda name: _quoted(secrets[name[1]]), sql.url))
        with engine.connect().execution_options(stream_results=True) as connection:
            _write(connection.execute(sqlalchemy.text(sql.query or "")), target)
        engine.dispose()
    except ImportError as error:
        raise ConfigError(
            T_("the driver of this database is not installed"), value=error, fix=f"pip install {error.name or 'it'}"
        ) from None
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise DataError(
            T_("the query failed"),
            value=_without(secrets, str(getattr(error, "orig", None) or error))[:500],
            fix=T_("check data.sql.url and data.sql.query"),
        ) from None
    return target


def _secret(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        raise ConfigError(
            T_("data.sql.url names a variable that the environment does not have"), value=name, fix=f"export {name}=..."
        )
    return value


def _quoted(secret: str) -> str:
    """For a part of a URL; one that is a URL itself stays as it is."""
    return secret if "://" in secret else quote(secret, safe="")


def _without(secrets: dict[str, str], text: str) -> str:
    for secret in filter(None, (*secrets.values(), *map(_quoted, secrets.values()))):
        text = text.replace(secret, "***")
    return text


def _write(result: Any, target: Path) -> None:
    """All rows, with the types that the values have."""
    names = list(result.keys())
    if len(set(names)) < len(names):
        raise DataError(T_("the query's columns share a name"), value=", ".join(names), fix=T_("name each with AS"))
    blocks: list[list[Any]] = [[] for _ in names]
    while rows := result.fetchmany(ROWS_AT_ONCE):
        for column, values in zip(blocks, zip(*rows, strict=True), strict=True):
            column.append(_array(values))
    if not blocks[0]:
        raise DataError(T_("the query has no rows"), value=", ".join(names), fix=T_("check data.sql.query"))
    pq.write_table(pa.table([_of_one_type(column) for column in blocks], names), target)


def _array(values: Sequence[Any]) -> Any:
    """Values of a database as a column; of several types, as numbers if all are, else as text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float, Decimal} and kinds != {int}:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())


def _of_one_type(arrays: list[Any]) -> Any:
    kinds = {array.type for array in arrays if array.null_count < len(array)} or {pa.null()}
    numbers = all(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in kinds)
    kind = kinds.pop() if len(kinds) == 1 else pa.float64() if numbers else pa.string()
    return pa.chunked_array([pc.cast(array, kind) for array in arrays], kind)
