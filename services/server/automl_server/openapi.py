"""The endpoints as an OpenAPI document."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from automl_server.service import Catalogue, Endpoint
from automl_server.version import API_VERSION

PATH = "/openapi.json"
_ANYTHING = {"type": "object"}


@cache
def _schemas() -> dict[str, Any]:
    """What the SDK says of requests and responses: {endpoints: {name: {request, response}}, definitions}."""
    schemas: dict[str, Any] = orjson.loads(files("automl_server").joinpath("schemas.json").read_bytes())
    return schemas


def openapi(catalogue: Catalogue, url: str) -> dict[str, Any]:
    """Every endpoint in its newest version; older ones are reached under `/v<version>/`."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "AutoML server: ClearML API", "version": API_VERSION},
        "servers": [{"url": url}],
        "components": {
            "schemas": _schemas()["definitions"],
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "keys": {"type": "http", "scheme": "basic"},
            },
        },
        "paths": {f"/{name}": {"post": _operation(versions)} for name, versions in sorted(catalogue.endpoints.items())},
    }


def _operation(versions: list[Endpoint]) -> dict[str, Any]:
    newest = versions[0]
    schemas = _schemas()["endpoints"].get(newest.name, {"request": _ANYTHING, "response": _ANYTHING})
    return {
        "operationId": newest.name,
        "tags": [newest.name.partition(".")[0]],
        "summary": (newest.handler.__doc__ or "").partition("\n")[0],
        "security": [{"token": []}, {"keys": []}] if newest.authorize else [],
        "requestBody": {"content": {"application/json": {"schema": schemas["request"]}}},
        "responses": {"200": _answer(schemas["response"]), "4XX": _answer(_ANYTHING)},
        "x-versions": [str(endpoint.min_version) for endpoint in versions],
    }


def _answer(data: Any) -> dict[str, Any]:
    envelope = {"type": "object", "required": ["meta", "data"], "properties": {"meta": _ANYTHING, "data": data}}
    return {
        "description": "`meta` with code and subcode, and `data`",
        "content": {"application/json": {"schema": envelope}},
    }
