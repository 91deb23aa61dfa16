"""The ``automl`` command: Typer in one place, everything it calls is importable without it."""
