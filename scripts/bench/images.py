"""How large the images are, how long they take to build, and how soon they work.

Builds them from a copy of the sources and under names of its own, on a base image that the builder has not seen (the
usual one with another label), so that nothing comes from its cache; then again with nothing changed, and with one more
line in our code. Then starts a server and, one after the other, a controller and agents. Prints one JSON document:
sizes in megabytes (1e6 bytes), times in seconds. ``--write`` also puts the tables into docs/IMAGES.md. Its images are
deleted in the end. BASE_IMAGE, BUILD_NETWORK and DOCKER_BUILDKIT are those of scripts/images.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import secrets
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import _report
import requests

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/IMAGES.md"
MARKS = ("<!-- measured: scripts/bench/images.py --write -->\n", "<!-- end of what was measured -->\n")
SOURCES = (".dockerignore", "docker", "scripts", "services", "shared")
CODE = "shared/automl_shared/console.py"
"""The file that gets one more line; it is in every image but the server's."""
BASE = os.environ.get("BASE_IMAGE", "python:3.11-slim-bookworm")
SERVICES = ("server", "controller", "inference", "preprocessing", "comparison", "training")
PREFIX = "automl-bench-"
START_SECONDS = 120
Layer = tuple[str, str, int]
"""When and how a layer was made, and its bytes: the same layer says the same in every image."""


def main() -> None:
    """Measures, prints, and writes where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=3, help="starts of every container (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/IMAGES.md")
    options = parser.parse_args()
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        print(json.dumps({"benchmark": "images", "not_measured": "no Docker engine answers"}, indent=2))
        return
    with tempfile.TemporaryDirectory(prefix="automl-bench-") as folder, own_base() as base:
        report = {"benchmark": "images", "machine": machine(base), "build_seconds": builds(Path(folder), base)}
        report |= {"size_mb": sizes(), "start_seconds": starts(Path(folder), options.starts)}
    if options.write:
        head, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(MARKS[0])
        DOCUMENT.write_text(head + MARKS[0] + tables(report) + MARKS[1] + rest.partition(MARKS[1])[2], encoding="utf-8")
    print(json.dumps(report, indent=2))


def docker(*words: str) -> str:
    """What a docker command prints. Raises SystemExit with what it complains about."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"docker {' '.join(words[:2])}: {done.stderr.strip()}")
    return done.stdout.strip()


def machine(base: str) -> dict[str, Any]:
    """What all of it was measured on."""
    return {
        **_report.machine(),
        "load_before": round(os.getloadavg()[0], 1),
        "architecture": platform.machine(),
        "docker_engine": docker("version", "--format", "{{.Server.Version}}"),
        "builder": "BuildKit" if os.environ.get("DOCKER_BUILDKIT") == "1" else "legacy",
        "base_image_mb": megabytes(int(docker("image", "inspect", "--format", "{{.Size}}", base))),
    }


@contextmanager
def own_base() -> Iterator[str]:
    """A base image that no builder has a cache for; goes in the end, with all that was built on it."""
    base = f"{PREFIX}base:{secrets.token_hex(4)}"
    lines = f"FROM {BASE}\nLABEL automl.bench={base}\n"
    subprocess.run(["docker", "build", "--quiet", "--tag", base, "-"], input=lines, text=True, check=True, stdout=2)
    try:
        yield base
    finally:
        ours = docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", f"reference={PREFIX}*").split()
        docker("rmi", "--force", *ours)
        docker("image", "prune", "--force", "--filter", f"label=automl.bench={base}")


def builds(folder: Path, base: str) -> dict[str, dict[str, float]]:
    """Seconds of each image's build, one after the other, in three rounds."""
    for name in SOURCES:
        source, copy = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy2(source, copy)
    rounds = {"from_nothing": build_all(folder, base), "nothing_changed": build_all(folder, base)}
    with (folder / CODE).open("a", encoding="utf-8") as code:
        code.write("# one more line\n")
    return rounds | {"one_line_changed": build_all(folder, base)}


def build_all(folder: Path, base: str) -> dict[str, float]:
    """Seconds for every image, and for all of them."""
    seconds = {service: timed_build(folder, base, service) for service in SERVICES}
    return seconds | {"all": round(sum(seconds.values()), 1)}


def timed_build(folder: Path, base: str, service: str) -> float:
    """Seconds of one image's build."""
    started = time.monotonic()
    environment = {**os.environ, "BASE_IMAGE": base, "IMAGE_PREFIX": PREFIX}
    subprocess.run([folder / "scripts/images", service], check=True, env=environment, stdout=2)
    return round(time.monotonic() - started, 1)


def sizes() -> dict[str, dict[str, float]]:
    """Of every image: all of it, what only it has, and what it shares with another one; and all of them on one disk."""
    layers = {service: layers_of(image(service)) for service in SERVICES}
    report = {}
    for service, own in layers.items():
        others = set().union(*(some for other, some in layers.items() if other != service))
        report[service] = {"size": total(own), "unique": total(own - others), "shared": total(own & others)}
    return report | {"all": {"size": total(set().union(*layers.values()))}}


def image(service: str) -> str:
    """The newest image of a service that this benchmark has built."""
    return docker("images", "--format", "{{.Repository}}:{{.Tag}}", f"{PREFIX}{service}").splitlines()[0]


def layers_of(name: str) -> set[Layer]:
    """The layers of an image that have any content."""
    lines = docker("history", "--no-trunc", "--human=false", "--format", "{{json .}}", name).splitlines()
    found = [(one["CreatedAt"], one["CreatedBy"], int(one["Size"])) for one in map(json.loads, lines)]
    return {layer for layer in found if layer[2]}


def total(layers: set[Layer]) -> float:
    return megabytes(sum(size for _, _, size in layers))


def megabytes(size: int) -> float:
    return round(size / 1e6)


@dataclass(frozen=True, kw_only=True)
class Site:
    """A network with a server that knows one key."""

    network: str
    keys: Path
    access: str
    secret: str

    def run(self, service: str, *words: str) -> str:
        """Starts a container as locked up as compose's; its id."""
        locked = ["--read-only", "--cap-drop", "ALL", "--tmpfs", "/tmp", "--tmpfs", "/home/automl:uid=10001,gid=10001"]
        return docker("run", "--detach", "--rm", "--network", self.network, *locked, *words, image(service))

    def workers(self, server: str) -> list[str]:
        """Ids of the workers that the server has heard from."""
        token = requests.get(f"{server}/auth.login", auth=(self.access, self.secret), timeout=5).json()["data"]["token"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.post(f"{server}/workers.get_all", json={}, headers=headers, timeout=5).json()
        return [worker["id"] for worker in answer["data"]["workers"]]


def starts(folder: Path, times: int) -> dict[str, dict[str, float]]:
    """Median seconds from ``docker run`` until the server answers, or until the server has heard from the worker."""
    site = site_in(folder)
    docker("network", "create", site.network)
    try:
        ready, server, address = median_server(site, times)
        try:
            workers = {name: median_worker(site, name, address, times) for name in SERVICES if name != "server"}
        finally:
            docker("stop", server)
    finally:
        docker("network", "rm", site.network)
    return {"server_ready": {"server": ready}, "first_sign_of_life": workers}


def site_in(folder: Path) -> Site:
    """Writes the key as server and workers read it: from files that another user may read."""
    folder.chmod(0o755)
    access, secret = secrets.token_hex(10), secrets.token_hex(24)
    (folder / "credentials.json").write_text(json.dumps({"access_key": access, "secret_key": secret}))
    (folder / "clearml.conf").write_text(
        f'api {{ credentials {{ "access_key" = "{access}", "secret_key" = "{secret}" }} }}\n'
    )
    return Site(network=f"{PREFIX}{secrets.token_hex(4)}", keys=folder, access=access, secret=secret)


def median_server(site: Site, times: int) -> tuple[float, str, str]:
    """Median seconds until the server answers; the container of the last one and its address."""
    seconds: list[float] = []
    while True:
        started = time.monotonic()
        key = f"{site.keys}/credentials.json:/data/credentials.json:ro"
        container = site.run("server", "--network-alias", "server", "--volume", key, "--publish", "127.0.0.1::8008")
        address = f"http://{docker('port', container, '8008').splitlines()[0]}"
        wait(container, lambda address=address: requests.get(f"{address}/debug.ping", timeout=5).ok)  # type: ignore[misc]
        seconds.append(time.monotonic() - started)
        if len(seconds) == times:
            return round(statistics.median(seconds), 2), container, address
        docker("stop", container)


def median_worker(site: Site, service: str, server: str, times: int) -> float:
    """Median seconds until the server has heard from a worker of a service."""
    seconds = []
    for _ in range(times):
        worker = f"{service}:{secrets.token_hex(4)}"
        words = ["--env", f"CLEARML_WORKER_ID={worker}", "--env", "CLEARML_CONFIG_FILE=/run/keys/clearml.conf"]
        words += ["--volume", f"{site.keys}/clearml.conf:/run/keys/clearml.conf:ro"]
        for name, port in (("API", 8008), ("WEB", 8080), ("FILES", 8081)):
            words += ["--env", f"CLEARML_{name}_HOST=http://server:{port}"]
        started = time.monotonic()
        container = site.run(service, *words)
        wait(container, lambda worker=worker: worker in site.workers(server))  # type: ignore[misc]
        seconds.append(time.monotonic() - started)
        docker("kill", container)
    return round(statistics.median(seconds), 2)


def wait(container: str, done: Callable[[], bool]) -> None:
    """Until something is so. Raises SystemExit with the container's log when it takes too long."""
    last = time.monotonic() + START_SECONDS
    while time.monotonic() < last:
        try:
            if done():
                return
        except requests.ConnectionError:
            pass  # not yet
        time.sleep(0.02)
    log = subprocess.run(["docker", "logs", container], capture_output=True, text=True, check=False)
    raise SystemExit(f"the container does not start:\n{log.stdout}{log.stderr}")


def tables(report: dict[str, Any]) -> str:
    """The report as Markdown."""
    size, build, start = report["size_mb"], report["build_seconds"], report["start_seconds"]
    lines = ["| image | size, MB | of it shared with others | its own |", "|---|---:|---:|---:|"]
    lines += [
        f"| {name} | {size[name]['size']:.0f} | {size[name]['shared']:.0f} | {size[name]['unique']:.0f} |"
        for name in SERVICES
    ]
    lines += [f"| all six on one disk | {size['all']['size']:.0f} | | |", ""]
    lines += ["| build, seconds | from nothing | nothing changed | one line changed |", "|---|---:|---:|---:|"]
    lines += [f"| {name} | " + " | ".join(f"{build[one][name]}" for one in build) + " |" for name in [*SERVICES, "all"]]
    lines += ["", "| start | seconds |", "|---|---:|"]
    lines += [f"| server, until it answers | {start['server_ready']['server']} |"]
    lines += [
        f"| {name}, until the server has heard from it | {took} |" for name, took in start["first_sign_of_life"].items()
    ]
    it = report["machine"]
    lines += ["", f"On {it['cores']} cores and {it['memory_gib']} GiB ({it['architecture']}), Docker engine "]
    lines[-1] += f"{it['docker_engine']}, {it['builder']} builder, base image of {it['base_image_mb']} MB. "
    lines[-1] += f"Load average before it began: {it['load_before']}."
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
