"""Where a table comes from: a file, several by a pattern, a URL, a query. Each becomes one local file to keep."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from automl_data.intake.given import told_as
from automl_data.intake.query import query_file
from automl_shared.config.models import DataSettings
from automl_shared.errors import ConfigError, DataError
from automl_shared.words import T_

BLOCK_BYTES = 1 << 20
TIMEOUT_SECONDS = 60
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""One moment for every file in a zip of ours: the same files make the same bytes."""


@contextmanager
def local_file(data: DataSettings, beside: Path | None = None) -> Iterator[Path]:
    """The one file that `data.csv_path` or `data.sql` comes to; what was made for it is gone afterwards.

    ``beside``: the folder of the config file, where a path is looked for that does not exist from here. Raises
    DataError for what cannot be had, ConfigError for a source whose package is not installed.
    """
    if data.sql.url is None and data.csv_path and not is_url(data.csv_path) and not _is_pattern(data.csv_path):
        yield found_file(data.csv_path, beside)
        return
    with TemporaryDirectory(prefix="automl-source-") as folder:
        made = _made(data, Path(folder), beside)
        with told_as(made, _given(data)):
            yield made


def source_name(data: DataSettings) -> str:
    """A short name of the data: of the file, of the folder of several, of the last part of a URL."""
    if data.sql.url is not None:
        return "query"
    path = data.csv_path or ""
    if is_url(path):
        return Path(unquote(urlsplit(path).path)).stem or urlsplit(path).hostname or "data"
    if not _is_pattern(path):
        return Path(path).stem or "data"
    letters = re.sub(r"\[[^\]]*\]|[*?]", "", Path(path).stem).strip("-_. ")
    return letters or Path(path).parent.name or "data"


def _given(data: DataSettings) -> str:
    """What the config says, without what may be secret."""
    path = data.csv_path
    return "data.sql.query" if path is None else _shown(path) if is_url(path) else path


def shown_path(path: str) -> str:
    """The last part of a path or a URL, for people: nothing that may be secret in it."""
    return Path(_shown(path) if is_url(path) else path).name


def is_url(path: str) -> bool:
    """Whether the data lie elsewhere: ``https://``, ``s3://``."""
    return _URL.match(path) is not None


def found_file(path: str, beside: Path | None) -> Path:
    """The path, or where it exists only there, beside the config file."""
    there = beside / path if beside is not None else None
    return there if there is not None and not Path(path).exists() and there.exists() else Path(path)


def _made(data: DataSettings, folder: Path, beside: Path | None) -> Path:
    if data.sql.url is not None:
        return query_file(data.sql, folder / "query.parquet")
    assert data.csv_path is not None, "there is a path or a query"
    if is_url(data.csv_path):
        return _fetched(data.csv_path, folder)
    return _packed(_matching(data.csv_path, beside), folder / f"{source_name(data)}.zip")


def _is_pattern(path: str) -> bool:
    return re.search(r"[*?\[]", path) is not None and not Path(path).exists()


def _matching(pattern: str, beside: Path | None) -> list[Path]:
    for start in (None, beside):
        root = Path(Path(pattern).anchor) if Path(pattern).anchor else start or Path()
        files = sorted(one for one in root.glob(pattern.removeprefix(Path(pattern).anchor)) if one.is_file())
        if files:
            return files
    raise DataError(T_("no file matches the pattern"), value=pattern, fix=T_("set data.csv_path to files that exist"))


def _packed(files: list[Path], target: Path) -> Path:
    """The files as they are, in one zip that depends on nothing but them; a single one stays itself."""
    if len(files) == 1:
        return files[0]
    common = Path(os.path.commonpath([file.parent for file in files]))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(common).as_posix(), _ZIP_TIME)
            entry.file_size = file.stat().st_size
            with file.open("rb") as source, archive.open(entry, "w") as packed:
                while block := source.read(BLOCK_BYTES):
                    packed.write(block)
    return target


def _fetched(url: str, folder: Path) -> Path:
    """The file behind a URL. Nothing that may be secret in it is said: no name, no password, no query."""
    target = folder / (Path(unquote(urlsplit(url).path)).name or "data.csv")
    shown = _shown(url)
    try:
        blocks = _http(url) if urlsplit(url).scheme in ("http", "https") else _fsspec(url)
        with target.open("wb") as file:
            for block in blocks:
                file.write(block)
    except ConfigError:
        raise
    except Exception as error:  # every store has errors of its own
        raise DataError(
            T_("the data cannot be fetched"),
            value=f"{shown}: {_without(url, _why(error))}"[:300],
            fix=T_("check the address, or download the file and name that"),
        ) from None
    return target


def _why(error: BaseException) -> str:
    """What the system says where no connection came about: what libraries put around it says no more."""
    root = error
    while root.__context__ is not None:
        root = root.__context__
    told = root if isinstance(root, OSError) else error
    return str(told.strerror or told) if isinstance(told, OSError) else f"{type(told).__name__}: {told}"


def _http(url: str) -> Iterator[bytes]:
    import requests

    with requests.get(url, stream=True, timeout=TIMEOUT_SECONDS) as answer:
        answer.raise_for_status()
        yield from answer.iter_content(BLOCK_BYTES)


def _fsspec(url: str) -> Iterator[bytes]:
    try:
        import fsspec
    except ImportError as error:
        raise ConfigError(
            T_("data of this kind of URL are read by fsspec, which is not installed"),
            value=_shown(url),
            fix=T_("pip install 'automl-data[remote]', and the package of the store, e.g. s3fs"),
        ) from error
    try:
        with fsspec.open(url, "rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block
    except (ImportError, ValueError) as error:
        raise ConfigError(
            T_("this kind of URL needs a package that is not installed"),
            value=f"{_shown(url)}: {_without(url, str(error))}",
            fix=T_("install it: s3fs for s3://, gcsfs for gs://, adlfs for az://"),
        ) from None


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def _without(url: str, text: str) -> str:
    """A message without the secret parts of the URL."""
    parts = urlsplit(url)
    for secret in (url, parts.query, parts.password, parts.netloc.rpartition("@")[0]):
        if secret:
            text = text.replace(secret, "***")
    return text
