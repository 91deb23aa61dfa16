"""How the columns are prepared: imputation, scaling, encoding, and registered preprocessors."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, GetJsonSchemaHandler, model_serializer, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from automl_shared.config.choices import (
    CategoricalEncoding,
    CategoricalImputation,
    FeatureGeneration,
    HighCardinalityEncoding,
    NumericImputation,
    Scaling,
    TargetTransform,
)
from automl_shared.config.mistakes import mistake
from automl_shared.config.section import Alternatives, Number, Section
from automl_shared.words import N_


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
                raise mistake("number_or_share", name=name, value=value)
        return self

    @model_validator(mode="after")
    def _gaps_and_categories_fit(self) -> Self:
        for name in ("polynomial_degree", "pca", "feature_selection"):
            value = getattr(self, name)
            if value is not None and "none" in self.numeric_imputation:
                raise mistake("needs_no_gaps", name=name)
        if self.feature_selection is not None and "native" in self.categorical_encoding:
            raise mistake("needs_encoding")
        return self
