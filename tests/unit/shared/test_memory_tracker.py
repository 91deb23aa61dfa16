"""The tracker in memory keeps what a server would keep."""

from __future__ import annotations

from pathlib import Path

from automl_shared.tracker.memory import MemoryTracker


def test_every_model_of_a_task_keeps_its_own_file(tmp_path: Path) -> None:
    """A comparison may register a mixture and the model it recommends."""
    tracker = MemoryTracker(tmp_path / "tracker")
    reporter = tracker.reporter("a" * 32)
    ids = []
    for name in ("answering", "weighted"):
        file = tmp_path / f"{name}.bundle"
        file.write_text(name, encoding="utf-8")
        ids.append(reporter.model(file, name=name, tags=[], metadata={"sha256": name}))
    assert [tracker.model_file(one).read_text(encoding="utf-8") for one in ids] == ["answering", "weighted"]
    assert [tracker.model_metadata(one)["sha256"] for one in ids] == ["answering", "weighted"]
