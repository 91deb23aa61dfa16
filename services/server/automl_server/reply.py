"""Replies: JSON whose pages of documents are not copied, files, and the cookies that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from automl_server.caller import COOKIE
from automl_server.documents import Page
from automl_server.exchange import Exchange

_PAGE = b"\0"  # stands for a page: JSON has no such byte


def content_of(data: Mapping[str, Any], exchange: Exchange) -> list[bytes]:
    """The answer in pieces: pages of documents are large, and are not copied into it."""
    pages: list[bytes] = []

    def plain(value: Any) -> Any:
        if isinstance(value, Page):
            pages.append(value.text)
            return orjson.Fragment(_PAGE)
        return _plain(value)

    content = {"meta": exchange.meta(200, 0, "OK", {}), "data": data}
    text = orjson.dumps(content, default=plain, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    if not pages:
        return [text]
    first, *around = text.split(_PAGE)
    return [first, *(piece for page, after in zip(pages, around, strict=True) for piece in (page, after))]


def reply(code: int, content: list[bytes], exchange: Exchange) -> Response:
    """The file that the exchange carries, or the content, with the cookies to be set."""
    response = _without_cookies(code, content, exchange)
    for name, value in exchange.cookies.items():
        _set_cookie(response, COOKIE if name == "token" else name, value)
    return response


def _without_cookies(code: int, content: list[bytes], exchange: Exchange) -> Response:
    if code == 200 and exchange.attachments:
        file = exchange.attachments[0]
        name = f'filename="{file.name}"' if file.name.isascii() else f"filename*=UTF-8''{quote(file.name)}"
        headers = {"Content-Disposition": f"attachment; {name}", "Cache-Control": "no-store"}
        return Response(file.content, media_type=file.media_type, headers=headers)
    if len(content) > 1:
        return _InPieces(content, exchange.headers)
    return Response(content[0], code, headers=exchange.headers, media_type="application/json")


class _InPieces(Response):
    """An answer that is too large to be put together before it is sent."""

    media_type = "application/json"

    def __init__(self, pieces: list[bytes], headers: Mapping[str, str]) -> None:
        super().__init__(headers={**headers, "content-length": str(sum(map(len, pieces)))})
        self._pieces = pieces

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _set_cookie(response: Response, name: str, value: str | None) -> None:
    if value is None:
        response.delete_cookie(name)
    else:
        response.set_cookie(name, value, httponly=True, samesite="lax")


def _plain(value: Any) -> Any:
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"not JSON: {type(value).__name__}")
