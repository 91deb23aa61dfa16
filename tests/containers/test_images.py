"""Every image, as it is built: who runs in it, what it can do, what it must not contain."""

from __future__ import annotations

import os
import re
import subprocess
import time
import tomllib
import urllib.request
import uuid
from pathlib import Path

import pytest
from docker import DockerClient
from docker.errors import ContainerError
from docker.models.images import Image
from tests.stacks import until

pytestmark = [pytest.mark.containers, pytest.mark.usefixtures("images"), pytest.mark.timeout(1600)]

ROOT = Path(__file__).resolve().parents[2]
AGENTS = ["preprocessing", "training", "comparison", "inference"]
SERVICES = [*AGENTS, "controller", "server", "web"]
SECRETS = re.compile(r"(?i)(password|secret_key|access_key|token)\s*[=:]\s*[^\s\"',\]]|://[^/\s:@]+:[^/\s@]+@")
READY_SECONDS = 30
CUT_SECONDS = 30
OPTIONAL = {"catboost", "shap", "tabpfn", "xgboost"}
"""Models' packages that nobody has to have."""

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if found.name.startswith(tuple(sys.argv[2:])):
        continue
    try:
        importlib.import_module(found.name)
    except ModuleNotFoundError as error:
        print(error.name)
"""
"""Prints what the modules of a package, without those named, import in vain."""
COMMAND_ONLY = {
    "controller": [
        "automl_controller.predicting",
        "automl_controller.in_process",
        "automl_controller.exporting",
        "automl_controller.local.supervisord",
    ]
}
"""What runs on the machine of whoever types the command, and never in the image."""

LOAD_EXTENSIONS = """
import importlib, pathlib, sys
pruned = ("PIL", "numpy", "pandas", "pyarrow", "scipy", "sklearn", "uvloop", "yaml")
count, failed = 0, []
for folder in filter(None, sys.path[1:]):
    for package in pruned:
        for file in sorted(pathlib.Path(folder, package).rglob("*.cpython-*.so")):
            name = ".".join(file.relative_to(folder).with_name(file.name.partition(".")[0]).parts)
            try:
                importlib.import_module(name)
            except ImportError as error:  # others miss what the base lacks, or are not to be imported first
                if any(word in str(error) for word in ("shared object", "undefined symbol", "ELF")):
                    failed.append(f"{name}: {error}")
            count += 1
print(count, *failed, sep="\\n")
"""
"""Prints how many there are, and those that cannot be loaded."""

TABLES_AND_PICTURES = """
import pathlib, pandas, plotly.express
from automl_data.intake import read_table
pathlib.Path("/tmp/t.csv").write_text("a;b\\n1;x\\n2;y\\n")
frame = read_table(pathlib.Path("/tmp/t.csv")).frame
frame.to_parquet("/tmp/t.parquet")
again = pandas.read_parquet("/tmp/t.parquet")
print(again["a"].tolist(), plotly.express.bar(again, x="b", y="a").to_plotly_json()["data"][0]["type"])
"""

LISTEN = """
import socket
listening, kept = socket.create_server(("", 7001)), []
while True:
    kept.append(listening.accept()[0])
    kept[-1].sendall(b"there")
"""
"""Takes every call, and says no more than that."""

GREET = """
import socket
line = socket.create_connection(("127.0.0.1", 7001))
line.settimeout(60)
print(line.recv(5), flush=True)
"""
GREETED, ENDED = b"b'there'\n", b"b''\n"

LEARNING = """
from scipy.stats import norm
from sklearn.datasets import make_blobs
from sklearn.tree import DecisionTreeClassifier
X, y = make_blobs(60, random_state=1)
print(DecisionTreeClassifier(random_state=1).fit(X, y).score(X, y))
"""


def name_of(service: str) -> str:
    project = tomllib.loads((ROOT / "shared/pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{os.environ.get('IMAGE_PREFIX', 'automl-')}{service}:{project['version']}"


def run(engine: DockerClient, service: str, *command: str) -> str:
    """The output of a command in a fresh container, as locked up as compose runs it."""
    output: bytes = engine.containers.run(
        name_of(service),
        list(command),
        entrypoint=[],
        remove=True,
        read_only=True,
        cap_drop=["ALL"],
        network_mode="none",
        tmpfs={"/tmp": "", "/home/automl": "uid=10001,gid=10001,mode=0700"},
    )
    return output.decode().strip()


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def image(engine: DockerClient, service: str) -> Image:
    return engine.images.get(name_of(service))


def test_an_image_runs_as_nobody_special(engine: DockerClient, service: str, image: Image) -> None:
    assert image.attrs["Config"]["User"] == "10001:10001"
    assert run(engine, service, "id", "-u") == "10001"


def test_the_entry_of_a_service_is_there(engine: DockerClient, service: str) -> None:
    look_up = f"from importlib.util import find_spec; print(find_spec('automl_{service}.__main__') is not None)"
    assert run(engine, service, "python", "-c", look_up) == "True"


def test_an_image_has_an_init_a_healthcheck_and_labels(service: str, image: Image) -> None:
    config = image.attrs["Config"]
    assert config["Entrypoint"][0] == "tini"
    assert config["Healthcheck"]["Test"][:2] == ["CMD", "healthcheck"]
    labels = {name.rpartition(".")[2]: value for name, value in config["Labels"].items() if ".opencontainers." in name}
    assert labels["title"] == f"automl-{service}"
    assert service in labels["description"]
    assert labels["version"] == name_of(service).rpartition(":")[2]
    assert labels["revision"]
    assert not {"source", "url"} & labels.keys()


def test_an_image_tells_no_secret(service: str, image: Image) -> None:
    told = "\n".join([*(layer["CreatedBy"] for layer in image.history()), *image.attrs["Config"]["Env"]])
    assert not SECRETS.search(told), SECRETS.search(told)


def test_an_image_has_no_other_service_and_no_installer(engine: DockerClient, service: str) -> None:
    packages = set(run(engine, service, "python", "-c", "import os; print(*os.listdir('/app'))").split())
    others = {f"automl_{other}" for other in SERVICES if other != service}
    if service in ("controller", "web"):
        others -= {"automl_training"}  # the names of its models, read from its entry points
    assert not packages & others
    with pytest.raises(ContainerError):
        run(engine, service, "python", "-c", "import pip")


def test_every_module_of_a_service_can_be_imported_in_its_image(engine: DockerClient, service: str) -> None:
    missing = run(
        engine, service, "python", "-c", IMPORT_ALL, f"automl_{service}", *COMMAND_ONLY.get(service, ())
    ).split()
    assert set(missing) <= OPTIONAL


@pytest.mark.parametrize("service", SERVICES)
def test_every_extension_module_that_is_left_can_be_loaded(engine: DockerClient, service: str) -> None:
    """Those of packages that the build takes files out of; a library that another one needs would be missed here."""
    assert run(engine, service, "python", "-c", LOAD_EXTENSIONS).splitlines()[1:] == []


@pytest.mark.parametrize("reader", [*AGENTS, "web"])
def test_an_image_with_tables_reads_writes_and_draws(engine: DockerClient, reader: str) -> None:
    assert run(engine, reader, "python", "-c", TABLES_AND_PICTURES).splitlines()[-1] == "[1, 2] bar"


def test_the_pages_have_the_script_that_draws(engine: DockerClient) -> None:
    program = "from automl_web.assets import asset_address; print(asset_address('plotly.min.js'))"
    assert run(engine, "web", "python", "-c", program).endswith("/plotly.min.js")


@pytest.mark.parametrize("learner", ["preprocessing", "training", "comparison"])
def test_a_learning_image_learns(engine: DockerClient, learner: str) -> None:
    assert run(engine, learner, "python", "-c", LEARNING).splitlines()[-1] == "1.0"


def test_the_controller_knows_every_model_without_its_packages(engine: DockerClient) -> None:
    program = "from automl_shared.plugins import METRICS, MODELS; print(*MODELS, len(list(METRICS)) > 5)"
    *models, metrics = run(engine, "controller", "python", "-c", program).split()
    assert {"dummy", "ridge", "lightgbm", "catboost"} <= set(models)
    assert metrics == "True"
    with pytest.raises(ContainerError):
        run(engine, "controller", "python", "-c", "import sklearn")


def test_a_service_that_needs_less_is_smaller(engine: DockerClient) -> None:
    size = {one: engine.images.get(name_of(one)).attrs["Size"] for one in SERVICES}
    assert size["server"] < size["controller"] < size["inference"] < min(size["preprocessing"], size["training"])


def test_images_share_their_layers(engine: DockerClient) -> None:
    """Packages are on a disk once: to itself an image has its own packages, the start scripts and our code."""
    layers = {one: engine.images.get(name_of(one)).attrs["RootFS"]["Layers"] for one in SERVICES}
    own = {
        one: [layer for layer in layers[one] if sum(layer in some for some in layers.values()) == 1] for one in SERVICES
    }
    assert all(len(some) <= 4 for some in own.values()), own
    assert set(layers["controller"]) - set(own["controller"]) <= set(layers["training"])


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agent_image_starts_the_stock_agent_on_its_own_queue(engine: DockerClient, agent: str) -> None:
    environment = dict(line.partition("=")[::2] for line in engine.images.get(name_of(agent)).attrs["Config"]["Env"])
    assert environment["AUTOML_QUEUE"] == f"automl-{agent}"
    assert environment["AUTOML_SERVICE"] == agent
    assert "clearml-agent" in run(engine, agent, "sh", "-c", "python -m clearml_agent --help 2>/dev/null")


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agent_is_healthy_while_its_heart_beats(engine: DockerClient, agent: str) -> None:
    check = " ".join(engine.images.get(name_of(agent)).attrs["Config"]["Healthcheck"]["Test"][1:])
    assert run(engine, agent, "sh", "-c", f"touch /tmp/heartbeat && {check} && echo healthy") == "healthy"
    for beat in ("true", "touch -d '2 minutes ago' /tmp/heartbeat"):
        with pytest.raises(ContainerError):
            run(engine, agent, "sh", "-c", f"{beat} && {check}")


def test_the_controller_is_not_healthy_without_itself(engine: DockerClient) -> None:
    with pytest.raises(ContainerError):
        run(engine, "controller", "healthcheck", "process", "automl_nothing", "http://127.0.0.1:1")


def test_the_server_answers_and_is_healthy(engine: DockerClient) -> None:
    from testcontainers.core.container import DockerContainer

    with DockerContainer(name_of("server")).with_exposed_ports(8008) as server:
        address = f"http://{server.get_container_host_ip()}:{server.get_exposed_port(8008)}/debug.ping"
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                with urllib.request.urlopen(address, timeout=5) as answer:
                    assert answer.status == 200
                    break
            except OSError:
                assert time.monotonic() < deadline, server.get_logs()
                time.sleep(0.3)
        check = engine.images.get(name_of("server")).attrs["Config"]["Healthcheck"]["Test"][1:]
        assert server.exec(check).exit_code == 0


def test_a_call_through_a_forwarded_port_ends_where_the_line_is_cut(engine: DockerClient) -> None:
    image, name = name_of("inference"), f"automl-test-{uuid.uuid4().hex[:8]}"
    network = engine.networks.create(name)
    silent = engine.containers.run(image, ["-c", LISTEN], entrypoint="python", network=name, detach=True, name=name)
    caller = engine.containers.run(
        image,
        [". /usr/local/bin/forward; sleep 600"],
        entrypoint=["sh", "-c"],
        network=name,
        detach=True,
        environment={"AUTOML_FORWARD": f"7001:{name}:7001"},
    )
    try:
        until(lambda: caller.exec_run(["python", "-c", GREET]).output == GREETED, "the forwarded port")
        command = ["docker", "exec", caller.id, "python", "-c", f"{GREET}print(line.recv(1))"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as call:
            assert call.stdout.readline() == GREETED
            network.disconnect(caller)
            cut = time.monotonic()
            assert call.stdout.read() == ENDED
            assert time.monotonic() - cut < CUT_SECONDS
    finally:
        for container in (caller, silent):
            container.remove(force=True)
        network.remove()
