"""Names, tags, projects and queues as DESIGN fixes them."""

import re
from datetime import UTC, datetime

import pytest
from tests.outputs import run_context

from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import ConfigError
from automl_shared.naming import Naming, Phase, Service, Unit, slug, tag_value, task_tags
from automl_shared.run_context import RUN_ID_VARIABLE, chosen_run_id, new_run_id

CONTEXT = run_context(
    run_id="20260102-030405-abcdef", user="eve", dataset_project="AutoML/eve/penguins", dataset_key="penguins"
)
TRAINING = Unit(phase=Phase.TRAINING, preproc_id="standard-onehot", model="ridge")


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        (Unit(phase=Phase.RUN), "run [penguins] [20260102-030405-abcdef]"),
        (
            Unit(phase=Phase.PREPROCESSING, preproc_id="standard-onehot"),
            "preprocessing [penguins] [standard-onehot] [20260102-030405-abcdef]",
        ),
        (TRAINING, "train [standard-onehot] [ridge] [20260102-030405-abcdef]"),
        (Unit(phase=Phase.TRAINING_SUMMARY), "training-summary [penguins] [20260102-030405-abcdef]"),
        (Unit(phase=Phase.COMPARISON), "comparison [penguins] [20260102-030405-abcdef]"),
        (Unit(phase=Phase.INFERENCE), "inference [penguins] [20260102-030405-abcdef]"),
    ],
)
def test_task_names(unit: Unit, name: str) -> None:
    assert Naming(ClearMLSettings()).task_name(CONTEXT, unit) == name


def test_tags_of_a_training() -> None:
    tags = task_tags(CONTEXT, TRAINING, attempt=2, cloned_from="t1", own=["team:x"])
    assert tags == [
        "run:20260102-030405-abcdef",
        "dataset:penguins",
        "phase:training",
        "preprocess:standard-onehot",
        "model:ridge",
        "cloned_from:t1",
        "attempt:2",
        "team:x",
    ]
    assert Unit.of_tags(tags) == TRAINING
    assert tag_value(tags, "attempt") == "2"


def test_projects_and_queues() -> None:
    naming = Naming(ClearMLSettings())
    assert naming.project(CONTEXT, Phase.TRAINING) == "AutoML/eve/penguins/train_models"
    assert naming.project(CONTEXT, Phase.COMPARISON) == "AutoML/eve/penguins"
    assert naming.templates_project == "AutoML/templates"
    assert naming.queue(Phase.TRAINING_SUMMARY) == naming.queue(Phase.TRAINING) == "automl-training"


def test_everything_can_be_overridden() -> None:
    naming = Naming(ClearMLSettings(queues={"prefix": "x", "training": "gpu"}, naming={"run": "r {run_id}"}))
    assert [naming.queue_of(service) for service in (Service.CONTROLLER, Service.TRAINING)] == ["x-controller", "gpu"]
    assert naming.task_name(CONTEXT, Unit(phase=Phase.RUN)) == "r 20260102-030405-abcdef"


@pytest.mark.parametrize(
    "settings",
    [{"queues": {"trainin": "x"}}, {"naming": {"runs": "x"}}, {"naming": {"run": "{nope}"}}, {"naming": {"run": "x"}}],
)
def test_an_override_of_nothing_is_refused(settings: dict[str, dict[str, str]]) -> None:
    with pytest.raises(ConfigError):
        Naming(ClearMLSettings(**settings))


def test_run_ids() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert re.fullmatch(r"20260102-030405-[0-9a-f]{6}", new_run_id(moment))


def test_the_configured_run_id_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RUN_ID_VARIABLE, "from-env")
    assert chosen_run_id(None) == "from-env"
    assert chosen_run_id("mine-1") == "mine-1"
    with pytest.raises(ConfigError):
        chosen_run_id("no spaces please")


@pytest.mark.parametrize(
    ("text", "name"), [("My Data (2).v1", "my-data-2-.v1"), ("ab", "ab-data"), ("", "data"), ("日本語", "日本語")]
)
def test_slugs_are_names_clearml_accepts(text: str, name: str) -> None:
    assert slug(text) == name
    assert len(slug(text)) >= 3
