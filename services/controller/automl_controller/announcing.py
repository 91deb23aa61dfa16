"""Tells a chat when a run has ended: one short text to a webhook."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests

from automl_shared.errors import ConfigError
from automl_shared.words import T_

log = logging.getLogger("automl.controller")

URL_VARIABLE = "AUTOML_NOTIFY_URL"
WAIT_SECONDS = 10
"""For one answer of the chat, and for what is still to be sent when the controller ends."""
MOST_WAITING = 100
"""Texts kept while the chat does not answer."""


class Announcer:
    """Posts ``{"text": …}``, which Slack, Mattermost, Rocket.Chat, Google Chat and Teams take.

    A thread sends one text after the other: no run waits for a chat. What could not be sent is told in the log, which
    names the host alone, because the rest of such an address is a secret.
    """

    def __init__(self, url: str) -> None:
        self._url, self._host = url, urlsplit(url).hostname
        self._texts: queue.Queue[str | None] = queue.Queue(MOST_WAITING)
        self._thread = threading.Thread(target=self._send_all, name="announcer", daemon=True)
        self._thread.start()

    def announce(self, text: str) -> None:
        """Sends it soon. Never waits, never raises."""
        try:
            self._texts.put_nowait(text)
        except queue.Full:
            log.warning("%s does not answer; the end of a run is not announced", self._host)

    def close(self) -> None:
        """Gives what is still to be sent a last chance."""
        try:
            self._texts.put(None, timeout=WAIT_SECONDS)
        except queue.Full:  # told when the first text found no room
            return
        self._thread.join(WAIT_SECONDS)

    def _send_all(self) -> None:
        while (text := self._texts.get()) is not None:
            self._send(text)

    def _send(self, text: str) -> None:
        try:
            answer = requests.post(self._url, json={"text": text}, timeout=WAIT_SECONDS)
        except Exception as error:  # of several libraries; without this thread no later run would be announced
            log.warning(
                "the end of a run is not announced: %s cannot be reached (%s)", self._host, type(error).__name__
            )
            return
        if answer.request.method != "POST":  # the chat sends elsewhere, and the text is dropped on the way
            answer = answer.history[-1]
        elif answer.ok:
            return
        log.warning("the end of a run is not announced: %s answers %s", self._host, answer.status_code)


def announcer(environment: Mapping[str, str]) -> Announcer | None:
    """Of the address in AUTOML_NOTIFY_URL; None without one. Raises ConfigError."""
    url = environment.get(URL_VARIABLE, "").strip()
    if not url:
        return None
    if not _is_address(url):
        raise ConfigError(
            T_("{variable} is not the address of a webhook", variable=URL_VARIABLE),
            value=f"{url[: len('https://')]}…",  # the rest is a secret, and this goes to the log
            allowed="https://HOST/…",
            fix=T_(
                "set {variable} to the address that the chat shows for its incoming webhook, or unset it",
                variable=URL_VARIABLE,
            ),
        )
    return Announcer(url)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        return False
