"""What the answers of a server mean that are no answers to the matter: a proxy's, and those to too many calls."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import requests

from automl_shared.errors import ServerBusy, ServerUnreachable, TooLarge
from automl_shared.tracker.clearml_viewer import ClearMLViewer
from automl_shared.tracker.viewing import Person

ANN = Person(id="ann", name="Ann", token="t")
ASKED: tuple[Callable[[ClearMLViewer], object], ...] = (
    lambda viewer: viewer.user_of("key", "word"),
    lambda viewer: viewer.user_of_link("token"),
    lambda viewer: viewer.queue_entries(),
)
BODIES = (b"<html>busy</html>", b'{"meta": {"result_msg": "try again in 6 s"}, "data": {}}')


def answered(status: int, body: bytes, monkeypatch: pytest.MonkeyPatch) -> ClearMLViewer:
    """Of a server that answers everything with this."""
    answer = requests.Response()
    answer.status_code, answer.reason, answer._content = status, "said", body
    monkeypatch.setattr(requests, "post", lambda *_args, **_options: answer)
    session = SimpleNamespace(host="http://server", login_refused=(), send_request=lambda *_args, **_options: answer)
    return ClearMLViewer(session)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(("status", "kind"), [(408, ServerUnreachable), (429, ServerBusy), (503, ServerUnreachable)])
def test_whoever_cannot_say_now_refuses_nobody(
    status: int, kind: type[ServerUnreachable], body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = answered(status, body, monkeypatch)
    for ask in ASKED:
        with pytest.raises(ServerUnreachable) as raised:
            ask(viewer)
        assert type(raised.value) is kind
        assert str(status) in str(raised.value)
    assert viewer.is_known(ANN)


@pytest.mark.parametrize("body", BODIES)
def test_what_is_too_large_for_a_proxy_is_refused_not_waited_for(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge, match="refused queues"):
        answered(413, body, monkeypatch).queue_entries()


def test_refused_keys_let_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    viewer = answered(401, BODIES[1], monkeypatch)
    assert viewer.user_of("key", "word") is None
    assert viewer.user_of_link("token") is None
    assert not viewer.is_known(ANN)
