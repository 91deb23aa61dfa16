"""Settings that a sentence proposes, written so that a shell can take them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from automl_shared.config.models import DataSettings
from automl_shared.config.overrides import as_option


@dataclass(frozen=True)
class Option:
    """A setting of ``data`` and the value it should have; told as ``--set`` takes it."""

    key: str
    value: Any

    def beside(self, data: DataSettings) -> Option:
        """The same with what is set already, where the setting is a list or a mapping: nothing of it is lost."""
        present = self._present(data)
        if isinstance(self.value, list) and isinstance(present, list):
            return Option(self.key, list(dict.fromkeys([*present, *self.value])))
        if isinstance(self.value, dict) and isinstance(present, dict):
            return Option(self.key, _merged(present, self.value))
        return self

    def is_set(self, data: DataSettings) -> bool:
        """Whether nothing would change."""
        return bool(self.beside(data).value == self._present(data))

    def _present(self, data: DataSettings) -> Any:
        present: Any = data
        for part in self.key.split(".")[1:]:
            present = getattr(present, part)
        return present

    def __str__(self) -> str:
        return as_option(self.key, self.value)


def beside(values: Mapping[str, object], data: DataSettings) -> dict[str, object]:
    """Values of a sentence, their options beside what is set already."""
    return {name: one.beside(data) if isinstance(one, Option) else one for name, one in values.items()}


def leaving_out(*columns: str) -> Option:
    """Columns that are not used."""
    return Option("data.editing.drop_columns", list(columns))


def typed_as(kind: str, *columns: str) -> Option:
    """Columns of a kind that somebody states."""
    return Option("data.column_types", dict.fromkeys(columns, kind))


def _merged(present: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    both = {**present, **more}
    nested = (name for name in more if isinstance(more[name], dict) and isinstance(present.get(name), dict))
    return both | {name: {**present[name], **more[name]} for name in nested}
