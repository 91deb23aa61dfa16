"""``automl init``: looks at a table, and makes the config of a run on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from automl_controller.runs.commented import commented
from automl_controller.runs.estimate import Outlook, outlook
from automl_data.intake import Table, edited, local_file, problem_of, read_table, recognised_table
from automl_data.preview import Preview, previewer
from automl_shared.config import Config, Override, parse_config
from automl_shared.config.loader import KeyPath
from automl_shared.config.models import PORTFOLIOS, task_type_of
from automl_shared.config.overrides import set_raw
from automl_shared.errors import ConfigError, DataError, writing
from automl_shared.frozen import Frozen
from automl_shared.lazy import pd
from automl_shared.plugins.model import portfolio
from automl_shared.words import ENGLISH, N_, T_, language_of_environment, translated

HEAD = N_("# Made by `automl init`; every other key has its default (docs/CONFIG.md).")
_TARGET_NAME = re.compile(r"target|label|class|outcome|response|y|目的変数|予測対象|正解|ラベル", re.IGNORECASE)


class Look(Frozen):
    """A table seen as a run would see it."""

    config: Config
    preview: Preview
    outlook: Outlook


@dataclass(frozen=True)
class Draft:
    """The config that is being made, as plain data; only what was said of it, everything else has its default."""

    raw: dict[str, Any]

    @classmethod
    def of(cls, data: str, overrides: Sequence[Override]) -> Draft:
        """In the language of the terminal, unless an override names one.

        Raises ConfigError for an override whose path does not exist.
        """
        language = language_of_environment()
        spoken = {} if language == ENGLISH else {"output": {"language": language}}
        return cls(set_raw({"data": {"csv_path": data}, "models": "standard", **spoken}, overrides))

    def with_values(self, *overrides: Override) -> Draft:
        return Draft(set_raw(self.raw, overrides))

    def with_target(self, target: str) -> Draft:
        return self.with_values(Override(path=("data", "target_column"), value=target))

    @property
    def config(self) -> Config:
        """Raises ConfigError."""
        return parse_config(self.raw, source="--set")

    def read(self) -> Table:
        """The table. Raises DataError."""
        data = self.config.data
        with local_file(data) as path:
            return read_table(path, data)

    def look(self, table: Table, workers: int) -> Look:
        """The table as a run of this config would see it. Raises ConfigError or DataError."""
        config = self.config
        seen = previewer()(table, config)
        return Look(config=config, preview=seen, outlook=outlook(config, seen, workers))

    def columns(self, table: Table) -> list[str]:
        """Names that can be the target, after renaming and dropping."""
        return [str(name) for name in edited(table.frame, self.config.data.editing).columns]

    def proposed_target(self, table: Table) -> str:
        """A column that is named like a target, else the last one that can be predicted."""
        frame = recognised_table(table, self.config.data).frame
        named = [name for name in frame.columns if _TARGET_NAME.fullmatch(str(name).strip())]
        candidates = [*named, *reversed(frame.columns)]
        return str(next((name for name in candidates if _can_be_predicted(frame[name])), frame.columns[-1]))


def write_config(draft: Draft, seen: Preview, output: Path, *, guessed: bool, force: bool) -> None:
    """Writes what the draft sets, each key with what it means. Raises ConfigError for a file that is there already.

    ``guessed``: nobody said which column is the target.
    """
    check_free(output, force=force)
    target = seen.target
    task_type = task_type_of(target.problem_type)
    chosen = draft.with_values(
        Override(path=("data", "problem_type"), value=draft.config.data.problem_type or task_type)
    )
    sizes = [f"{name} ({len(portfolio(name, task_type))})" for name in PORTFOLIOS]
    remarks: dict[KeyPath, str] = {
        ("data", "csv_path"): T_(
            "The table: {rows:,} rows, {columns} columns.", rows=seen.rows, columns=len(seen.columns)
        ),
        ("data", "problem_type"): T_(
            "{reason}; regression predicts numbers, classification classes.", reason=target.reason
        ),
        ("models",): T_(
            "Which models are tried, and how many: {sizes}; or a list: [{{name: lightgbm}}].", sizes=", ".join(sizes)
        ),
    }
    if guessed:
        remarks["data", "target_column"] = T_("The column to predict; guessed, so change it if that is wrong.")
    language = draft.config.output.language
    text = f"{translated(HEAD, language)}\n{commented(_in_order(chosen.raw), remarks, language)}"
    with writing(output, T_("the config file cannot be written"), fix=T_("name a file in a folder that exists")):
        output.write_text(text, encoding="utf-8")


def check_free(output: Path, *, force: bool) -> None:
    """Raises ConfigError for a file that is there already and is not to be replaced."""
    if output.exists() and not force:
        raise ConfigError(T_("the config file exists already"), value=output, fix="--force")


def _in_order(raw: dict[str, Any]) -> dict[str, Any]:
    """Sections as the reference has them; what tells the data first."""
    data = {key: raw["data"][key] for key in ("csv_path", "target_column", "problem_type")}
    return {**raw, "data": {**data, **raw["data"]}}


def _can_be_predicted(column: pd.Series) -> bool:
    """Numbers, or classes that come back."""
    present = column.dropna()
    if present.nunique() < 2:
        return False
    try:
        problem = problem_of(present)
    except DataError:
        return False
    return len(problem.classes) <= len(present) / 2
