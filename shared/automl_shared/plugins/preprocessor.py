"""Preprocessors: extra transformers of numeric columns, fitted inside each fold like everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from automl_shared.plugins.registry import Registry

F = TypeVar("F", bound=Callable[[], Any])


@dataclass(frozen=True, kw_only=True)
class Preprocessor:
    """A registered preprocessor. ``build()`` returns an unfitted scikit-learn transformer with feature names out."""

    name: str
    build: Callable[[], Any]
    summary: str


PREPROCESSORS: Registry[Preprocessor] = Registry("preprocessor")


def preprocessor(name: str, *, summary: str) -> Callable[[F], F]:
    """Registers the decorated builder as a preprocessor of numeric columns.

    Any scikit-learn transformer becomes one in a file of its own; a recipe names it in ``plugins``::

        from sklearn.preprocessing import KBinsDiscretizer

        from automl_shared.plugins import preprocessor

        @preprocessor("bins", summary="Cuts every number into five ranges.")
        def bins():
            return KBinsDiscretizer(5, encode="ordinal", quantile_method="averaged_inverted_cdf")

    It is fitted inside each fold, on (n_rows, n_columns) floats whose gaps are filled (unless ``numeric_imputation`` is
    ``none``), before polynomials and scaling; y is passed on to its ``fit``. It must name its features
    (``get_feature_names_out``), return dense finite numbers, and be repeatable: give it a ``random_state`` if it takes
    one. A function becomes one with ``FunctionTransformer(np.cbrt, feature_names_out="one-to-one")``.
    """

    def register(build: F) -> F:
        PREPROCESSORS.register(name, Preprocessor(name=name, build=build, summary=summary))
        return build

    return register
