"""Builds the images once, where there is an engine and a base to build from."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest
from docker import DockerClient
from docker.errors import DockerException, ImageNotFound
from tests.stacks import IMAGE_PREFIX

ROOT = Path(__file__).resolve().parents[2]
BUILD_SECONDS = 1500

os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
"""Its reaper is an image that would have to be pulled; every test removes what it starts."""


@pytest.fixture(scope="session")
def engine() -> Iterator[DockerClient]:
    """A client of the local Docker engine; without one the tests that need it are skipped."""
    try:
        client = docker.from_env(timeout=60)
    except DockerException as error:
        pytest.skip(f"no Docker engine answers: {error}")
    yield client
    client.close()


@pytest.fixture(scope="session")
def images(engine: DockerClient) -> None:
    """All images, built from the code as it is."""
    base = os.environ.get("BASE_IMAGE", "python:3.11-slim-bookworm")
    try:
        engine.images.get(base)
    except ImageNotFound:
        pytest.skip(f"the base image {base} is not on this machine: docker pull it, or name another in BASE_IMAGE")
    prefix = {"IMAGE_PREFIX": os.environ[IMAGE_PREFIX]} if IMAGE_PREFIX in os.environ else {}
    build = subprocess.run(
        [ROOT / "scripts/images"], env={**os.environ, **prefix}, capture_output=True, text=True, timeout=BUILD_SECONDS
    )
    assert build.returncode == 0, build.stderr[-4000:]
