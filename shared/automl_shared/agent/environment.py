"""The settings of every agent, in containers and out of them; docs/AGENTS.md says why each is there."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from automl_shared import __version__, keys
from automl_shared.naming import IMAGE_TAG, tag

POLL_VARIABLE = "CLEARML_AGENT_QUEUE_POLL_FREQ_SEC"
WORKER_VARIABLE = "CLEARML_WORKER_ID"
TAGS_VARIABLE = "CLEARML_WORKER_TAGS"
"""What the agent says of itself with each report, separated by spaces."""
CODE_VARIABLE = "CLEARML_AGENT_FORCE_CODE_DIR"
"""Where the agent would put a task's code: empty and read-only. Tasks start there."""
SOCKET_VARIABLE = "AUTOML_WARM_SOCKET"
"""Where the fork server listens."""

LEAVING_KEY = "leaving"
"""The runtime property of a worker that is paused because it leaves, and not by a person."""

CLIENT = Path(__file__).parent / "warm" / "client.py"
"""What a task is started with instead of the interpreter, where there is a fork server."""

HIDDEN_KEYS = '["secret","pass","token","access_key","account_key"]'
"""The agent prints its configuration into its log, without the values of these keys."""

DEFAULTS: Mapping[str, str] = {
    POLL_VARIABLE: "0.5",
    "CLEARML_AGENT_STATUS_REPORT_FREQ_SEC": "10",
    "CLEARML_AGENT__api__http__retries__backoff_max": "10",
    "CLEARML_AGENT__agent__task_ping_interval_sec": "10",
    "OMP_WAIT_POLICY": "PASSIVE",
}
"""What an operator may set otherwise in the environment."""

FIXED: Mapping[str, str] = {
    "CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL": "1",
    "CLEARML_AGENT__sdk__development__report_use_subprocess": "false",
    "CLEARML_AGENT__agent__disable_agent_update_check": "true",
    "CLEARML_AGENT__agent__enable_task_env": "false",
    "CLEARML_AGENT__agent__sanitize_config_printout__hide_secrets": HIDDEN_KEYS,
}
"""What holds whatever the environment says."""


def agent_environment(given: Mapping[str, str], *, module: str, code_folder: str, worker_id: str) -> dict[str, str]:
    """The whole environment of an agent that runs nothing but ``python -m <module>``.

    ``code_folder``: see `CODE_VARIABLE`.
    """
    return {
        **DEFAULTS,
        **given,
        **FIXED,
        keys.FILE_VARIABLE: given.get(keys.FILE_VARIABLE) or given.get("CLEARML_CONFIG_FILE") or "~/clearml.conf",
        CODE_VARIABLE: code_folder,
        "CLEARML_AGENT_FORCE_EXEC_SCRIPT": f"-m {module}",
        "SHELL": sys.executable,  # what the agent starts for a task with `binary=bash`: it, too, gets our entry point
        WORKER_VARIABLE: worker_id,
        TAGS_VARIABLE: f"{given.get(TAGS_VARIABLE, '')} {tag(IMAGE_TAG, __version__)}".strip(),
    }
