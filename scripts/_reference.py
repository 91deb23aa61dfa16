"""The pages of docs/ that are written from the code: what a run shows, the commands, the phases' outputs, the words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import typer
from _found import Found, artifacts, scalars, sources, tags
from _meanings import ARTIFACTS, SCALARS, TAGS
from _tables import about, table
from pydantic import BaseModel

from automl_comparison import pictures as comparison
from automl_comparison.words.report import GLOSSARY, TERMS
from automl_controller.cli.app import app
from automl_controller.runs.plan import SECTIONS_OF
from automl_inference import visualization as inference
from automl_preprocessing import visualization as preprocessing
from automl_shared import phase_io
from automl_shared.naming import DEFAULT_NAMES, SERVICE_OF, SUPERSEDED_TAG, TEMPLATE_TAG, Phase
from automl_shared.pictures import Pictures
from automl_shared.plugins import METRICS, Metric
from automl_shared.plugins.metric import IN_UNITS
from automl_shared.sections import CONFIG_SECTIONS
from automl_shared.words import translated
from automl_training import visualization as training
from automl_training.summary import visualization as summary

HEAD = """\
# Reference: what a run shows, and what commands print

Written by `make docs` from the code, where plots have their meanings; those of other names are in
`scripts/_meanings.py`. [USER_GUIDE](USER_GUIDE.md) says where to look first, [CONFIG](CONFIG.md) has the keys of the
config file, [SERVER](SERVER.md) the calls of the embedded server.
"""
OUTPUTS: tuple[type[BaseModel], ...] = (
    phase_io.DatasetInfo,
    phase_io.PreprocessingInfo,
    phase_io.TrainingInfo,
    phase_io.TrainingSummaryInfo,
    phase_io.ComparisonInfo,
    phase_io.InferenceInfo,
    phase_io.RunInfo,
)
PICTURES: Mapping[Phase, Pictures] = {
    Phase.PREPROCESSING: preprocessing.PICTURES,
    Phase.TRAINING: training.PICTURES,
    Phase.TRAINING_SUMMARY: summary.PICTURES,
    Phase.COMPARISON: comparison.PICTURES,
    Phase.INFERENCE: inference.PICTURES,
}


def reference() -> str:
    """docs/REFERENCE.md. Raises SystemExit for a name in the code without a meaning, or a meaning without a name."""
    return HEAD + "".join(
        f"\n{part}\n" for part in (_tasks(), _sections(), _tags(), *_shown(), _outputs(), _commands())
    )


def schemas() -> dict[str, str]:
    """File name to the JSON schema of a phase's output."""
    return {
        f"{kind.__name__}.json": json.dumps(kind.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
        for kind in OUTPUTS
    }


def glossary() -> str:
    """The words of the report, in both languages."""
    cells = [[translated(table[key], one) for table in (TERMS, GLOSSARY) for one in ("en", "ja")] for key in TERMS]
    rows = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join(["| word | 用語 | meaning | 意味 |", "|---|---|---|---|", *rows])


def metrics() -> str:
    """The built-in metrics."""
    rows = [_metric(METRICS.get(name)) for name in METRICS]
    return "\n".join(["| name | for | better | unit | what it measures |", "|---|---|---|---|---|", *rows])


def _metric(metric: Metric) -> str:
    fits = ", ".join(metric.problem_types or metric.task_types)
    better = "higher" if metric.greater_is_better else "lower"
    return f"| `{metric.name}` | {fits} | {better} | {IN_UNITS[metric.unit]} | {metric.summary} |"


def _tasks() -> str:
    rows = [f"| `{phase}` | `{DEFAULT_NAMES[phase]}` | `automl-{SERVICE_OF[phase]}` |" for phase in Phase]
    return "\n".join(["## Tasks", "", "| phase | name | queue |", "|---|---|---|", *rows])


def _sections() -> str:
    from_config = {kind: key for key, kind in CONFIG_SECTIONS.items()}
    every = dict.fromkeys(kind for kinds in SECTIONS_OF.values() for kind in kinds)
    lines = ["## Sections of parameters", "", "| section | on tasks of | keys |", "|---|---|---|"]
    for kind in every:
        phases = ", ".join(phase for phase in Phase if kind in SECTIONS_OF[phase])
        key = from_config.get(kind)
        keys = f"as in the config: [`{key}`](CONFIG.md#{key})" if key else "below"
        lines.append(f"| `{kind.section}` | {phases} | {keys} |")
    for kind in (kind for kind in every if kind not in from_config):
        lines += ["", f"### `{kind.section}` ({', '.join(phase for phase in Phase if kind in SECTIONS_OF[phase])})", ""]
        lines += [about(kind), "", "| key | takes | default | meaning |", "|---|---|---|---|", *table(kind, joint="/")]
    return "\n".join(lines)


def _tags() -> str:
    words = {TEMPLATE_TAG, SUPERSEDED_TAG}
    _check("tag", {*tags(sources()), "run", "dataset", *words}, TAGS)
    rows = [f"| `{name}{'' if name in words else ':…'}` | {meaning} |" for name, meaning in TAGS.items()]
    return "\n".join(["## Tags", "", "| tag | meaning |", "|---|---|", *rows])


def _shown() -> Iterator[str]:
    every = sources()
    yield _plots()
    for title, kind, found, meanings in (
        ("Scalars", "scalar", scalars(every), SCALARS),
        ("Artifacts", "artifact", artifacts(every), ARTIFACTS),
    ):
        _check(kind, set(found), meanings)
        yield _by_phase(title, kind, found, meanings)


def _plots() -> str:
    rows = [f"| `{one.full_name}` | {phase} | {one.meaning} |" for phase, every in PICTURES.items() for one in every]
    return "\n".join(["## Plots", "", "| plot | on tasks of | meaning |", "|---|---|---|", *rows])


def _by_phase(title: str, kind: str, found: Found, meanings: Mapping[str, str]) -> str:
    rows = [f"| `{name}` | {', '.join(found[name])} | {meaning} |" for name, meaning in meanings.items()]
    return "\n".join([f"## {title}", "", f"| {kind} | on tasks of | meaning |", "|---|---|---|", *rows])


def _check(kind: str, found: set[str], meanings: Mapping[str, str]) -> None:
    for what, names in (
        ("no meaning of", found - set(meanings)),
        ("a meaning of what no task shows:", set(meanings) - found),
    ):
        if names:
            raise SystemExit(f"scripts/_meanings.py has {what} the {kind} {sorted(names)}: correct it there")


def _outputs() -> str:
    lines = [
        "## Outputs of the phases",
        "",
        "The artifact `phase_output` of a task, and what `--output-info FILE` writes.",
    ]
    for kind in OUTPUTS:
        lines += [
            "",
            f"### `{kind.__name__}`",
            "",
            f"{about(kind)} JSON schema: [{kind.__name__}](schemas/{kind.__name__}.json).",
        ]
        lines += ["", "| key | holds | default | meaning |", "|---|---|---|---|", *table(kind, required="always there")]
    return "\n".join(lines)


def _commands() -> str:
    lines = ["## Commands", "", "Every command has `--help`, and one that prints for people prints JSON with `--json`."]
    root = typer.main.get_command(app)
    for name, command in (("automl", root), *commands(root, "automl")):
        options = [
            f"| {_names_of(one)} | {(getattr(one, 'help', None) or '').replace('|', '/')} |"
            for one in command.params
            if one.name != "help"
        ]
        told = " ".join((command.help or "").split("\n\n")[0].split())
        lines += [
            "",
            f"### `{name}`",
            "",
            told,
            *(["", "| takes | meaning |", "|---|---|", *options] if options else []),
        ]
    return "\n".join(lines)


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command by its full name, those of groups too."""
    for word, below in getattr(command, "commands", {}).items():
        if hasattr(below, "commands"):
            yield from commands(below, f"{name} {word}")
        else:
            yield f"{name} {word}", below


def _names_of(parameter: Any) -> str:
    names = [*parameter.opts, *parameter.secondary_opts]
    if parameter.param_type_name == "argument":
        names = [parameter.name.upper()]
    return ", ".join(f"`{name}`" for name in names)
