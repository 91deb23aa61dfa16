"""How candidates are judged and explained: metrics, costs of errors, importance."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from automl_shared.config.choices import TaskType
from automl_shared.config.mistakes import mistake
from automl_shared.config.section import Number, Section
from automl_shared.words import N_


class CostSettings(Section):
    """What an error costs where there are two classes; chooses from which probability on the second one is said."""

    false_positive: Number | None = Field(
        None, ge=0, description=N_("What a false alarm costs: the positive class predicted for a row of the other one.")
    )
    false_negative: Number | None = Field(
        None, ge=0, description=N_("What it costs to miss a row of the positive class.")
    )
    false_positive_column: str | None = Field(
        None, description=N_("Column of amounts: a false alarm costs `false_positive` times what its row has there.")
    )
    false_negative_column: str | None = Field(
        None, description=N_("Column of amounts: a miss costs `false_negative` times what its row has there.")
    )
    currency: str = Field("", description=N_("What the costs are counted in, e.g. EUR."))

    @model_validator(mode="after")
    def _both(self) -> Self:
        given = (self.false_positive, self.false_negative)
        is_left_out = given == (None, None) and not (self.false_positive_column or self.false_negative_column)
        if (None in given and not is_left_out) or given.count(0.0) == 2:
            raise mistake("costs_incomplete", false_positive=str(given[0]), false_negative=str(given[1]))
        return self


class EvaluationSettings(Section):
    section: ClassVar[str] = "Evaluation"

    primary_metric: str | None = Field(
        None, description=N_("The metric that decides; the first of the list when empty.")
    )
    preference: Literal["accuracy", "balanced", "simple"] = Field(
        "balanced", description=N_("Which of the tied candidates wins.")
    )
    regression_metrics: list[str] = Field(["rmse", "mae", "r2"], min_length=1, description=N_("Scores for numbers."))
    classification_metrics: list[str] = Field(
        ["roc_auc_ovr", "log_loss", "balanced_accuracy", "f1_macro"],
        min_length=1,
        description=N_("Scores for classes."),
    )
    plugins: list[str] = Field([], description=N_("Registered metrics to add."))
    costs: CostSettings = Field(CostSettings(), description="What errors cost, of two classes.")

    def metrics_for(self, task_type: TaskType) -> list[str]:
        """All metrics to compute, the primary one first and none twice."""
        own = self.regression_metrics if task_type == "regression" else self.classification_metrics
        wanted = [*([self.primary_metric] if self.primary_metric else []), *own, *self.plugins]
        return list(dict.fromkeys(wanted))


class InterpretationSettings(Section):
    section: ClassVar[str] = "Interpretation"

    compute_feature_importance: bool = Field(True, description=N_("Measure what drives the prediction."))
    compute_shap: bool = Field(False, description=N_("SHAP values, where the package is installed."))
    sensitive_columns: list[str] = Field(
        [], description=N_("Columns by whose groups errors and answers are counted in the report.")
    )
