"""A connection to the ClearML API without the SDK: for processes that only look and steer, and must stay small."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from automl_shared import keys
from automl_shared.tracker.answers import part, text
from automl_shared.tracker.client_config import ClientConfig, client_config
from automl_shared.tracker.patience import notice_dead_connections

VERSION = "v2.23"
"""The API's version that the SDK speaks; every server of today knows it."""
ANSWER_TIMEOUT = (5.0, 60.0)
MOST_CONNECTIONS = 32


NOT_NOW = (requests.codes.request_timeout, requests.codes.too_many_requests)


class LoginRefused(Exception):
    """the server refuses the credentials"""


class LightSession:
    """What `ClearMLTracker` needs of the SDK's session. May be used from many threads at once."""

    login_refused: tuple[type[Exception], ...] = (LoginRefused,)

    def __init__(self) -> None:
        notice_dead_connections()
        self._http = requests.Session()
        for scheme in ("http://", "https://"):
            self._http.mount(scheme, HTTPAdapter(pool_maxsize=MOST_CONNECTIONS))
        self._lock = threading.Lock()
        self._seen = keys.stamp()
        self.config: ClientConfig = client_config()
        self._token = ""

    @property
    def host(self) -> str:
        return self.config.api_url

    def get_api_server_host(self) -> str:
        return self.config.api_url

    def get_files_server_host(self) -> str:
        return self.config.files_url

    def get_app_server_host(self) -> str:
        return self.config.web_url

    def send_request(self, service: str, action: str, *, json: Mapping[str, Any], method: str) -> requests.Response:
        """One call. Raises LoginRefused, or whatever requests raises for a server that is away."""
        address = f"{self.host}/{VERSION}/{service}.{action}"
        answer = self._sent(method, address, json)
        if answer.status_code == requests.codes.unauthorized:
            self._login()
            answer = self._sent(method, address, json)
        return answer

    def _sent(self, method: str, address: str, json: Mapping[str, Any]) -> requests.Response:
        headers = self.add_auth_headers({})
        return self._http.request(method, address, json=json, headers=headers, timeout=ANSWER_TIMEOUT)

    def add_auth_headers(self, headers: dict[str, str]) -> dict[str, str]:
        """With a token; a new one when the keys changed in the configuration file."""
        if not self._token or self._seen != keys.stamp():
            self._login()
        return {**headers, "Authorization": f"Bearer {self._token}"}

    def _login(self) -> None:
        with self._lock:
            self._seen = keys.stamp()
            self.config = client_config()
            self._token = token_of(self.config.api_url, self.config.access_key, self.config.secret_key)


def token_of(api_url: str, access_key: str, secret_key: str) -> str:
    """A token for a pair of keys. Raises LoginRefused, or whatever requests raises for a server that cannot say."""
    answer = requests.post(f"{api_url}/auth.login", json={}, auth=(access_key, secret_key), timeout=ANSWER_TIMEOUT)
    check_said(answer)
    said = part(answer.json())
    token = text(part(said.get("data")).get("token"))
    if answer.status_code != requests.codes.ok or not token:
        raise LoginRefused(text(part(said.get("meta")).get("result_msg")) or answer.reason)
    return token


def check_said(answer: requests.Response) -> None:
    """Raises requests.HTTPError where the server, or a proxy before it, cannot say now: that refuses nobody."""
    if answer.status_code >= requests.codes.server_error or answer.status_code in NOT_NOW:
        answer.raise_for_status()
