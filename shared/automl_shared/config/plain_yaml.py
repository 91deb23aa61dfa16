"""YAML that holds plain data only: what JSON could hold, and of a size that can be looked at."""

from __future__ import annotations

import json
from typing import Any

import yaml

MOST_NODES = 100_000
"""Values and keys of a document, with every alias written out: a few lines of aliases can stand for billions."""

_TAGS = ("str", "int", "float", "bool", "null", "seq", "map")
_CONVERSION_FAILURES = (ValueError, KeyError, AttributeError, TypeError, OverflowError)
"""What the vendor's constructors raise for values such as ``!!bool x``."""


class NotPlain(ValueError):
    """The text is no YAML, or more than plain data. The message says why."""


class PlainLoader(yaml.SafeLoader):
    """A date stays the text it is written as, and there are no other kinds of values than JSON's."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.yaml_constructors = {
    tag: constructor
    for tag, constructor in yaml.SafeLoader.yaml_constructors.items()
    if tag is None or tag.rpartition(":")[2] in _TAGS
}


def plain_yaml(text: str) -> tuple[Any, yaml.Node | None]:
    """The data, and the nodes that say where it was written. Raises NotPlain."""
    try:
        loader = PlainLoader(text)
        node = loader.get_single_node()
        if node is not None and _size(node, {}) > MOST_NODES:
            raise NotPlain(f"it stands for more than {MOST_NODES} values when its aliases are written out")
        data = None if node is None else loader.construct_document(node)
        json.dumps(data)
        return data, node
    except RecursionError:
        raise NotPlain("it is nested too deeply, or holds itself") from None
    except yaml.YAMLError as error:
        raise NotPlain(str(error)) from error
    except NotPlain:
        raise
    except _CONVERSION_FAILURES as error:
        raise NotPlain(f"a value is not what its kind allows: {error}") from error


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """Values and keys below a node; each is counted once and added as often as it is referred to."""
    if id(node) in known:
        return known[id(node)]
    below: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        below = [part for pair in node.value for part in pair]
    elif isinstance(node, yaml.SequenceNode):
        below = node.value
    known[id(node)] = 1 + sum(_size(part, known) for part in below)
    return known[id(node)]
