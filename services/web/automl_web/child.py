"""What needs tables or the SDK, in a process that ends afterwards: `python -m automl_web.child look|start`.

Takes one JSON document on stdin, which names a file (``csv_path``) or a dataset (``dataset_id``), and answers with one
on stdout: the result, or ``error``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from automl_data.intake import file_hash, only_table, read_table, ready, recognised_table
from automl_shared.config import Config, parse_config
from automl_shared.config.models import DataSettings
from automl_shared.errors import AutoMLError, ConfigError
from automl_shared.naming import CONTENT_TAG, TEMPLATE_TAG, Naming, Phase, Unit, dataset_project, slug, tag, task_tags
from automl_shared.readings import Reading
from automl_shared.run_context import RunContext, chosen_run_id
from automl_shared.sections import ArgsSection, RunSection, config_payload, payload
from automl_shared.tracker import NewTask, TaskReader, TasksAndDatasets, connect
from automl_shared.unchanged import unchanged
from automl_shared.words import ENGLISH, LANGUAGES, T_, Text, as_document

PROBLEM_KEY = "automl_problem_type"
"""Runtime key of a run's task, as the controller reads it."""
EXAMPLES = 3

Document = dict[str, Any]


def main() -> int:
    verbs: Mapping[str, Callable[[Document, Path], Document]] = {"look": look, "start": start}
    asked = json.load(sys.stdin)
    path = Path(asked.get("csv_path", ""))
    try:
        path = path if "csv_path" in asked else only_table(connect().dataset_files(asked["dataset_id"]), asked["name"])
        answer = verbs[sys.argv[1]](asked, path)
    except AutoMLError as error:
        answer = {"error": _as_document(error, path.parent)}
    print(json.dumps(answer, ensure_ascii=False))
    return 0


def _as_document(error: AutoMLError, folder: Path) -> Document:
    """Without the folder in which the file lies here: nobody chose it."""

    def text(value: object) -> object:
        return as_document(value) if isinstance(value, Text | None) else str(value).replace(f"{folder}/", "")

    return {
        "what": as_document(error.what),
        "value": text(error.value),
        "allowed": text(error.allowed),
        "fixes": [as_document(fix) for fix in error.fixes],
    }


def look(asked: Document, path: Path) -> Document:
    """Rows, columns with kind and examples, and what is to be said of the file. Raises DataError."""
    data = DataSettings(csv_path=str(path))
    table = read_table(path, data)
    known = recognised_table(table, data)
    frame = known.frame
    columns = [
        {
            "name": str(name),
            "kind": _kind(frame[name], known.readings.get(str(name))),
            "examples": [str(one) for one in _some(frame[name])],
        }
        for name in frame.columns
    ]
    language = asked["language"] if asked["language"] in LANGUAGES else ENGLISH
    notes = [note.message(language) for note in table.notes]
    return {"file": path.name, "rows": len(frame), "columns": columns, "notes": notes}


def _kind(column: Any, reading: Reading | None) -> str:
    """Of a column: number, date, yes or no, or text."""
    if reading is not None and reading.kind in ("numeric", "datetime", "boolean"):
        return reading.kind
    return {"b": "boolean", "i": "numeric", "u": "numeric", "f": "numeric", "M": "datetime"}.get(
        column.dtype.kind, "text"
    )


def _some(column: Any) -> list[Any]:
    return list(column.dropna().unique()[:EXAMPLES])


def start(asked: Document, path: Path) -> Document:
    """Registers the data, clones the run's template and enqueues it. Raises ConfigError before anything is made."""
    config = parse_config(asked["config"])
    with unchanged(path):
        table, content = read_table(path, config.data), file_hash(path)
    problem = ready(table, config.data, config.cross_validation).problem
    tracker = connect()
    context = _context(config, slug(asked["name"]), asked["user"])
    used = _with_dataset(config, _registered(tracker, config, context, path, content, table.frame.shape))
    template = _template(tracker)
    unit, naming = Unit(phase=Phase.RUN), Naming(used.clearml)
    args = ArgsSection(
        dataset_id=used.data.dataset_id,
        target_column=used.data.target_column,
        models=used.models if isinstance(used.models, str) else "",
        primary_metric=used.evaluation.primary_metric,
        time_budget_minutes=used.run.time_budget_minutes,
    )
    run = RunSection(
        **context.model_dump(),
        time_budget_minutes=used.run.time_budget_minutes,
        args_baseline=args.model_dump(),
    )
    made = tracker.clone(
        template,
        NewTask(
            name=naming.task_name(context, unit),
            project=naming.project(context, Phase.RUN),
            tags=task_tags(context, unit, attempt=1, cloned_from=template),
            system_tags=("pipeline",),
            sections={**config_payload(used), **payload(run, args)},
            comment=context.run_id,
        ),
    )
    tracker.edit(made, sections={RunSection.section: {"task_id": made}})
    tracker.set_runtime(made, {PROBLEM_KEY: problem.type})
    tracker.enqueue([made], naming.queue(Phase.RUN))
    return {"run_id": context.run_id}


def _context(config: Config, key: str, user: str) -> RunContext:
    root, who = config.clearml.project_root, slug(user)
    return RunContext(
        run_id=chosen_run_id(None),
        user=who,
        project_root=root,
        dataset_key=key,
        dataset_project=dataset_project(root, who, key),
    )


def _registered(
    tracker: TasksAndDatasets,
    config: Config,
    context: RunContext,
    path: Path,
    content: str,
    shape: tuple[int, int],
) -> str:
    """The id of the dataset that was chosen, or that has this content: one that is there, or a new one."""
    if config.data.dataset_id:
        tracker.tag_dataset(config.data.dataset_id, context.tags_base)
        return config.data.dataset_id
    project = Naming(config.clearml).datasets_project
    present = tracker.find_dataset(project=project, content_hash=content)
    if present is not None and tracker.has_dataset_files(present.id):
        tracker.tag_dataset(present.id, context.tags_base)
        return present.id
    facts = {
        "file_name": path.name,
        "rows": str(shape[0]),
        "columns": str(shape[1]),
        "hash": content,
        "run_id": context.run_id,
        "size_bytes": str(path.stat().st_size),
    }
    tags = [*context.tags_base, tag(CONTENT_TAG, content)]
    return tracker.register_dataset(path, name=context.dataset_key, project=project, tags=tags, facts=facts)


def _with_dataset(config: Config, dataset_id: str) -> Config:
    data = config.data.model_copy(update={"csv_path": None, "dataset_id": dataset_id})
    return config.model_copy(update={"data": data})


def _template(tracker: TaskReader) -> str:
    found = tracker.tasks(tags=[TEMPLATE_TAG, tag("phase", Phase.RUN)], with_sections=False)
    if not found:
        raise ConfigError(T_("the server has no template of a run"), fix="automl templates sync")
    return found[-1].id


if __name__ == "__main__":
    sys.exit(main())
