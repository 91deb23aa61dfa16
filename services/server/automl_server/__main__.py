"""`python -m automl_server VERB --home DIR`: run the server, or look after one."""

from __future__ import annotations

import argparse
import ipaddress
import json
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from automl_server import log
from automl_server.config import Ports, Settings
from automl_server.operation import archive, key_verbs, process, report
from automl_server.problem import NotRunning, OperationError

OLDEST_SQLITE = (3, 38)
"""The first with `->` and `format`, which put together what the server answers."""

_Verb = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a verb (`run`, if none is named); returns 0, 2 for a refusal, 3 if no server runs."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0].startswith("-") and words[0] not in ("-h", "--help"):
        words.insert(0, "run")
    options, rest = _parser().parse_known_args(words)
    if rest and options.verb is not _start:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    options.home, options.rest = options.home.absolute(), rest
    verb: _Verb = options.verb
    try:
        _check_sqlite()
        return verb(options)
    except OperationError as problem:
        return problem.report(as_json=getattr(options, "json", False))
    except OSError as problem:
        failed = OperationError("the system refuses", value=problem)
        return failed.report(as_json=getattr(options, "json", False))


def _check_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise OperationError(
            "this Python comes with an SQLite that is too old",
            value=sqlite3.sqlite_version,
            allowed=f"{'.'.join(map(str, OLDEST_SQLITE))} or newer",
            fix="use a Python with a newer SQLite: Debian 12's own has one",
        )


def _run(options: argparse.Namespace) -> int:
    from automl_server.running import run

    log.setup(options.log_level)
    run(_settings(options))
    return 0


def _start(options: argparse.Namespace) -> int:
    _run_parser(argparse.ArgumentParser(prog="automl-server start")).parse_args(["--home", ".", *options.rest])
    done = process.start(options.home, options.rest)
    words = "started" if done["started"] else f"is up already (run by `{done.get('started_by', 'another command')}`)"
    return _show(options, done, f"the server {words}\n{_addresses(done)}")


def _stop(options: argparse.Namespace) -> int:
    done = process.stop(options.home)
    return _show(options, done, "stopped; all data are kept" if done["stopped"] else "no server was running")


def _status(options: argparse.Namespace) -> int:
    found = process.state(options.home)
    if not found["running"]:
        if options.json:
            _show(options, found, "")
            return NotRunning.exit_code
        process.require_running(options.home)
    return _show(
        options, found, f"up since {found.get('since')}, run by `{found.get('started_by')}`\n{_addresses(found)}"
    )


def _backup(options: argparse.Namespace) -> int:
    done = archive.backup(options.home, options.file.absolute(), force=options.force)
    return _show(options, done, f"{done['archive']}: the database and {done['files']} files, {_size(done['bytes'])}")


def _restore(options: argparse.Namespace) -> int:
    done = archive.restore(options.home, options.file.absolute(), force=options.force)
    words = f"{done['home']} is as it was at {done['created']}: the database and {done['files']} files"
    return _show(options, done, words + (f"\nwhat was there is in {done['replaced']}" if done["replaced"] else ""))


def _info(options: argparse.Namespace) -> int:
    found = report.info(options.home)
    sizes = found["bytes"]
    lines = [
        f"server {found['server_version']}, API {found['api_version']}, schema {found['schema_version']}, "
        + (f"up at {found['urls']['api']}" if found["ready"] else "not running"),
        f"database {_size(sizes['database'])} ({_size(sizes['database_unused'])} of it unused)",
        f"files    {_size(sizes['files'])} in {found['files']} files",
        *(f"  {_size(row['bytes']):>9}  {row['folder']}" for row in found["largest_folders"]),
        "counts   " + ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in found["counts"].items()),
        *(f"  {row['events']:>9} events  {row['name']} ({row['task']})" for row in found["tasks_with_most_events"]),
    ]
    return _show(options, found, "\n".join(lines))


def _clean(options: argparse.Namespace) -> int:
    from automl_server.operation.retention import Retention, clean
    from automl_server.store import Store

    report.info(options.home)
    settings = Settings(home=options.home)
    store = Store(settings)
    rule = Retention(days=options.keep_days, artifacts=options.artifacts, dry_run=options.dry_run)
    try:
        done = clean(store, settings.files_path, rule)
    finally:
        store.close()
    lines = [
        f"  {row['name']} ({row['task']}, {'archived' if row['archived'] else row['status']}): "
        f"{row['events']} events, {row['files']} files, {_size(row['bytes'])}"
        for row in done["tasks"]
    ]
    verb = "would delete" if options.dry_run else "deleted"
    lines.append(f"{verb} {done['events']} events and {done['files']} files ({_size(done['bytes'])})")
    return _show(options, done, "\n".join(lines))


def _keys(options: argparse.Namespace) -> int:
    document, words = options.keys_verb(options)
    return _show(options, document, words)


def _show(options: argparse.Namespace, document: dict[str, Any], words: str) -> int:
    print(json.dumps(document, ensure_ascii=False, indent=2) if options.json else words)
    return 0


def _addresses(found: dict[str, Any]) -> str:
    return "   ".join(f"{name} {url}" for name, url in (found.get("urls") or {}).items())


def _size(count: float) -> str:
    for unit in ("B", "KB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(
        home=options.home,
        host=options.host,
        ports=Ports(api=options.api_port, files=options.files_port, web=options.web_port),
        worker_timeout_seconds=options.worker_timeout_seconds,
        watchdog_seconds=options.watchdog_seconds,
        token_hours=options.token_hours,
        keep_days=options.keep_days,
        console_bytes=int(options.console_mb * 1e6),
        max_file_bytes=int(options.max_file_mb * 1e6),
        max_plots=int(options.max_plots),
        header_seconds=options.header_seconds,
        body_grace_seconds=options.body_grace_seconds,
        simple_login=options.simple_login,
        simple_login_admins=options.simple_login_admins,
        trusted_proxies=tuple(options.trusted_proxy),
        allowed_hosts=tuple(options.allow_host),
        web_address=options.web_address,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="automl-server", description="Embedded ClearML-compatible server.")
    verbs = parser.add_subparsers(title="verbs", required=True)

    def verb(name: str, handler: _Verb, words: str, *, allow_abbrev: bool = True) -> argparse.ArgumentParser:
        one = verbs.add_parser(name, help=words, description=words, allow_abbrev=allow_abbrev)
        one.set_defaults(verb=handler)
        if handler is not _run:
            one.add_argument("--home", type=Path, required=True, help="folder for everything the server keeps")
            one.add_argument("--json", action="store_true", help="one JSON document on stdout")
        return one

    _run_parser(verb("run", _run, "run in the foreground"))
    verb("start", _start, "run in the background; takes the options of `run`", allow_abbrev=False)
    verb("stop", _stop, "stop the server of a home")
    verb("status", _status, "is it up, where, and who runs it")
    verb("info", _info, "versions, sizes and counts")
    for name, handler, words in (
        ("backup", _backup, "copy database and files into one archive; the server may run meanwhile"),
        ("restore", _restore, "put database and files back; the server must not run"),
    ):
        one = verb(name, handler, words)
        one.add_argument("file", type=Path, help="the archive (tar)")
        one.add_argument("--force", action="store_true", help="replace what is there")
    key_verbs.add_to(verb("keys", _keys, "list, make, end and renew keys, while the server runs or not"))
    cleaning = verb("clean", _clean, "delete old events and debug images of tasks that are over, and say which")
    cleaning.add_argument("--keep-days", type=_positive, required=True, help="of tasks that changed later nothing goes")
    cleaning.add_argument(
        "--artifacts", action="store_true", help="the files of artifacts too, not only of archived tasks"
    )
    cleaning.add_argument("--dry-run", action="store_true", help="only say what would go")
    return parser


def _run_parser(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--home", type=Path, required=True, help="folder for everything the server keeps")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--api-port", type=_port, default=Ports.api, help="0 for any free one (default: %(default)s)")
    parser.add_argument("--files-port", type=_port, default=Ports.files, help="(default: %(default)s)")
    parser.add_argument(
        "--web-port",
        type=_port,
        default=Ports.web,
        help="where the pages for people are served, by automl-web: in the addresses given out (default: %(default)s)",
    )
    for option, default, words in (
        ("--worker-timeout-seconds", Settings.worker_timeout_seconds, "forget workers silent for longer"),
        ("--watchdog-seconds", Settings.watchdog_seconds, "stop running tasks silent for longer"),
        ("--token-hours", Settings.token_hours, "life of a token"),
        ("--console-mb", Settings.console_bytes / 1e6, "most that is kept of a task's console"),
        ("--max-file-mb", Settings.max_file_bytes / 1e6, "largest file that is taken"),
        ("--max-plots", Settings.max_plots, "most plots of one task"),
        ("--header-seconds", Settings.header_seconds, "longest time for the headers of a request"),
        ("--body-grace-seconds", Settings.body_grace_seconds, "a body may be slow for so long"),
    ):
        parser.add_argument(option, type=_positive, default=default, help=f"{words} (default: %(default)s)")
    parser.add_argument(
        "--keep-days", type=_positive, help="delete events and debug images of tasks that are over for longer"
    )
    parser.add_argument(
        "--web-address",
        type=_origin,
        help="where the official web application is served, e.g. http://localhost:8090: its pages may call the API",
    )
    parser.add_argument(
        "--simple-login",
        action="store_true",
        help="log people in by name in the official web application: whoever reaches the API's port gets in",
    )
    parser.add_argument(
        "--simple-login-admins", action="store_true", help="by name also as administrators, who may manage users"
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name with dots under which clients reach this server, e.g. ml.example.com; may be given many times",
    )
    parser.add_argument(
        "--trusted-proxy",
        action="append",
        type=_network,
        default=[],
        metavar="ADDRESS",
        help="a proxy, or a network of them, whose X-Forwarded-For says where a client is; may be given many times",
    )
    parser.add_argument("--log-level", choices=log.LEVELS, default="info", help="(default: %(default)s)")
    return parser


def _origin(text: str) -> str:
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
        raise argparse.ArgumentTypeError(f"{text!r} is not an address like http://localhost:8090")
    return parts.geturl()


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text!r} is no address like 10.0.0.5 and no network") from problem


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, but got {text!r}")
    return int(text)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"a number is expected, but got {text!r}") from problem
    if not 0 < number < 10**9:
        raise argparse.ArgumentTypeError(f"a positive number is expected, but got {text!r}")
    return number


if __name__ == "__main__":
    sys.exit(main())
