"""Work that was done is not done again, and every variant that differs is: whole runs on a real stack."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.stacks import PENGUINS, Stack

PRODUCT = {
    "scaling": ["standard", "none"],
    "categorical_encoding": ["onehot", "ordinal"],
    "numeric_imputation": ["median", "mean"],
}
ONE = {"scaling": ["standard"]}
NUMBERS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]


@dataclass(frozen=True)
class Told:
    """A finished run: its document, and what the command said while it followed it."""

    document: dict[str, Any]
    err: str

    def scores(self, candidate: str) -> tuple[float, float]:
        row = next(row for row in self.document["leaderboard"] if row["candidate"] == candidate)
        return row["cv_mean"], row["cv_std"]

    @property
    def preprocessing(self) -> dict[str, Any]:
        return next(task for task in self.document["tasks"] if task["phase"] == "preprocessing")


def watched(stack: Stack, run_id: str) -> Told:
    done = stack.ok("runs", "watch", run_id, "--json")
    return Told(done.document, done.err)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data no other test uses."""
    file = tmp_path_factory.mktemp("reuse") / "penguins.csv"
    file.write_text("\n".join(PENGUINS.read_text().splitlines()[:-1]) + "\n")
    return file


@pytest.fixture(scope="module")
def product(stack: Stack, table: Path) -> Told:
    config = stack.config(table, "species", models=["logistic"], preprocessing=PRODUCT)
    stack.ok("scale", "training=2")
    done = stack.ok("submit", "--config", config, "--watch", "--json")
    return Told(done.document, done.err)


@pytest.fixture(scope="module")
def later(stack: Stack, table: Path, product: Told) -> dict[str, Told]:
    """Runs after the product of variants, one of which each of them asks for again, all at once."""
    config = stack.config(table, "species", models=["logistic"], preprocessing=ONE)
    baseline = stack.config(table, "species", models=["dummy"], preprocessing=ONE)
    changed = table.with_name("changed.csv")
    changed.write_text(table.read_text().replace("Torgersen,39.1,", "Torgersen,39.2,"))
    assert changed.read_text() != table.read_text()
    same = {**ONE, "categorical_encoding": ["onehot", "ordinal"]}
    numeric = stack.config(
        table, "species", models=["logistic"], preprocessing=same, run={"dataset_key": "numbers only"}
    )
    submitted = {
        "same": stack.submit("--config", config),
        "forced": stack.submit("--config", baseline, "--force-step", "preprocessing"),
        "changed cell": stack.submit("--config", baseline, "--set", f"data.csv_path={changed}"),
        "changed seed": stack.submit("--config", baseline, "--set", "data.random_seed=7"),
        "merged": stack.submit("--config", numeric, "--set", f"data.feature_columns={json.dumps(NUMBERS)}"),
    }
    told = {name: watched(stack, one["run_id"]) for name, one in submitted.items()}
    stack.ok("scale", "training=1")
    return told


def comment(stack: Stack, task_id: str) -> str:
    return stack.sdk(f"from clearml import Task\nprint(Task.get_task(task_id={task_id!r}).data.comment)")


def test_every_variant_of_the_product_is_trained_once(product: Told) -> None:
    assert product.document["status"] == "completed"
    candidates = Counter(row["candidate"] for row in product.document["leaderboard"] if row["preprocess"] != "ensemble")
    assert set(candidates.values()) == {1}
    assert len({row["preprocess"] for row in product.document["leaderboard"] if row["model"] == "logistic"}) == 8
    assert len(candidates) == 9, "eight variants of one model, and the baseline"
    assert "reused from run" not in product.err


def test_the_same_data_and_settings_are_reused_and_give_the_same_numbers(
    stack: Stack, product: Told, later: dict[str, Told]
) -> None:
    same = later["same"]
    assert f"preprocessing standard-onehot reused from run {product.document['run_id']}" in same.err
    assert same.document["dataset"] == product.document["dataset"]
    assert same.document["status"] == "completed"
    assert same.scores("standard-onehot+logistic") == product.scores("standard-onehot+logistic")
    said = comment(stack, same.document["controller_task_id"])
    assert f"standard-onehot reused from run {product.document['run_id']}" in said
    assert f"found again: run {product.document['run_id']} registered the same content" in said
    shown = stack.ok("runs", "show", same.document["run_id"]).out
    assert f"standard-onehot reused from run {product.document['run_id']}" in shown


def test_the_task_that_reuses_shows_all_of_it(stack: Stack, product: Told, later: dict[str, Told]) -> None:
    source = next(task for task in product.document["tasks"] if task["preprocess"] == "standard-onehot")
    printed = stack.sdk(
        f"""
import json, pandas
from clearml import Task
tasks = [Task.get_task(task_id=one) for one in {[source["task_id"], later["same"].preprocessing["task_id"]]!r}]
print(json.dumps([
    {{"artifacts": sorted(t.artifacts), "plots": sorted(p["metric"] for p in t.get_reported_plots()),
      "scalars": t.get_last_scalar_metrics(), "tags": t.get_tags(), "comment": t.data.comment,
      "rows": len(pandas.read_parquet(t.artifacts["data"].get_local_copy())),
      "info": t.artifacts["phase_output"].get()}}
    for t in tasks]))
"""
    )
    before, after = json.loads(printed.splitlines()[-1])
    for kind in ("artifacts", "plots", "scalars", "rows"):
        assert after[kind] == before[kind], kind
    assert after["info"]["reused_from"] == source["task_id"]
    assert source["task_id"] in after["comment"]
    assert f"reused:{product.document['run_id']}" in after["tags"]


@pytest.mark.parametrize("name", ["forced", "changed cell", "changed seed"])
def test_what_was_asked_for_or_has_changed_is_made_anew(product: Told, later: dict[str, Told], name: str) -> None:
    told = later[name]
    assert told.document["status"] == "completed"
    assert "reused from run" not in told.err
    same_data = told.document["dataset"]["id"] == product.document["dataset"]["id"]
    assert same_data == (name != "changed cell")


def test_variants_that_come_to_the_same_are_trained_once_and_it_is_said(stack: Stack, later: dict[str, Told]) -> None:
    merged = later["merged"].document
    assert merged["status"] == "completed"
    assert merged["failures"] == []
    assert {row["candidate"] for row in merged["leaderboard"]} == {"standard-onehot+dummy", "standard-onehot+logistic"}
    reason = "standard-ordinal+logistic (same as standard-onehot for these data)"
    assert reason in comment(stack, merged["controller_task_id"])
    assert reason in stack.ok("runs", "show", merged["run_id"]).out
