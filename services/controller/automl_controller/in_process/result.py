"""`run`: a table in, a recommendation and its files out."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from automl_controller.in_process.engine import Engine
from automl_controller.predicting.model import recommended_model
from automl_controller.runs.document import readable_decision, run_document
from automl_controller.runs.reading import read_state
from automl_controller.runs.report_page import REPORT_ARTIFACT
from automl_controller.runs.scaffold import Draft
from automl_controller.runs.state import RunState
from automl_controller.runs.submit import check_config, check_data, read_config
from automl_controller.runs.watch import Glance
from automl_data.bundle import ENDING
from automl_data.intake import local_file
from automl_shared.config import Config, Override
from automl_shared.config.loader import dotted_path
from automl_shared.config.overrides import as_option, with_option
from automl_shared.errors import ConfigError, DataError, errors_in, writing
from automl_shared.frozen import Frozen
from automl_shared.lazy import pd
from automl_shared.phase_io import NextStep, RunDocument
from automl_shared.run_context import chosen_run_id
from automl_shared.words import T_

TASKS, DOCUMENT, REPORT, MODEL, ROWS = "tasks", "run.json", "report.html", f"model{ENDING}", "data.parquet"
TARGET = ("data", "target_column")

Show = Callable[[Iterable[Glance]], RunState]
"""Is given every glance at a run, and returns its last state."""


class Result(Frozen):
    """A run that has ended, and its files: ``run.json``, ``report.html``, the model, and a folder for each task."""

    folder: Path
    document: RunDocument
    sentence: str
    """The verdict."""
    caveats: Sequence[str]
    """What to keep in mind about it, the weightiest first."""
    next_steps: Sequence[NextStep]
    """What to do after it, each a command."""
    report: Path | None
    model: Path | None
    """The recommended one, for `automl predict` and `automl_data.bundle.load_bundle`; None where there is none."""
    state: RunState = field(repr=False)
    engine: Engine = field(repr=False)

    @property
    def leaderboard(self) -> pd.DataFrame:
        """A row for each candidate with a score, the best first."""
        return pd.DataFrame([row.model_dump() for row in self.document.leaderboard])


def run(
    data: str | Path | pd.DataFrame,
    target: str | None = None,
    *,
    folder: str | Path = ".",
    settings: Mapping[str, Any] | None = None,
) -> Result:
    """Finds the best model for a table in this process, without a server.

    ``data``: a file, as `automl init` takes it, or a table (n_rows, n_columns). ``target``: the column to predict;
    proposed where left out. ``folder``: where the run's own folder is made, named by its id. ``settings``: config
    values by their dotted paths, ``{"models": "fast", "cross_validation.n_folds": 3}``.
    Raises ConfigError or DataError where a run would be refused.
    """
    wanted = {**(settings or {}), **({"data.target_column": target} if target else {})}
    overrides = [Override(path=tuple(path.split(".")), value=value) for path, value in wanted.items()]
    if isinstance(data, (str, Path)):
        return Request.of_table(str(data), overrides).run(Path(folder))
    return Request.of_table(str(_kept(data, Path(folder))), overrides).run(Path(folder))


class Request(Frozen):
    """What to run. ``command``: what asks for it. ``beside``: the folder that the config's paths are relative to.

    ``guessed``: nobody said which column is the target. ``others``: columns that it could be as well.
    """

    config: Config
    command: str
    beside: Path = Path()
    guessed: bool = False
    others: tuple[str, ...] = ()

    @classmethod
    def of_file(cls, config: Path, overrides: Sequence[Override]) -> Request:
        """Of a config. Raises ConfigError."""
        command = _command(["--config", str(config)], overrides)
        return cls(config=read_config(config, overrides), command=command, beside=config.parent)

    @classmethod
    def of_table(cls, data: str, overrides: Sequence[Override]) -> Request:
        """Of a table as `automl init` would describe it. Raises ConfigError or DataError."""
        draft = Draft.of(data, overrides)
        guessed, others = not draft.config.data.target_column, tuple[str, ...]()
        if guessed:
            with errors_in(draft.config.output.language):
                table = draft.read()
                target = draft.proposed_target(table)
            draft = draft.with_target(target)
            others = tuple(str(name) for name in reversed(table.frame.columns) if name != target)
        config = draft.config
        rest = [one for one in overrides if one.path != TARGET]
        command = _command([data, "--target", config.data.target_column], rest)
        return cls(config=config, command=command, guessed=guessed, others=others)

    def run(self, parent: Path, *, show: Show | None = None, verbose: bool = False) -> Result:
        """Runs it in a folder of its own below ``parent``. Raises ConfigError or DataError, and has made nothing."""
        run_id = chosen_run_id(self.config.run.id)
        config = self.config.model_copy(update={"run": self.config.run.model_copy(update={"id": run_id})})
        with errors_in(config.output.language):
            check_config(config)
            if config.data.dataset_id is not None:
                raise ConfigError(
                    T_("a registered dataset is on a server, which this run has not"),
                    value=config.data.dataset_id,
                    fix=("--set data.csv_path=FILE", "automl submit"),
                )
            with local_file(config.data, self.beside) as path:
                data = check_data(config, path)
                folder = _made(parent / run_id)
                engine = Engine(folder / TASKS, verbose=verbose)
                task_id = engine.submit(
                    config, data, command=self._command_in(parent), model_file=os.path.relpath(folder / MODEL)
                )
        state = (show or _last_state)(engine.advance(task_id, config))
        return _result(engine, state, folder)

    def _command_in(self, parent: Path) -> str:
        """Makes a run of its own beside this one."""
        folder = [shlex.join(["--folder", str(parent)])] if parent != Path() else []
        command = " ".join([self.command, *folder])
        return with_option(command, "run.id", None) if self.config.run.id else command


def _command(source: Sequence[str], overrides: Sequence[Override]) -> str:
    options = [as_option(dotted_path(one.path), one.value) for one in overrides]
    return " ".join([shlex.join(["automl", "run", *source]), *options])


def _kept(table: pd.DataFrame, folder: Path) -> Path:
    """The table as a file. Raises DataError for what no file holds."""
    file = folder / ROWS
    try:
        table.to_parquet(file)
    except (ValueError, TypeError, NotImplementedError) as error:  # pyarrow's are among them
        raise DataError(
            T_("the table cannot be kept as a Parquet file"),
            value=error,
            fix=T_("give its columns different names, and plain numbers, texts, dates or true and false"),
        ) from error
    return file


def _made(folder: Path) -> Path:
    with writing(folder, T_("the run's folder cannot be made"), fix="--folder ANOTHER"):
        folder.mkdir(parents=True)
    return folder.absolute()


def _last_state(glances: Iterable[Glance]) -> RunState:
    *_, last = glances
    assert last.state is not None, "a tracker in memory is never away"
    return last.state


def _result(engine: Engine, state: RunState, folder: Path) -> Result:
    tracker = engine.tracker
    state = read_state(tracker, tracker.task(state.task.id))
    document = run_document(tracker, state)
    decision, _ = readable_decision(tracker, state)
    (folder / DOCUMENT).write_text(document.model_dump_json(indent=2), encoding="utf-8")
    report = model = None
    if tracker.has_file(state.task.id, REPORT_ARTIFACT):
        report = Path(shutil.copy(tracker.file(state.task.id, REPORT_ARTIFACT), folder / REPORT))
    if document.recommendation:
        model = Path(shutil.copy(tracker.model_file(recommended_model(tracker, state.task)), folder / MODEL))
    return Result(
        folder=folder,
        document=document,
        sentence=decision.sentence if decision else "",
        caveats=decision.caveats if decision else (),
        next_steps=decision.next_steps if decision else (),
        report=report,
        model=model,
        state=state,
        engine=engine,
    )
