"""The connection to a ClearML server, which everything that steers is asked through by raw API calls."""

from __future__ import annotations

import contextlib
import io
import logging
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import requests

from automl_shared import keys
from automl_shared.errors import NotFound, ServerRefused, ServerUnreachable
from automl_shared.tracker.clearml_calls import call, keys_refused, unreachable
from automl_shared.tracker.patience import notice_dead_connections, patiently
from automl_shared.words import T_

log = logging.getLogger("automl.clearml")

PAGE = 500
RETRIES = {"total": 3, "connect": 3, "read": 0, "backoff_factor": 0.3, "backoff_max": 2.0}
"""A tracker reports a server that is away instead of waiting in silence; whoever called decides how long to go on."""

ANSWER_TIMEOUT = (10.0, 60.0)
"""Seconds to connect and to wait for an answer. The SDK's own 300 s are how long a task would hang whose network was
cut in the middle of a call: the answer never comes, and nobody says so."""


class ClearMLServer:
    """One connection, and what is asked of the server itself. ``session``: the SDK's, or a light one."""

    def __init__(self, session: Any, patience_seconds: float) -> None:
        self._session, self._patience = session, patience_seconds

    def _call(self, service: str, action: str, **body: Any) -> dict[str, Any]:
        return patiently(lambda: call(self._session, service, action, body), self._patience)

    def check(self) -> None:
        self._call("users", "get_current_user")

    def urls(self) -> dict[str, str]:
        session = self._session
        return {
            "api_url": session.get_api_server_host(),
            "files_url": session.get_files_server_host(),
            "web_url": session.get_app_server_host(),
        }

    def login_url(self, page: str = "") -> str:
        web = self.urls()["web_url"]
        if page and not page.startswith(f"{web}/"):
            return page
        try:
            link = web + str(self._call("login", "create_link")["path"])
        except (NotFound, ServerRefused):
            return page or web
        return f"{link}&next={quote(page.removeprefix(web))}" if page else link


def logged_in() -> Any:
    """The SDK's session. Raises ServerUnreachable when no server is configured, answers or takes the credentials."""
    os.environ.setdefault("CLEARML_LOG_LEVEL", "WARNING")
    with without_chatter():
        from clearml.backend_api.session import Session
        from clearml.backend_api.session.defs import MissingConfigError
        from clearml.backend_api.session.errors import SessionError
        from clearml.backend_api.session.session import LoginError
        from clearml.utilities.pyhocon import ConfigFactory

        class Punctual(Session):
            """Bodies over 15 kB have a limit of their own, 300 s, which is read while a session is made."""

            _session_timeout = _write_session_timeout = ANSWER_TIMEOUT

        keys.follow(Session, LoginError, ConfigFactory.parse_string)
        notice_dead_connections()
        logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
        try:
            host = Session.get_api_server_host()
            _answers(host)
            session: Any = Punctual(http_retries_config=dict(RETRIES), logger=log)  # its search for a name takes 0.1 s
            session.login_refused = LoginError
            return session
        except MissingConfigError:
            raise ServerUnreachable(T_("no ClearML server is configured"), fix=("automl up", "clearml-init")) from None
        except (SessionError, LoginError) as error:  # which of the two depends on the SDK's version
            raise keys_refused(host, error) from None
        except requests.RequestException as error:
            raise unreachable(host, error) from None


def _answers(host: str) -> None:
    """A quick look before the SDK's patient login."""
    requests.get(f"{host}/debug.ping", timeout=(3, 10))


@contextlib.contextmanager
def without_chatter() -> Iterator[None]:
    """The SDK prints progress and addresses; what people are told is said by the caller. Its log goes on."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield
