"""`python -m automl_web`: serves the pages in front of the ClearML server that CLEARML_CONFIG_FILE names."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import uvicorn

from automl_shared.errors import AutoMLError, ServerUnreachable
from automl_shared.tracker import connect_lightly
from automl_shared.tracker.patience import patiently
from automl_web.app import web_app
from automl_web.scaling import OWN, Scaling

START_SECONDS = 60.0
SCALE_VARIABLE = "AUTOML_SCALE_COMMAND"
"""What the pages tell people to type who want more workers, where that is not `automl scale`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; returns 0, or 3 when no server answers."""
    options = _parser().parse_args(arguments)
    try:
        tracker, viewer = patiently(connect_lightly, START_SECONDS)
        patiently(tracker.check, START_SECONDS)
    except AutoMLError as error:
        print(error, file=sys.stderr)
        return 3 if isinstance(error, ServerUnreachable) else 2
    scaling = Scaling(options.stack_command, os.environ.get(SCALE_VARIABLE) or OWN)
    app = web_app(tracker, viewer, host_names=[options.host, *options.allow_host], scaling=scaling)
    uvicorn.run(
        app,
        host=options.host,
        port=options.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="automl-web", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="(default: %(default)s)")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name with dots under which browsers reach these pages, e.g. ml.example.com; may be given many times",
    )
    parser.add_argument(
        "--stack-command",
        default="",
        metavar="COMMAND",
        help="the automl command of the stack that these pages belong to, which may then be scaled from them",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
