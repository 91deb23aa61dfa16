"""``python -m automl_controller``: the controller service in the foreground."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys

from automl_controller.announcing import announcer
from automl_controller.news import Bell
from automl_controller.runs.metrics import Metrics, listen
from automl_controller.service import ServiceSettings, serve
from automl_shared import logs
from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import ConfigError
from automl_shared.naming import Naming, Phase
from automl_shared.tracker import connect


def main(argv: list[str] | None = None) -> int:
    """Serves until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="advances AutoML runs")
    parser.add_argument("--queue", default=os.environ.get("AUTOML_QUEUE") or Naming(ClearMLSettings()).queue(Phase.RUN))
    parser.add_argument(
        "--worker-id", default=os.environ.get("CLEARML_WORKER_ID") or f"controller:{socket.gethostname()}"
    )
    parser.add_argument("--poll-seconds", type=float, default=1.0)
    options = parser.parse_args(argv)
    metrics, bell = Metrics(), Bell()
    settings = ServiceSettings(worker_id=options.worker_id, queue=options.queue, poll_seconds=options.poll_seconds)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: bell.stop())
    try:
        logs.setup()
        listen(metrics, os.environ)
        chat = announcer(os.environ)
    except ConfigError as error:
        parser.error(str(error))
    serve(connect, settings, bell, metrics, announce=chat.announce if chat else None)
    if chat:
        chat.close()
    return 0


if __name__ == "__main__":
    # The SDK imports pandas, and that pyarrow where it is installed: 30 MB of which a controller uses nothing.
    sys.modules["pyarrow"] = None  # type: ignore[assignment]
    raise SystemExit(main())
