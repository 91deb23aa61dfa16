"""The endpoints as an OpenAPI document."""

from __future__ import annotations

from typing import Any

from automl_server.service import Catalogue, Endpoint
from automl_server.version import API_VERSION

PATH = "/openapi.json"
_ANSWER = {
    "description": "`meta` with code and subcode, and `data`",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["meta", "data"],
                "properties": {"meta": {"type": "object"}, "data": {"type": "object"}},
            }
        }
    },
}
_BODY = {"content": {"application/json": {"schema": {"type": "object"}}}}


def openapi(catalogue: Catalogue, url: str) -> dict[str, Any]:
    """Every endpoint in its newest version; older ones are reached under `/v<version>/`."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "AutoML server: ClearML API", "version": API_VERSION},
        "servers": [{"url": url}],
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "keys": {"type": "http", "scheme": "basic"},
            }
        },
        "paths": {f"/{name}": {"post": _operation(versions)} for name, versions in sorted(catalogue.endpoints.items())},
    }


def _operation(versions: list[Endpoint]) -> dict[str, Any]:
    newest = versions[0]
    return {
        "operationId": newest.name,
        "tags": [newest.name.partition(".")[0]],
        "summary": (newest.handler.__doc__ or "").partition("\n")[0],
        "security": [{"token": []}, {"keys": []}] if newest.authorize else [],
        "requestBody": _BODY,
        "responses": {"200": _ANSWER, "4XX": _ANSWER},
        "x-versions": [str(endpoint.min_version) for endpoint in versions],
    }
