"""Every failure has an answer of the API's form: what a client can act on is said, the rest is in the server's log."""

from __future__ import annotations

import errno
import json
import sqlite3

import pytest

from automl_server import errors
from automl_server.errors import ApiError
from automl_server.exchange import Exchange
from automl_server.refusing import refused


def of_sqlite(
    name: str, text: str = "what SQLite said", kind: type[sqlite3.Error] = sqlite3.OperationalError
) -> Exception:
    problem = kind(text)
    problem.sqlite_errorname = name
    return problem


@pytest.mark.parametrize(
    ("problem", "code", "said"),
    [
        (OSError(errno.ENOSPC, "full"), 507, "No space left on the server's disk: see the server's log, id "),
        (of_sqlite("SQLITE_FULL"), 507, "No space left"),
        (of_sqlite("SQLITE_INTERRUPT"), 400, "The query took too long"),
        (of_sqlite("SQLITE_BUSY_SNAPSHOT"), 503, "Another program has the server's database to itself"),
        (of_sqlite("SQLITE_IOERR_READ"), 500, "The server's database is damaged: automl server restore"),
        (of_sqlite("SQLITE_CORRUPT", kind=sqlite3.DatabaseError), 500, "The server's database is damaged"),
        (of_sqlite("SQLITE_ERROR", "too many SQL variables"), 400, "Validation error (more conditions"),
        (of_sqlite("SQLITE_ERROR", "no such table: tasks"), 500, "General server error"),
        (OSError(errno.EACCES, "closed"), 500, "General server error"),
        (OverflowError("a number of 300 digits"), 400, "Data validation error: a value cannot be stored"),
        (sqlite3.InterfaceError("no such type"), 400, "Data validation error: a value cannot be stored"),
        (KeyError("secret"), 500, "General server error: see the server's log, id "),
    ],
    ids=str,
)
def test_each_failure_has_its_code_and_what_a_client_may_know(problem: Exception, code: int, said: str) -> None:
    exchange = Exchange()
    answered, (content,) = refused(problem, exchange)
    answer = json.loads(content)
    assert answered == answer["meta"]["result_code"] == code
    assert answer["meta"]["result_msg"].startswith(said)
    assert answer["meta"]["id"] == exchange.id
    assert answer["data"] == {}
    assert not any(text in content.decode() for text in ("SQLite", "SQL variables", "no such", "secret"))


def test_a_refusal_of_an_endpoint_is_told_as_it_is_with_its_data_and_headers() -> None:
    problem, exchange = ApiError(errors.INVALID_TASK_ID, id="t1"), Exchange()
    problem.headers = {"Retry-After": "3"}
    code, (content,) = refused(problem, exchange)
    meta = json.loads(content)["meta"]
    assert (code, meta["result_subcode"], meta["result_msg"]) == (400, 101, "Invalid task id: id=t1")
    assert meta["error_data"] == {"id": "t1"}
    assert exchange.headers == {"Retry-After": "3"}
