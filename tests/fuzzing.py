"""How much is generated: little in the suite, as much as there is time for in `scripts/fuzz`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

EXAMPLES_VARIABLE = "AUTOML_FUZZ_EXAMPLES"
_GIVEN = int(os.environ.get(EXAMPLES_VARIABLE) or 0)

ODD_TEXTS = [
    *["", " ", "\0", "\r\n", "\u2028", "\ud800", "²", "١", "é", "日本語", "-", ".", "..", "/", "a/b", "__class__", "~"],
    *["None", "null", "True", "nan", "1e999", "9" * 5000, "[" * 2000, "{" * 300, "&a [*a]", "{x}", "{x.y}", "{0}", "{"],
    *["%s", "(a+)+$", "2001-99-99", "2001-01-01", "!!python/object:os.system", "<<: *a", "a" * 5000, "!!bool x"],
    *["-1", "0", "1", "0.5", "[]", "{}", "true", "[0]", '["a"]', '{"a": {"b": []}}'],
]
TEXTS = st.text(max_size=12) | st.sampled_from(ODD_TEXTS)
NUMBERS = st.integers(-(2**70), 2**70) | st.floats() | st.sampled_from([10**400, -(10**400), 2**63, -1, 0])
JUNK = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def fuzzed(examples: int) -> settings:
    """Settings of a property. In the suite always the same examples, so many; in the long form other ones each time."""
    return settings(
        max_examples=_GIVEN or examples,
        deadline=None,
        database=None,
        derandomize=not _GIVEN,
        phases=list(Phase) if _GIVEN else [Phase.explicit, Phase.generate],  # making an example small takes long
        suppress_health_check=list(HealthCheck),
    )
