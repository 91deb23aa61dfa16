"""Every file of every kind is read as a person reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hard_files import Again, File, check, check_again
from tests.unit.data.kinds import KINDS

EVERY = {f"{kind}: {name}": one for kind, files in KINDS.items() for name, one in files.items()}
READ = {name: one for name, one in EVERY.items() if isinstance(one, File)}
PREDICTED = {name: one for name, one in EVERY.items() if isinstance(one, Again)}


@pytest.mark.parametrize("file", READ.values(), ids=list(READ))
def test_what_a_person_reads_is_read(tmp_path: Path, file: File) -> None:
    check(tmp_path, file)


@pytest.mark.parametrize("again", PREDICTED.values(), ids=list(PREDICTED))
def test_new_rows_are_read_as_those_learned(tmp_path: Path, again: Again) -> None:
    check_again(tmp_path, again)
