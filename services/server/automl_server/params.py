"""The body of a request, read with a type: what does not fit is a clean refusal."""

from __future__ import annotations

from typing import Any

from automl_server import errors, parts
from automl_server.errors import ApiError

_DEFAULT_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 20.0, 30.0
_FURTHEST_SECONDS = 2**50
"""Of a moment and of a part: answers have milliseconds, in 64 bits."""


class WrongType(ApiError):
    """A field of a request is of another type than it should be."""


class Params(dict[str, Any]):
    """Request data. Absent and null are the same."""

    def text(self, name: str) -> str | None:
        """A text, or None."""
        value = self.get(name)
        if value is not None and not isinstance(value, str):
            raise self._wrong(name, "a text")
        return value

    def required(self, name: str) -> str:
        """A text that must be there."""
        value = self.text(name)
        if not value:
            raise ApiError(errors.VALIDATION_ERROR, f"error for field '{name}'. field is required!")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false; of numbers and texts all but 0, "" and "false" mean true."""
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, (bool, int, float, str)):
            raise self._wrong(name, "true or false")
        return value.lower() not in ("", "false") if isinstance(value, str) else bool(value)

    def whole(self, name: str, default: int) -> int:
        """A whole number."""
        number = self.whole_or_none(name)
        return default if number is None else number

    def whole_or_none(self, name: str) -> int | None:
        """A whole number, or None."""
        value = self.get(name)
        try:
            return None if value is None else parts.whole(value, name)
        except parts.Unfit as problem:
            raise self._wrong(name, problem.expected) from None

    def number(self, name: str) -> float | None:
        """A number, or None."""
        value = self.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 2**63:
            raise self._wrong(name, "a number")
        return value

    def span(self) -> tuple[float, float, int]:
        """(start, end, length of a part) in seconds: `from_date`, `to_date` and `interval` must all be there."""
        start, end, interval = self.number("from_date"), self.number("to_date"), self.whole("interval", 0)
        if start is None or end is None or interval < 1:
            raise ApiError(errors.VALIDATION_ERROR, "from_date, to_date and interval >= 1 are needed")
        if start >= end:
            raise ApiError(errors.FIELDS_VALUE_ERROR, "from_date must be less than to_date")
        if max(-start, end, interval) > _FURTHEST_SECONDS:
            raise ApiError(errors.FIELDS_VALUE_ERROR, "from_date, to_date and interval are seconds")
        return start, end, interval

    def waiting_seconds(self) -> float:
        """How long a call may wait for what it asks for: `timeout_seconds`, within reason."""
        wanted = self.number("timeout_seconds")
        return _DEFAULT_WAIT_SECONDS if wanted is None else min(max(wanted, 0.0), _LONGEST_WAIT_SECONDS)

    def texts(self, name: str) -> list[str]:
        """A list of texts; one text counts as a list of one, and what is empty or false as none."""
        value = self.get(name)
        if not value:
            return []
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
            raise self._wrong(name, "a list of texts")
        return values

    def required_texts(self, name: str) -> list[str]:
        """A list of texts with at least one."""
        values = self.texts(name)
        if not values:
            raise ApiError(errors.VALIDATION_ERROR, f"error for field '{name}'. list is too short")
        return values

    def objects(self, name: str) -> list[Params]:
        """A list of objects; what is empty or false counts as none."""
        value = self.get(name)
        if not value:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._wrong(name, "a list of objects")
        return [Params(item) for item in value]

    def required_objects(self, name: str) -> list[Params]:
        """A list of objects with at least one."""
        values = self.objects(name)
        if not values:
            raise ApiError(errors.VALIDATION_ERROR, f"error for field '{name}'. list is too short")
        return values

    def mapping(self, name: str) -> dict[str, Any] | None:
        """An object, or None."""
        value = self.get(name)
        if value is not None and not isinstance(value, dict):
            raise self._wrong(name, "an object")
        return value

    def _wrong(self, name: str, expected: str) -> WrongType:
        kind = type(self[name]).__name__
        return WrongType(errors.VALIDATION_ERROR, f"error for field '{name}'. {expected} is expected, got {kind}")
