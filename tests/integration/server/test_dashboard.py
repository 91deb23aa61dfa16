"""The dashboard shows what server and controller really tell, and all of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from automl_controller.runs.metrics import Metrics

from .conftest import Server

DASHBOARD = Path(__file__).resolve().parents[3] / "compose/grafana/automl.json"
PARTS = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("_total",), "gauge": ("",)}
NAME = re.compile(r"\b(?:automl|process)_\w+")


def names_in(text: str) -> set[str]:
    """Every name that a query may use; a family without a sample counts, too."""
    return {
        family.name + part for family in text_string_to_metric_families(text) for part in PARTS.get(family.type, ())
    }


@pytest.fixture(scope="module")
def told(server: Server) -> set[str]:
    page = httpx.get(f"{server.urls['api']}/metrics", auth=server.credentials).text
    return names_in(page) | names_in(generate_latest(Metrics().registry).decode())


@pytest.fixture(scope="module")
def expressions() -> list[str]:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel.get("targets", [])]


def test_every_figure_on_the_dashboard_exists(told: set[str], expressions: list[str]) -> None:
    assert len(expressions) > 20
    for expression in expressions:
        used = set(NAME.findall(expression))
        assert used, f"no figure of ours in {expression}"
        assert used <= told, f"{used - told} in {expression}"


def test_every_figure_of_ours_is_on_the_dashboard(told: set[str], expressions: list[str]) -> None:
    shown = {name for expression in expressions for name in NAME.findall(expression)}
    families = {re.sub("_(bucket|sum|count)$", "", name) for name in told if name.startswith("automl_")}
    assert families <= {re.sub("_(bucket|sum|count)$", "", name) for name in shown}


def test_panels_do_not_lie_on_each_other() -> None:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert len({panel["id"] for panel in panels}) == len(panels)
