"""Backup and restore: one tar archive with the database, the files, the credentials and a list of checksums.

The database is copied with SQLite's own backup, which sees one commit and lets the server go on. It comes first, so
every file it speaks of that still exists is copied after it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from automl_server.clock import now
from automl_server.home import take_lock, write_private
from automl_server.migrations import STEPS
from automl_server.problem import OperationError
from automl_server.version import SERVER_VERSION

FORMAT = 1
_DATABASE, _FILES, _CREDENTIALS, _MANIFEST = "server.sqlite", "files", "credentials.json", "manifest.json"
_RESTORED = (_DATABASE, f"{_DATABASE}-wal", f"{_DATABASE}-shm", _FILES, _CREDENTIALS)


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.hash.update(data)
        return data


def backup(home: Path, target: Path, *, force: bool = False) -> dict[str, Any]:
    """Write the archive; the server may run meanwhile. Returns what is in it."""
    database = home / _DATABASE
    if not database.exists():
        raise OperationError("there is nothing to back up", value=home, fix="--home FOLDER, of a server that has run")
    if target.exists() and not force:
        raise OperationError("the file is there already", value=target, fix="another name, or --force")
    if not target.parent.is_dir():
        raise OperationError("the folder of the archive does not exist", value=target.parent, fix="make it")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    copy = target.with_name(f".{target.name}.{secrets.token_hex(4)}.sqlite")
    try:
        version = _copy_database(database, copy)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            manifest = _write(stream, home, copy, version)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        for leftover in (draft, copy):
            leftover.unlink(missing_ok=True)
    return {"archive": str(target), "bytes": target.stat().st_size, **_summary(manifest)}


def restore(home: Path, source: Path, *, force: bool = False) -> dict[str, Any]:
    """Put a home back as it was. What is there goes into a folder of its own and is not deleted."""
    if not source.is_file():
        raise OperationError("there is no such archive", value=source)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = take_lock(home)
    draft = home / f".restore-{secrets.token_hex(4)}"
    try:
        present = [name for name in _RESTORED if _holds_something(home / name)]
        if present and not force:
            raise OperationError(
                "this home is not empty", value=f"{home}: {', '.join(present)}", fix="another --home, or --force"
            )
        draft.mkdir(mode=0o700)
        manifest = _extract(source, draft)
        _check_database(draft / _DATABASE)
        kept = _set_aside(home) if present else None
        for name in (_FILES, _CREDENTIALS, _DATABASE):
            if (draft / name).exists():
                (draft / name).replace(home / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        os.close(lock)
    return {"home": str(home), "replaced": kept and str(kept), **_summary(manifest)}


def _copy_database(source: Path, target: Path) -> int:
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(source, timeout=30)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode = DELETE")
    return _check_database(target)


def _check_database(path: Path) -> int:
    """The schema version of a sound database. Raises for any other."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
            version = int(connection.execute("SELECT max(version) FROM schema_version").fetchone()[0])
    except (sqlite3.Error, TypeError) as problem:
        raise OperationError("the database cannot be read", value=problem) from problem
    if found != "ok":
        raise OperationError("the database is damaged", value=found)
    if version > len(STEPS):
        raise OperationError(
            "the database was written by a newer server",
            value=f"schema version {version}",
            allowed=f"up to {len(STEPS)}",
            fix="install that version",
        )
    return version


def _write(stream: IO[bytes], home: Path, database: Path, version: int) -> dict[str, Any]:
    checksums: dict[str, str] = {}
    size = 0
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, path in _contents(home, database):
            with _opened(path) as file:
                if file is None:
                    continue
                member = archive.gettarinfo(arcname=name, fileobj=file)
                member.mode, member.uid, member.gid, member.uname, member.gname = 0o600, 0, 0, "", ""
                hashing = _Hashing(file)
                archive.addfile(member, hashing)
                checksums[name] = hashing.hash.hexdigest()
                size += member.size
        manifest = {
            "format": FORMAT,
            "created": now(),
            "server_version": SERVER_VERSION,
            "schema_version": version,
            "content_bytes": size,
            "sha256": checksums,
        }
        text = json.dumps(manifest, ensure_ascii=False).encode()
        member = tarfile.TarInfo(_MANIFEST)
        member.size, member.mode = len(text), 0o600
        archive.addfile(member, BytesIO(text))
    return manifest


def _contents(home: Path, database: Path) -> Iterator[tuple[str, Path]]:
    yield _DATABASE, database
    yield _CREDENTIALS, home / _CREDENTIALS
    root = home / _FILES
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            yield f"{_FILES}/{path.relative_to(root).as_posix()}", path


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes] | None]:
    """The file, or None: it was deleted meanwhile, or is a link."""
    try:
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")
    except OSError:
        yield None
        return
    with file:
        yield file


def _extract(source: Path, target: Path) -> dict[str, Any]:
    checksums: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                stream = archive.extractfile(member)
                if stream is None or not _is_ours(member.name):
                    raise OperationError("this is not a backup of a server", value=f"{source}: {member.name[:200]}")
                if member.name == _MANIFEST:
                    manifest = json.load(stream)
                    continue
                path = target / member.name
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                hashing = _Hashing(stream)
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    shutil.copyfileobj(hashing, file, 1 << 20)
                checksums[member.name] = hashing.hash.hexdigest()
    except (tarfile.TarError, EOFError, ValueError, OSError) as problem:
        raise OperationError("the archive cannot be read", value=f"{source}: {problem}") from problem
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise OperationError("the archive is not complete, or not one of this server's", value=source)
    if manifest.get("sha256") != checksums:
        wrong = sorted({*manifest["sha256"].items()} ^ {*checksums.items()})
        raise OperationError("the archive is damaged", value=f"{source}: {wrong[0][0]}")
    return manifest


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return False
    return name in (_DATABASE, _CREDENTIALS, _MANIFEST) or (parts[0] == _FILES and len(parts) > 1)


def _set_aside(home: Path) -> Path:
    place = home / f"before-restore-{now()[:19].replace(':', '')}-{secrets.token_hex(2)}"
    place.mkdir(mode=0o700)
    for name in _RESTORED:
        if (home / name).exists():
            (home / name).replace(place / name)
    write_private(place / "README.txt", "What was here before `restore --force`. Delete it when all is well.\n")
    return place


def _holds_something(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()


def _summary(manifest: dict[str, Any]) -> dict[str, Any]:
    names = manifest["sha256"]
    return {
        "created": manifest["created"],
        "schema_version": manifest["schema_version"],
        "content_bytes": manifest["content_bytes"],
        "files": sum(name.startswith(f"{_FILES}/") for name in names),
    }
