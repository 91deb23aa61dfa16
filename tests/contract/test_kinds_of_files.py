"""Every kind of hard file is tried in enough different ways, and no file is tried twice."""

from __future__ import annotations

import pytest
from tests.hard_files import Again, File
from tests.unit.data.kinds import KINDS

LEAST = 10


def _given(one: File | Again) -> str:
    """What a file is, without its truth."""
    if isinstance(one, Again):
        return repr((one.new, one.name, one.encoding, _given(one.learned)))
    return repr((one.content, one.name, one.encoding, sorted(one.stated.items())))


def test_no_kind_is_lost() -> None:
    assert sorted(KINDS) == [
        "class_spelling", "dates", "empty_column", "formats", "index_column", "lines_around", "missing_markers",
        "money_units", "named_like_keys", "no_header", "none_class", "number_target", "offices_machines", "own_names",
        "prediction", "programs", "several_tables", "written_oddly",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_ten_different_files(kind: str) -> None:
    contents = {_given(one) for one in KINDS[kind].values()}
    assert len(contents) == len(KINDS[kind]) >= LEAST
