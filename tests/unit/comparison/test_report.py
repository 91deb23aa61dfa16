"""report.html: self-contained, escaped, complete."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from automl_comparison import words
from automl_shared.plugins import METRICS

VOID = {"meta", "link", "br"}
EVIL = "<script>alert(1)</script>"


class Page(HTMLParser):
    """Checks that every tag is closed in its turn, and collects tags, addresses and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(made_run, **settings) -> Page:
    made_run.compare(**settings)
    return Page(made_run.tracker.file(made_run.reporter.task_id, "report").read_text(encoding="utf-8"))


@pytest.fixture
def page(made_run) -> Page:
    made_run.add_dummy()
    made_run.add_training("ridge", [3.0, 3.2, 2.8, 3.1, 2.9])
    made_run.add_failed(EVIL, runtime={"automl_cause": f"bad & {EVIL}", "automl_remedy": "do <this>"})
    return page_of(made_run, skipped={"mlp": "no <time>"})


def test_well_formed_and_loads_nothing(page: Page):
    assert page.open == []
    assert page.addresses == ["data:,"]
    assert not {"script", "img", "iframe", "object"} & set(page.tags)


def test_says_the_verdict_first_and_everything_else_after(page: Page):
    order = [
        "standard-onehot+ridge",
        "typically off by 3",
        "Keep in mind",
        "How to get the model",
        "What the data were",
        "What was tried",
        "Ranking",
        "What failed",
        "Words",
    ]
    assert [page.text.index(part) for part in order] == sorted(page.text.index(part) for part in order)


def test_texts_from_outside_are_escaped_and_complete(page: Page):
    assert f"bad & {EVIL}" in page.text
    assert "do <this>" in page.text
    assert "no <time>" in page.text


def test_code_to_get_the_model_is_python(page: Page):
    code = re.search(r"from automl_shared.bundle.*?your data", page.text, re.DOTALL)
    assert code
    compile(code.group(), "report", "exec")


def test_no_useful_model_offers_no_model(made_run):
    made_run.add_dummy()
    made_run.add_training("ridge", [10.1, 10.4, 9.6, 10.1, 9.8])
    page = page_of(made_run)
    assert "No useful model" in page.text
    assert "How to get the model" not in page.text


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, "0"), (54.2345, "54.23"), (12345.6, "12,346"), (-0.123456, "-0.1235")]
)
def test_numbers_as_people_write_them(value: float, expected: str):
    assert words.number(value) == expected


def test_shares_are_percentages():
    assert words.amount(METRICS.get("accuracy"), 0.9312) == "93.1 %"


@pytest.mark.parametrize("name", list(METRICS))
def test_every_metric_has_words(name: str):
    said = words.meaning(METRICS.get(name), 0.5)
    assert "{" not in said
    assert any(part in said for part in ("0.5", "50.0 %"))
