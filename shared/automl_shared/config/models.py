"""One pydantic model per section of the config; together they are the whole config file.

The same models make the sections shown in the ClearML UI, the templates' defaults and ``docs/CONFIG.md``: the
description of each field is the help a person reads.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from automl_shared.horizon import read_horizon
from automl_shared.words import N_, NC_, T_, Text, Words
from automl_shared.words import Language as Language

ProblemType = Literal["regression", "binary", "multiclass"]
TaskType = Literal["regression", "classification"]
Portfolio = Literal["fast", "standard", "thorough"]
ExecutionMode = Literal["clone", "new"]
ColumnKind = Literal["numeric", "categorical", "boolean", "datetime", "text", "identifier", "constant"]

PORTFOLIOS: tuple[Portfolio, ...] = ("fast", "standard", "thorough")
PROBLEM_NAMES: Mapping[str, Text] = {
    "regression": T_("regression"),
    "classification": T_("classification"),
    "binary": T_("binary"),
    "multiclass": T_("multiclass"),
}
"""How a sentence calls a kind of problem, or of task."""


def task_type_of(problem_type: ProblemType) -> TaskType:
    """The kind of model a problem needs: binary and multiclass problems both need a classifier."""
    return "regression" if problem_type == "regression" else "classification"


def _as_list(value: Any) -> Any:
    """A single alternative may be written without brackets."""
    return value if isinstance(value, list) or value is None else [value]


def as_float(value: Any) -> Any:
    """A whole number as a float; one that no float can hold stays as it is, and is refused where it is checked."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if is_whole and abs(value) <= sys.float_info.max else value


def _as_text(value: Any) -> Any:
    """A number may be written without quotation marks."""
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else value


NumericImputation = Literal["mean", "median", "most_frequent", "constant", "knn", "none"]
CategoricalImputation = Literal["most_frequent", "constant"]
Scaling = Literal["standard", "minmax", "robust", "quantile", "power", "none"]
LINEAR_SCALINGS: tuple[Scaling, ...] = ("standard", "minmax", "robust", "none")
"""Those that shift and stretch a column: a model that scales by itself learns the same after each of them."""
CategoricalEncoding = Literal["onehot", "ordinal", "target", "frequency", "native"]
HighCardinalityEncoding = Literal["target", "frequency", "same"]
FeatureGeneration = Literal["none", "auto", "full"]
TargetTransform = Literal["none", "auto", "log", "power", "quantile"]

CHOICES: Words = {
    "accuracy": NC_("a choice", "best mean"),
    "auto": NC_("a choice", "automatic"),
    "bagged": NC_("a choice", "average of the fold models"),
    "balanced": NC_("a choice", "balanced"),
    "bayesian": NC_("a choice", "Bayesian"),
    "binary": NC_("a choice", "two classes"),
    "classification": NC_("a choice", "classes"),
    "clone": NC_("a choice", "clone templates"),
    "constant": NC_("a choice", "a fixed value"),
    "frequency": NC_("a choice", "how often each occurs"),
    "full": NC_("a choice", "all that help"),
    "grid": NC_("a choice", "all combinations"),
    "group": NC_("a choice", "whole groups"),
    "hard": NC_("a choice", "count votes"),
    "kfold": NC_("a choice", "by chance"),
    "knn": NC_("a choice", "from similar rows"),
    "linear": NC_("a choice", "linear regression"),
    "log": NC_("a choice", "logarithm"),
    "logistic": NC_("a choice", "logistic regression"),
    "mean": NC_("a choice", "mean"),
    "median": NC_("a choice", "median"),
    "minmax": NC_("a choice", "from 0 to 1"),
    "most_frequent": NC_("a choice", "most frequent value"),
    "multiclass": NC_("a choice", "several classes"),
    "native": NC_("a choice", "as they are"),
    "new": NC_("a choice", "new tasks from code"),
    "none": NC_("a choice", "none"),
    "onehot": NC_("a choice", "one column each"),
    "ordinal": NC_("a choice", "numbered"),
    "power": NC_("a choice", "power transform"),
    "preprocessing": NC_("a choice", "preparation"),
    "quantile": NC_("a choice", "by quantiles"),
    "random": NC_("a choice", "random"),
    "refit": NC_("a choice", "fitted on all rows"),
    "regression": NC_("a choice", "numbers"),
    "ridge": NC_("a choice", "ridge regression"),
    "robust": NC_("a choice", "robust to outliers"),
    "same": NC_("a choice", "like the others"),
    "simple": NC_("a choice", "simplest"),
    "soft": NC_("a choice", "average probabilities"),
    "standard": NC_("a choice", "standardized"),
    "stratified": NC_("a choice", "same mix of classes"),
    "target": NC_("a choice", "mean of the target"),
    "timeseries": NC_("a choice", "past before future"),
}
"""What the choices of settings are called where people pick them; signs and languages are what they are."""

Alternatives = BeforeValidator(_as_list)
Number = Annotated[float, BeforeValidator(as_float)]


class Section(BaseModel):
    """A category of hyperparameters: one model, one heading in the UI. ``section`` is that heading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    section: ClassVar[str] = ""


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


class Editing(Section):
    drop_columns: list[str] = Field([], description=N_("Columns to leave out."))
    rename_columns: dict[str, str] = Field({}, description=N_("Old name to new name."))
    replace_values: dict[str, dict[str, Any]] = Field(
        {}, description=N_("Column to what replaces what, e.g. `{answer: {yes: Yes, YES: Yes}}`; null makes a gap.")
    )
    fillna: dict[str, Any] = Field({}, description=N_("Column to the value its gaps are filled with."))
    clip_values: dict[str, list[Number | None]] = Field({}, description=N_("Column to [lowest, highest]."))
    query: str | None = Field(None, description=N_("Rows to keep, as a pandas query, e.g. `age >= 18`."))


class SqlSource(Section):
    url: str | None = Field(
        None, description="Database as SQLAlchemy writes it; secrets only as `${NAME}`, taken from the environment."
    )
    query: str | None = Field(None, description="The query whose result is the table.")

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.url is None) != (self.query is None):
            raise PydanticCustomError("sql_incomplete", "data.sql needs both url and query")
        return self


def _sign_by_name(value: Any) -> Any:
    """A tab or a blank by its name: a server may cut it off as text."""
    return {"\t": "tab", "\\t": "tab", " ": "space"}.get(value, value) if isinstance(value, str) else value


def _as_label(value: Any) -> Any:
    """A class that YAML takes for a number or a truth value, as text."""
    return str(value) if isinstance(value, bool | int | float) else value


Label = Annotated[str, BeforeValidator(_as_label)]
ClassWeights = Literal["balanced"] | dict[Label, Annotated[Number, Field(gt=0, allow_inf_nan=False)]]
Separator = Annotated[str, BeforeValidator(_sign_by_name), Field(pattern=r"^(?:tab|space|[^\w\s\"])$")]


class DataSettings(Section):
    section: ClassVar[str] = "Data"

    csv_path: str | None = Field(
        None,
        description="The table: CSV, Excel, JSON lines, Parquet or Feather, packed or not; a pattern for several files "
        "of one shape, e.g. `data/*.csv`; or a URL.",
    )
    dataset_id: str | None = Field(
        None,
        description="ClearML dataset to use instead of a file: its id, or its name for the newest (`[project/]name`).",
    )
    sql: SqlSource = Field(SqlSource(), description="A query instead of a file.")
    sheet: str | None = Field(
        None,
        description=N_("Sheet of a workbook, or file in a ZIP, where there are several; the only table when empty."),
    )
    header_row: Annotated[int, Field(ge=1)] | Literal["none"] | None = Field(
        None, description=N_("Line with the column names, counted from 1, or `none`; found when empty.")
    )
    skip_rows: Annotated[int, Field(ge=0)] | list[Annotated[int, Field(ge=1)]] | None = Field(
        None,
        description=N_(
            "Lines that are not read: how many at the beginning, or a list of their numbers; found when empty."
        ),
    )
    skip_footer: int | None = Field(None, ge=0, description=N_("Lines at the end that are not read; found when empty."))
    separator: Separator | None = Field(
        None, description=N_("Character between the fields, or `tab` or `space`; found when empty.")
    )
    encoding: str | None = Field(None, description=N_("Encoding of the text, e.g. `cp932`; found when empty."))
    decimal: Literal[".", ","] | None = Field(None, description=N_("Decimal sign of numbers; found when empty."))
    target_column: str = Field("", description=N_("The column to predict."))
    feature_columns: list[str] | None = Field(None, description=N_("Columns to predict from; all others when empty."))
    group_column: str | None = Field(None, description=N_("Rows with the same value stay together in a fold."))
    time_column: str | None = Field(None, description=N_("Order of time; the past predicts the future."))
    horizon: Annotated[str, BeforeValidator(_as_text)] | None = Field(
        None,
        description=N_(
            "How far ahead is predicted: `7 days`, `1 month`, or a number where the time column holds numbers. What "
            "the target was until then is learned from, by group_column where there are several series."
        ),
    )
    weight_column: str | None = Field(
        None,
        description=N_("How much each row counts, in learning and in scores; a number from 0 up, never a feature."),
    )
    column_types: dict[str, ColumnKind] = Field(
        {}, description=N_("Column to what it is, where the guess is wrong, e.g. `{zip: categorical}`.")
    )
    date_formats: dict[str, str] = Field(
        {},
        description=N_(
            "Column to the format of its dates, where it cannot be told, e.g. `{sold: '%d/%m/%Y'}`; also excel, "
            "epoch_s, epoch_ms, epoch_us, epoch_ns, japanese_era, iso_week, quarter."
        ),
    )
    missing_markers: list[str] = Field(
        [], description=N_("Further texts that stand for a gap in every column, e.g. `['-999', 'k. A.']`.")
    )
    fill_down: list[str] = Field(
        [], description=N_("Columns whose empty cells mean the value above them, as in a pivot table.")
    )
    editing: Editing = Field(Editing(), description="Small repairs before anything else.")
    problem_type: Literal["regression", "classification", "binary", "multiclass"] | None = Field(
        None, description=N_("Found from the target when empty.")
    )
    positive_class: Label | None = Field(
        None,
        description=N_(
            "The one of two classes that is looked for. When empty: the one whose name does not say no, else the "
            "clearly rarer of two words, else the second in sorted order."
        ),
    )
    class_weights: ClassWeights | None = Field(
        None,
        description=N_(
            "How much the rows of each class count while learning: `balanced`, or e.g. `{ill: 5}`; others count 1. "
            "Scores stay as they are, probabilities do not."
        ),
    )
    test_size: Number = Field(0.2, ge=0.0, le=0.5, description=N_("Share of rows kept back for the final check."))
    random_seed: int = Field(42, ge=0, description=N_("Same seed, data and config: same numbers."))

    @field_validator("horizon")
    @classmethod
    def _is_horizon(cls, given: str | None) -> str | None:
        try:
            if given is not None:
                read_horizon(given)
        except ValueError:
            raise PydanticCustomError(
                "no_horizon",
                "must be like 7 days, 12 hours, 1 month or a number above 0, but got {value}",
                {"value": given},
            ) from None
        return given

    @model_validator(mode="after")
    def _time_for_the_horizon(self) -> Self:
        if self.horizon is not None and self.time_column is None:
            raise PydanticCustomError("horizon_needs_time", "data.horizon needs data.time_column")
        return self

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = {"csv_path": self.csv_path, "dataset_id": self.dataset_id, "sql": self.sql.url}
        if len(several := [name for name, value in given.items() if value is not None]) > 1:
            raise PydanticCustomError(
                "several_sources",
                "give one of csv_path, dataset_id and sql, not both {given}",
                {"given": " and ".join(several)},
            )
        return self


class PreprocessorChoice(Section):
    """One registered preprocessor, with the parameters that differ from its defaults; the name alone stands for it."""

    section: ClassVar[str] = "Preprocessing"

    name: str = Field(description="Registry name; `automl plugins` lists them.")
    params: dict[str, Any] = Field({}, description="Parameters that differ from the preprocessor's defaults.")

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, given: Any) -> Any:
        return {"name": given} if isinstance(given, str) else given

    @model_serializer
    def _short(self) -> str | dict[str, Any]:
        return {"name": self.name, "params": self.params} if self.params else self.name

    def __repr__(self) -> str:
        return repr(self._short())

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler.resolve_ref_schema(handler(core))]}


class PreprocessingSettings(Section):
    """Lists are alternatives; their product makes the preprocessing variants."""

    section: ClassVar[str] = "Preprocessing"

    numeric_imputation: Annotated[list[NumericImputation], Alternatives] = Field(
        ["median"],
        min_length=1,
        description=N_("How gaps in numbers are filled; `none` leaves them to models that take gaps."),
    )
    missing_indicators: bool = Field(False, description=N_("A yes-or-no feature per column that has gaps."))
    categorical_imputation: Annotated[list[CategoricalImputation], Alternatives] = Field(
        ["most_frequent"], min_length=1, description=N_("How gaps in categories are filled.")
    )
    scaling: Annotated[list[Scaling], Alternatives] = Field(
        ["standard", "none"], min_length=1, description=N_("How numbers are brought to one scale.")
    )
    categorical_encoding: Annotated[list[CategoricalEncoding], Alternatives] = Field(
        ["onehot"],
        min_length=1,
        description=N_("How categories become numbers; `native` leaves them to models that take categories."),
    )
    high_cardinality_encoding: HighCardinalityEncoding = Field(
        "target",
        description=N_("How columns with very many categories become numbers; `same` treats them like the others."),
    )
    rare_share: Number | None = Field(
        None, gt=0.0, lt=0.5, description=N_("Categories with a smaller share of the rows become one, `(rare)`.")
    )
    feature_generation: Annotated[list[FeatureGeneration], Alternatives] = Field(
        ["none"],
        min_length=1,
        description=N_(
            "Features made of several columns, e.g. `price / area`, and kept where they predict better: `auto` tries "
            "some, `full` tries more and takes longer."
        ),
    )
    polynomial_degree: int | None = Field(
        None, ge=2, le=3, description=N_("Products of numeric columns up to this degree.")
    )
    pca: Number | None = Field(
        None,
        gt=0,
        description=N_("Principal components of the numbers: how many, or below 1 the share of variance kept."),
    )
    feature_selection: Number | None = Field(
        None,
        gt=0,
        description=N_("Features kept, by what each says about the target: how many, or below 1 their share."),
    )
    target_standardize: bool = Field(False, description=N_("Scale a numeric target while fitting."))
    target_transform: TargetTransform = Field(
        "none", description=N_("Make a skewed numeric target more even while fitting; `auto` only where it is skewed.")
    )
    plugins: list[PreprocessorChoice] = Field(
        [], description=N_("Registered preprocessors to add, in order: names, or `{name: ..., params: {...}}`.")
    )

    @model_validator(mode="after")
    def _numbers_or_shares(self) -> Self:
        for name in ("pca", "feature_selection"):
            value = getattr(self, name)
            if value is not None and value > 1 and value != int(value):
                raise PydanticCustomError(
                    "number_or_share",
                    "{name} must be a whole number from 1, or a share below 1, but got {value}",
                    {"name": name, "value": value},
                )
        return self

    @model_validator(mode="after")
    def _gaps_and_categories_fit(self) -> Self:
        for name in ("polynomial_degree", "pca", "feature_selection"):
            value = getattr(self, name)
            if value is not None and "none" in self.numeric_imputation:
                raise PydanticCustomError(
                    "needs_no_gaps",
                    "{name} needs numbers without gaps, but got {name}={value} with numeric_imputation none; "
                    "leave {name} empty, or fill gaps, e.g. with numeric_imputation=median",
                    {"name": name, "value": f"{value:g}"},
                )
        if self.feature_selection is not None and "native" in self.categorical_encoding:
            raise PydanticCustomError(
                "needs_encoding",
                "feature_selection needs features that are numbers, but got feature_selection={value} with "
                "categorical_encoding native; leave feature_selection empty, or encode, e.g. with "
                "categorical_encoding=onehot",
                {"value": f"{self.feature_selection:g}"},
            )
        return self


class ModelChoice(Section):
    """One model to train, with the parameters that differ from its defaults."""

    section: ClassVar[str] = "Model"

    name: str = Field(description="Registry name, e.g. lightgbm.")
    enable: bool = Field(True, description="False leaves it out without deleting the lines.")
    params: dict[str, Any] = Field({}, description="Parameters that differ from the model's defaults.")


class EnsembleMember(Section):
    enable: bool = Field(True, description=NC_("ensembles.weighted.enable", "Whether to build it."))


class StackingSettings(Section):
    enable: bool = Field(False, description=NC_("ensembles.stacking.enable", "Whether to build it."))
    estimators: list[str] = Field([], description=N_("Models to stack; the best ones when empty."))
    final_estimator: Literal["ridge", "linear", "logistic"] | None = Field(
        None,
        description=N_("What combines them: ridge or linear for numbers, logistic for classes; fitting when empty."),
    )


class VotingSettings(Section):
    enable: bool = Field(False, description=NC_("ensembles.voting.enable", "Whether to build it."))
    estimators: list[str] = Field([], description=N_("Models that vote; the best ones when empty."))
    voting: Literal["soft", "hard"] = Field("soft", description=N_("Average probabilities or count votes."))


class EnsembleSettings(Section):
    section: ClassVar[str] = "Ensemble"

    weighted: EnsembleMember = Field(EnsembleMember(), description="Weighted average of the best candidates.")
    stacking: StackingSettings = Field(StackingSettings(), description="A model on top of the candidates.")
    voting: VotingSettings = Field(VotingSettings(), description="Plain average or vote.")


class CrossValidationSettings(Section):
    section: ClassVar[str] = "CrossValidation"

    kind: Literal["auto", "kfold", "stratified", "group", "timeseries"] = Field(
        "auto", description=N_("How rows are split into folds; auto looks at the data.")
    )
    n_folds: int | None = Field(None, ge=2, description=N_("Number of folds; by the number of rows when empty."))
    n_repeats: int = Field(1, ge=1, le=20, description=N_("How often the whole cross-validation is repeated."))
    shuffle: bool = Field(
        True, description=N_("Shuffle the rows before they are dealt to folds (never for time series).")
    )
    random_seed: int = Field(42, ge=0, description=N_("Seed of the folds."))


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
            raise PydanticCustomError(
                "costs_incomplete",
                "give false_positive and false_negative, at least one above 0, but got {false_positive} and "
                "{false_negative}",
                {"false_positive": str(given[0]), "false_negative": str(given[1])},
            )
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


class OptimizationSettings(Section):
    section: ClassVar[str] = "Optimization"

    method: Literal["none", "grid", "random", "bayesian"] = Field(
        "none", description=N_("Search for better parameters.")
    )
    n_trials: int = Field(20, ge=1, description=N_("Settings to try."))
    timeout_seconds: Number | None = Field(None, gt=0, description=N_("Seconds a search may take."))


class InterpretationSettings(Section):
    section: ClassVar[str] = "Interpretation"

    compute_feature_importance: bool = Field(True, description=N_("Measure what drives the prediction."))
    compute_shap: bool = Field(False, description=N_("SHAP values, where the package is installed."))
    sensitive_columns: list[str] = Field(
        [], description=N_("Columns by whose groups errors and answers are counted in the report.")
    )


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


def _portfolio_or_list(value: Any) -> Any:
    if not isinstance(value, list) and value not in PORTFOLIOS:
        raise PydanticCustomError(
            "no_portfolio",
            "must be one of {portfolios} or a list like [{name: lightgbm}], but got {value}",
            {"portfolios": ", ".join(PORTFOLIOS), "value": repr(value)},
        )
    return [{"name": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


ModelList = Annotated[list[ModelChoice] | Portfolio, BeforeValidator(_portfolio_or_list)]


class Config(BaseModel):
    """The whole config file. Everything but ``data`` may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    run: RunSettings = RunSettings()
    data: DataSettings
    preprocessing: PreprocessingSettings = PreprocessingSettings()
    models: ModelList = "standard"
    ensembles: EnsembleSettings = EnsembleSettings()
    cross_validation: CrossValidationSettings = CrossValidationSettings()
    evaluation: EvaluationSettings = EvaluationSettings()
    optimization: OptimizationSettings = OptimizationSettings()
    interpretation: InterpretationSettings = InterpretationSettings()
    output: OutputSettings = OutputSettings()
    clearml: ClearMLSettings = ClearMLSettings()

    @model_validator(mode="after")
    def _columns_for_the_split(self) -> Self:
        needed: Mapping[str, tuple[str, str | None]] = {
            "group": ("group_column", self.data.group_column),
            "timeseries": ("time_column", self.data.time_column),
        }
        name, column = needed.get(self.cross_validation.kind, ("", ""))
        if column is None:
            raise PydanticCustomError(
                "split_needs_column",
                "cross_validation.kind {kind} needs data.{column}",
                {"kind": self.cross_validation.kind, "column": name},
            )
        return self

    @model_validator(mode="after")
    def _some_model(self) -> Self:
        if isinstance(self.models, list) and not any(choice.enable for choice in self.models):
            raise PydanticCustomError(
                "no_model",
                "models must be one of {portfolios} or name at least one enabled model",
                {"portfolios": ", ".join(PORTFOLIOS)},
            )
        return self
