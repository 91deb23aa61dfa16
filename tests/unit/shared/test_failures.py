"""Why a task has no result, in the language of its run."""

from __future__ import annotations

import pytest

from automl_shared.config.models import OutputSettings
from automl_shared.failures import WORDS, failure_of, language_of
from automl_shared.naming import SUPERSEDED_TAG
from automl_shared.sections import payload
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.words import say_in


def ended(status: TaskStatus, reason: str = "", *, tags: tuple[str, ...] = (), japanese: bool = False) -> TaskSnapshot:
    sections = payload(OutputSettings(language="ja" if japanese else "en"))
    return TaskSnapshot(id="t", name="t", status=status, status_reason=reason, tags=list(tags), sections=sections)


ENDINGS = [
    (TaskStatus.FAILED, "exit code 124", (), "too_slow", "more_time"),
    (TaskStatus.FAILED, "exit code 122", (), "over_memory", "more_memory"),
    (TaskStatus.FAILED, "exit code -9", (), "killed", "larger_worker"),
    (TaskStatus.FAILED, "exit code 75", (), "no_connection", "see_console"),
    (TaskStatus.STOPPED, "user abort", (), "interrupted", "see_console"),
    (TaskStatus.STOPPED, "", (), "stopped", "submit_again"),
    (TaskStatus.STOPPED, "task was stopped by tasks.stop", (), "stopped_at_work", "submit_again"),
    (TaskStatus.COMPLETED, "", (), "no_output", "see_console"),
    (TaskStatus.FAILED, "worker execution exit code 3", (), "ended_with_code", "see_console"),
    (TaskStatus.FAILED, "worker execution exit code -11", (), "ended_by_signal", "see_console"),
    (TaskStatus.COMPLETED, "", (SUPERSEDED_TAG,), "superseded", "superseded_do"),
]


@pytest.mark.parametrize(("status", "reason", "tags", "cause", "remedy"), ENDINGS)
@pytest.mark.parametrize("japanese", [False, True])
def test_cause_and_remedy_follow_the_language(
    status: TaskStatus, reason: str, tags: tuple[str, ...], cause: str, remedy: str, japanese: bool
) -> None:
    failure = failure_of(ended(status, reason, tags=tags, japanese=japanese))
    language = "ja" if japanese else "en"
    assert failure.cause == say_in(WORDS, cause, language, minutes=0, code=3, signal="SIGSEGV")
    assert failure.remedy == say_in(WORDS, remedy, language)


def test_what_the_agent_said_stays_as_it_is() -> None:
    failure = failure_of(ended(TaskStatus.FAILED, "no such thing", japanese=True))
    assert (failure.cause, failure.remedy) == ("no such thing", say_in(WORDS, "see_console", "ja"))


@pytest.mark.parametrize(("text", "language"), [("ja", "ja"), ("en", "en"), ("", "en"), ("fr", "en")])
def test_a_task_without_a_known_language_is_english(text: str, language: str) -> None:
    task = TaskSnapshot(id="t", name="t", status=TaskStatus.FAILED, sections={"Output": {"language": text}})
    assert language_of(task) == language
