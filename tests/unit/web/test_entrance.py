"""Nobody gets in, and nothing changes, without proof that it is meant."""

from __future__ import annotations

import re
from html import unescape

import pytest
from tests.unit.web.conftest import Site

from automl_shared.errors import ServerBusy
from automl_shared.tracker import TaskSnapshot
from automl_shared.tracker.viewing import Person
from automl_web.sessions import CHECK_SECONDS, COOKIE, LIFE_SECONDS, Sessions, Standing, Visitor, owner_of
from automl_web.site import own_page

PAGES = (
    "/",
    "/runs",
    "/runs/x",
    "/runs/x/live",
    "/tasks/x",
    "/tasks/x/artifacts/y",
    "/queues",
    "/anything",
    "/dashboard",
)


@pytest.mark.looks
@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_a_page_without_having_logged_in(site: Site, page: str) -> None:
    answer = site.stranger().get(page)
    assert answer.status_code == 401
    assert "automl web" in answer.text


def test_a_login_link_works_once_and_leads_to_the_page_that_was_asked_for(site: Site) -> None:
    site.viewer.links["new"] = "Ben"
    browser = site.stranger()
    answer = browser.get("/login?token=new&next=/runs%3Fstatus%3Dfailed")
    assert (answer.status_code, answer.headers["location"]) == (303, "/runs?status=failed")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert browser.get("/runs").status_code == 200
    assert site.stranger().get("/login?token=new").status_code == 403


@pytest.mark.looks
def test_keys_of_the_server_log_in_and_wrong_ones_do_not(site: Site) -> None:
    browser = site.stranger()
    wrong = browser.post("/login", data={"access_key": "key", "secret_key": "no", "next": "/runs"})
    assert wrong.status_code == 403
    assert "set-cookie" not in wrong.headers
    answer = browser.post("/login", data={"access_key": "key", "secret_key": "word", "next": "/queues"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queues")
    assert "Log out" in browser.get("/queues").text


@pytest.mark.looks
def test_after_too_many_tries_whoever_logs_in_is_told_to_wait_and_keeps_the_link(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: str) -> Person:
        raise ServerBusy("no more calls")

    browser = site.stranger()
    for name in ("user_of", "user_of_link"):
        monkeypatch.setattr(site.viewer, name, busy)
    keys = {"access_key": "key", "secret_key": "word", "next": "/queues"}
    for answer in (browser.post("/login", data=keys), browser.get("/login?token=good&next=/queues")):
        assert answer.status_code == 429
        assert "Wait a minute" in answer.text
        assert '<input type="hidden" name="next" value="/queues">' in answer.text


def test_whoever_logs_out_is_out(site: Site) -> None:
    assert site.send("/logout") == "/login"
    assert site.browser.get("/runs").status_code == 401


def test_a_copy_of_the_cookie_is_worth_nothing_after_logging_out(site: Site) -> None:
    copy, other = site.stranger(), site.stranger()
    copy.cookies.set(COOKIE, site.browser.cookies[COOKIE])
    site.viewer.links["other"] = "Ann"
    other.get("/login?token=other")
    assert copy.get("/queues").status_code == 200
    site.send("/logout")
    assert copy.get("/queues").status_code == 401
    assert copy.post("/language", data={"language": "ja", "next": "/"}).status_code == 303
    assert other.get("/queues").status_code == 200


def test_whoever_the_server_no_longer_knows_is_out_before_long() -> None:
    now, asked, known = [1000.0], [], [True]

    def is_known(person: Person) -> bool:
        asked.append(person.name)
        return known[0]

    standing = Standing(is_known, lambda: now[0])
    visitor = Visitor(person=Person(id="ann", name="Ann", token="t"), nonce="n", until=1e9)
    assert [standing.holds(visitor) for _ in range(3)] == [True] * 3
    assert asked == ["Ann"]
    known[0] = False
    now[0] += CHECK_SECONDS + 1
    assert not standing.holds(visitor)
    known[0] = True
    assert not standing.holds(visitor)


def test_revoked_keys_end_a_session_and_what_it_watches(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("automl_web.sessions.CHECK_SECONDS", 0.0)
    with site.browser.stream("GET", "/queues/live") as stream:
        told = stream.iter_lines()
        assert "retry" in next(told)
        site.viewer.revoked.add("Ann")
        assert len(list(told)) < 1000
    assert site.browser.get("/queues").status_code == 401


def test_two_sessions_that_end_at_once_both_stay_ended() -> None:
    standing, ann = Standing(lambda _: True, lambda: 1000.0), Person(id="ann", name="Ann", token="t")
    second = Visitor(person=ann, nonce="second", until=1e9)
    ending = [second]

    class Meanwhile(float):
        """While this is looked at, another thread ends the second session."""

        def __gt__(self, other: float) -> bool:
            if ending:
                standing.end(ending.pop())
            return super().__gt__(other)

        def __le__(self, other: float) -> bool:
            return not self > other

    standing.end(Visitor(person=ann, nonce="first", until=Meanwhile(1e9)))
    standing.end(Visitor(person=ann, nonce="third", until=1e9))
    assert not ending
    assert not standing.holds(second)


def test_new_keys_of_the_server_end_every_session(site: Site) -> None:
    site.viewer.secret = "another"
    assert site.browser.get("/runs").status_code == 401


def test_a_session_ends_by_itself_and_cannot_be_forged() -> None:
    now = [1000.0]
    sessions = Sessions(lambda: "s", lambda: now[0])
    cookie = sessions.cookie_for(Person(id="ann", name="Ann", token="t"))
    visitor = sessions.visitor(cookie)
    assert visitor.name == "Ann"
    assert sessions.visitor(f"A{cookie[1:]}") is None
    assert sessions.visitor("") is None
    assert sessions.visitor(".") is None
    assert not sessions.is_form_token(visitor, "")
    now[0] += LIFE_SECONDS + 1
    assert sessions.visitor(cookie) is None


@pytest.mark.looks
@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Sec-Fetch-Site": "cross-site"}],
    ids=str,
)
def test_no_other_site_can_change_anything(site: Site, going: TaskSnapshot, headers: dict[str, str]) -> None:
    fields = {"form_token": site.token()}
    answer = site.browser.post(f"/runs/{going.run_id}/cancel", data=fields, headers=headers)
    assert answer.status_code == 403
    assert not site.world.tracker.task(going.id).stop_requested


@pytest.mark.looks
@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_form_of_no_session_changes_nothing(site: Site, going: TaskSnapshot, token: str) -> None:
    assert site.browser.post(f"/runs/{going.run_id}/cancel", data={"form_token": token}).status_code == 403
    assert not site.world.tracker.task(going.id).stop_requested


@pytest.mark.looks
def test_nothing_changes_by_a_link(site: Site, going: TaskSnapshot) -> None:
    ways = [(route.path, method) for route in site.app.routes for method in getattr(route, "methods", None) or ()]
    read = {path for path, method in ways if method == "GET"}
    changed = {path for path, method in ways if method == "POST"} - read
    assert len(changed) > 8
    for path in changed:
        shown = re.sub(r"\{.*?\}", going.run_id or "", path)
        assert site.browser.get(shown).status_code in (404, 405), path
    assert not site.world.tracker.task(going.id).stop_requested


@pytest.mark.looks
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.nip.io", "a.b", "[::1", ""]
)
def test_another_name_for_this_machine_is_refused(site: Site, host: str) -> None:
    answer = site.browser.get("/runs", headers={"Host": host, "Accept-Language": "ja"})
    assert answer.status_code == 403
    assert "--allow-host NAME を付けて起動してください" in answer.text, "a person behind a proxy reads why"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.looks
@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:8080", "box", "ml.internal"])
def test_names_that_nobody_can_take_are_known(site: Site, host: str) -> None:
    assert site.browser.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.looks
@pytest.mark.parametrize("page", ["/runs", "/login", "/queues", "/nothing", "/static/x/style.css"])
def test_every_answer_allows_only_what_is_ours(site: Site, page: str) -> None:
    headers = site.browser.get(page).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/runs?x=1", "/runs?x=1"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_a_login_leads_to_a_page_of_ours(wanted: str, reached: str) -> None:
    assert own_page(wanted) == reached


def test_the_language_is_the_browsers_until_somebody_chooses(site: Site) -> None:
    assert 'lang="en"' in site.page("/runs")
    assert 'lang="ja"' in site.browser.get("/runs", headers={"Accept-Language": "ja,en;q=0.5"}).text
    site.browser.post("/language", data={"language": "ja", "next": "/runs"})
    assert "実行一覧" in site.page("/runs")


def hidden(page: str) -> dict[str, str]:
    """What the form in the middle of a page sends by itself."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.partition("<main")[2])
    return {name: unescape(value) for name, value in found}


def of_another_session(name: str) -> str:
    """The token that somebody's forms had before they logged in once more."""
    sessions = Sessions(lambda: "earlier")
    visitor = sessions.visitor(sessions.cookie_for(Person(id=name.lower(), name=name, token="t")))
    assert visitor
    return sessions.form_token(visitor)


def test_what_was_typed_outlives_the_session_and_is_sent_after_a_question(site: Site, run: TaskSnapshot) -> None:
    stale, place = site.token(), f"/runs/{run.run_id}/tags"
    site.send("/logout")
    out = site.browser.post(place, data={"form_token": stale, "add": 'for "Ann" & <Ben>', "empty": ""})
    assert out.status_code == 401
    assert "is kept on this page" in out.text
    keys = {"access_key": "key", **hidden(out.text)}
    wrong = site.browser.post("/login", data={**keys, "secret_key": "no"})
    assert hidden(wrong.text) == hidden(out.text)
    asked = site.browser.post("/login", data={**keys, "secret_key": "word"})
    assert "for &#34;Ann&#34; &amp; &lt;Ben&gt;" in asked.text
    assert site.world.tracker.task(run.id).tags == run.tags
    assert f'action="{place}"' in asked.text
    assert f"<code>{place}</code>" in asked.text, "whoever is asked sees where it goes"
    assert stale not in asked.text
    site.browser.post(place, data=hidden(asked.text))
    assert 'for "Ann" & <Ben>' in site.world.tracker.task(run.id).tags


def test_what_was_typed_outlives_a_change_of_the_language(site: Site, run: TaskSnapshot) -> None:
    def in_japanese(page: str) -> str:
        head = page.partition("<main")[0]
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', head.partition("/logout")[0])
        fields = {name: unescape(value) for name, value in found}
        return site.browser.post("/language", data={**fields, "language": "ja"}).text

    place = f"/runs/{run.run_id}/tags"
    asked = site.browser.post(place, data={"form_token": of_another_session("Ann"), "add": "kept"})
    asked_in_japanese = in_japanese(asked.text)
    assert 'lang="ja"' in asked_in_japanese
    assert hidden(asked_in_japanese) == hidden(asked.text)
    site.send("/logout")
    out = site.browser.post(place, data={"form_token": of_another_session("Ann"), "add": "kept"})
    out_in_japanese = in_japanese(out.text)
    assert 'lang="ja"' in out_in_japanese
    assert hidden(out_in_japanese) == hidden(out.text)
    site.browser.post("/login", data={"access_key": "key", "secret_key": "word", **hidden(out_in_japanese)})
    assert "実行一覧" in site.page("/runs")


def test_a_form_of_an_earlier_session_is_asked_about_instead_of_lost(site: Site, run: TaskSnapshot) -> None:
    fields = {"form_token": of_another_session("Ann"), "add": "kept"}
    answer = site.browser.post(f"/runs/{run.run_id}/tags", data=fields)
    assert answer.status_code == 403
    assert "kept" not in site.world.tracker.task(run.id).tags
    site.browser.post(f"/runs/{run.run_id}/tags", data=hidden(answer.text))
    assert "kept" in site.world.tracker.task(run.id).tags


@pytest.mark.looks
@pytest.mark.parametrize("token", ["", "of nobody", of_another_session("Ben")], ids=["none", "no token", "Ben's"])
def test_what_somebody_else_typed_is_not_shown(site: Site, run: TaskSnapshot, token: str) -> None:
    place, fields = f"/runs/{run.run_id}/tags", {"form_token": token, "add": "a secret"}
    pages = [site.browser.post(place, data=fields)]
    out = site.stranger().post(place, data=fields)
    keys = {"access_key": "key", "secret_key": "word", **hidden(out.text)}
    pages.append(site.stranger().post("/login", data=keys, follow_redirects=True))
    pages.append(site.browser.post("/language", data={**hidden(out.text), "language": "en"}))
    assert [page.status_code for page in pages] == [403, 200, 200]
    assert not any("a secret" in page.text for page in pages)


@pytest.mark.looks
@pytest.mark.parametrize(
    "kept",
    [
        "",
        "{}",
        "[",
        '["//evil.example/x", "O", []]',
        '["/login", "O", []]',
        '["https://evil.example", "O", []]',
        '["/a", "O", [1]]',
        '["/a", "", []]',
        "[" * 9999,
    ],
)
def test_nothing_is_sent_after_logging_in_but_what_a_page_kept(site: Site, kept: str) -> None:
    own = kept.replace('"O"', f'"{owner_of(Person(id="ann", name="Ann", token=""))}"')
    keys = {"access_key": "key", "secret_key": "word", "next": "/queues", "unsent": own}
    answer = site.stranger().post("/login", data=keys)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/queues")


@pytest.mark.looks
def test_a_file_is_not_kept(site: Site) -> None:
    answer = site.stranger().post("/runs/new", files={"file": ("a.csv", b"a,b")})
    assert answer.status_code == 401
    assert "is kept on this page" not in answer.text
    answer = site.browser.post("/runs/new", data={"form_token": "old"}, files={"file": ("a.csv", b"a,b")})
    assert answer.status_code == 403
    assert "This form is too old" in answer.text
