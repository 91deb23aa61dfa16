"""What a run hands over, and where in ClearML it is filed."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from automl_shared.config.choices import ExecutionMode
from automl_shared.config.section import Section
from automl_shared.words import N_, Language


class OutputSettings(Section):
    section: ClassVar[str] = "Output"

    language: Language = Field("en", description=N_("Language of captions and the report."))
    final_model: Literal["bagged", "refit"] = Field(
        "bagged",
        description=N_(
            "Average of the fold models, or one model fitted on all training rows; always the latter where folds go by "
            "time."
        ),
    )
    top_k: int = Field(10, ge=1, description=N_("Candidates shown in pictures and short tables."))
    max_plot_rows: int = Field(5000, ge=100, description=N_("Rows sampled for a picture."))
    max_plot_columns: int = Field(20, ge=1, description=N_("Columns shown in a picture."))
    mask_personal_data: bool = Field(True, description=N_("Hide e-mails, phones, cards and names in sample rows."))


class ClearMLSettings(Section):
    section: ClassVar[str] = "ClearML"

    project_root: str = Field("AutoML", min_length=3, description=N_("Project everything is filed under."))
    dataset_project: str | None = Field(
        None, description=N_("Project of this run; <root>/<user>/<dataset> when empty.")
    )
    tags: list[str] = Field([], description=N_("Your own tags, e.g. team:x, put on every task."))
    naming: dict[str, str] = Field({}, description=N_("Name patterns by phase, and sub-project names."))
    queues: dict[str, str] = Field({}, description=N_("Queue by phase, or `prefix` for all."))
    execution_mode: ExecutionMode = Field("clone", description=N_("Clone templates, or make new tasks from code."))
    template_task_id: str | None = Field(
        None, description=N_("Template of the run task; the newest synced one when empty.")
    )
    templates: dict[str, str] = Field({}, description=N_("Template task id by phase."))
