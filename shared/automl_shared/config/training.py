"""What is trained, and on which folds: models, the search for parameters, ensembles."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from automl_shared.config.choices import PORTFOLIOS, Portfolio
from automl_shared.config.mistakes import mistake
from automl_shared.config.section import Number, Section
from automl_shared.words import N_, NC_


class ModelChoice(Section):
    """One model to train, with the parameters that differ from its defaults."""

    section: ClassVar[str] = "Model"

    name: str = Field(description="Registry name, e.g. lightgbm.")
    enable: bool = Field(True, description="False leaves it out without deleting the lines.")
    params: dict[str, Any] = Field({}, description="Parameters that differ from the model's defaults.")


def _portfolio_or_list(value: Any) -> Any:
    if not isinstance(value, list) and value not in PORTFOLIOS:
        raise mistake("no_portfolio", portfolios=", ".join(PORTFOLIOS))
    return as_choices(value)


def as_choices(value: Any) -> Any:
    """A list of models in which a name stands for the model with its defaults."""
    return [{"name": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


ModelList = Annotated[list[ModelChoice] | Portfolio, BeforeValidator(_portfolio_or_list)]


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


class OptimizationSettings(Section):
    section: ClassVar[str] = "Optimization"

    method: Literal["none", "grid", "random", "bayesian"] = Field(
        "none", description=N_("Search for better parameters.")
    )
    n_trials: int = Field(20, ge=1, description=N_("Settings to try."))
    timeout_seconds: Number | None = Field(None, gt=0, description=N_("Seconds a search may take."))
