"""The files port: what comes back is what was sent, and nothing leads out of the folder."""

from __future__ import annotations

import http.client
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .conftest import Client, Server


@pytest.fixture
def files(server: Server, client: Client) -> Iterator[httpx.Client]:
    """A client of the files port with a token."""
    headers = {"Authorization": f"Bearer {client.token}"}
    with httpx.Client(base_url=server.urls["files"], headers=headers, timeout=30) as http_client:
        yield http_client


def raw(server: Server, client: Client, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
    """A request whose path nothing normalizes on its way."""
    connection = http.client.HTTPConnection(server.urls["files"].removeprefix("http://"), timeout=10)
    headers = {"Authorization": f"Bearer {client.token}"}
    if kind:
        headers["Content-Type"] = kind
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    result = answer.status, answer.read()
    connection.close()
    return result


def multipart(name: str, content: bytes) -> tuple[bytes, str]:
    """A form with one file, its name exactly as given."""
    lines = [
        b"--edge",
        f'Content-Disposition: form-data; name="{name}"; filename="x"'.encode(),
        b"Content-Type: application/octet-stream",
        b"",
        content,
        b"--edge--",
        b"",
    ]
    return b"\r\n".join(lines), "multipart/form-data; boundary=edge"


def test_upload_ranges_overwrite_delete(server: Server, client: Client, files: httpx.Client) -> None:
    content = bytes(range(256)) * 4096
    path = "project é/task.1/artifacts/data set.bin"
    answer = files.post("/", files={path: (path, content)})
    assert answer.json() == [path]
    assert files.get(f"/{path}").content == content
    part = files.get(f"/{path}", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, content[10:20])
    assert files.head(f"/{path}").headers["content-length"] == str(len(content))
    files.post("/", files={path: (path, b"new")})
    assert files.get(f"/{path}").content == b"new"
    assert files.delete(f"/{path}").status_code == 200
    assert files.get(f"/{path}").status_code == 404
    assert files.delete(f"/{path}").status_code == 404
    assert not (server.home / "files" / "project é").exists()


def test_many_files_and_folders_are_deleted_at_once(server: Server, client: Client, files: httpx.Client) -> None:
    names = ["many/a b.bin", "many/folder/1", "many/folder/2", "many/stays"]
    files.post("/", files={name: (name, b"x") for name in names})
    asked = ["/many/a%20b.bin", "many/folder", "many/nothing", "", "/", "../credentials.json"]
    answer = files.post("/delete_many", json={"files": asked})
    assert answer.json() == {
        "deleted": {"/many/a%20b.bin": "/many/a b.bin", "many/folder": "many/folder"},
        "errors": {"Not found": asked[2:]},
    }
    assert [files.get(f"/{name}").status_code for name in names] == [404, 404, 404, 200]
    assert (server.home / "credentials.json").exists()
    assert files.post("/delete_many", json={}).status_code == 400
    assert httpx.post(f"{server.urls['files']}/delete_many", json={"files": ["many/stays"]}).status_code == 401
    cookies = {"clearml_token_basic": client.token}
    body, kind = json.dumps({"files": ["many/stays"]}), {"Content-Type": "text/plain"}
    foreign = httpx.post(f"{server.urls['files']}/delete_many", content=body, headers=kind, cookies=cookies)
    assert foreign.status_code == 403
    assert files.get("/many/stays").status_code == 200


def test_of_many_files_those_that_a_task_shows_stay(server: Server, client: Client, files: httpx.Client) -> None:
    """The official web application deletes all files of a task that is gone, also those that another one links."""
    names = ["runs/first/a b.bin", "runs/first/other.bin"]
    files.post("/", files={name: (name, b"x") for name in names})
    shown = {"key": "linked", "type": "custom", "uri": f"{server.urls['files']}//runs/first/a%20b.bin"}
    client.call("tasks.add_or_update_artifacts", task=client.new_task(), artifacts=[shown])
    asked = ["/runs/first/a%20b.bin", "runs//first/a%20b.bin", "runs/", "runs/first/other.bin"]
    answer = files.post("/delete_many", json={"files": asked})
    assert answer.json()["errors"] == {"A task or a model still shows it": asked[:3]}
    assert [files.get(f"/{name}").status_code for name in names] == [200, 404]


def test_a_client_that_has_the_file_is_not_sent_it_again(files: httpx.Client) -> None:
    files.post("/", files={"kept.png": ("kept.png", b"x")})
    known = files.get("/kept.png").headers
    for condition in ({"If-None-Match": known["etag"]}, {"If-Modified-Since": known["last-modified"]}):
        again = files.get("/kept.png", headers=condition)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", known["etag"])
    files.post("/", files={"kept.png": ("kept.png", b"another")})
    assert files.get("/kept.png", headers={"If-None-Match": known["etag"]}).content == b"another"


def test_names_as_long_as_the_disk_takes(server: Server, client: Client, files: httpx.Client) -> None:
    deep = "/".join(["d" * 200] * 15)
    assert files.post("/", files={deep: (deep, b"deep")}).json() == [deep]
    assert files.get(f"/{deep}").content == b"deep"
    for name in ("n" * 256, "日" * 86, f"there/{'n' * 256}"):
        body, kind = multipart(name, b"x")
        status, said = raw(server, client, "POST", "/", body, kind)
        assert (status, b"long" in said) == (400, True), said
    files.post("/", files={"a file": ("f", b"x")})
    assert files.post("/", files={"a file/below": ("f", b"x")}).status_code == 400


def test_a_packed_file_comes_as_it_is(files: httpx.Client) -> None:
    files.post("/", files={"data.tar.gz": ("d", b"packed")})
    answer = files.get("/data.tar.gz")
    assert (answer.content, answer.headers["content-type"]) == (b"packed", "application/octet-stream")


def test_a_compressed_upload_is_refused(files: httpx.Client) -> None:
    answer = files.post("/", files={"packed": ("p", b"x")}, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, "gzip" in answer.text) == (415, True)
    assert files.get("/packed").status_code == 404


def test_everything_needs_a_token(server: Server, files: httpx.Client) -> None:
    files.post("/", files={"guarded.txt": ("guarded.txt", b"x")})
    bare = server.urls["files"]
    assert httpx.get(f"{bare}/guarded.txt").status_code == 401
    assert httpx.delete(f"{bare}/guarded.txt").status_code == 401
    assert httpx.post(f"{bare}/", files={"a": ("a", b"x")}).status_code == 401
    assert files.get("/guarded.txt").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "../credentials.json",
        "a/../../credentials.json",
        "/../credentials.json",
        "..",
        "a/./b",
        "a\\..\\b",
        "link/credentials.json",
        "nul\0byte",
    ],
)
def test_no_way_out_of_the_folder(server: Server, client: Client, path: str) -> None:
    link = server.home / "files" / "link"
    if not link.is_symlink():
        link.symlink_to(server.home)
    before = (server.home / "credentials.json").read_bytes()
    body, kind = multipart(path, b"evil")
    assert raw(server, client, "POST", "/", body, kind)[0] in (400, 404)
    quoted = "".join(f"%{byte:02x}" for byte in path.encode())
    for form in (quoted, quoted.replace("%2f", "/"), quoted.replace("%2e", ".")):
        for method in ("GET", "DELETE"):
            status, content = raw(server, client, method, f"/{form}")
            assert status in (400, 404), form
            assert b"secret_key" not in content
    assert (server.home / "credentials.json").read_bytes() == before


def test_broken_uploads_leave_nothing(server: Server, client: Client) -> None:
    body, kind = multipart("broken/upload.bin", b"x" * 1000)
    assert raw(server, client, "POST", "/", body[:500], kind)[0] == 400
    assert raw(server, client, "POST", "/", b"not a form", kind)[0] == 400
    assert raw(server, client, "POST", "/", b"{}", "application/json")[0] == 400
    assert not any(Path(server.home / "files" / "broken").glob("*"))


def test_uploads_go_on_where_their_folder_was_tidied_away(server: Server, files: httpx.Client) -> None:
    shutil.rmtree(server.home / "incoming")
    assert files.post("/", files={"a.txt": ("a.txt", b"there")}).status_code == 200
    assert files.get("/a.txt").content == b"there"


def test_a_page_is_never_shown_as_a_page(files: httpx.Client) -> None:
    files.post("/", files={"report.html": ("report.html", b"<script>alert(1)</script>")})
    headers = files.get("/report.html").headers
    assert headers["content-disposition"].startswith("attachment")
    assert headers["x-content-type-options"] == "nosniff"


def test_cookie_is_a_token_too(server: Server, client: Client, files: httpx.Client) -> None:
    files.post("/", files={"c.json": ("c.json", json.dumps([1]).encode())})
    cookies = {"clearml_token_basic": client.token}
    assert httpx.get(f"{server.urls['files']}/c.json", cookies=cookies).json() == [1]


def test_a_page_under_the_other_name_of_this_machine_shows_files(server: Server, files: httpx.Client) -> None:
    files.post("/", files={"shown here.png": ("shown.png", b"x")})
    url = f"{server.urls['files']}/shown%20here.png"
    assert "127.0.0.1" in url
    sent_on = httpx.get(url, headers={"Referer": "http://localhost:8090/"})
    assert (sent_on.status_code, sent_on.headers["location"]) == (307, url.replace("127.0.0.1", "localhost"))
    for referrer in ("http://127.0.0.1:8090/", "http://evil.example/", "http://localhost.evil.example/", ""):
        assert httpx.get(url, headers={"Referer": referrer}).status_code == 401
    assert httpx.delete(url, headers={"Referer": "http://localhost:8090/"}).status_code == 401
