"""However much a task prints: its console stays bounded, its beginning and end are kept, and the gap is told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from automl_server.config import Settings
from automl_server.documents import Document
from automl_server.store import Store
from automl_server.store.identity import Identity

MOST = 32_000
LINE = "x" * 60 + "\n"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, console_bytes=MOST)


@pytest.fixture
def task(store: Store, admin: Identity) -> str:
    return store.tasks.create({"name": "prints", "type": "training"}, admin)


def printed(store: Store, admin: Identity, task: str, messages: list[str], timestamps: list[int]) -> None:
    """As clients send it, fifty entries a call."""
    events = [
        {"type": "log", "task": task, "timestamp": at, "msg": text}
        for text, at in zip(messages, timestamps, strict=True)
    ]
    for first in range(0, len(events), 50):
        store.event_writer.add(events[first : first + 50], "worker", admin)


def lines(store: Store, task: str) -> list[str]:
    found, total = store.events.log(task, 100_000, earlier=False, from_timestamp=None)
    assert total == len(found)
    return [line["msg"] for line in found]


def size(messages: list[str]) -> int:
    return sum(len(text) + 100 for text in messages)


def gaps(messages: list[str]) -> list[int]:
    return [place for place, text in enumerate(messages) if "are not kept: of a task's console" in text]


COUNT = 1000
CLOCKS = {
    "goes on": [1_000_000 + n for n in range(COUNT)],
    "stands still": [1_000_000] * COUNT,
    "goes back": [1_000_000 - n for n in range(COUNT)],
    "jumps": [1_000_000 + n % 7 * 1000 for n in range(COUNT)],
}


@pytest.mark.parametrize("timestamps", CLOCKS.values(), ids=CLOCKS)
def test_a_long_console_has_its_beginning_and_its_end(
    store: Store, admin: Identity, task: str, timestamps: list[int]
) -> None:
    messages = [f"{n} {LINE}" for n in range(COUNT)]
    printed(store, admin, task, messages, timestamps)
    kept = lines(store, task)
    assert MOST / 2 < size(kept) < MOST
    (gap,) = gaps(kept)
    assert gap > 0
    in_order = [text for _, text in sorted(zip(timestamps, messages, strict=True), key=lambda pair: pair[0])]
    assert [text for text in kept if text != kept[gap]] == [text for text in in_order if text in set(kept)]
    if timestamps == CLOCKS["goes on"]:
        assert kept[:gap] == messages[:gap]
        assert kept[gap + 1 :] == messages[gap - len(kept) + 1 :]
        missing = float(re.findall(r"([\d.]+) MB are not kept", kept[gap])[0])
        assert missing == pytest.approx((size(messages) + 6 * COUNT - size(kept)) / 1e6, abs=0.06)


def test_a_short_console_and_those_of_others_stay_whole(store: Store, admin: Identity, task: str) -> None:
    other = store.tasks.create({"name": "other", "type": "training"}, admin)
    few = [f"{n}\n" for n in range(100)]
    printed(store, admin, other, few, list(range(100)))
    printed(store, admin, task, [LINE] * COUNT, list(range(COUNT)))
    assert lines(store, other) == few


def test_an_entry_that_is_too_long_keeps_its_beginning_and_its_end(store: Store, admin: Identity, task: str) -> None:
    for character in "aあ😀":
        printed(store, admin, task, [f"begin {character * MOST} end"] * 20, [1] * 20)
    kept = lines(store, task)
    assert sum(len(text.encode()) for text in kept) < MOST
    whole = [kept[place] for place in range(len(kept)) if place not in gaps(kept)]
    assert all(text.startswith("begin ") and text.endswith(" end") for text in whole)
    assert all("characters of this entry are not kept" in text for text in whole)


@pytest.mark.parametrize("before", [1_000_010, 1_000_900, 2_000_000])
def test_a_console_that_was_cleared_starts_over(store: Store, admin: Identity, task: str, before: int) -> None:
    other = store.tasks.create({"name": "other", "type": "training"}, admin)
    printed(store, admin, task, [LINE] * COUNT, CLOCKS["goes on"])
    store.event_writer.forget_log(task, before=before)
    printed(store, admin, other, ["mine\n"] * 100, list(range(100)))
    printed(store, admin, task, [LINE] * COUNT, [2_000_000 + n for n in range(COUNT)])
    assert lines(store, other) == ["mine\n"] * 100
    assert size(lines(store, task)) < MOST
    assert len(gaps(lines(store, task))) == 1
    store.event_writer.forget(task)
    assert lines(store, task) == []


def test_names_count_too(store: Store, admin: Identity, task: str) -> None:
    events: list[Document] = [
        {"type": "log", "task": task, "timestamp": n, "msg": "", "metric": "m" * 3000, "level": "l" * 3000}
        for n in range(100)
    ]
    for event in events:
        store.event_writer.add([event], "worker", admin)
    assert len(lines(store, task)) < 12
