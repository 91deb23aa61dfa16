"""`automl debug bundle`: what is needed to find out what is wrong, with a server and without one, and no secret."""

from __future__ import annotations

import json
import sqlite3
import stat
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from tests.unit.controller.conftest import World, world

from automl_controller.local.bundle import README, make_bundle, served
from automl_controller.local.bundle.gathering import Gathering
from automl_controller.local.bundle.machine import SHOWN_VARIABLES
from automl_controller.local.bundle.scrubbing import STARS, Scrubber, SecretLeft
from automl_controller.local.home import CONFIG_VARIABLE, Home, StackSettings
from automl_controller.local.log_files import tail
from automl_shared.failures import CAUSE_KEY
from automl_shared.naming import Phase
from automl_shared.tracker import TaskStatus

__all__ = ["world"]  # a fixture

SERVER_KEY, SERVER_SECRET = "ACCESSPLANTED1", "server-secret-planted/+=2"
S3_KEY, S3_SECRET = "s3keyplanted3", "s3secretplanted4"
VARIABLE_SECRET, PROXY_PASSWORD = "variable-planted5", "proxy-planted6"
LOGGED = ("logged-planted7", "bearer-planted8", "link-planted9", "jwt.planted10", "pem-planted11", "pw-planted12")
REMOTE_SECRET, CONFIG_PASSWORD = "remote-planted13", "config-planted14"
PLANTED = (
    SERVER_KEY,
    SERVER_SECRET,
    S3_KEY,
    S3_SECRET,
    VARIABLE_SECRET,
    PROXY_PASSWORD,
    *LOGGED,
    REMOTE_SECRET,
    CONFIG_PASSWORD,
)
LOG = f"""\
2026-01-02 INFO started with {SERVER_SECRET} and {json.dumps(SERVER_SECRET)}
db_password: "{LOGGED[0]}" user=ok
GET /x Authorization: Bearer {LOGGED[1]}
open http://127.0.0.1/login?token={LOGGED[2]}&next=/projects
eyJhbGciOiJIUzI1NiJ9.{LOGGED[3]}
-----BEGIN RSA PRIVATE KEY-----
{LOGGED[4]}
-----END RSA PRIVATE KEY-----
fetching https://anna:{LOGGED[5]}@example.com/t.csv with {S3_SECRET}
a line that stays
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A stack's home, and an environment, with secrets wherever there may be some."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in (CONFIG_VARIABLE, "CLEARML_API_HOST"):
        monkeypatch.delenv(name, raising=False)
    home = Home(tmp_path / "home")
    home.make()
    remote = tmp_path / "remote.conf"
    remote.write_text(f'api {{ credentials {{ "access_key" = "x", secret_key: "{REMOTE_SECRET}" }} }}')
    home.config_file.write_text(
        f'api {{ credentials {{\n "access_key" = "{SERVER_KEY}"\n "secret_key" = "{SERVER_SECRET}"\n}} }}\n'
        f'sdk.aws.s3 {{ key: "{S3_KEY}", secret: "{S3_SECRET}", region: "eu" }}\n'
    )
    (home.path / "credentials.json").write_text(json.dumps({"access_key": SERVER_KEY, "secret_key": SERVER_SECRET}))
    home.keep(StackSettings(remote_config=str(remote), remote_urls={"api_url": f"http://u:{PROXY_PASSWORD}@h"}))
    home.forget()
    (home.logs / "controller.log").write_text(LOG)
    (home.logs / "training-1.log").write_text(LOG)
    sqlite3.connect(home.path / "server.sqlite").execute("CREATE TABLE t (x)")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", VARIABLE_SECRET)
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{PROXY_PASSWORD}@proxy:3128")
    monkeypatch.setenv("SOMETHING_OF_MINE", "not for others' eyes")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    return home


def texts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def failed_run(world: World) -> tuple[str, str]:
    """A run whose preprocessing failed on an address of the config with a password in it: both tasks' ids."""
    run = world.submit()
    world.tick()
    task_id = world.take("automl-preprocessing")
    world.tracker.consoles[task_id] = [f"line {n}" for n in range(1000)] + [LOG, f"password={CONFIG_PASSWORD}"]
    world.tracker.set_runtime(task_id, {CAUSE_KEY: f"cannot read postgres://anna:{CONFIG_PASSWORD}@db/t"})
    world.tracker.mark(task_id, TaskStatus.FAILED, reason="worker execution exit code 1")
    world.run_to_end(run)
    return run, task_id


def test_no_secret_is_in_it(home: Home, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, task_id = failed_run(world)
    monkeypatch.setattr(served, "connect", lambda: world.tracker)
    monkeypatch.setattr(served, "use_configuration", lambda _: "process")
    with (home.logs / "controller.log").open("a") as log:
        log.write(f"{world.tracker.task(run).run_id}: Finish {S3_SECRET}\n")
    made = make_bundle(home, "automl", tmp_path / "b.zip", run)
    texts = texts_of(made.path)
    whole = "\n".join([*texts, *texts.values()])
    assert [secret for secret in PLANTED if secret in whole] == []
    assert "not for others' eyes" not in whole
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert set(json.loads(texts["environment.json"])) <= set(SHOWN_VARIABLES)
    assert json.loads(texts["environment.json"])["TZ"] == "Asia/Tokyo"
    assert json.loads(texts["environment.json"])["HTTPS_PROXY"] == f"http://{STARS}@proxy:3128"
    assert texts["logs/training-1.log"].splitlines()[-1] == "a line that stays"
    console = texts[f"run/consoles/{task_id}.txt"]
    assert "line 999" in console
    assert "line 1\n" not in console
    document = json.loads(texts["run/document.json"])
    assert document["status"] == "failed"
    assert document["failures"][1]["cause"].startswith(f"cannot read postgres://{STARS}@db/t")
    assert texts["run/controller.log"] == f"{world.tracker.task(run).run_id}: Finish {STARS}"
    assert {"queues", "workers"} <= json.loads(texts["status.json"]).keys()
    assert json.loads(texts["versions.json"])["packages"]["pydantic"]
    assert made.contents == {name: len(text.encode()) for name, text in texts.items()}
    assert made.missing == {}


def test_it_is_made_without_a_server_and_says_what_is_missing(home: Home, tmp_path: Path) -> None:
    made = make_bundle(home, "automl", tmp_path / "b.zip", "last")
    texts = texts_of(made.path)
    assert set(made.missing) == {"status.json", "run/"}
    assert "  status.json: no ClearML server is running or configured" in texts[README]
    assert json.loads(texts["database.json"])["check"] == ["ok"]
    failed = {check["name"] for check in json.loads(texts["doctor.json"]) if not check["ok"]}
    assert "server" in failed


def test_a_broken_database_and_a_home_without_anything_are_told(tmp_path: Path, home: Home) -> None:
    (home.path / "server.sqlite").write_bytes(b"SQLite format 3\0 and then nothing that makes sense" * 100)
    texts = texts_of(make_bundle(home, "automl", tmp_path / "b.zip").path)
    assert json.loads(texts["database.json"])["check"] != ["ok"]
    empty = make_bundle(Home(tmp_path / "none"), "automl", tmp_path / "c.zip")
    assert {"settings.json", "database.json", "logs/", "status.json"} <= empty.missing.keys()


def test_of_a_long_log_whole_lines_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "l.log"
    log.write_text("password=first\n" + "".join(f"{n}\n" for n in range(100)))
    assert tail(log, 20).split() == ["94", "95", "96", "97", "98", "99"]
    assert tail(log, 10**6) == log.read_text()


def test_a_secret_that_was_left_stops_everything(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gathering, "miss", lambda self, name, why: self.missing.update({name: S3_SECRET + why}))
    with pytest.raises(SecretLeft):
        make_bundle(home, "automl", tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("s3://KEY:sec@ret@bucket/x", f"s3://{STARS}@bucket/x"),
        ("'api_key': 'abc def'", f"'api_key': {STARS}"),
        (f"Basic {b64encode(b'user:word').decode()}", f"Basic {STARS}"),
        (
            "https://b.s3.amazonaws.com/x?X-Amz-Signature=abc&y=1",
            f"https://b.s3.amazonaws.com/x?X-Amz-Signature={STARS}&y=1",
        ),
        ("AKIAABCDEFGHIJKLMNOP", STARS),
        ("monkey=1 key: penguins tokens", "monkey=1 key: penguins tokens"),
    ],
)
def test_what_looks_like_a_secret_is_one(text: str, said: str) -> None:
    assert Scrubber([]).text(text) == said


def test_a_document_stays_one(home: Home) -> None:
    found = Scrubber(["longsecret"]).document({"a": ["x longsecret", 1, None], "password": "p", "phase": Phase.RUN})
    assert found == {"a": [f"x {STARS}", 1, None], "password": STARS, "phase": "run"}
