"""One registry class for every family of plugins, and the one place where plugin code is found and loaded."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from automl_shared.errors import STRANGE, ConfigError, described, did_you_mean
from automl_shared.frozen import Frozen

T = TypeVar("T")

ENTRY_POINT_GROUP = "automl.plugins"
PLUGIN_FOLDER_VARIABLE = "AUTOML_PLUGINS"
_REGISTRIES: list[Registry[Any]] = []


class UnknownPlugin(ConfigError):
    """No plugin of this name is registered."""


class DuplicatePlugin(ConfigError):
    """Two plugins of one family claim the same name."""


class PluginBroken(ConfigError):
    """A plugin file or entry point cannot be imported."""


class Registered(Frozen):
    """A plugin as its registry knows it."""

    family: str
    name: str
    item: Any


class Registry(Generic[T]):
    """Name to plugin of one family. Reading loads all plugins first, so that no import order matters."""

    def __init__(self, family: str) -> None:
        self.family = family
        self._items: dict[str, T] = {}
        _REGISTRIES.append(self)

    def register(self, name: str, item: T) -> None:
        """Adds a plugin. Raises DuplicatePlugin when the name is taken by another one."""
        if name in self._items:
            raise DuplicatePlugin(f"two {self.family} plugins are named {name!r}", fix="rename one of them")
        self._items[name] = item

    def declare(self, kind: type[T], facts: Mapping[str, Any], **own: Any) -> None:
        """Adds a plugin of a kind (a dataclass), made of what its decorator says and of its ``own`` name and function.

        Raises ConfigError for a field that is missing or does not exist, and for a text in place of a list.
        """
        known = {one.name: one for one in fields(cast(Any, kind)) if one.name not in own}
        needed = [key for key, one in known.items() if one.default is MISSING and one.default_factory is MISSING]
        wrong = [key for key in facts if key not in known] or [key for key in needed if key not in facts]
        if wrong:
            what = "has no" if wrong[0] not in known else "needs its"
            raise ConfigError(
                f"the declaration of the {self.family} {own['name']!r} {what} {wrong[0]!r}"
                f"{did_you_mean(wrong[0], known)}",
                allowed=", ".join(known),
                fix=f"correct {wrong[0]}= in its decorator",
            )
        for key, value in facts.items():
            if isinstance(value, str) and str(known[key].type).startswith("tuple["):  # it would be read as its letters
                raise ConfigError(
                    f"the declaration of the {self.family} {own['name']!r} has a text where {key!r} is a list",
                    value=f"{key}={value!r}",
                    allowed="a list",
                    fix=f"write {key}=[{value!r}] in its decorator",
                )
        self.register(own["name"], kind(**own, **facts))

    @property
    def registered(self) -> list[Registered]:
        """What is registered so far, in that order; nothing is loaded for it."""
        return [Registered(family=self.family, name=name, item=item) for name, item in self._items.items()]

    def get(self, name: str) -> T:
        """The plugin of that name. Raises UnknownPlugin with the nearest names."""
        load_plugins()
        if name not in self._items:
            known = sorted(self._items)
            raise UnknownPlugin(
                f"no {self.family} is named {name!r}{did_you_mean(name, known)}",
                allowed=", ".join(known) or "none is registered",
                fix="automl plugins",
            )
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        load_plugins()
        return name in self._items

    def __iter__(self) -> Iterator[str]:
        load_plugins()
        return iter(sorted(self._items))


@cache
def installed_plugins() -> tuple[EntryPoint, ...]:
    """What installed packages announce, by name. Finding them reads the metadata of every package: 20 ms."""
    return tuple(sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name))


@cache
def load_plugins() -> None:
    """Imports every entry point and every file of the plugin folder, once per process. Raises PluginBroken."""
    for point in installed_plugins():
        try:
            point.load()
        except ImportError as error:
            raise PluginBroken(f"the plugin {point.name!r} cannot be imported", value=error) from error
    folder = os.environ.get(PLUGIN_FOLDER_VARIABLE)
    for file in plugin_files(Path(folder)) if folder else []:
        _registered_by(file.resolve())


def plugin_files(path: Path) -> list[Path]:
    """The files of a folder that are imported, in order: not the tests beside them. A file stands for itself."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.glob("*.py") if not file.name.startswith("test_"))


def plugins_of(file: Path) -> tuple[Registered, ...]:
    """What a file registers; imported unless it was. Raises PluginBroken, and DuplicatePlugin for a taken name."""
    load_plugins()
    return _registered_by(file.resolve())


@cache
def _registered_by(file: Path) -> tuple[Registered, ...]:
    before = {(one.family, one.name) for one in _all_registered()}
    _import_file(file)
    return tuple(one for one in _all_registered() if (one.family, one.name) not in before)


def _all_registered() -> list[Registered]:
    return [one for registry in _REGISTRIES for one in registry.registered]


def _import_file(file: Path) -> None:
    name = f"automl_plugin_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise PluginBroken("the plugin file cannot be read", value=file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except DuplicatePlugin:
        raise
    except STRANGE as error:  # whatever a stranger's file raises is told with the file's name
        raise PluginBroken(
            "the plugin file cannot be imported",
            value=f"{file}: {described(error)}",
            fix=f"correct the file or take it out of {file.parent}",
        ) from error
