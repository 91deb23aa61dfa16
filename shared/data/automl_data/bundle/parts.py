"""One fitted thing as bytes, and back."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from itertools import count
from pathlib import PurePath
from pickle import PicklingError
from types import ModuleType
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from automl_data.bundle.manifest import PartInfo, Serialisation
from automl_data.bundle.moved import allow_earlier_names, now_named
from automl_data.bundle.trust import untrusted
from automl_shared.errors import ConfigError, ContractError
from automl_shared.lazy import np
from automl_shared.words import T_

_NOT_FOR_SKOPS = (TypeError, ValueError, AttributeError, NotImplementedError, RecursionError, PicklingError)
"""What skops, or the thing itself, raises where its state is nothing that skops can write."""

_USUAL = {
    "DictNode": "builtins.dict",
    "ListNode": "builtins.list",
    "TupleNode": "builtins.tuple",
    "NdArrayNode": "numpy.ndarray",
    "JsonNode": "builtins.str",
}
"""What a kind of node stands for, which skops trusts without being told."""

_TYPES_WITH_STATE = _USUAL.keys() | {"ObjectNode", "TreeNode", "TypeNode"}
"""Kinds of nodes that skops judges by their type and by what they hold."""

_FORGED = (BadZipFile, KeyError, TypeError, ValueError)
"""What skops raises for what it has not written itself."""


def stored(thing: Any, name: str) -> tuple[PartInfo, bytes]:
    """By skops where every type in it may be built, else by joblib. ``name``: of the file, without its ending."""
    import joblib

    content = _by_skops(thing)
    if content is not None:
        return part_info(f"{name}.skops", "skops", content), content
    pickled = io.BytesIO()
    joblib.dump(thing, pickled)
    content = pickled.getvalue()
    return part_info(f"{name}.joblib", "joblib", content), content


def part_info(file: str, serialisation: Serialisation, content: bytes, weight: float = 1.0) -> PartInfo:
    """What the manifest says of a part."""
    return PartInfo(
        file=file,
        serialisation=serialisation,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        weight=weight,
    )


def restored(info: PartInfo, content: bytes) -> Any:
    """The fitted thing in bytes whose sha256 was checked; a pickle runs code.

    Raises ContractError for types that may not be built, ConfigError for a package that is not there.
    """
    import joblib

    allow_earlier_names(content)
    try:
        return joblib.load(io.BytesIO(content)) if info.serialisation == "joblib" else _from_skops(content)
    except (ImportError, AttributeError) as error:
        raise ConfigError(
            T_("a package that the model needs is missing or has another version"),
            value=error,
            fix=T_("install the versions that its manifest names (automl_data.bundle.read_manifest)"),
        ) from error


def _by_skops(thing: Any) -> bytes | None:
    skops_io = skops_for_storing()
    try:
        state, content = _dumped(thing)
    except _NOT_FOR_SKOPS:
        return None
    if _is_plain(state):
        return content
    return None if untrusted(skops_io.get_untrusted_types(data=content)) else content


def _dumped(thing: Any) -> tuple[dict[str, Any], bytes]:
    """What skops says of a thing, and its file: the same bytes for the same thing, in whatever process.

    As ``skops.io.dumps``, but for the schema's line breaks, which take most of its time and of its space, and for
    addresses in memory, by which skops names what is in the file.
    """
    import skops
    from skops.io._utils import SaveContext, get_state

    entries = _Entries()
    context = SaveContext(zip_file=entries)
    state = _condensed(get_state(thing, context))
    context.clear_memo()
    names = _numbered(state)
    about = {"protocol": context.protocol, "_skops_version": skops.__version__}
    content = io.BytesIO()
    with ZipFile(content, "w") as file:
        for name, data in entries.written.items():
            file.writestr(ZipInfo(names.get(name, name)), data)
        file.writestr(ZipInfo("schema.json"), json.dumps({**state, **about}))
    return state, content.getvalue()


class _Entries:
    """What skops writes to a file while it looks at a thing."""

    def __init__(self) -> None:
        self.written: dict[str, Any] = {}

    def writestr(self, name: str, data: Any) -> None:
        self.written[name] = without_gaps(bytes(data)) if name.endswith(".npy") else data

    def namelist(self) -> Any:
        return self.written.keys()


def without_gaps(npy: bytes) -> bytes:
    """An array's file with noughts between the fields of its records.

    Nobody sets these bytes (scikit-learn's trees have some in every node): they hold what was in this process's memory,
    which belongs in no file, and make it another one every time.
    """
    stream = io.BytesIO(npy)
    old = np.lib.format.read_magic(stream) == (1, 0)
    header = np.lib.format.read_array_header_1_0 if old else np.lib.format.read_array_header_2_0
    _, _, kind = header(stream)
    if kind.fields is None or stream.tell() == len(npy):
        return npy
    unset = np.ones(kind.itemsize, dtype=bool)
    for field, offset, *_ in kind.fields.values():
        unset[offset : offset + field.itemsize] = False
    records = np.frombuffer(npy, np.uint8, offset=stream.tell()).reshape(-1, kind.itemsize).copy()
    records[:, unset] = 0
    return npy[: stream.tell()] + records.tobytes()


def _condensed(state: Any) -> Any:
    """Texts and numbers in lists, and by texts in dicts, as JSON: skops writes them so one by one.

    It makes something of every single item otherwise, each time a file is looked at: of the names of 2,000 columns in
    five models for seconds.
    """
    if isinstance(state, list | tuple):
        return type(state)(map(_condensed, state))
    if not isinstance(state, dict) or state.get("__loader__", "DictNode") not in _TYPES_WITH_STATE:
        return state  # skops may look into it, as it does for the name of a random generator
    made = {name: _condensed(value) for name, value in state.items()}
    content = _as_json(made)
    if content is None:
        return made
    usual = {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode", "is_json": True}
    return {**usual, "content": content, "__id__": made["__id__"]}


def _as_json(node: dict[str, Any]) -> str | None:
    """What JSON says of a list, or of a dict; None where it cannot say all of it."""
    kind = node.get("__loader__"), node.get("__class__")
    if kind not in (("ListNode", "list"), ("DictNode", "dict")):
        return None
    content = node["content"]
    items = list(content.values() if isinstance(content, dict) else content)
    if any(item["__loader__"] != "JsonNode" for item in items):
        return None
    texts = [item["content"] for item in items]
    if not isinstance(content, dict):
        return f"[{', '.join(texts)}]"
    if any(type(key) is not str for key in content):  # JSON would make a text of it
        return None
    pairs = [f"{json.dumps(key)}: {text}" for key, text in zip(content, texts, strict=True)]
    return f"{{{', '.join(pairs)}}}"


def _numbered(state: dict[str, Any]) -> dict[str, str]:
    """Numbers things in place of their addresses, in the order in which they stand. The new names of files by the old.

    What is one thing stays one, but for what is JSON: whether two equal texts or numbers are the same in memory is
    chance.
    """
    following, numbers, names = count(1), dict[int, int](), dict[str, str]()
    waiting: list[Any] = [state]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "__loader__" in value:
                own = value["__id__"] if value["__loader__"] != "JsonNode" else None
                number = next(following)
                value["__id__"] = number if own is None else numbers.setdefault(own, number)
                if isinstance(file := value.get("file"), str):
                    value["file"] = names.setdefault(file, f"{len(names)}{PurePath(file).suffix}")
            waiting += reversed(value.values())
        elif isinstance(value, list | tuple):
            waiting += reversed(value)
    return names


def _is_plain(state: dict[str, Any]) -> bool:
    """Whether a thing is made of trusted types alone, as far as that is told without building skops' own tree.

    False where skops has to look itself: at functions, methods, and whatever else is not just a type with a state.
    """
    kinds: set[tuple[str, str]] = set()
    waiting: list[Any] = [state]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "__loader__" in value:
                kinds.add((value["__loader__"], f"{value['__module__']}.{value['__class__']}"))
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
    own = {name for loader, name in kinds if _USUAL.get(loader) != name}
    return {loader for loader, _ in kinds} <= _TYPES_WITH_STATE and not untrusted(own)


def _from_skops(content: bytes) -> Any:
    import skops.io

    try:
        types = skops.io.get_untrusted_types(data=content)
        if strange := untrusted(map(now_named, types)):
            raise ContractError(
                T_("a part of the model would build types that no model is made of"),
                value=", ".join(strange),
                fix=T_("do not use this file; get it again from the task that made it"),
            )
        return skops.io.loads(content, trusted=types)
    except _FORGED as error:
        raise ContractError(
            T_("a part of the model is not what its manifest says"),
            value=error,
            fix=T_("do not use this file; get it again from the task that made it"),
        ) from error


class _NoneTrusted(ModuleType):
    def __getattr__(self, name: str) -> list[str]:
        if name.isupper():
            return []
        raise AttributeError(name)


def skops_for_storing() -> Any:
    """skops without its own list of trusted types: that takes 0.7 s to make, and `trust` has ours.

    A process that stores is one of our services. Loading, which happens in anybody's, imports skops as it is.
    """
    name = "skops.io._trusted_types"
    if "skops.io" not in sys.modules:
        sys.modules[name] = _NoneTrusted(name)
    import skops.io

    return skops.io
