"""The same done to many runs at once: shown first, then done, then undone."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from tests.unit.web.conftest import Site, ended_run, going_run

from automl_shared.tracker import TaskSnapshot


def asked(site: Site, address: str) -> dict[str, list[str]]:
    """What the form of a question would send."""
    page = site.page(address)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.partition("<main")[2]):
        found.setdefault(name, []).append(value)
    return found


def sent(site: Site, address: str, **fields: str) -> str:
    """Yes to what is asked; the page that answers."""
    answer = site.browser.post("/runs/many", data={**asked(site, address), **fields})
    assert answer.status_code == 200, answer.text
    return answer.text


def undo(site: Site, page: str) -> None:
    key = re.search(r'name="done" value="([^"]+)"', page)
    assert key
    site.send("/runs/many/undo", done=key[1])


def archived(site: Site, task: TaskSnapshot) -> bool:
    return f'href="/runs/{task.run_id}"' in site.page("/runs?archived=1")


def test_those_that_fit_a_filter_are_cancelled_and_the_others_stay(site: Site) -> None:
    done, going = ended_run(site), going_run(site)
    page = site.page("/runs/many?do=cancel")
    assert f'href="/runs/{going.run_id}"' in page
    assert f'href="/runs/{done.run_id}"' not in page
    assert "One other run stays as it is" in page
    assert not site.world.tracker.task(going.id).stop_requested
    assert "One run is being cancelled." in sent(site, "/runs/many?do=cancel&status=running")
    for _ in range(4):
        site.world.tick()
    assert site.world.tracker.task(going.id).status.ended
    assert site.world.tracker.task(done.id) == done


def test_what_failed_is_tried_again_everywhere(site: Site) -> None:
    runs = [ended_run(site) for _ in range(2)]
    assert "2 runs go on." in sent(site, "/runs/many?do=resume")
    for run in runs:
        assert site.world.run_to_end(run.id).runtime["automl_status"] == "completed"
    assert "There is no run for which this can be done" in site.page("/runs/many?do=resume")


def test_the_chosen_are_archived_and_brought_back_by_a_click(site: Site) -> None:
    one, other = ended_run(site), ended_run(site)
    page = sent(site, f"/runs/many?do=archive&run={one.run_id}")
    assert "One run was archived." in page
    assert (archived(site, one), archived(site, other)) == (True, False)
    undo(site, page)
    assert not archived(site, one)
    assert "There is no run" in site.page(f"/runs/many?do=unarchive&run={one.run_id}")


def test_many_are_tagged_and_untagged(site: Site) -> None:
    runs = [ended_run(site) for _ in range(2)]
    page = sent(site, "/runs/many?do=tag", add=" for  the board ")
    assert "2 runs have the tag for the board now." in page
    assert all("for the board" in site.world.tracker.task(run.id).tags for run in runs)
    undo(site, page)
    assert [site.world.tracker.task(run.id).tags for run in runs] == [run.tags for run in runs]
    for wrong in ("", "phase:run"):
        fields = {**asked(site, "/runs/many?do=tag"), "add": wrong}
        assert site.browser.post("/runs/many", data=fields).status_code == 400


@pytest.mark.looks
def test_the_filters_are_kept_and_nothing_else_is_believed(site: Site, run: TaskSnapshot) -> None:
    filters = "status=completed&q=run&page=1"
    assert asked(site, f"/runs/many?do=archive&{filters}").get("back") in (None, [filters.replace("&", "&amp;")])
    for wrong in ("untag", "", "delete"):
        assert site.browser.get(f"/runs/many?do={quote(wrong)}").status_code == 404
    assert site.browser.post("/runs/many", data={"do": "archive", "task": run.id}).status_code == 403
    leads = site.send("/runs/many", do="archive", back="//evil.example", task="no-such-task")
    assert leads.startswith("/runs?")
    site.send("/runs/many/undo", done="no such key")


@pytest.mark.looks
def test_the_list_offers_what_can_be_done_with_what_it_shows(site: Site, run: TaskSnapshot) -> None:
    page = site.page("/runs?q=run")
    assert "All that match the filters" in page
    assert '<input type="hidden" name="q" value="run">' in page
    assert 'value="archive" data-needs-chosen="1"' in page
    assert 'value="unarchive" data-needs-chosen="1"' not in page
