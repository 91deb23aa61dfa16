"""What was asked for, as plain data."""

from __future__ import annotations

from automl_shared.frozen import Frozen

NOT_IMPLEMENTED = "Predicting is not implemented yet."


class Request(Frozen):
    """Columns a model needs and columns the data has; ``given`` is None when the task names no data."""

    candidate: str
    expected: list[str]
    given: list[str] | None

    @property
    def missing(self) -> list[str]:
        """What the model needs and the data lacks."""
        return [] if self.given is None else [name for name in self.expected if name not in self.given]

    @property
    def unused(self) -> list[str]:
        """What the data has and the model does not look at."""
        return [name for name in self.given or [] if name not in self.expected]

    @property
    def message(self) -> str:
        """The outcome in plain words."""
        fits = "No data was given to check." if self.given is None else "The data has every column the model needs."
        return f"{NOT_IMPLEMENTED} {fits} Model: {self.candidate}, which needs {len(self.expected)} columns."
