"""The data of a run: where the table comes from, how it is read, and what its columns are."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from automl_shared.config.choices import ColumnKind
from automl_shared.config.mistakes import mistake
from automl_shared.config.section import Label, Number, Section
from automl_shared.horizon import read_horizon
from automl_shared.words import N_


def _sign_by_name(value: Any) -> Any:
    """A tab or a blank by its name: a server may cut it off as text."""
    return {"\t": "tab", "\\t": "tab", " ": "space"}.get(value, value) if isinstance(value, str) else value


def _as_text(value: Any) -> Any:
    """A number may be written without quotation marks."""
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else value


ClassWeights = Literal["balanced"] | dict[Label, Annotated[Number, Field(gt=0, allow_inf_nan=False)]]
Separator = Annotated[str, BeforeValidator(_sign_by_name), Field(pattern=r"^(?:tab|space|[^\w\s\"])$")]


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
            raise mistake("sql_incomplete")
        return self


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
            raise mistake("no_horizon") from None
        return given

    @model_validator(mode="after")
    def _time_for_the_horizon(self) -> Self:
        if self.horizon is not None and self.time_column is None:
            raise mistake("horizon_needs_time")
        return self

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = {"csv_path": self.csv_path, "dataset_id": self.dataset_id, "sql": self.sql.url}
        if len(several := [name for name, value in given.items() if value is not None]) > 1:
            raise mistake("several_sources", given=", ".join(several))
        return self
