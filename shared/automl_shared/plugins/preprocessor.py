"""Preprocessors: extra transformers of columns of one type, fitted inside each fold like everything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal, TypeVar, get_args

from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.frozen import Frozen
from automl_shared.plugins.params import Param, check_types
from automl_shared.plugins.registry import Registry
from automl_shared.words import T_

F = TypeVar("F", bound=Callable[..., Any])
ColumnType = Literal["numeric", "categorical", "datetime", "text"]


class Preprocessor(Frozen):
    """A registered preprocessor. ``build(**params)`` returns an unfitted scikit-learn transformer.

    ``params`` are the defaults with the user's on top. Raises ConfigError for a type of columns that does not exist,
    and a parameter without a default.
    """

    name: str
    build: Callable[..., Any]
    summary: str
    columns: ColumnType = "numeric"
    """The columns it is given; see `preprocessor` for how."""
    params: Mapping[str, Param] = field(default_factory=dict)
    """Every parameter it takes."""
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        types = get_args(ColumnType)
        if self.columns not in types:
            raise ConfigError(
                f"the preprocessor {self.name!r} is for columns of a type that does not exist"
                f"{did_you_mean(str(self.columns), types)}",
                value=self.columns,
                allowed=", ".join(types),
                fix="correct columns= in its decorator",
            )
        if self.params.keys() != self.defaults.keys():
            raise ConfigError(
                f"the preprocessor {self.name!r} needs a default for each of its parameters, and no other",
                value=", ".join(sorted(self.params.keys() ^ self.defaults.keys())),
                fix="correct params= and defaults= in its decorator",
            )

    def check(self, params: Mapping[str, Any]) -> None:
        """Raises ConfigError for a parameter it does not take, and for a value of the wrong type."""
        for name in params:
            if name not in self.params:
                raise ConfigError(
                    T_(
                        "the preprocessor {name!r} has no parameter {param!r}{hint}",
                        name=self.name,
                        param=name,
                        hint=did_you_mean(name, self.params),
                    ),
                    value=f"preprocessing.plugins: {name}={params[name]!r}",
                    allowed=", ".join(self.params) or T_("none: it takes no parameters"),
                    fix=T_("leave {name} out of its params", name=name),
                )
        check_types(T_("the preprocessor {name!r}", name=self.name), self.params, params)

    def transformer(self, params: Mapping[str, Any]) -> Any:
        """The unfitted transformer, which returns frames. Raises as `check` does."""
        self.check(params)
        return self.build(**{**self.defaults, **params}).set_output(transform="pandas")


PREPROCESSORS: Registry[Preprocessor] = Registry("preprocessor")


def preprocessor(
    name: str,
    *,
    summary: str,
    columns: ColumnType = "numeric",
    params: Mapping[str, Param] | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> Callable[[F], F]:
    """Registers the decorated builder as a preprocessor of one type of columns.

    Any scikit-learn transformer becomes one in a file of its own; a recipe names it in ``plugins``::

        from automl_shared.plugins import preprocessor, whole

        @preprocessor("bins", summary="Cuts every number into ranges.", defaults={"n_bins": 5},
                      params={"n_bins": whole(2, 20, "How many ranges.", "区間の数です。")})
        def bins(n_bins):
            from sklearn.preprocessing import KBinsDiscretizer

            return KBinsDiscretizer(n_bins, encode="ordinal", quantile_method="averaged_inverted_cdf")

    It is fitted inside each fold, on a frame (n_rows, n_columns); y is passed on to its ``fit``. It must name its
    features (``get_feature_names_out``), return dense numbers, and be repeatable: give it a ``random_state`` if it
    takes one. A function becomes one with ``FunctionTransformer(np.cbrt, feature_names_out="one-to-one")``.

    - ``numeric``: floats whose gaps are filled (unless ``numeric_imputation`` is ``none``), before polynomials and
      scaling; what it returns, finite, takes the place of what it got.
    - ``categorical``, ``datetime``, ``text``: texts with ``(missing)`` for a gap, times in UTC with ``NaT``, texts with
      an empty one. What it returns are features beside the built-in ones; gaps in them are filled, and they are scaled.
    """

    def register(build: F) -> F:
        PREPROCESSORS.register(
            name,
            Preprocessor(
                name=name,
                build=build,
                summary=summary,
                columns=columns,
                params=dict(params or {}),
                defaults=dict(defaults or {}),
            ),
        )
        return build

    return register


def columns_of(name: str) -> ColumnType:
    """The type of columns a preprocessor is for; numbers where it is not registered here."""
    return PREPROCESSORS.get(name).columns if name in PREPROCESSORS else "numeric"
