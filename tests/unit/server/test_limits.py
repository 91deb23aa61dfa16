"""What a server takes of one task is limited, and what is beyond is refused in words that name the option."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from automl_server.config import Settings
from automl_server.errors import ApiError
from automl_server.store import Identity, Store
from automl_server.upload import Upload


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, max_plots=3)


@pytest.fixture
def task(store: Store, admin: Identity) -> str:
    return store.tasks.insert_new({"name": "task", "type": "training"}, admin)


def plots(task: str, *names: str) -> list[dict[str, Any]]:
    return [{"type": "plot", "task": task, "metric": name, "plot_str": "{}"} for name in names]


def added(store: Store, admin: Identity, events: list[dict[str, Any]]) -> tuple[int, dict[str, int]]:
    answer = store.event_writer.add(events, "worker", admin)
    return answer["added"], answer["errors_info"]


def test_plots_beyond_the_limit_are_refused_and_the_rest_is_kept(store: Store, admin: Identity, task: str) -> None:
    assert added(store, admin, plots(task, "a", "b")) == (2, {})
    log = {"type": "log", "task": task, "msg": "a line"}
    words = "More than 3 plots of one task: see --max-plots of automl server start"
    assert added(store, admin, [log, *plots(task, "c", "d", "a", "e")]) == (3, {words: 2})
    assert added(store, admin, plots(task, "a", "b", "c")) == (3, {}), "one that replaces another is none more"
    with pytest.raises(ApiError, match=words) as refused:
        added(store, admin, plots(task, "f", "g"))
    assert refused.value.data == {words: 2}
    other = store.tasks.insert_new({"name": "other", "type": "training"}, admin)
    assert added(store, admin, plots(other, "f")) == (1, {}), "the limit is a task's own"


@pytest.mark.parametrize("pieces", [1, 7])
def test_a_file_beyond_the_limit_is_refused_with_its_name_and_leaves_nothing(tmp_path: Path, pieces: int) -> None:
    def form(size: int) -> bytes:
        return (
            b'--edge\r\nContent-Disposition: form-data; name="p/model.bin"; filename="x"\r\n\r\n'
            + b"x" * size
            + b"\r\n--edge--\r\n"
        )

    def sent(size: int) -> list[str]:
        kind, body = "multipart/form-data; boundary=edge", form(size)
        step = -(-len(body) // pieces)
        with Upload(kind, lambda path: tmp_path / "files" / path, tmp_path / "drafts", 1_000_000) as upload:
            for start in range(0, len(body), step):
                upload.feed(body[start : start + step])
            return upload.finish()

    assert sent(1_000_000) == ["p/model.bin"]
    with pytest.raises(ApiError, match=r"up to 1 MB are taken; see --max-file-mb .*: file=p/model.bin") as refused:
        sent(1_000_001)
    assert refused.value.kind.code == 413
    assert (tmp_path / "files/p/model.bin").stat().st_size == 1_000_000
    assert not list((tmp_path / "drafts").iterdir())
