"""Where tables come from: patterns, URLs, queries; secrets stay where they are."""

from __future__ import annotations

import http.server
import shlex
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import fsspec
import pytest
from pydantic import ValidationError

from automl_data.intake import file_hash, local_file, read_table, shown_path, source_name
from automl_shared.config import parse_config, parse_override
from automl_shared.config.models import DataSettings, SqlSource
from automl_shared.config.overrides import set_raw
from automl_shared.errors import ConfigError, DataError

FIRST, SECOND = "a,b,y\n1,x,2.5\n2,y,3.5\n", "a,b,y\n3,z,4.5\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "2024-01.csv").write_text(FIRST)
    (tmp_path / "data" / "2024-02.csv").write_text(SECOND)
    return tmp_path


@pytest.fixture
def served(folder: Path) -> Iterator[str]:
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_pattern_is_one_file_with_the_same_hash_every_time(folder: Path) -> None:
    settings = DataSettings(csv_path=f"{folder}/data/*.csv")
    hashes = []
    for _ in range(2):
        with local_file(settings) as path:
            table = read_table(path)
            hashes.append(file_hash(path))
        assert not path.exists()
        (folder / "data" / "2024-01.csv").touch()
    assert hashes[0] == hashes[1]
    assert table.frame.to_numpy().tolist() == [[1, "x", 2.5], [2, "y", 3.5], [3, "z", 4.5]]
    assert table.notes[0].values == {"count": 2, "files": "`2024-01.csv`, `2024-02.csv`"}


def test_a_pattern_is_looked_for_beside_the_config_too(folder: Path) -> None:
    with local_file(DataSettings(csv_path="data/2024-0?.csv"), folder) as path:
        assert len(read_table(path).frame) == 3
    with local_file(DataSettings(csv_path="data/*-02.csv"), folder) as path:
        assert path == folder / "data" / "2024-02.csv"
    with pytest.raises(DataError, match="no file matches"), local_file(DataSettings(csv_path="data/*.tsv"), folder):
        pass


def test_a_pattern_over_files_of_other_shapes_names_file_and_column(folder: Path) -> None:
    (folder / "data" / "2024-03.csv").write_text("a,c,y\n3,z,4.5\n")
    with local_file(DataSettings(csv_path=f"{folder}/data/*.csv")) as path, pytest.raises(DataError) as caught:
        read_table(path)
    assert "2024-03.csv lacks `b` and also has `c`" in str(caught.value)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("data/prices.csv", "prices"),
        ("data/*.csv", "data"),
        ("data/sales-*.csv", "sales"),
        ("https://host/files/My%20prices.csv?token=1", "My prices"),
        ("s3://bucket/x.parquet", "x"),
    ],
)
def test_data_have_a_short_name(path: str, name: str) -> None:
    assert source_name(DataSettings(csv_path=path)) == name


def test_what_is_shown_of_a_url_is_no_secret() -> None:
    assert shown_path("https://me:geheim@host/a/t.csv?token=geheim") == "t.csv"
    assert shown_path("data/*.csv") == "*.csv"


def test_a_url_is_fetched_as_it_is(served: str, folder: Path) -> None:
    with local_file(DataSettings(csv_path=f"{served}/data/2024-01.csv?token=geheim")) as path:
        assert path.name == "2024-01.csv"
        assert file_hash(path) == file_hash(folder / "data" / "2024-01.csv")


def test_an_error_names_what_was_given_and_not_its_copy(served: str, folder: Path) -> None:
    (folder / "odd.csv").write_text("a,b\n1,2\n1,2,3,4\n5,6\n")
    with zipfile.ZipFile(folder / "odd.zip", "w") as archive:
        archive.writestr("one.json", '[{"a": 1, "b": 2}, 7]')
    packed = str(folder / "odd.zip")
    for given, told in ((f"{served}/odd.csv", "http://127.0.0.1/odd.csv: row 3"), (packed, f"{packed}: [{{")):
        data = DataSettings(csv_path=given)
        with pytest.raises(DataError) as caught, local_file(data) as file:
            read_table(file, data)
        assert told in str(caught.value)
        assert "/automl-" not in str(caught.value)


def test_what_cannot_be_fetched_is_told_without_secrets(served: str) -> None:
    url = served.replace("http://", "http://me:geheim@") + "/none.csv?token=geheim"
    with pytest.raises(DataError, match="cannot be fetched") as caught, local_file(DataSettings(csv_path=url)):
        pass
    assert "404" in str(caught.value)
    assert "geheim" not in str(caught.value)
    gone = "http://127.0.0.1:9/t.csv"
    told = r"got: +http://127.0.0.1/t.csv: Connection refused\n"
    with pytest.raises(DataError, match=told), local_file(DataSettings(csv_path=gone)):
        pass


def test_a_database_of_one_file_is_read_by_the_query_that_its_refusal_names(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file)) as base:
        base.executescript(
            "create table sales(price real, paid text); insert into sales values (1.5, 'yes'), (2, 'no')"
        )
    with pytest.raises(DataError, match="SQLite database") as caught:
        read_table(file)
    options = shlex.split(caught.value.fixes[0].replace("TABLE", "sales"))[1::2]
    raw = set_raw({"data": {"csv_path": str(file)}}, [parse_override(one) for one in options])
    data = parse_config(raw, source="--set").data
    with local_file(data) as path:
        assert read_table(path, data).frame["price"].tolist() == [1.5, 2]


def test_other_stores_are_read_by_fsspec() -> None:
    with fsspec.open("memory://bucket/t.csv", "wb") as file:
        file.write(FIRST.encode())
    with local_file(DataSettings(csv_path="memory://bucket/t.csv")) as path:
        assert len(read_table(path).frame) == 2
    with (
        pytest.raises(ConfigError, match="needs a package") as caught,
        local_file(DataSettings(csv_path="qx://a/t.csv")),
    ):
        pass
    assert "s3fs" in (caught.value.fix or "")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table sales (id integer, price real, colour text, mixed)")
        rows = [(n, n / 4 if n else None, "rot" if n % 2 else None, n if n % 2 else f"x{n}") for n in range(8)]
        connection.executemany("insert into sales values (?, ?, ?, ?)", rows)
    connection.close()
    return file


def query(text: str, url: str) -> DataSettings:
    return DataSettings(sql=SqlSource(url=url, query=text))


def test_a_query_is_kept_as_parquet(monkeypatch: pytest.MonkeyPatch, database: Path) -> None:
    monkeypatch.setenv("SHOP_URL", f"sqlite:///{database}")
    settings = query("select * from sales order by id", "${SHOP_URL}")
    with local_file(settings) as path:
        table = read_table(path)
        first = file_hash(path)
    with local_file(settings) as path:
        assert file_hash(path) == first
    assert list(table.frame.columns) == ["id", "price", "colour", "mixed"]
    assert table.frame["price"].tolist()[1:] == [n / 4 for n in range(1, 8)]
    assert table.frame["mixed"].tolist()[:3] == ["x0", "1", "x2"]
    assert table.frame["colour"].isna().tolist()[:2] == [True, False]


def test_a_query_that_fails_tells_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHOP_URL", f"sqlite:///{tmp_path}/geheim.db")
    with pytest.raises(DataError, match="no such table") as caught, local_file(query("select * from x", "${SHOP_URL}")):
        pass
    assert "geheim" not in str(caught.value)
    with pytest.raises(ConfigError, match="does not have"), local_file(query("select 1", "${NO_SUCH_NAME}")):
        pass


def test_a_secret_in_the_config_is_refused() -> None:
    url = "postgresql://me:geheim@host/db"
    with pytest.raises(ConfigError, match="holds a secret") as caught, local_file(query("select 1", url)):
        pass
    assert "geheim" not in str(caught.value)
    assert "${DB_PASSWORD}" in (caught.value.fix or "")


def test_there_is_one_source() -> None:
    with pytest.raises(ValidationError, match="give only one of"):
        DataSettings(csv_path="a.csv", sql=SqlSource(url="sqlite://", query="select 1"))
    with pytest.raises(ValidationError, match="both url and query"):
        SqlSource(url="sqlite://")
