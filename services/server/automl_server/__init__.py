"""Embedded ClearML-compatible server: one process, one SQLite file, one folder of files."""

from automl_server.version import API_VERSION, SERVER_VERSION

__all__ = ["API_VERSION", "SERVER_VERSION"]
