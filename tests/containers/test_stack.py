"""The whole stack in containers: the demo, workers side by side, drains, and what is killed or cut off in mid-run."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from docker import DockerClient
from docker.models.containers import Container
from testcontainers.core.container import DockerContainer
from tests import waiting_models
from tests.integration.foreign_tasks import enqueued, foreign_tasks
from tests.stacks import PENGUINS, Stack, until

from automl_controller.local.containers.compose import environment as compose_environment
from automl_controller.local.containers.compose import project_of
from automl_controller.local.containers.engine import NUMBER_LABEL, PROJECT_LABEL, SERVICE_LABEL
from automl_controller.local.home import Home

pytestmark = [pytest.mark.containers, pytest.mark.usefixtures("images"), pytest.mark.timeout(900)]

RUN_SECONDS = 600
CUT_SECONDS = 30
MODELS = ["logistic", "naive_bayes", "decision_tree", "random_forest"]
GO = "go"
PLUGIN = """
from automl_shared.plugins import model

@model("own_bayes", task_types=["classification"], complexity=2, summary="A plugin of one file.")
def own_bayes(task_type, params, random_seed):
    from sklearn.naive_bayes import GaussianNB
    return GaussianNB(**params)
"""


@pytest.fixture(scope="module")
def stack(images: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack for all tests: each leaves two training workers and everything running."""
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "own.py").write_text(PLUGIN)
    (folder / "waiting.py").write_text(waiting_models.plugin(f"/plugins/{GO}", 5))
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)
    made = Stack(tmp_path_factory.mktemp("contained"), mode="docker", plugins=folder)
    made.up("--training", "2", "--drain-seconds", str(RUN_SECONDS))
    yield made
    made.ok("down", "--now")
    made.ok("compose", "down", "--volumes")


@pytest.fixture(scope="module")
def parts(stack: Stack, engine: DockerClient) -> Callable[..., list[Container]]:
    """The running containers of a service, of all when none is named."""

    def found(*services: str) -> list[Container]:
        labels = {"label": f"{PROJECT_LABEL}={project_of(Home(stack.home))}"}
        every = engine.containers.list(filters=labels)
        return sorted(
            (one for one in every if not services or one.labels[SERVICE_LABEL] in services),
            key=lambda one: (one.labels[SERVICE_LABEL], int(one.labels[NUMBER_LABEL])),
        )

    return found


@pytest.fixture
def scale(stack: Stack) -> Iterator[Callable[[int], None]]:
    """Sets the number of training workers, for one test."""

    def to(count: int) -> None:
        stack.ok("scale", f"training={count}", timeout=RUN_SECONDS)

    yield to
    to(2)


@pytest.fixture(scope="module")
def demo(stack: Stack) -> dict[str, Any]:
    """The document of the demo's run."""
    return dict(stack.ok("demo", "--json", timeout=RUN_SECONDS).document)


def plugins(stack: Stack) -> Path:
    assert stack.plugins is not None
    return stack.plugins


def config(stack: Stack, models: list[str] = MODELS, scaling: tuple[str, ...] = ("standard",)) -> str:
    return stack.config(
        PENGUINS,
        "species",
        models=models,
        preprocessing={"scaling": list(scaling)},
        interpretation={"compute_feature_importance": False},
    )


def follow(stack: Stack, run: str) -> dict[str, Any]:
    done = stack.run("runs", "watch", run, "--json", timeout=RUN_SECONDS)
    document = dict(done.document)
    assert done.code == 0, document["failures"] or done.err
    return document


def trainings(stack: Stack, run: str, *statuses: str) -> list[dict[str, Any]]:
    every = [task for task in stack.show(run)["tasks"] if task["phase"] == "training"]
    return [task for task in every if not statuses or task["status"] in statuses]


def in_mid_run(stack: Stack, run: str) -> None:
    until(lambda: trainings(stack, run, "in_progress"), "a training in progress", seconds=RUN_SECONDS)


def each_once(document: dict[str, Any], models: list[str] = MODELS) -> None:
    """Every candidate is in the ranking and has one completed training."""
    wanted = dict.fromkeys(["dummy", *models], 1)
    assert Counter(row["model"] for row in document["leaderboard"] if row["preprocess"] != "ensemble") == wanted
    done = [task for task in document["tasks"] if task["phase"] == "training" and task["status"] == "completed"]
    assert Counter(task["model"] for task in done) == wanted


def test_the_demo_runs_on_containers_alone(
    stack: Stack, demo: dict[str, Any], parts: Callable[..., list[Container]]
) -> None:
    assert (demo["status"], demo["failures"]) == ("completed", [])
    assert demo["recommendation"]["cv_mean"] > demo["recommendation"]["baseline"]
    names = {f"{one.labels[SERVICE_LABEL]}:{one.short_id}" for one in parts()}
    assert {task["worker"] for task in demo["tasks"]} <= names
    assert stack.ok("status", "--json").document["mode"] == "docker"


def test_what_is_recorded_opens_on_the_host(stack: Stack, demo: dict[str, Any]) -> None:
    page = Path(stack.ok("runs", "open", demo["run_id"], "--print-path").out.strip())
    assert demo["recommendation"]["model"] in page.read_text(encoding="utf-8")
    code = f"""
from clearml import Task
task = Task.get_task(task_id={demo["recommendation"]["task_id"]!r})
print(task.models["output"][-1].get_local_copy(raise_on_error=True))
"""
    assert Path(stack.sdk(code).strip().splitlines()[-1]).stat().st_size > 0


def test_everything_is_well(stack: Stack, parts: Callable[..., list[Container]]) -> None:
    def healths() -> set[str]:
        return {one.attrs["State"]["Health"]["Status"] for one in parts()}

    until(lambda: healths() == {"healthy"}, "the health of every container")
    assert stack.run("doctor").code == 0
    assert stack.ok("up", "--json").document["started"] == []


def test_containers_are_locked_up_and_hold_only_the_key_they_need(
    stack: Stack, parts: Callable[..., list[Container]]
) -> None:
    keys = json.loads((stack.home / "keys" / "credentials.json").read_text())
    for one in parts():
        host, config = one.attrs["HostConfig"], one.attrs["Config"]
        name = one.labels[SERVICE_LABEL]
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert config["User"] == "10001:10001", name
        assert one.exec_run("sh -c 'touch /usr/local/x || touch /app/x'").exit_code != 0, name
        assert not [value for value in config["Env"] if any(key in value for key in keys.values())], name
        mounted = {mount["Destination"] for mount in one.attrs["Mounts"]}
        worker = {"/cache", "/plugins", "/run/keys/clearml.conf"}
        own = {"server": {"/data", "/data/credentials.json"}, "web": {"/cache", "/run/keys/clearml.conf"}}
        assert mounted == own.get(name, worker), name
        published = [bound["HostIp"] for bounds in (host["PortBindings"] or {}).values() for bound in bounds]
        assert set(published) == ({"127.0.0.1"} if name in own else set()), name


def test_four_workers_have_names_of_their_own_and_all_get_work(
    stack: Stack, scale: Callable[[int], None], parts: Callable[..., list[Container]]
) -> None:
    scale(4)
    names = {f"training:{one.short_id}" for one in parts("training")}
    assert len(names) == 4
    models = [*MODELS, "own_bayes"]
    run = stack.submit("--config", config(stack, models, scaling=("standard", "none")))["run_id"]
    document = follow(stack, run)
    assert "own_bayes" in {row["model"] for row in document["leaderboard"]}
    workers = {task["worker"] for task in document["tasks"] if task["phase"] == "training"}
    assert workers == names


def test_scaling_down_cuts_nothing(
    stack: Stack, scale: Callable[[int], None], parts: Callable[..., list[Container]]
) -> None:
    scale(4)
    models = waiting_models.names(5)
    run = stack.submit("--config", config(stack, models))["run_id"]
    until(lambda: len(trainings(stack, run, "in_progress")) == 4, "four running trainings", seconds=RUN_SECONDS)
    running = {task["task_id"] for task in trainings(stack, run, "in_progress")}
    workers = parts("training")
    with ThreadPoolExecutor(1) as pool:
        scaled = pool.submit(scale, 1)
        until(lambda: sum(b"leaving; a running task" in one.logs() for one in workers) == 3, "three that leave")
        (plugins(stack) / GO).touch()
        scaled.result()
    assert len(parts("training")) == 1
    each_once(follow(stack, run), models)
    every = trainings(stack, run)
    assert {task["attempt"] for task in every} == {1}
    assert running <= {task["task_id"] for task in every if task["status"] == "completed"}


@pytest.mark.parametrize("service", ["training", "controller", "server"])
def test_killed_in_mid_run(stack: Stack, parts: Callable[..., list[Container]], service: str) -> None:
    run = stack.submit("--config", config(stack))["run_id"]
    in_mid_run(stack, run)
    workers = {task["worker"] for task in trainings(stack, run, "in_progress")}
    named = {f"{service}:{one.short_id}": one for one in parts(service)}
    victim = next((one for name, one in named.items() if name in workers), parts(service)[0])
    victim.kill()
    if service != "training":
        stack.ok("up")  # the engine leaves alone what was killed by its command
    each_once(follow(stack, run))
    stack.ok("up")
    assert len(parts(service)) == len(named)


def test_cut_off_from_the_server_for_half_a_minute(
    stack: Stack, engine: DockerClient, parts: Callable[..., list[Container]]
) -> None:
    run = stack.submit("--config", config(stack))["run_id"]
    in_mid_run(stack, run)
    network = engine.networks.get(f"{project_of(Home(stack.home))}_default")
    workers = parts("training", "preprocessing", "comparison")
    for one in workers:
        network.disconnect(one)
    time.sleep(CUT_SECONDS)  # the cut itself
    for one in workers:
        network.connect(one)
    each_once(follow(stack, run))


def test_a_foreign_task_runs_nothing_of_its_own(
    stack: Stack, parts: Callable[..., list[Container]], tmp_path: Path
) -> None:
    """On one more worker, with a queue of its own and a folder in which what ran would leave its mark."""
    tasks = foreign_tasks(tmp_path)
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o777)
    home = Home(stack.home)
    settings = home.settings()
    assert settings is not None
    variables = compose_environment(home, settings)
    worker = (
        DockerContainer(parts("training")[0].image.id)
        .with_kwargs(network=f"{project_of(home)}_default", read_only=True)
        .with_tmpfs_mount("/tmp")
        .with_env("HOME", "/tmp")
        .with_volume_mapping(str(tmp_path), str(tmp_path), "rw")
        .with_volume_mapping(variables["AUTOML_CLEARML_CONF"], "/run/keys/clearml.conf", "ro")
        .with_env("CLEARML_CONFIG_FILE", "/run/keys/clearml.conf")
        .with_env("AUTOML_QUEUE", "foreign")
    )
    for name in ("CLEARML_API_HOST", "CLEARML_FILES_HOST", "CLEARML_WEB_HOST", "AUTOML_FORWARD"):
        worker = worker.with_env(name, variables[name])
    with worker:
        until(lambda: any(one["queue"] == "foreign" for one in stack.ok("status", "--json").document["workers"]), "it")
        queue = enqueued(stack, "foreign", tasks)
        for task in tasks:
            ended = queue.ended(task.name)
            assert ended["status"] == "failed", ended
            assert "what to do: " in ended["comment"], ended
            assert not task.mark.exists()
