"""``python -m automl_shared.agent.leave pause|sign-off WORKER``: tells the server that a worker leaves, or has left.

A program of its own, so that a worker at rest carries no ClearML client. The fork server has one ready.
"""

from __future__ import annotations

import argparse
import sys

from automl_shared.agent.environment import LEAVING_KEY
from automl_shared.errors import AutoMLError
from automl_shared.tracker import connect


def main() -> int:
    """0 when the server did it, 1 when it cannot or does not answer."""
    parser = argparse.ArgumentParser(description="tells the server that a worker leaves")
    parser.add_argument("what", choices=("pause", "sign-off"))
    parser.add_argument("worker")
    parser.add_argument("--seconds", type=float, default=60.0, help="pause: how long it holds (default: %(default)s)")
    asked = parser.parse_args()
    try:
        if asked.what == "pause":
            return 0 if connect().pause_worker(asked.worker, seconds=asked.seconds, why=LEAVING_KEY) else 1
        connect().unregister_worker(asked.worker)
    except AutoMLError as error:
        print(f"the server could not be told that {asked.worker} leaves: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
