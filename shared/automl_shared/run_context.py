"""Which run a task belongs to. Minted once per run by whoever starts it, then passed on explicitly."""

from __future__ import annotations

import os
import re
import secrets
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from automl_shared.errors import ConfigError

RUN_ID_VARIABLE = "AUTO_ML_RUN_ID"
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,63}")


def new_run_id(now: datetime | None = None) -> str:
    """``YYYYMMDD-HHMMSS-<6 hex>`` in UTC."""
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    return f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def chosen_run_id(configured: str | None) -> str:
    """The config's id, else the environment's, else a new one. Raises ConfigError for one that cannot be a tag."""
    run_id = configured or os.environ.get(RUN_ID_VARIABLE) or new_run_id()
    if not _RUN_ID.fullmatch(run_id):
        raise ConfigError(
            "the run id cannot be used", value=run_id, allowed="3 to 64 letters, digits, dots, dashes and underscores"
        )
    return run_id


class RunContext(BaseModel):
    """The run a task works for: the same in every task of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run_id: str
    user: str
    project_root: str
    dataset_project: str
    dataset_key: str
    command: str = ""
    """Of a run without a server: what runs it again. `--set` may follow."""
    model_file: str = ""
    """Of a run without a server: where the recommended model is kept."""

    @property
    def model_name(self) -> str:
        """What `automl predict` calls the recommended model."""
        return self.model_file or self.run_id

    def again(self, run_task_id: str) -> str:
        """The command that runs it again, to which `--set` may be added."""
        return self.command or f"automl clone --task-id {run_task_id}"

    @property
    def tags_base(self) -> list[str]:
        """The tags of everything that belongs to the run."""
        return [f"run:{self.run_id}", f"dataset:{self.dataset_key}"]
