"""Every image, as it is built: who runs in it, what it can do, what it must not contain."""

from __future__ import annotations

import re
import time
import tomllib
import urllib.request
from pathlib import Path

import pytest
from docker import DockerClient
from docker.errors import ContainerError
from docker.models.images import Image

pytestmark = [pytest.mark.containers, pytest.mark.usefixtures("images"), pytest.mark.timeout(1600)]

ROOT = Path(__file__).resolve().parents[2]
AGENTS = ["preprocessing", "training", "comparison", "inference"]
SERVICES = [*AGENTS, "controller", "server"]
SECRETS = re.compile(r"(?i)(password|secret_key|access_key|token)\s*[=:]\s*[^\s\"',\]]|://[^/\s:@]+:[^/\s@]+@")
READY_SECONDS = 30


def name_of(service: str) -> str:
    project = tomllib.loads((ROOT / "shared/pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"automl-{service}:{project['version']}"


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
    assert config["Healthcheck"]["Test"][0] == "CMD"
    assert config["Labels"]["org.opencontainers.image.title"] == f"automl-{service}"
    assert config["Labels"]["org.opencontainers.image.version"] == name_of(service).rpartition(":")[2]


def test_an_image_tells_no_secret(service: str, image: Image) -> None:
    told = "\n".join([*(layer["CreatedBy"] for layer in image.history()), *image.attrs["Config"]["Env"]])
    assert not SECRETS.search(told), SECRETS.search(told)


def test_an_image_has_no_other_service_and_no_installer(engine: DockerClient, service: str) -> None:
    packages = set(run(engine, service, "python", "-c", "import os; print(*os.listdir('/app'))").split())
    others = {f"automl_{other}" for other in SERVICES if other != service}
    if service == "controller":
        others -= {"automl_training"}  # the names of its models, read from its entry points
    assert not packages & others
    with pytest.raises(ContainerError):
        run(engine, service, "python", "-c", "import pip")


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agent_image_starts_the_stock_agent_on_its_own_queue(engine: DockerClient, agent: str) -> None:
    environment = dict(line.partition("=")[::2] for line in engine.images.get(name_of(agent)).attrs["Config"]["Env"])
    assert environment["AUTOML_QUEUE"] == f"automl-{agent}"
    assert environment["CLEARML_AGENT_FORCE_EXEC_SCRIPT"] == f"-m automl_{agent}"
    assert "clearml-agent" in run(engine, agent, "sh", "-c", "clearml-agent --help 2>/dev/null")


def test_the_server_answers(engine: DockerClient) -> None:
    from testcontainers.core.container import DockerContainer

    with DockerContainer(name_of("server")).with_exposed_ports(8008) as server:
        address = f"http://{server.get_container_host_ip()}:{server.get_exposed_port(8008)}/debug.ping"
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                with urllib.request.urlopen(address, timeout=5) as answer:
                    assert answer.status == 200
                    return
            except OSError:
                assert time.monotonic() < deadline, server.get_logs()
                time.sleep(0.3)
