"""However much a server holds, no page is large: what it does not list is a click away."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO

import httpx
import pytest
from starlette.routing import Route
from tests.outputs import training_info
from tests.unit.web.conftest import Site, going_run, opened

from automl_shared.config.models import Language
from automl_shared.failures import CAUSE_KEY
from automl_shared.phase_io import ARTIFACT
from automl_shared.pictures import heading
from automl_shared.tracker import TaskSnapshot, TaskStatus
from automl_shared.tracker.viewing import Curve, LogLine, PlotEntry
from automl_shared.words import say_in
from automl_web.formats import Formats
from automl_web.pages.task_page import TAIL_LETTERS, tail
from automl_web.words import WORDS

MOST_BYTES = 200_000
"""Of a page without its pictures, before it is packed for the way."""
MANY = 400
"""Of whatever is listed; the tasks that wait are five times as many."""
NAME = "a-name-of-usual-length"


@dataclass
class Crowd:
    """A site with much of everything. ``run``: one with many candidates; ``task``: one that stored very much."""

    site: Site
    run: TaskSnapshot
    task: TaskSnapshot
    form: str

    def rows(self, what: str, asked: dict[str, str], language: Language) -> str:
        """A list of the run."""
        place, headers = f"/runs/{self.run.run_id}/{what}", {"Accept-Language": language}
        return self.site.browser.get(place, params=asked, headers=headers).text


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    with opened(tmp_path_factory.mktemp("large")) as site:
        run = going_run(site)
        training = next(one for one in site.world.tracker.tasks(parent=run.id) if "phase:training" in one.tags)
        task = grown(site, training)
        fill_the_run(site, training)
        fill_the_queues(site, training)
        fill_the_list(site, run, tmp_path_factory)
        yield Crowd(site, run, task, sent_table(site))


def put(site: Site, like: TaskSnapshot, number: int, **changed: object) -> TaskSnapshot:
    """One more task of a kind."""
    made = replace(like, id=f"{like.id}-{number:05d}", name=f"{like.name} {number}", **changed)
    site.world.tracker._tasks[made.id] = made
    return made


def grown(site: Site, task: TaskSnapshot) -> TaskSnapshot:
    """A task with a long console, many settings, numbers, pictures and files."""
    tracker, viewer = site.world.tracker, site.viewer
    sections = {"Model": {f"{NAME}-{number}": f"{number}" for number in range(MANY)}, "Data": {"columns": "x" * 10**6}}
    made = put(site, task, 99_999, sections=sections, parent=None, tags=())
    tracker.consoles[made.id] = ["a line of a log as long as they usually are, which is about so much\n" * 20] * MANY
    titles = [*(f"{NAME} {number}" for number in range(MANY)), "05 data quality"]
    viewer.drawn[made.id] = [PlotEntry(title=title, figure="{}") for title in titles]
    viewer.measured[made.id] = [
        Curve(metric=f"{NAME} {number}", variant="v", x=(1.0, 2.0), y=(1.0, 2.0)) for number in range(MANY)
    ]
    tracker.reporter(made.id).document("output", {"rows": ["x" * 100] * 3000})
    file = tracker.file(made.id, "output")
    for number in range(MANY):
        tracker.store(made.id, f"{NAME}-{number}", file)
    for number in range(20):
        tracker.configurations[made.id, f"{NAME}-{number}"] = ["x" * 100] * MANY
    return tracker.task(made.id)


def fill_the_queues(site: Site, task: TaskSnapshot) -> None:
    tracker = site.world.tracker
    for place in range(5):
        waiting = [put(site, task, 10_000 * place + number, parent=None) for number in range(MANY)]
        tracker._queues[f"automl-queue-{place}"] = [one.id for one in waiting]
    for number in range(MANY):
        tracker.report_worker(f"training:machine-of-a-rack:{number}", queue="automl-training", task_id=task.id)


def fill_the_run(site: Site, training: TaskSnapshot) -> None:
    tracker = site.world.tracker
    for number in range(MANY):
        model = f"model:{NAME}-{number}"
        tags = tuple(model if tag.startswith("model:") else tag for tag in training.tags)
        made = put(site, training, 60_000 + number, tags=tags)
        if number % 2:
            cause = f"cause {number}"
            tracker._tasks[made.id] = replace(made, status=TaskStatus.FAILED, runtime={CAUSE_KEY: cause})
        else:
            info = training_info(run_id=training.run_id or "", task_id=made.id, model=f"{NAME}-{number}", title="=1+1")
            tracker.reporter(made.id).document(ARTIFACT, info.sealed().model_dump(mode="json"))
            done = replace(tracker.task(made.id), status=TaskStatus.COMPLETED, ended=site.world.clock.now)
            tracker._tasks[made.id] = done


def fill_the_list(site: Site, run: TaskSnapshot, folders: pytest.TempPathFactory) -> None:
    file = folders.mktemp("table") / "t.csv"
    file.write_text("a,b\n1,2\n")
    for number in range(MANY):
        tags = tuple(f"run:{number}" if tag.startswith("run:") else tag for tag in run.tags)
        put(site, run, number, tags=tags, status=TaskStatus.COMPLETED)
        facts = {"rows": "1", "columns": "2"}
        site.world.tracker.register_dataset(file, name=f"{NAME}-{number}", project="p", tags=[], facts=facts)


def sent_table(site: Site) -> str:
    """The address of the form for a table with many columns."""
    names = ",".join(f"{NAME}-{number}" for number in range(MANY))
    rows = "".join(",".join(str(row * number % 7) for number in range(MANY)) + "\n" for row in range(3))
    token, file = {"form_token": site.token()}, ("t.csv", f"{names}\n{rows}")
    answer = site.browser.post("/runs/new", data=token, files={"file": file}, follow_redirects=False)
    return str(answer.headers["location"])


NO_PAGES = ("/static/", "/health", "/live", "/resumed", "/login", "/{project}/", "/models/{model_id}", "/{rest:path}")
"""Files, what is told live, and addresses that only lead elsewhere."""
FIGURES = ("/curves", "/scores", "/plots/{number:int}", ".txt", ".json", ".csv", "/{name:path}")
"""What pages load when it is looked at, and files."""


def addresses(crowd: Crowd) -> list[str]:
    """Of every page, as full as it gets."""
    run, task, queue = f"/runs/{crowd.run.run_id}", f"/tasks/{crowd.task.id}", "/queues/automl-queue-0"
    candidates = "&".join(f"candidate=standard-onehot%2B{NAME}-{2 * number}" for number in range(10))
    runs = "&".join(f"run={number}" for number in range(10))
    tabs = ("", "/settings", "/console", "/console?q=line", "/scalars", "/plots", "/artifacts")
    return [
        *("/", "/runs", "/runs?page=3", "/runs/many?do=archive", f"/compare?{runs}", "/runs/new", crowd.form),
        *("/dashboard", "/datasets", "/models", "/pipelines", "/projects", "/workers-and-queues"),
        *("/queues", "/workers", queue, f"{queue}?page=3"),
        *(run, f"{run}/again", f"{run}/pictures", f"{run}/compare?{candidates}"),
        *(f"{run}/candidates", f"{run}/tasks", f"{run}/tasks?only=failed", f"{run}/failures"),
        *(task + tab for tab in (*tabs, "/artifacts/output/preview")),
    ]


def test_no_page_is_large(crowd: Crowd) -> None:
    answers = {address: crowd.site.browser.get(address) for address in addresses(crowd)}
    assert {one.status_code for one in answers.values()} == {200}
    assert {address: len(one.content) for address, one in answers.items() if len(one.content) > MOST_BYTES} == {}


def test_every_page_is_measured(crowd: Crowd) -> None:
    asked = [httpx.URL(address).path for address in addresses(crowd)]
    reading = [one for one in crowd.site.app.routes if isinstance(one, Route) and "GET" in (one.methods or ())]
    shown = [one for one in reading if not any(part in one.path for part in NO_PAGES)]
    pages = [one for one in shown if not one.path.endswith(FIGURES)]
    assert [one.path for one in pages if not any(one.path_regex.match(path) for path in asked)] == []


@pytest.mark.parametrize(
    ("address", "shown", "hidden"),
    [
        ("/queues/automl-queue-0?page=2", "101 to 150 of 400", "401"),
        ("/queues/automl-queue-0?page=999", "351 to 400 of 400", 'rel="next"'),
        ("/queues/automl-queue-0?q=00399", ">400</td>", "00398"),
        ("/queues/automl-queue-0?q=nowhere", "Nothing here contains these words", "<td"),
        ("/workers?q=rack:7", "rack:77", "rack:66"),
        ("{run}/tasks?only=failed&page=1", "101 to 200 of 200", 'rel="next"'),
        ("{run}/tasks?q=length-398", "length-398", "length-397"),
        ("{run}/candidates?sort=-title&page=1", 'aria-sort="descending"', 'aria-sort="ascending"'),
        ("{run}/candidates?sort=title&q=length-39", "q=length-39&amp;sort=-title", "length-11"),
        ("{run}/tasks?only=failed&page=1&sort=name", "only=failed&amp;sort=-name", "page=1&amp;sort="),
        ("{run}/tasks?only=failed&q=length-39&sort=name", '"?sort=name&amp;q=length-39"', "length-11"),
        ("{run}/tasks?q=length-39&sort=name", '"?sort=name&amp;q=length-39&amp;only=failed"', "length-11"),
        ("{run}/failures?page=1", "101 to 200 of", "left_out"),
        ("{run}/failures?q=cause 399", "length-399", "length-397"),
        ("{run}/failures?q=nowhere", "Nothing here contains these words", "There is nothing to list"),
        ("{run}/candidates?q=nowhere", "Nothing here contains these words", "There is nothing to list"),
        ("{task}/scalars?q=nowhere", "Nothing here contains these words", "has reported no numbers"),
        ("{task}/plots?q=nowhere", "Nothing here contains these words", "There are no pictures"),
        ("{task}/artifacts?page=1", "201 to 400 of 401", "page=3"),
        ("{task}/plots?q=length%20399", "/plots/399", "/plots/398"),
    ],
)
def test_what_a_page_does_not_list_is_found(crowd: Crowd, address: str, shown: str, hidden: str) -> None:
    page = crowd.site.page(address.format(run=f"/runs/{crowd.run.run_id}", task=f"/tasks/{crowd.task.id}"))
    page = page.partition("<main")[2]
    assert shown in page
    assert hidden not in page


def test_a_search_looks_at_what_is_shown_in_any_language(crowd: Crowd) -> None:
    training = next(one for one in crowd.site.world.tracker.tasks(parent=crowd.run.id) if "phase:training" in one.tags)
    assert training.unit
    does = Formats("ja").does(training.unit)
    words = {
        "/queues/automl-queue-0": does,
        "/workers": does,
        f"/runs/{crowd.run.run_id}/tasks": say_in(WORDS, "status_failed", "ja"),
        f"/tasks/{crowd.task.id}/plots": heading("data quality", "ja"),
    }
    asked = {"Accept-Language": "ja"}
    pages = {
        place: crowd.site.browser.get(place, params={"q": text}, headers=asked).text for place, text in words.items()
    }
    nothing = say_in(WORDS, "nothing_fits", "ja")
    assert [place for place, page in pages.items() if nothing in page or 'lang="ja"' not in page] == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_list_is_sorted_by_what_it_shows(crowd: Crowd, language: Language) -> None:
    """By the reader's words, whatever is stored; numbers in a name by what they count."""
    cells = re.compile(r'<span class="status \w+">([^<]+)')
    words = [say_in(WORDS, f"status_{one}", language) for one in ("completed", "failed", "queued")]
    for way, expected in (("status", sorted(words)), ("-status", sorted(words, reverse=True))):
        asked = {"sort": way, "q": f"{NAME}-39"}
        rows = crowd.rows("tasks", asked, language)
        assert list(dict.fromkeys(cells.findall(rows))) == [one for one in expected if one in rows]
    named = re.findall(rf">\S*{NAME}-(\d+)</a>", crowd.rows("tasks", {"sort": "name", "only": "failed"}, language))
    assert named == [str(2 * place + 1) for place in range(100)]


def test_a_move_leads_back_to_the_part_of_the_queue_that_it_was_made_on(crowd: Crowd) -> None:
    place = "/queues/automl-queue-1"
    task = crowd.site.viewer.queue_entries()
    waiting = next(one for one in task if one.id == "automl-queue-1").waiting[60]
    back = f"{place}?page=1"
    assert f'name="back" value="{back}"' in crowd.site.page(back)
    assert crowd.site.send(f"{place}/{waiting.task_id}/move", place="back", back=back) == back
    assert crowd.site.send(f"{place}/{waiting.task_id}/move", place="up", back="//evil.example") == "/"
    assert "#queue-" in crowd.site.send(f"{place}/{waiting.task_id}/move", place="up")


def test_settings_that_are_cut_on_the_page_are_whole_in_the_file(crowd: Crowd) -> None:
    kept = crowd.site.browser.get(f"/tasks/{crowd.task.id}/settings.json")
    assert kept.json() == crowd.task.sections
    assert "attachment" in kept.headers["content-disposition"]


def test_the_whole_leaderboard_is_a_file_without_formulas(crowd: Crowd) -> None:
    kept = crowd.site.browser.get(f"/runs/{crowd.run.run_id}/leaderboard.csv")
    rows = list(csv.DictReader(StringIO(kept.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == MANY // 2
    assert {row["candidate"] for row in rows} == {f"standard-onehot+{NAME}-{2 * number}" for number in range(MANY // 2)}
    assert {float(row["cv_mean"]) for row in rows} == {0.5}
    assert {row["title"] for row in rows} == {"'=1+1"}


def test_the_end_of_a_console_is_shown_and_the_rest_follows(crowd: Crowd) -> None:
    """Nothing is left out between one page of it and the next."""
    pieces = [LogLine(stamp=number, level="", text=f"{number} " + "x" * 30_000) for number in range(1, 12)]
    seen: list[str] = []
    before: int | None = 12
    while before is not None:
        end = tail([one for one in pieces if one.stamp < before])
        assert sum(map(len, end.lines)) <= TAIL_LETTERS
        seen, before = [*end.lines, *seen], end.older
    assert seen == [one.text for one in pieces]
    assert tail([replace(pieces[0], text="x" * (TAIL_LETTERS + 1))]).lines == ["x" * TAIL_LETTERS]
    assert tail([]).older is None
