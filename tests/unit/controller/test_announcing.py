"""The end of a run is told to a chat, which no run waits for."""

from __future__ import annotations

import http.server
import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from automl_controller.announcing import URL_VARIABLE, Announcer, announcer
from automl_controller.runs.index import MOST_ANNOUNCED, announcement
from automl_controller.runs.reading import read_state
from automl_controller.runs.words import RUN_WORDS
from automl_shared.errors import ConfigError
from automl_shared.words import say_in

from .conftest import World


class Chat:
    """A webhook on loopback. ``status``: what it answers. ``free``: until it is set, nothing."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.status = 200
        self.free = threading.Event()
        self.free.set()
        chat = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                chat.free.wait(10)
                chat.texts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
                self.send_response(chat.status)
                if 300 <= chat.status < 400:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/T0SECRET"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def chat() -> Iterator[Chat]:
    one = Chat()
    yield one
    one.free.set()
    one.server.shutdown()
    one.server.server_close()


def test_a_run_that_has_ended_is_announced_once_with_its_verdict_and_its_page(world: World) -> None:
    said: list[str] = []
    world.controller._announce = said.append
    run = world.submit()
    ended = world.run_to_end(run)
    for _ in range(3):
        world.tick()
    name, verdict, url = said[0].splitlines()[0], said[0].splitlines()[1], said[0].splitlines()[-1]
    assert (len(said), name, verdict) == (1, ended.name, "no model beats guessing")
    assert url == world.tracker.task_url(run)
    assert ended.name not in verdict
    assert not [line for line in said[0].splitlines()[2:-1] if "http" in line], (
        "the list of all tasks stays on the page"
    )


def test_a_failed_run_says_why(world: World) -> None:
    said: list[str] = []
    world.controller._announce = said.append
    run = world.submit()
    world.run_to_end(run, fail=lambda _: True)
    [text] = said
    assert "worker execution exit code 1" in text or "no candidate is left" in text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_text_that_is_too_long_for_a_chat_is_cut_in_words_and_ends_with_the_page(world: World, language: str) -> None:
    run = world.submit(output={"language": language})
    state = read_state(world.tracker, world.run_to_end(run))
    long = replace(state, task=replace(state.task, name="n" * 4096))
    for told in (announcement(state, "v" * 50_000, "http://page"), announcement(long, "v" * 50_000, "http://page")):
        assert len(told) == MOST_ANNOUNCED
        assert told.splitlines()[-2:] == [say_in(RUN_WORDS, "cut", language), "http://page"]


def test_texts_reach_the_chat_in_order_and_the_last_ones_at_its_close(chat: Chat) -> None:
    announcing = Announcer(chat.url)
    for text in ("one", "２件目"):
        announcing.announce(text)
    announcing.close()
    assert chat.texts == ["one", "２件目"]


def test_nobody_waits_for_a_chat_that_does_not_answer(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("automl_controller.announcing.MOST_WAITING", 2)
    chat.free.clear()
    announcing = Announcer(chat.url)
    for number in range(10):
        announcing.announce(str(number))  # would stand still here
    chat.free.set()
    announcing.close()
    assert 2 <= len(chat.texts) <= 3


@pytest.mark.parametrize("status", [301, 302, 404, 500, None])
def test_a_refusal_or_a_chat_that_is_away_is_told_without_the_address(
    chat: Chat, status: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    if status:
        chat.status = status
    else:
        chat.server.server_close()
    with caplog.at_level(logging.WARNING, "automl.controller"):
        announcing = Announcer(chat.url)
        announcing.announce("done")
        announcing.close()
    assert f"127.0.0.1 {f'answers {status}' if status else 'cannot be reached (ConnectionError)'}" in caplog.text
    assert "T0SECRET" not in caplog.text


def test_after_an_error_of_any_kind_the_next_text_is_sent(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    announcing = Announcer(chat.url)
    with caplog.at_level(logging.WARNING, "automl.controller"):
        monkeypatch.setattr(announcing, "_url", "https://a..b/hooks/T0SECRET")  # an error of urllib3, none of requests
        announcing._send("lost")
        monkeypatch.undo()
        announcing.announce("sent")
        announcing.close()
    assert chat.texts == ["sent"]
    assert "cannot be reached (LocationParseError)" in caplog.text
    assert "T0SECRET" not in caplog.text


def test_without_an_address_nothing_is_announced() -> None:
    assert announcer({}) is None
    assert announcer({URL_VARIABLE: ""}) is None


@pytest.mark.parametrize(
    "url",
    [
        "hooks.example.com/T0SECRET",
        "ftp://example.com/T0SECRET",
        "htps://me:T0SECRET@example.com/x",
        "https://",
        "https://[::1/T0SECRET",
        "https://example.com:port/T0SECRET",
        "https://example.com:99999/T0SECRET",
        '"https://example.com/T0SECRET"',
    ],
)
def test_what_is_no_address_is_refused_in_words_that_keep_the_secret(url: str) -> None:
    with pytest.raises(ConfigError, match=f"{URL_VARIABLE} is not the address of a webhook") as refusal:
        announcer({URL_VARIABLE: url})
    assert "T0SECRET" not in str(refusal.value)
