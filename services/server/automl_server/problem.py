"""Failures with their remedy, printed the same way by every verb."""

from __future__ import annotations

import json
import sys


class OperationError(Exception):
    """What failed, with which value, what is allowed, and the command that fixes it."""

    exit_code = 2

    def __init__(self, what: str, *, value: object = None, allowed: object = None, fix: str | None = None) -> None:
        self.what, self.value, self.allowed, self.fix = what, value, allowed, fix
        super().__init__(what)

    def __str__(self) -> str:
        lines = [self.what]
        for name, text in (("got", self.value), ("allowed", self.allowed), ("fix", self.fix)):
            if text is not None:
                lines.append(f"  {name + ':':<8} {text}")
        return "\n".join(lines)

    def report(self, *, as_json: bool) -> int:
        """Print it: words on stderr, and the one document of --json on stdout. Returns the exit code."""
        if as_json:
            texts = {"value": self.value, "allowed": self.allowed}
            error = {"what": self.what, **{k: None if v is None else str(v) for k, v in texts.items()}, "fix": self.fix}
            print(json.dumps({"error": error, "exit_code": self.exit_code}, indent=2))
        print(f"error: {self}", file=sys.stderr)
        return self.exit_code


class NotRunning(OperationError):
    """No server runs on this home."""

    exit_code = 3
