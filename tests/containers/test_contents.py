"""What a service imports, also late, is in its image; and nothing is asked for that nobody imports."""

from __future__ import annotations

import ast
import importlib.util
import re
import runpy
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest
from packaging.requirements import Requirement

from automl_shared import lazy
from automl_web.assets import _plotly

ROOT = Path(__file__).resolve().parents[2]
OURS = [
    "automl_shared",
    "automl_data",
    *(f"automl_{path.parent.name}" for path in sorted(ROOT.glob("services/*/pyproject.toml"))),
]
PHASES = ["preprocessing", "training", "comparison", "inference"]
SERVICES = [*PHASES, "controller", "server", "web"]
ENTRIES = {
    "controller": ["automl_controller.cli.app"],
    "preprocessing": ["automl_data.metrics"],
    "training": ["automl_data.metrics", "automl_training.models"],
    "comparison": ["automl_data.metrics"],
}
"""Where a service starts besides its ``__main__``; plugins are loaded by their entry points."""
SOURCES = ["automl_data.intake.sources", "automl_data.intake.query"]
"""Where a table comes from; phases get it as a ClearML dataset."""
NEVER_TAKEN = {
    "controller": [
        "automl_data.recipe.build",  # it knows recipes and builds none
        "automl_shared.figures", "automl_shared.plugins.facts",  # nor does it draw
        "automl_controller.cli.compare", "automl_controller.cli.server", "automl_controller.cli.stack",
        "automl_controller.cli.submit", "automl_controller.local",  # the command's, on the machine that submits
        "automl_controller.cli.init", "automl_controller.cli.predict", "automl_controller.cli.debug",
        "automl_controller.cli.run", "automl_controller.in_process", "automl_controller.cli.model",
        "automl_controller.exporting", "automl_shared.testing",
    ],
    "inference": ["automl_data.recipe.build", "automl_shared.plugins.facts", *SOURCES],
    "web": ["automl_data.recipe.build", "automl_shared.plugins.facts", *SOURCES],
    **dict.fromkeys(["preprocessing", "training", "comparison"], SOURCES),
}  # fmt: skip
"""Modules that a service reaches and never uses in its image."""
LOADED_BY_NAME = {
    "httptools": "uvicorn reads requests with it",
    "python-multipart": "Starlette reads forms with it",
    "plotly": "its script is served to browsers",
}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def project(service: str) -> dict[str, object]:
    return tomllib.loads((ROOT / "services" / service / "pyproject.toml").read_text())["project"]


def asked_for(service: str, *, extras: bool = False) -> set[str]:
    """Names of the outside packages in a service's pyproject.toml."""
    declared = project(service)
    lines = list(declared["dependencies"])
    if extras:
        lines += [line for group in declared.get("optional-dependencies", {}).values() for line in group]
    return {name for line in lines if not (name := canonical(Requirement(line).name)).startswith("automl-")}


def pinned(service: str) -> set[str]:
    """Names of the packages an image installs."""
    text = (ROOT / "services" / service / "requirements.txt").read_text(encoding="utf-8")
    return {canonical(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


@cache
def graph() -> grimp.ImportGraph:
    made = grimp.build_graph(*OURS, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None)
    for module in made.find_modules_that_directly_import(lazy.__name__):
        for package in behind_stand_ins(module):
            made.add_import(importer=module, imported=package)
    return made


def behind_stand_ins(module: str) -> set[str]:
    """The packages that it takes from `automl_shared.lazy`."""
    spec = importlib.util.find_spec(module)
    assert spec.origin is not None
    imports = [
        node for node in ast.walk(ast.parse(Path(spec.origin).read_text("utf-8"))) if isinstance(node, ast.ImportFrom)
    ]
    names = {alias.name for node in imports if node.module == lazy.__name__ for alias in node.names}
    return {getattr(lazy, name).__name__.partition(".")[0] for name in names}


def outside(modules: set[str]) -> set[str]:
    """Names of the packages behind top-level modules that are neither ours nor Python's."""
    providers = packages_distributions()
    roots = {module.partition(".")[0] for module in modules} - set(OURS) - sys.stdlib_module_names
    return {canonical(providers[root][0]) if root in providers else root for root in roots}


def reached(service: str) -> set[str]:
    """Every module that an entry of a service imports, at once or late, through whatever of ours."""
    never = tuple(NEVER_TAKEN.get(service, ()))
    waiting = [f"automl_{service}.__main__", *ENTRIES.get(service, [])]
    seen: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module in seen or any(module == one or module.startswith(f"{one}.") for one in never):
            continue
        seen.add(module)
        if module.partition(".")[0] in OURS:
            waiting += graph().find_modules_directly_imported_by(module)
            waiting += [module.rpartition(".")[0]] if "." in module else []
    return seen


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_a_service_may_import_is_in_its_image(service: str) -> None:
    optional = asked_for(service, extras=True) - asked_for(service) if service != "controller" else set()
    assert outside(reached(service)) <= pinned(service) | optional


def test_the_script_that_draws_in_browsers_is_not_taken_out() -> None:
    doomed = runpy.run_path(str(ROOT / "docker/prune.py"))["UNUSED"]["plotly"]
    assert _plotly().is_file()
    assert not [pattern for pattern in doomed if _plotly().match(pattern)]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_asks_for_nothing_that_it_does_not_import(service: str) -> None:
    own = [module for module in graph().modules if module.partition(".")[0] == f"automl_{service}"]
    imported = {name for module in own for name in graph().find_modules_directly_imported_by(module)}
    assert asked_for(service, extras=True) - LOADED_BY_NAME.keys() <= outside(imported)


def test_the_controller_plans_without_the_packages_it_does_not_have() -> None:
    """It reads models and metrics of every kind, whose packages only the agents have."""
    providers = packages_distributions()
    absent = sorted(
        root for root, names in providers.items() if not {canonical(one) for one in names} & pinned("controller")
    )
    program = f"""
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(name)
absent = set({absent}) - {{name for name in sys.modules}} - {{"automl_controller", "automl_shared", "automl_training"}}
sys.meta_path.insert(0, Absent())
import automl_controller.__main__, automl_controller.cli.app
from automl_controller.runs.plan import candidates, impossible_candidates
from automl_shared.config import parse_config
from automl_shared.plugins import METRICS, MODELS
assert "sklearn" in absent and "pandas" in absent and "plotly" in absent
for models in ("thorough", [{{"name": name}} for name in MODELS]):
    config = parse_config({{"data": {{"csv_path": "t.csv", "target_column": "y"}}, "models": models}})
    for task_type in ("classification", "regression"):
        impossible_candidates(config, task_type)
        print(len(candidates(config, task_type).chosen), len(list(METRICS)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert all(int(models) > 5 for models, _ in map(str.split, done.stdout.splitlines())), done.stdout
