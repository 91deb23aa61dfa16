"""A network that is cut in the middle of a call: the answer never comes, and nobody says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from requests.adapters import HTTPAdapter

from automl_shared.tracker import NewTask, connect
from automl_shared.tracker.clearml_server import ANSWER_TIMEOUT

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*deprecated.*use :DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),  # the SDK closes no session
]


@pytest.mark.parametrize("letters", [10, 100_000])
def test_no_call_waits_longer_than_another(server: Path, monkeypatch: pytest.MonkeyPatch, letters: int) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(server))
    tracker = connect()
    send, limits = HTTPAdapter.send, []

    def watched(adapter: HTTPAdapter, request: Any, **options: Any) -> Any:
        limits.append(options["timeout"])
        return send(adapter, request, **options)

    monkeypatch.setattr(HTTPAdapter, "send", watched)
    tracker.create(NewTask(name="large or not", project="cut", tags=[], sections={"Args": {"text": "x" * letters}}))
    assert limits
    assert set(limits) == {ANSWER_TIMEOUT}
