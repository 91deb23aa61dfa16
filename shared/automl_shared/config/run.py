"""What a run is, and what is asked of it as a whole."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from automl_shared.config.section import Number, Section
from automl_shared.words import N_


class RunOrders(Section):
    """What is asked of a run as a whole: in the config, and in the section ``Run`` of each of its tasks."""

    section: ClassVar[str] = "Run"

    time_budget_minutes: Number | None = Field(
        None,
        gt=0,
        description=N_(
            "Minutes the whole run may take; what no longer fits is reported as skipped, and time that is left goes to "
            "more models."
        ),
    )
    candidate_time_limit_minutes: Number | None = Field(
        None, gt=0, description=N_("Minutes one candidate may take; one that takes longer fails and the rest goes on.")
    )
    candidate_memory_gib: Number | None = Field(
        None,
        gt=0,
        description=N_(
            "GiB of memory one candidate may use; one that takes more fails and the rest goes on. The worker's share "
            "of its machine when empty."
        ),
    )
    force_steps: list[Literal["preprocessing"]] = Field(
        [], description=N_("Steps to do again even where an earlier run has the same result.")
    )
    compare_with: str = Field(
        "last",
        description=N_(
            "Run the result is compared with: a run id, `last` (the last finished run on the same data), or `none`."
        ),
    )

    @property
    def orders(self) -> dict[str, Any]:
        """These values alone, whatever else it holds."""
        return {name: getattr(self, name) for name in RunOrders.model_fields}


RUN_CHOICES = tuple(name for name in RunOrders.model_fields if name != "compare_with")
"""Those that bear on the result, and are told where two runs are compared."""


class RunSettings(RunOrders):
    """Which run it is, and what is asked of it."""

    id: str | None = Field(None, description="Run id; made from the time when empty.")
    user: str | None = Field(None, description="Whose run this is; the login name when empty.")
    dataset_key: str | None = Field(None, description="Short name of the data; the file's name when empty.")
