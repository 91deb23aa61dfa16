"""``automl init``: a config for a table, with the guesses said."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from automl_shared.config import parse_config
from automl_shared.errors import ConfigError
from automl_shared.intake import check_usable, read_table, select


@dataclass(frozen=True, kw_only=True)
class Scaffold:
    """A config that was written."""

    config: str
    target: str
    problem_type: str
    reason: str
    rows: int
    columns: int


def write_config(data: Path, target: str | None, output: Path, *, force: bool = False) -> Scaffold:
    """Writes a config that `automl submit` accepts. Raises ConfigError for data that cannot be used."""
    if output.exists() and not force:
        raise ConfigError(
            "the config file exists already", value=output, fix=f"automl init {data} --output <other file>, or --force"
        )
    frame = read_table(data).frame
    chosen = target or str(frame.columns[-1])
    raw = {"data": {"csv_path": str(data), "target_column": chosen}, "models": "standard"}
    config = parse_config(raw)
    problem = check_usable(select(frame, config.data), config.data, config.cross_validation)
    guessed = "" if target else "  # guessed: the last column; change it if that is wrong"
    text = yaml.safe_dump(raw, sort_keys=False, allow_unicode=True)
    line = f"  target_column: {yaml.safe_dump(chosen, allow_unicode=True).splitlines()[0]}"
    output.write_text("# All keys: docs/CONFIG.md\n" + text.replace(line, line + guessed), encoding="utf-8")
    return Scaffold(
        config=str(output),
        target=chosen,
        problem_type=problem.type,
        reason=problem.reason,
        rows=frame.shape[0],
        columns=frame.shape[1],
    )
