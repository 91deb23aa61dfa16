"""Whatever a task stored, however broken, leaves the pages readable; what nobody foresaw is told as a page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from tests.unit.web.conftest import Site
from tests.unit.web.test_tasks import store

from automl_shared.errors import ServerUnreachable
from automl_shared.phase_io import ARTIFACT
from automl_shared.tracker import TaskSnapshot
from automl_shared.tracker.viewing import ArtifactEntry, Curve, PlotEntry
from automl_shared.words import T_
from automl_web.guards import FORM_BYTES
from automl_web.previews import PREVIEW_BYTES, PREVIEW_ROWS, beginning, preview_of
from automl_web.runs import Runs

FILES = {
    "one-long-cell.csv": b'a,b\n"' + b"x" * 140_000 + b'",2\n',
    "old-mac.csv": b"a,b\r1,2\r3,4\r",
    "half-a-letter.json": b'{"a": "\\ud800"}',
    "nested.json": b"[" * 400 + b",".join([b"1"] * 100_000) + b"]" * 400,
    "endless.json": b"[" * 100_000,
    "empty.csv": b"",
    "blank.json": b" \n",
    "utf16.csv": "a,b\n1,日本\n".encode("utf-16"),
    "excel.csv": "名前,値\n東京,1\n".encode("cp932"),
    "cut.csv": "名前,値\n".encode() + "東京都千代田区,1\n".encode() * 20_000,
    "cut.txt": "日本".encode() * 100_000,
    "noise.bin": bytes(range(256)) * 10,
    "picture.png": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_kind_has_a_preview(site: Site, run: TaskSnapshot, name: str) -> None:
    store(site, run, name, FILES[name])
    assert len(site.page(f"/tasks/{run.id}/artifacts/{name.partition('.')[0]}/preview")) < 4 * PREVIEW_BYTES


def test_a_table_is_cut_between_its_rows_and_says_so() -> None:
    start, cut = beginning(iter([FILES["cut.csv"]]))
    shown = preview_of(start, "cut.csv", cut=cut)
    assert shown.cut
    assert set(shown.rows) == {("名前", "値"), ("東京都千代田区", "1")}
    wide = preview_of(b"a;b\n" + b"x" * 1000 + b";2\n", "a.csv", cut=True)
    assert wide.rows == (("a", "b"),)
    short = preview_of(b"a,b\n" + b"1,2\n" * (PREVIEW_ROWS + 1), "a.csv", cut=False)
    assert (len(short.rows), short.cut) == (PREVIEW_ROWS + 1, True)
    whole = preview_of(b"a,b\n" + b"1,2\n" * PREVIEW_ROWS, "a.csv", cut=False)
    assert (len(whole.rows), whole.cut) == (PREVIEW_ROWS + 1, False)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a;b\n1,5;2\n", (("a", "b"), ("1,5", "2"))),
        ("\ufeffa\tb\n1\t2\n".encode(), (("a", "b"), ("1", "2"))),
        (FILES["excel.csv"], (("名前", "値"), ("東京", "1"))),
        (FILES["utf16.csv"], (("a", "b"), ("1", "日本"))),
        (FILES["old-mac.csv"], (("a", "b"), ("1", "2"), ("3", "4"))),
    ],
)
def test_a_table_is_shown_as_offices_send_it(content: bytes, rows: tuple[tuple[str, ...], ...]) -> None:
    assert preview_of(content, "a.csv", cut=False).rows == rows


def test_figures_hold_no_numbers_that_are_none(site: Site, run: TaskSnapshot) -> None:
    site.viewer.measured[run.id] = [Curve(metric="l", variant="v", x=(0.0, 1.0), y=(float("nan"), float("inf")))]
    assert site.browser.get(f"/tasks/{run.id}/curves?metric=l").json()["data"][0]["y"] == [None, None]
    broken = ["[" * 100_000, '{"data": [{"y": [1e999], "text": "\\ud800"}]}', "", '"text"']
    site.viewer.drawn[run.id] = [PlotEntry(title="a", figure=one) for one in broken]
    answers = [site.browser.get(f"/tasks/{run.id}/plots/{place}").status_code for place in range(len(broken))]
    assert answers == [422, 200, 422, 200]


OUTPUTS = (
    '["x"]',
    '{"document": [1]}',
    '{"document": {"recommendation": {"cv_mean": "many", "primary_metric": "log_loss", "light": "pink", "title": 5}}}',
)


@pytest.mark.parametrize("output", OUTPUTS)
def test_one_broken_output_leaves_the_list_and_its_run_readable(site: Site, run: TaskSnapshot, output: str) -> None:
    store(site, run, f"{ARTIFACT}.json", output.encode())
    assert run.run_id in site.page("/runs")
    assert run.run_id in site.page(f"/runs/{run.run_id}")


STEPS = ("[", "[1]", '{"a": 1}', '{"a": {"stage": "new", "status": "odd", "job_started": "x", "job_id": [1]}}')


@pytest.mark.parametrize("steps", STEPS)
def test_steps_that_cannot_be_read_leave_the_run_readable(
    site: Site, going: TaskSnapshot, steps: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.viewer, "configuration", lambda *_: steps)
    assert "Progress" in site.page(f"/runs/{going.run_id}")


def test_a_name_with_half_a_letter_is_shown(site: Site, run: TaskSnapshot) -> None:
    site.world.tracker.edit(run.id, name="a \ud800 b")
    assert "a ? b" in site.page(f"/tasks/{run.id}")


def test_an_artifact_may_have_any_name_and_a_file_elsewhere_is_not_led_to(site: Site, run: TaskSnapshot) -> None:
    far = "https://evil.example/x?a=1"
    entries = {"far/away": far, "evil": "javascript:alert(1)", "bucket": "s3://bucket/x", "none": ""}
    site.viewer.foreign[run.id] = [ArtifactEntry(name=name, type="x", uri=uri) for name, uri in entries.items()]
    for name, uri in entries.items():
        place = f"/tasks/{run.id}/artifacts/{name}"
        assert site.browser.get(place, follow_redirects=False).headers["location"] == f"{place}/preview"
        page = site.page(f"{place}/preview")
        assert uri in page
        assert (f'href="{uri}" rel="noopener noreferrer"' in page) == (uri == far)


def test_a_run_that_went_on_shows_its_new_output(site: Site, run: TaskSnapshot) -> None:
    assert "What did not work" in site.page(f"/runs/{run.run_id}")
    site.send(f"/runs/{run.run_id}/resume")
    site.world.clock.now = site.world.clock.now.replace(microsecond=0)
    site.world.run_to_end(run.id)
    assert "What did not work" not in site.page(f"/runs/{run.run_id}")


def test_what_nobody_foresaw_is_told_as_a_page(
    site: Site, run: TaskSnapshot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(Runs, "view", broken)
    answer = site.browser.get(f"/runs/{run.run_id}")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert f'href="/runs/{run.run_id}"' in answer.text
    assert "Try again" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert any(record.exc_info for record in caplog.records)


@pytest.mark.looks
@pytest.mark.parametrize("cookie", ["a/b=1", "(=x", "automl_session=a.b", "automl_session=Zg==.é", "=;;="])
def test_no_cookie_breaks_a_page(site: Site, run: TaskSnapshot, cookie: str) -> None:
    assert site.stranger().get("/runs", headers={"Cookie": cookie.encode("latin-1")}).status_code == 401


def pieces(count: int) -> Iterator[bytes]:
    yield from (b"x" * (1 << 16) for _ in range(count))


def large_part(count: int) -> Iterator[bytes]:
    yield b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    yield from pieces(count)


@pytest.mark.looks
@pytest.mark.parametrize("place", ["/login", "/language", "/runs/x/tags"])
@pytest.mark.parametrize(
    ("kind", "body"), [("application/x-www-form-urlencoded", pieces), ("multipart/form-data; boundary=b", large_part)]
)
def test_nobody_sends_more_than_a_form_has(
    site: Site, run: TaskSnapshot, place: str, kind: str, body: Callable[[int], Iterator[bytes]]
) -> None:
    sent = 0

    def counted() -> Iterator[bytes]:
        nonlocal sent
        for piece in body(4 * FORM_BYTES >> 16):
            sent += len(piece)
            yield piece

    began = time.monotonic()
    try:
        status = site.browser.post(place, content=counted(), headers={"Content-Type": kind}).status_code
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):  # it hung up while more was sent
        status = 413
    assert status in (400, 413)
    assert time.monotonic() - began < 30


@pytest.mark.looks
def test_a_choice_of_language_leads_back_to_the_very_page(site: Site, run: TaskSnapshot) -> None:
    assert 'name="next" value="/runs?q=a&amp;status=failed"' in site.page("/runs?q=a&status=failed")
    answer = site.browser.post("/runs/nothing/cancel", headers={"Referer": f"{site.address}/runs?q=a"})
    assert 'name="next" value="/runs?q=a"' in answer.text
    far = site.browser.post("/runs/nothing/cancel", headers={"Referer": "http://evil.example/runs"})
    assert 'name="next" value="/"' in far.text


def test_a_server_that_is_away_is_told_once(site: Site, run: TaskSnapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> Any:
        raise ServerUnreachable(T_("the ClearML server does not answer"), value="http://box:8008", fix="automl up")

    monkeypatch.setattr(Runs, "view", away)
    answer = site.browser.get(f"/runs/{run.run_id}")
    assert answer.status_code == 503
    assert answer.text.count("The ClearML server does not answer") == 1
    assert "automl up" in answer.text
    japanese = site.browser.get(f"/runs/{run.run_id}", headers={"Accept-Language": "ja"}).text
    assert "ClearML サーバーが応答しません" in japanese
