"""The ways of bringing numbers to one scale: how each is called, what it does, and what does it.

Light on purpose: whoever only names a scale imports nothing that learns.
"""

from __future__ import annotations

from collections.abc import Mapping
from pkgutil import resolve_name
from typing import Any

from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.words import N_, translated


class Scale(Frozen):
    """``title``: in the name of a preparation, ``step``: what becomes of a column.

    ``transformer``: module and class of the scikit-learn transformer, imported by whoever scales; None changes nothing.
    """

    transformer: str | None
    title: str
    step: str

    def titled(self, language: Language) -> str:
        return translated(self.title, language)

    def told(self, language: Language) -> str:
        return translated(self.step, language)


SCALES: Mapping[str, Scale] = {
    "standard": Scale(
        transformer="sklearn.preprocessing:StandardScaler",
        title=N_("numbers on one scale"),
        step=N_("Brought to one scale: the mean becomes 0 and the usual distance from it 1."),
    ),
    "minmax": Scale(
        transformer="sklearn.preprocessing:MinMaxScaler",
        title=N_("numbers between 0 and 1"),
        step=N_("Brought to one scale: the range becomes 0 to 1."),
    ),
    "robust": Scale(
        transformer="sklearn.preprocessing:RobustScaler",
        title=N_("numbers on one scale, outliers apart"),
        step=N_("Brought to one scale by the middle half of the values, so that extreme ones do not decide it."),
    ),
    "quantile": Scale(
        transformer="automl_data.recipe.scaling:FewRowsQuantiles",
        title=N_("numbers as ranks"),
        step=N_("Every value is replaced by its place in the order of all values."),
    ),
    "power": Scale(
        transformer="automl_data.recipe.scaling:Unbent",
        title=N_("numbers made symmetric"),
        step=N_("Skewed columns are transformed until they are about symmetric, then brought to one scale."),
    ),
    "none": Scale(
        transformer=None,
        title=N_("numbers as they are"),
        step=N_("The scale stays as it is."),
    ),
}
"""What `automl_shared.config.models.Scaling` allows; a test holds the two together."""


def scaler(name: str) -> Any:
    """The unfitted scaler of a recipe's ``scaling``, but for ``none``."""
    from automl_data.recipe.frames import Framed, FrameTransformer

    where = SCALES[name].transformer
    assert where is not None, "asked for only where something is scaled"
    made = resolve_name(where)()
    return made if isinstance(made, FrameTransformer) else Framed(made)
