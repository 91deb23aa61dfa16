"""What was asked for, as plain data."""

from __future__ import annotations

from automl_shared.config.models import Language
from automl_shared.frozen import Frozen
from automl_shared.words import N_, Words, paragraph, speaker

WORDS: Words = {
    "not_implemented": N_("Predicting is not implemented yet."),
    "no_data": N_("No data was given to check."),
    "fits": N_("The data has every column the model needs."),
    "model": N_("Model: {candidate}, which needs {n} columns."),
    "will_need": N_("These are the columns that {candidate} will need."),
    "column": N_("column"),
    "needed": N_("needed by the model"),
    "given": N_("in the data"),
    "yes": N_("yes"),
    "no": N_("no"),
    "not_used": N_("no, it is not used"),
    "none_given": N_("no data given"),
}


class Request(Frozen):
    """Columns a model needs and columns the data has; ``given`` is None when the task names no data."""

    candidate: str
    expected: list[str]
    given: list[str] | None
    language: Language = "en"

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
        said = [
            say(self, "not_implemented"),
            say(self, "no_data" if self.given is None else "fits"),
            say(self, "model", candidate=self.candidate, n=len(self.expected)),
        ]
        return paragraph(said, self.language)


say = speaker(WORDS)
