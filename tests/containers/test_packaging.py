"""What can be said of pins, images and compose files without an engine."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))
REQUIREMENTS = [
    ROOT / "requirements.txt",
    *sorted(ROOT.glob("docker/requirements-*.txt")),
    *sorted(ROOT.glob("services/*/requirements.txt")),
]
COMPOSE = sorted(ROOT.glob("compose/*.yaml"))


def pins(file: Path) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;]+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in found}


def layers_of(service: str) -> list[str]:
    """The shared layers of packages below a service's image, as scripts/pin makes them."""
    layers: dict[str, tuple[str, ...]] = runpy.run_path(str(ROOT / "scripts/pin"))["LAYERS"]
    return [layer for layer, services in layers.items() if service in services]


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_pin_has_a_hash_and_no_address(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert "index" not in text


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_installs_the_versions_the_tests_ran_with(service: str) -> None:
    tested = pins(ROOT / "requirements.txt")
    installed = pins(ROOT / "services" / service / "requirements.txt")
    assert installed.items() <= tested.items(), "run make pin"


@pytest.mark.parametrize("service", SERVICES)
def test_a_layer_has_only_what_every_image_on_it_needs(service: str) -> None:
    needed = pins(ROOT / "services" / service / "requirements.txt").items()
    for layer in layers_of(service):
        assert pins(ROOT / f"docker/requirements-{layer}.txt").items() <= needed, "run make pin"


def test_no_package_is_in_two_layers() -> None:
    layers = [pins(ROOT / f"docker/requirements-{layer}.txt").keys() for layer in layers_of("training")]
    assert len(layers) == 4
    assert len(set().union(*layers)) == sum(map(len, layers))


def test_every_layer_of_the_dockerfile_has_its_pins() -> None:
    stages = re.findall(
        r"^FROM on-\S+ AS on-(\S+)", (ROOT / "docker/Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert stages == layers_of("training")


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_asks_for_is_pinned_for_its_image(service: str) -> None:
    project = tomllib.loads((ROOT / "services" / service / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed = pins(ROOT / "services" / service / "requirements.txt")
    wanted = {Requirement(line).name.lower().replace("_", "-") for line in project["dependencies"]}
    assert {name for name in wanted if not name.startswith("automl-")} <= installed.keys(), "run make pin"


def test_the_dockerfile_builds_without_buildkit() -> None:
    instructions = re.sub(r"^#.*$", "", (ROOT / "docker/Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert "--mount" not in instructions
    assert "ARG BASE_IMAGE=python:3.11-slim-bookworm" in instructions


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: file.name)
def test_nothing_of_ours_in_compose_has_a_fixed_name_or_a_root_file_system_to_write(file: Path) -> None:
    composed = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]
    for name, service in composed.items():
        if "AUTOML_IMAGE_PREFIX" not in service.get("image", ""):
            continue  # the vendor's, or extended from another file: test_compose.py
        assert "container_name" not in service, name
        assert service["read_only"] is True, name
        assert service["logging"]["options"]["max-size"], name
        assert service["restart"] == "unless-stopped", name


def test_what_scales_has_no_port_on_the_host() -> None:
    agents = yaml.safe_load((ROOT / "compose/agents.yaml").read_text(encoding="utf-8"))["services"]
    assert not [name for name, service in agents.items() if "ports" in service]


def test_compose_and_images_know_every_service() -> None:
    composed = {name for file in COMPOSE for name in yaml.safe_load(file.read_text(encoding="utf-8"))["services"]}
    assert set(SERVICES) <= composed
