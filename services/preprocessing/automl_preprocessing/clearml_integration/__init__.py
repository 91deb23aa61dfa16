"""The preprocessing task: reads its sections and its dataset, reports, returns its output."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from automl_data.intake import file_hash, only_table, read_table
from automl_preprocessing import meta
from automl_preprocessing.clearml_integration import reuse
from automl_preprocessing.masking import Masks
from automl_preprocessing.processing import checked, prepare
from automl_preprocessing.visualization import PICTURES
from automl_shared.config.models import CrossValidationSettings, DataSettings, OutputSettings
from automl_shared.console import echo
from automl_shared.errors import DataError
from automl_shared.phase_io import PreprocessingInfo
from automl_shared.phase_run import PhaseRun
from automl_shared.sections import VariantSection
from automl_shared.tracker import DatasetReader
from automl_shared.unchanged import unchanged
from automl_shared.words import N_, T_, Words, wording

WORDS: Words = {
    "say_problem": N_("problem: {type} ({reason})"),
    "say_rows": N_("rows: {train} for training, {holdout} held out, {dropped} dropped"),
    "say_folds": N_("folds: {n} x {repeats}, {kind} ({reason}), hash {hash}"),
}
word = wording(WORDS)


def run(run: PhaseRun) -> PreprocessingInfo:
    """Works off one preprocessing task: shows an earlier result of the same data and settings, or makes one."""
    variant = checked(run.section(VariantSection))
    earlier = reuse.look(run, variant)
    return reuse.show(run, earlier, _show) if earlier else _made(run, variant)


def _made(run: PhaseRun, variant: VariantSection) -> PreprocessingInfo:
    data = run.section(DataSettings)
    path = _data_file(run.tracker, data)
    with unchanged(path):
        table, content = read_table(path, data), _checked_hash(run.tracker, data, path)
    output = run.section(OutputSettings)
    made = prepare(table, data, run.section(CrossValidationSettings), variant, output.language)
    masks = meta.masks_of(made, on=output.mask_personal_data)
    prepared = meta.masked(meta.with_notes(made, table.notes, output.language), masks)
    source = table.source(path)
    facts = meta.facts(prepared, masks, output, source=source, dataset_id=data.dataset_id or "")
    _say_what_happened(facts)
    _store(run, prepared, variant, masks, facts)
    _show(run, facts)
    return PreprocessingInfo(
        run_id=run.context.run_id,
        task_id=run.task.id,
        preproc_id=variant.preproc_id,
        dataset_id=data.dataset_id or "",
        dataset_hash=content,
        source=source,
        problem_type=prepared.problem.type,
        target=prepared.target,
        classes=prepared.problem.classes,
        class_rows=meta.class_rows(prepared),
        class_weights=prepared.problem.class_weights,
        columns=prepared.columns,
        recipe=prepared.recipe,
        fold_plan=prepared.plan,
        n_rows=len(prepared.data),
        n_rows_dropped=prepared.n_rows_dropped,
        n_train=prepared.n_train,
        n_holdout=prepared.n_holdout,
        n_features_in=prepared.n_features,
        n_features_out=prepared.after.shape[1],
        findings=prepared.findings,
    )


def _data_file(tracker: DatasetReader, data: DataSettings) -> Path:
    """The one table of the task's dataset, or the file it names. Raises DataError when there is not exactly one."""
    if data.dataset_id is None and data.csv_path:
        return Path(data.csv_path)
    if data.dataset_id is None:
        raise DataError(
            T_("this task names no data"),
            value=T_("Data/dataset_id and Data/csv_path are empty"),
            fix=T_("start runs with `automl submit --config c.yaml`"),
        )
    return only_table(tracker.dataset_files(data.dataset_id), data.dataset_id)


def _checked_hash(tracker: DatasetReader, data: DataSettings, path: Path) -> str:
    """sha256 of the file's bytes. Raises DataError when the dataset was registered with another one."""
    content = file_hash(path)
    registered = tracker.dataset(data.dataset_id).facts.get("hash") if data.dataset_id else None
    if registered and registered != content:
        raise DataError(
            T_("the dataset's file is not the one that was registered"),
            value=f"{path.name}: sha256 {content}",
            allowed=f"sha256 {registered}",
            fix=T_("archive the dataset, and submit the file again"),
        )
    return content


def _say_what_happened(facts: meta.Facts) -> None:
    plan, language = facts["plan"], facts["language"]
    counts = {"train": facts["n_train"], "holdout": facts["n_holdout"], "dropped": facts["n_rows_dropped"]}
    echo(word("say_problem", language, type=facts["problem_type"], reason=facts["problem_reason"]))
    echo(word("say_rows", language, **{name: f"{count:,}" for name, count in counts.items()}))
    echo(
        word(
            "say_folds",
            language,
            n=plan["n_folds"],
            repeats=plan["n_repeats"],
            kind=plan["kind"],
            reason=plan["reason"],
            hash=plan["hash"][:12],
        )
    )
    for column in facts["columns"]:
        echo(f"  {column['name']}: {column['kind']}, {column['role']} ({column['reason']})")
    for finding in facts["findings"]:
        echo(f"{finding['level']}: {finding['message']} {finding['action']}".rstrip())


def _store(run: PhaseRun, prepared: meta.Prepared, variant: VariantSection, masks: Masks, facts: meta.Facts) -> None:
    reporter, folder = run.reporter, run.work_dir
    prepared.data.to_parquet(folder / "data.parquet")
    prepared.folds.to_parquet(folder / "folds.parquet", index=False)
    reporter.file("data", folder / "data.parquet", needed=True)
    reporter.file("folds", folder / "folds.parquet", needed=True)
    reporter.document("schema_raw", meta.schema(prepared, masks))
    reporter.document("preprocess_pipeline", meta.pipeline(variant.preproc_id, prepared, facts["language"]))
    reporter.document("recipe", prepared.recipe.model_dump())
    reporter.document("findings", facts["findings"])
    reporter.document("facts", facts)
    for name, rows in zip(("sample_before", "sample_after"), meta.samples(prepared, masks), strict=True):
        reporter.file(name, _csv(rows, folder / f"{name}.csv"))


def _csv(rows: pd.DataFrame, path: Path) -> Path:
    rows.to_csv(path)
    return path


def _show(run: PhaseRun, facts: meta.Facts) -> None:
    """Draws everything from the facts alone, which is how an earlier result is shown again."""
    run.draw_all(PICTURES.of(facts), facts)
    run.scalar("model/num_features", facts["n_features"])
    run.scalar("model/num_rows_train", facts["n_train"])
