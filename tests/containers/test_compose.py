"""The compose files, as compose itself reads them. Nothing is started, and no image is needed."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "compose"
KEYS = {"AUTOML_KEYS": "/keys", "AUTOML_CLEARML_CONF": "/keys/clearml.conf", "AUTOML_CLEARML": "/clearml"}
ADDRESSES = {"CLEARML_API_HOST": "http://host.example:8008", "CLEARML_FILES_HOST": "http://host.example:8081"}
STACKS = [
    ("server-embedded.yaml",),
    ("server-embedded.yaml", "agents.yaml"),
    ("server-clearml.yaml",),
    ("server-clearml.yaml", "agents.yaml"),
    ("agents.yaml",),
    ("remote-workers.yaml",),
]
DATABASES = {"elasticsearch", "mongo", "redis"}
PUBLIC_KEYS = ["62T8CP7HGBC6647XF9314C2VY67RJO", "EYVQ385RW7Y2QQUH88CZ7DWIQ1WUHP", "P4BMJA7RK3TKBXGSY8OAA1FA8TOD11"]
"""Some that the vendor's server has when nobody sets others; everybody can read them."""


@cache
def command() -> tuple[str, ...]:
    """``docker compose`` or ``docker-compose``, whichever is here."""
    for words in (("docker", "compose"), ("docker-compose",)):
        if not shutil.which(words[0]):
            continue
        if subprocess.run([*words, "version"], capture_output=True, check=False).returncode == 0:
            return words
    pytest.skip("neither docker compose nor docker-compose is on this machine")


def run(files: tuple[str, ...], variables: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    named = [word for file in files for word in ("--file", str(FOLDER / file))]
    return subprocess.run(
        [*command(), "--project-name", "test", *options, *named, "config"],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", **variables},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


@cache
def read(*files: str, bind: str = "") -> dict[str, Any]:
    """What compose makes of files, with every profile."""
    variables = {**KEYS, **ADDRESSES, **({"AUTOML_BIND": bind} if bind else {})}
    done = run(files, variables, "--profile", "web", "--profile", "monitoring")
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)


def services(*files: str, bind: str = "") -> dict[str, dict[str, Any]]:
    """Its services."""
    return read(*files, bind=bind)["services"]


def bound_to(port: str | dict[str, Any]) -> str:
    """The address of the host that a port is published on; compose 1 and 2 print it differently."""
    return port.split(":")[0] if isinstance(port, str) else port["host_ip"]


def mounted(volume: str | dict[str, Any]) -> str:
    """What is mounted, a path or the name of a volume."""
    return volume.split(":")[0] if isinstance(volume, str) else volume["source"]


def volume_target(volume: str | dict[str, Any]) -> str:
    """Where it is seen inside."""
    return volume.split(":")[1] if isinstance(volume, str) else volume["target"]


def refused(files: tuple[str, ...], without: str) -> str:
    """What compose says when a variable is missing."""
    given = {name: value for name, value in {**KEYS, **ADDRESSES}.items() if name != without}
    done = run(files, given)
    assert done.returncode != 0
    return done.stderr


@pytest.mark.parametrize("files", STACKS, ids="+".join)
def test_every_service_is_bounded_restarted_and_rotates_its_log(files: tuple[str, ...]) -> None:
    for name, service in services(*files).items():
        assert service["mem_limit"], name
        assert service["restart"] == "unless-stopped", name
        assert service["logging"]["options"]["max-size"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert "container_name" not in service, name
        assert not service.get("privileged"), name
        assert not any("docker.sock" in str(volume) for volume in service.get("volumes", [])), name


@pytest.mark.parametrize("files", STACKS, ids="+".join)
def test_what_runs_our_image_writes_only_scratch_and_may_nothing(files: tuple[str, ...]) -> None:
    ours = {name: one for name, one in services(*files).items() if one["image"].startswith("automl-")}
    assert ours or files == ("server-clearml.yaml",)
    for name, service in ours.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["pids_limit"], name


@pytest.mark.parametrize("file", ["server-embedded.yaml", "server-clearml.yaml"])
@pytest.mark.parametrize("address", ["", "10.0.0.5"])
def test_a_server_listens_on_loopback_unless_told(file: str, address: str) -> None:
    ports = [port for service in services(file, bind=address).values() for port in service.get("ports", [])]
    assert {bound_to(port) for port in ports} == {address or "127.0.0.1"}


def test_what_scales_has_no_port_on_the_host() -> None:
    stack = services("server-embedded.yaml", "agents.yaml")
    assert {name for name, service in stack.items() if "ports" in service} == {"server", "web", "webserver", "grafana"}


@pytest.mark.parametrize("files", STACKS, ids="+".join)
def test_every_image_has_a_version(files: tuple[str, ...]) -> None:
    for name, service in services(*files).items():
        assert re.search(r":v?\d+\.\d+\.\d+$", service["image"]), name


def test_web_application_and_monitoring_wait_to_be_asked_for() -> None:
    written = yaml.safe_load((FOLDER / "server-embedded.yaml").read_text(encoding="utf-8"))["services"]
    assert {name: one.get("profiles", []) for name, one in written.items()} == {
        "server": [],
        "web": [],
        "webserver": ["web"],
        "prometheus": ["monitoring"],
        "grafana": ["monitoring"],
    }


def test_what_monitoring_mounts_is_there() -> None:
    stack = services("server-embedded.yaml", "agents.yaml")
    sources = [mounted(volume) for name in ("prometheus", "grafana") for volume in stack[name]["volumes"]]
    ours = [Path(source) for source in sources if source.startswith(str(FOLDER))]
    assert len(ours) == 4
    assert all(file.is_file() for file in ours)
    assert {Path(source).name for source in sources if source.startswith("/keys/")} == {"access_key", "secret_key"}


def test_prometheus_finds_server_and_controller_where_they_listen() -> None:
    stack = services("server-embedded.yaml", "agents.yaml")
    jobs = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    targets = {job["job_name"]: job["static_configs"][0]["targets"] for job in jobs}
    port = stack["controller"]["environment"]["AUTOML_METRICS_PORT"]
    assert targets == {"automl-server": ["server:8008"], "automl-controller": [f"controller:{port}"]}
    assert stack["controller"]["environment"]["AUTOML_METRICS_HOST"] == "0.0.0.0"
    auth = {job["job_name"]: job.get("basic_auth") for job in jobs}
    readable = {volume_target(volume) for volume in stack["prometheus"]["volumes"]}
    assert set(auth["automl-server"].values()) <= readable


def test_the_web_application_does_not_take_the_servers_port() -> None:
    both = services("server-embedded.yaml")
    text = [str(port) for service in both.values() for port in service.get("ports", [])]
    assert len(text) == len(set(text)) == 5


def test_the_web_application_finds_the_server_by_the_names_it_knows() -> None:
    aliases = services("server-embedded.yaml")["server"]["networks"]["default"]["aliases"]
    assert {"apiserver", "fileserver"} <= set(aliases)


def test_databases_are_reachable_by_the_server_alone() -> None:
    assert read("server-clearml.yaml", "agents.yaml")["networks"]["databases"]["internal"] is True
    stack = services("server-clearml.yaml", "agents.yaml")
    assert {name for name in DATABASES if "ports" in stack[name]} == set()
    assert all(set(stack[name]["networks"]) == {"databases"} for name in DATABASES)
    near = {name for name, one in stack.items() if "databases" in one.get("networks", {})}
    assert near == DATABASES | {"apiserver", "fileserver", "async-delete"}


def test_the_full_server_does_not_start_with_the_vendors_keys() -> None:
    assert "scripts/clearml-config" in refused(("server-clearml.yaml",), without="AUTOML_CLEARML")


def test_a_remote_worker_needs_the_address_and_a_key_and_nothing_else() -> None:
    assert "CLEARML_API_HOST" in refused(("remote-workers.yaml",), without="CLEARML_API_HOST")
    assert "clearml.conf" in refused(("remote-workers.yaml",), without="AUTOML_CLEARML_CONF")
    only = {**ADDRESSES, "AUTOML_CLEARML_CONF": "/keys/clearml.conf"}
    done = run(("remote-workers.yaml",), only)
    assert done.returncode == 0, done.stderr
    worker = yaml.safe_load(done.stdout)["services"]["training"]
    assert worker["environment"]["AUTOML_FORWARD"] == ""
    assert {name: worker["environment"][name] for name in ADDRESSES} == ADDRESSES
    local = services("agents.yaml")["training"]
    assert {key: local[key] for key in local if key != "environment"} == {
        key: worker[key] for key in worker if key != "environment"
    }


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    """The folder that scripts/clearml-config makes."""
    done = subprocess.run(
        [ROOT / "scripts/clearml-config", "host.example"],
        env={"AUTOML_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(done.stdout.strip())


def test_a_server_gets_keys_of_its_own_once(configured: Path) -> None:
    secure = (configured / "server/secure.conf").read_text(encoding="utf-8")
    secrets = re.findall(r'"(k[0-9a-f]{20,})"', secure)
    assert len(secrets) == len(set(secrets)) == 14
    assert not [key for key in PUBLIC_KEYS if key in secure]
    home = {"AUTOML_HOME": str(configured.parent), "PATH": "/usr/bin:/bin"}
    subprocess.run([ROOT / "scripts/clearml-config"], env=home, check=True, capture_output=True)
    assert (configured / "server/secure.conf").read_text(encoding="utf-8") == secure


def test_agents_have_a_key_of_a_user_and_not_of_the_system(configured: Path) -> None:
    client = (configured / "clearml.conf").read_text(encoding="utf-8")
    access, secret = re.findall(r'_key" = "(\w+)"', client)
    secure = (configured / "server/secure.conf").read_text(encoding="utf-8")
    assert f'automl {{ role: "user", user_key: "{access}", user_secret: "{secret}"' in secure
    assert 'api_server: "http://host.example:8008"' in client


def test_nobody_else_on_the_machine_reads_the_keys(configured: Path) -> None:
    assert stat.S_IMODE(configured.stat().st_mode) == 0o700
    assert "enabled: true" in (configured / "server/apiserver.conf").read_text(encoding="utf-8")
