"""A task's page, its files, and the addresses that other programs print for it."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from tests.unit.web.conftest import Site

from automl_shared.tracker import TaskSnapshot
from automl_shared.tracker.viewing import ArtifactEntry, Curve, PlotEntry
from automl_web.previews import preview_of

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
EVIL = "<script>alert(1)</script>"
NAMED = "50%41 a?b#売上"
"""Every letter that an address has in another writing."""


def store(site: Site, task: TaskSnapshot, name: str, content: bytes) -> None:
    path = site.world.tracker.place(task.id, name)
    path.write_bytes(content)
    site.world.tracker.store(task.id, Path(name).stem, path)


@pytest.mark.looks
@pytest.mark.parametrize("tab", ["", "/settings", "/console", "/scalars", "/plots", "/artifacts"])
def test_every_tab_of_every_task_of_a_run_opens(site: Site, run: TaskSnapshot, tab: str) -> None:
    for task in (run, *site.world.tracker.tasks(parent=run.id)):
        assert task.name in site.page(f"/tasks/{task.id}{tab}")


@pytest.mark.looks
def test_a_task_leads_to_the_others_of_its_run(site: Site, run: TaskSnapshot) -> None:
    children = site.world.tracker.tasks(parent=run.id)
    for task in (run, *children):
        page = site.page(f"/tasks/{task.id}").partition("Other tasks of this run")[2].partition("</ul>")[0]
        assert {*re.findall(r'href="/tasks/(\w+)"', page)} == {one.id for one in children} - {task.id}
    trained = next(one for one in children if one.unit and one.unit.model)
    page = site.page(f"/tasks/{trained.id}").partition("Other tasks of this run")[2]
    assert page.index(">Training ") < page.index(">Preparing ")


@pytest.mark.looks
def test_settings_mark_what_differs_from_the_template(site: Site, run: TaskSnapshot) -> None:
    page = site.page(f"/tasks/{run.id}/settings")
    changed = page.split('<tr class="changed" data-kind="changed">')
    assert any(row.startswith("<td>target_column</td>") for row in changed[1:])
    assert not any(row.startswith("<td>test_size</td>") for row in changed[1:])


def test_the_console_shows_its_end_finds_words_and_is_kept(site: Site, run: TaskSnapshot) -> None:
    site.world.tracker.consoles[run.id] = [f"line {number}\n" for number in range(1000)]
    page = site.page(f"/tasks/{run.id}/console")
    assert "line 999" in page
    assert "line 600\n" not in page
    assert "line 699\n" in site.page(f"/tasks/{run.id}/console?before=701")
    found = site.page(f"/tasks/{run.id}/console?q=LINE%2012")
    assert "line 129" in found
    assert "line 13\n" not in found
    assert "No line contains this" in site.page(f"/tasks/{run.id}/console?q=absent")
    kept = site.browser.get(f"/tasks/{run.id}/console.txt")
    assert kept.text.splitlines() == [f"line {number}" for number in range(1000)]
    assert "attachment" in kept.headers["content-disposition"]


def test_figures_and_curves_come_as_data(site: Site, run: TaskSnapshot) -> None:
    site.viewer.drawn[run.id] = [
        PlotEntry(title="01 a", figure='{"data": [{"y": [NaN, 1]}]}'),
        PlotEntry(title="2", figure="{"),
    ]
    site.viewer.measured[run.id] = [Curve(metric="loss", variant="train", x=(0.0, 1.0), y=(2.0, 1.0))]
    assert site.browser.get(f"/tasks/{run.id}/plots/0").json() == {"data": [{"y": [None, 1]}]}
    assert site.browser.get(f"/tasks/{run.id}/plots/1").status_code == 422
    assert site.browser.get(f"/tasks/{run.id}/plots/7").status_code == 404
    assert site.browser.get(f"/tasks/{run.id}/curves?metric=loss").json()["data"][0]["y"] == [2.0, 1.0]
    assert "/curves?metric=loss" in site.page(f"/tasks/{run.id}/scalars")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", b"x,y\n1,2\n", "table"),
        ("a.json", b'{"a": [1]}', "text"),
        ("a.txt", "日本".encode(), "text"),
        ("a.png", PNG, "image"),
        ("a.parquet", b"PAR1\x00\xff", "none"),
        ("a.bin", b"a\x00b", "none"),
    ],
)
def test_what_can_be_looked_at_is_shown(name: str, content: bytes, kind: str) -> None:
    assert preview_of(content, name, cut=False).kind == kind


def test_a_table_is_previewed_and_anything_is_kept(site: Site, run: TaskSnapshot) -> None:
    store(site, run, "table.csv", b"x,y\n1,<b>2\n")
    assert "<td>&lt;b&gt;2</td>" in site.page(f"/tasks/{run.id}/artifacts/table/preview")
    answer = site.browser.get(f"/tasks/{run.id}/artifacts/table")
    assert answer.content == b"x,y\n1,<b>2\n"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "attachment" in answer.headers["content-disposition"]


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "code.js", "picture.png", "page.xhtml"])
def test_nothing_that_a_task_stored_acts_on_these_pages(site: Site, run: TaskSnapshot, name: str) -> None:
    store(site, run, name, f"<html>{EVIL}".encode())
    answer = site.browser.get(f"/tasks/{run.id}/artifacts/{Path(name).stem}")
    inert = (
        "sandbox;" in answer.headers["content-security-policy"]
        and "allow" not in answer.headers["content-security-policy"]
    )
    assert inert or "attachment" in answer.headers["content-disposition"]
    as_image = site.browser.get(f"/tasks/{run.id}/artifacts/{Path(name).stem}/preview?as=image")
    assert EVIL not in as_image.text
    assert as_image.headers["content-type"].startswith("text/html")


def test_only_real_images_are_shown_as_such(site: Site, run: TaskSnapshot) -> None:
    site.viewer.images |= {"memory://files/good": PNG, "memory://files/bad": EVIL.encode()}
    site.viewer.drawn[run.id] = [
        PlotEntry(title="a", image_uri="memory://files/good"),
        PlotEntry(title="b", image_uri="memory://files/bad"),
    ]
    assert site.browser.get(f"/tasks/{run.id}/plots/0").headers["content-type"] == "image/png"
    assert site.browser.get(f"/tasks/{run.id}/plots/1").status_code == 415


def test_a_file_on_another_storage_is_not_fetched(site: Site, run: TaskSnapshot) -> None:
    site.viewer.foreign[run.id] = [
        ArtifactEntry(name="far", type="file", uri="https://files.example/x.bin"),
        ArtifactEntry(name="evil", type="file", uri="javascript:alert(1)"),
    ]
    answer = site.browser.get(f"/tasks/{run.id}/artifacts/far", follow_redirects=False)
    assert answer.headers["location"] == f"/tasks/{run.id}/artifacts/far/preview"
    assert "javascript:" not in site.browser.get(f"/tasks/{run.id}/artifacts/evil", follow_redirects=False).headers.get(
        "location", ""
    )


def test_a_file_with_any_name_is_looked_at_and_kept_under_it(site: Site, run: TaskSnapshot) -> None:
    uri = f"memory://files/{quote(NAMED)}.bin"
    site.viewer.images[uri] = b"a"
    site.viewer.foreign[run.id] = [
        ArtifactEntry(name=NAMED, type="file", uri="https://files.example/x.bin"),
        ArtifactEntry(name="near", type="file", uri=uri),
    ]
    assert NAMED in unescape(site.page(f"/tasks/{run.id}/artifacts/{quote(NAMED)}"))
    kept = site.browser.get(f"/tasks/{run.id}/artifacts/near").headers["content-disposition"]
    assert unquote(kept.partition("''")[2]) == f"{NAMED}.bin"


def test_a_queue_with_any_name_is_watched_and_come_back_to_by_it(site: Site, run: TaskSnapshot) -> None:
    site.world.tracker._queues[NAMED] = [run.id]
    page = site.page(f"/queues/{quote(NAMED)}")
    watched = re.findall(r'sse-connect="([^"?]+)', page)
    back = re.findall(r'name="(?:next|back)" value="([^"]+)"', page)
    assert [unquote(unescape(one)) for one in watched] == [f"/queues/{NAMED}/live"]
    assert len(back) == 2
    assert [run.id in site.page(unescape(one)) for one in back] == [True, True]


def test_hostile_names_are_only_text(site: Site, run: TaskSnapshot) -> None:
    tracker = site.world.tracker
    tracker.edit(run.id, name=EVIL, tags=[*run.tags, EVIL], comment=f"`{EVIL}`", sections={EVIL: {EVIL: EVIL}})
    tracker.consoles[run.id] = [EVIL]
    site.viewer.drawn[run.id] = [PlotEntry(title=EVIL, figure=json.dumps({"data": [], "layout": {"title": EVIL}}))]
    site.viewer.foreign[run.id] = [ArtifactEntry(name=EVIL, type=EVIL, uri="memory://files/x")]
    tracker.report_worker(EVIL, queue=EVIL, task_id=run.id)
    tabs = [f"/tasks/{run.id}{tab}" for tab in ("", "/settings", "/console", "/scalars", "/plots", "/artifacts")]
    pages = ["/runs", f"/runs/{run.run_id}", f"/runs/{run.run_id}/again", "/queues", f"/runs?q={EVIL}", *tabs]
    for page in pages:
        assert EVIL not in site.page(page), page


@pytest.mark.looks
@pytest.mark.parametrize(
    ("rest", "page"),
    [
        ("", "/tasks/{id}"),
        ("/output/log", "/tasks/{id}"),
        ("/artifacts/output-model", "/tasks/{id}/artifacts"),
        ("/hyper-params/Model", "/tasks/{id}/settings"),
        ("/output/metrics/plots", "/tasks/{id}/plots"),
    ],
)
@pytest.mark.parametrize(
    "kind",
    ["projects/*/experiments", "projects/abc/tasks", "pipelines/abc/experiments", "datasets/simple/abc/experiments"],
)
def test_addresses_of_the_clearml_application_lead_to_the_page(
    site: Site, run: TaskSnapshot, kind: str, rest: str, page: str
) -> None:
    child = site.world.tracker.tasks(parent=run.id)[0]
    answer = site.browser.get(f"/{kind}/{child.id}{rest}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, page.format(id=child.id))


@pytest.mark.parametrize("start", ["/models", "/projects/*/models"])
def test_the_address_of_a_model_leads_to_the_task_that_made_it(
    site: Site, run: TaskSnapshot, tmp_path: Path, start: str
) -> None:
    child = site.world.tracker.tasks(parent=run.id)[0]
    site.world.tracker.store_model(f"model-{child.id}", tmp_path)
    answer = site.browser.get(f"{start}/model-{child.id}/general", follow_redirects=False)
    assert answer.headers["location"] == f"/tasks/{child.id}/artifacts"
    assert "No registered model has this id" in site.page(f"{start}/none", 404)


@pytest.mark.looks
def test_the_address_of_a_runs_task_leads_to_the_run(site: Site, run: TaskSnapshot) -> None:
    answer = site.browser.get(f"/projects/*/experiments/{run.id}/output/log", follow_redirects=False)
    assert answer.headers["location"] == f"/runs/{run.run_id}"


@pytest.mark.looks
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/workers-and-queues/queues", "/queues"),
        ("/dashboard", "/runs"),
        ("/datasets", "/runs/new"),
        ("/models", "/runs"),
        ("/pipelines/x", "/runs"),
        ("/workers-and-queues/workers?filter=x", "/queues"),
    ],
)
def test_other_addresses_lead_somewhere(site: Site, old: str, new: str) -> None:
    assert site.browser.get(old, follow_redirects=False).headers["location"] == new
