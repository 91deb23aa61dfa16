"""Files composed by chance are read as a person reads them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.files.composed import composed
from tests.hard_files import check


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**40))
@example(seed=7700198)  # Polish money alone beyond ASCII
def test_what_is_composed_is_read(tmp_path: Path, seed: int) -> None:
    """`composed(seed)` makes the file of a failure again."""
    check(tmp_path, composed(seed))
