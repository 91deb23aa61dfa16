"""The settings of an agent: an operator may tune it, and may not make it run somebody else's code."""

from __future__ import annotations

from automl_shared import __version__
from automl_shared.agent.environment import agent_environment

GIVEN = {
    "CLEARML_AGENT_QUEUE_POLL_FREQ_SEC": "2",
    "CLEARML_AGENT_FORCE_EXEC_SCRIPT": "evil.py",
    "CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL": "",
}


def made() -> dict[str, str]:
    return agent_environment(GIVEN, module="automl_training", code_folder="/empty", worker_id="training:here:1")


def test_an_operator_s_settings_win_over_the_defaults() -> None:
    assert made()["CLEARML_AGENT_QUEUE_POLL_FREQ_SEC"] == "2"
    assert made()["OMP_WAIT_POLICY"] == "PASSIVE"


def test_a_worker_says_which_version_it_has_beside_what_an_operator_calls_it() -> None:
    told = {**GIVEN, "CLEARML_WORKER_TAGS": "rack:7"}
    environment = agent_environment(told, module="automl_training", code_folder="/empty", worker_id="training:here:1")
    assert environment["CLEARML_WORKER_TAGS"].split() == ["rack:7", f"image:{__version__}"]
    assert made()["CLEARML_WORKER_TAGS"] == f"image:{__version__}"


def test_what_it_runs_is_not_for_the_environment_to_say() -> None:
    assert made()["CLEARML_AGENT_FORCE_EXEC_SCRIPT"] == "-m automl_training"
    assert made()["CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL"] == "1"
