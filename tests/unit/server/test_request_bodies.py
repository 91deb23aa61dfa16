"""What a request carries, however it is written: JSON, lines of JSON, a form, or arguments of the address."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from automl_server.body import parse_body, read_body
from automl_server.errors import ApiError

LIMIT = 10


def request(query: str = "", body: bytes = b"", **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": query.encode(), "headers": sent}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive)


@pytest.mark.parametrize(
    ("query", "data"),
    [
        ("a=true&b=False&c=trueish", {"a": True, "b": False, "c": "trueish"}),
        ("a=12&b=-1&c=1.5&d=.5&e=1.&f=1.5.2", {"a": 12, "b": "-1", "c": 1.5, "d": 0.5, "e": 1.0, "f": "1.5.2"}),
        ("a=" + 15 * "9" + "&b=" + 16 * "9", {"a": 10**15 - 1, "b": 16 * "9"}),
        ("a=1&a=b&c[]=d", {"a": [1, "b"], "c": ["d"]}),
    ],
)
def test_arguments_of_an_address_get_the_type_they_look_like(query: str, data: dict[str, Any]) -> None:
    assert parse_body(request(query), b"")[0] == data


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/json", b' {"a": NaN} ', ({"a": None}, [{"a": None}])),
        ("application/json-lines; charset=utf-8", b'{"a": 1}\n\n{"a": 2}', ({}, [{"a": 1}, {"a": 2}])),
        ("application/x-www-form-urlencoded", b"a=1&b=", ({"a": 1, "b": ""}, [{"a": 1, "b": ""}])),
        ("application/x-www-form-urlencoded", b'{"a": 1}', ({"a": 1}, [{"a": 1}])),
        ("application/json", b"[1, 2]", ({}, [1, 2])),
        ("application/json", b"", ({}, [])),
    ],
)
def test_a_body_is_read_by_its_kind(kind: str, body: bytes, expected: Any) -> None:
    assert parse_body(request(content_type=kind), body) == expected


def test_the_address_counts_before_the_body() -> None:
    assert parse_body(request("a=2"), b'{"a": 1, "b": 1}')[0] == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("body", "said"), [(b"{", "not valid JSON"), (b"3", "an object is expected"), (160 * b"[" + 160 * b"]", "deeply")]
)
def test_what_is_no_request_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(ApiError, match=said):
        parse_body(request(), body)


def test_a_body_over_the_limit_is_refused_before_it_is_read_and_one_at_the_limit_taken() -> None:
    assert asyncio.run(read_body(request(body=10 * b"x", content_length="10"), LIMIT)) == 10 * b"x"
    for too_large in (request(body=b"x", content_length="11"), request(body=11 * b"x")):
        with pytest.raises(ApiError) as refused:
            asyncio.run(read_body(too_large, LIMIT))
        assert refused.value.kind.code == 413
