"""One call of the ClearML API, and what its answer means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import requests

from automl_shared.errors import Forbidden, NotFound, ServerBusy, ServerRefused, ServerUnreachable, TooLarge
from automl_shared.tracker.answers import part
from automl_shared.words import T_

T = TypeVar("T")
GONE = (requests.codes.not_found, requests.codes.gone)
NO_ROOM = requests.codes.insufficient_storage
TOO_LARGE = requests.codes.request_entity_too_large
LOGINS = 3
"""How often a call is made again whose token the server ended before it came: keys change in more than one step."""
_NOT_NOW = (requests.codes.request_timeout, requests.codes.service_unavailable)
_NOT_FOUND_SUBCODES = {100, 101, 102, 400, 401, 701, 703}


def call(session: Any, service: str, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The answer's data. Raises ServerUnreachable, NotFound or ServerRefused."""
    return _asked(session, service, action, json=body)


def call_in_lines(session: Any, service: str, action: str, lines: Sequence[str]) -> dict[str, Any]:
    """The same for a call that takes many items, each the JSON of a line; in one request, however large."""
    # Not the SDK's own call for it: that leaves out any item of more than 15 MB.
    content = "\n".join(lines).encode()
    return _asked(session, service, action, data=content, headers={"Content-Type": "application/json-lines"})


def change(ask: Callable[..., T], action: str, task_id: str, **changes: Any) -> T:
    """A change of a task, by way of ``ask``. One that somebody has made public is made private again for that."""
    try:
        return ask("tasks", action, task=task_id, **changes)
    except Forbidden:  # nobody can change it as long as it is public
        with suppress(ServerRefused):
            ask("tasks", "make_private", ids=[task_id])
        return ask("tasks", action, task=task_id, **changes)


def _asked(session: Any, service: str, action: str, **content: Any) -> dict[str, Any]:
    for _ in range(LOGINS):
        answer = _sent(session, lambda: session.send_request(service, action, method="post", **content))
        if answer.status_code != requests.codes.unauthorized:
            break
    return _checked(session, f"{service}.{action}", answer)


def unreachable(host: str, cause: object) -> ServerUnreachable:
    """What to raise when no server answers, or only that it cannot say now."""
    answer = cause.response if isinstance(cause, requests.HTTPError) else None
    if answer is not None and answer.status_code == requests.codes.too_many_requests:
        return busy(host)
    if answer is not None:
        cause = f"{answer.status_code}, {answer.reason}"
    reason = type(cause).__name__ if isinstance(cause, Exception) else str(cause)
    return ServerUnreachable(
        T_("the ClearML server does not answer"),
        value=f"{host} ({reason})",
        fix=("automl up", T_("check CLEARML_CONFIG_FILE")),
    )


def busy(host: str) -> ServerBusy:
    """What to raise when too much was asked: it can be asked again, and is, as one that is away."""
    return ServerBusy(
        T_("the ClearML server takes no more calls from here for a while"),
        value=f"{host} ({requests.codes.too_many_requests})",
        fix=T_("wait a minute, then try again"),
    )


def keys_refused(host: str, cause: object) -> ServerUnreachable:
    """What to raise when the server takes nobody's keys, or these no more: an operator may be changing them."""
    return ServerUnreachable(
        T_("the ClearML server refuses the credentials"), value=f"{host}: {cause}", fix=T_("check CLEARML_CONFIG_FILE")
    )


def no_room(host: str) -> ServerUnreachable:
    """What to raise when the server's disk is full: it can be asked again, and is, as one that is away."""
    return ServerUnreachable(
        T_("the ClearML server has no room left on its disk"),
        value=host,
        fix=T_("make room there, e.g. automl server clean --keep-days 30"),
    )


def _sent(session: Any, send: Callable[[], Any]) -> Any:
    try:
        return send()
    except session.login_refused as error:  # the session asks for a new token by itself, and is refused
        raise keys_refused(session.host, error) from error
    except requests.RequestException as error:
        raise unreachable(session.host, error) from error


def _checked(session: Any, what: str, response: requests.Response) -> dict[str, Any]:
    if response.status_code == requests.codes.too_many_requests:  # a proxy says so in words of its own
        raise busy(session.host)
    try:
        answer = part(response.json())
    except ValueError as error:
        if response.status_code != TOO_LARGE:
            raise unreachable(session.host, f"{response.status_code}, not JSON") from error
        answer = {}  # a proxy's: it would say the same every time
    if response.status_code == requests.codes.ok:
        return dict(part(answer.get("data")))
    meta = part(answer.get("meta"))
    if response.status_code == NO_ROOM:
        raise no_room(session.host)
    if response.status_code in _NOT_NOW:
        raise unreachable(session.host, f"{response.status_code}, {meta.get('result_msg', response.reason)}")
    if response.status_code == requests.codes.unauthorized:  # the token that was got a moment ago is no longer good
        raise keys_refused(session.host, meta.get("result_msg", response.reason))
    kinds = {requests.codes.forbidden: Forbidden, TOO_LARGE: TooLarge}
    known = meta.get("result_subcode") in _NOT_FOUND_SUBCODES
    refusal = NotFound if known else kinds.get(response.status_code, ServerRefused)
    raise refusal(
        T_("the server refused {what}: {reason}", what=what, reason=meta.get("result_msg", response.reason)),
        value=f"code {meta.get('result_code', response.status_code)}, subcode {meta.get('result_subcode')}",
    )
