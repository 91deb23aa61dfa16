"""The ways of bringing numbers to one scale: how each is called, what it does, and what does it.

Light on purpose: whoever only names a scale imports nothing that learns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from automl_shared.config.models import Language
from automl_shared.words import translated


@dataclass(frozen=True, kw_only=True)
class Scale:
    """``title``: in the name of a preparation, ``step``: what becomes of a column; English and Japanese.

    ``build`` returns the unfitted scikit-learn transformer and imports it itself; None changes nothing.
    """

    build: Callable[[], Any] | None
    title: str | tuple[str, str]
    step: str | tuple[str, str]

    def titled(self, language: Language) -> str:
        return translated(self.title, language)

    def told(self, language: Language) -> str:
        return translated(self.step, language)


def _standard() -> Any:
    from sklearn.preprocessing import StandardScaler

    return StandardScaler()


def _minmax() -> Any:
    from sklearn.preprocessing import MinMaxScaler

    return MinMaxScaler()


def _robust() -> Any:
    from sklearn.preprocessing import RobustScaler

    return RobustScaler()


def _quantile() -> Any:
    from automl_data.recipe.scaling import FewRowsQuantiles

    return FewRowsQuantiles()


def _power() -> Any:
    from automl_data.recipe.scaling import Unbent

    return Unbent()


SCALES: Mapping[str, Scale] = {
    "standard": Scale(
        build=_standard,
        title=("numbers on one scale", "数値の尺度を統一"),
        step=(
            "Brought to one scale: the mean becomes 0 and the usual distance from it 1.",
            "平均 0、ばらつき 1 にそろえます。",
        ),
    ),
    "minmax": Scale(
        build=_minmax,
        title=("numbers between 0 and 1", "数値を 0〜1 に変換"),
        step=("Brought to one scale: the range becomes 0 to 1.", "0 から 1 の範囲にそろえます。"),
    ),
    "robust": Scale(
        build=_robust,
        title=("numbers on one scale, outliers apart", "数値の尺度を統一（外れ値を除外して計算）"),
        step=(
            "Brought to one scale by the middle half of the values, so that extreme ones do not decide it.",
            "中央の半数の値を基準に尺度をそろえます。極端な値の影響を受けにくくします。",
        ),
    ),
    "quantile": Scale(
        build=_quantile,
        title=("numbers as ranks", "数値を順位に変換"),
        step=(
            "Every value is replaced by its place in the order of all values.",
            "値を、全体の中での順位に置き換えます。",
        ),
    ),
    "power": Scale(
        build=_power,
        title=("numbers unbent", "数値の偏りを補正"),
        step=(
            "Lopsided columns are bent until they are about even, then brought to one scale.",
            "偏った分布をなだらかに変換し、尺度をそろえます。",
        ),
    ),
    "none": Scale(
        build=None,
        title=("numbers as they are", "数値はそのまま"),
        step=("The scale stays as it is.", "尺度は変えません。"),
    ),
}
"""What `automl_shared.config.models.Scaling` allows; a test holds the two together."""


def scaler(name: str) -> Any:
    """The unfitted scaler of a recipe's ``scaling``, but for ``none``."""
    from automl_data.recipe.frames import Framed, FrameTransformer

    build = SCALES[name].build
    assert build is not None, "asked for only where something is scaled"
    made = build()
    return made if isinstance(made, FrameTransformer) else Framed(made)
