"""Values beyond what could be measured: ``<5`` and ``>200`` of a laboratory, ``90+``, ``under 5``, ``5未満``."""

from __future__ import annotations

from typing import Any

from automl_shared.lazy import np, pa, pc

LEAST_NUMBERS, LEAST_SHARE = 11, 0.5
"""Different plain numbers, and their share of the rows, beside which a limit is no class of its own."""
LEAST_LIMITS = 4
"""Different limits of one kind that are no classes any more."""
_BEFORE = (
    "less than|fewer than|under|below|up to|at most|more than|greater than|over|above|at least|weniger als|unter|"
    "kleiner als|bis zu|höchstens|mehr als|über|größer als|mindestens|moins de|inférieure? à|jusqu'à|plus de|"
    "supérieure? à|menos (?:de|que)|menor (?:a|de|que)|inferior a|hasta|más de|mayor (?:a|de|que)|superior a|até|"
    "mais (?:de|que)|maior (?:de|que)|meno di|inferiore a|più di|superiore a|minder dan|meer dan|mniej niż|poniżej|"
    "więcej niż|powyżej|менее|меньше|более|больше|不到|不足|低于|小于|少于|超过|高于|大于|多于"
)
_BEHIND = (
    "or (?:more|less|over|under|above|below)|and (?:over|above|below|under|more)|oder (?:mehr|weniger)|"
    "(?:et|ou) (?:plus|moins)|[yo] más|o menos|ou (?:mais|menos)|未満|以下|以上|以内|超過|超|より大|より小|"
    "(?:及|或)?以(?:上|下)|이상|이하|미만|초과"
)
_SIGNED = (
    (r"^\s*(?:[<>]\s*=?|[≤≥≦≧]|[＜＞]\s*＝?)\s*([^<>=≤≥].*)$", r"\1"),
    (rf"(?i)^\s*(?:{_BEFORE})\s*([-+]?[0-9].*)$", r"\1"),
    (rf"(?i)^(.*[0-9０-９].*?)\s*(?:[+＋]|{_BEHIND})$", r"\1"),
    (r"^([0-9][0-9.,]*)\+ ([^\d\s+]+)$", r"\1 \2"),
)


def without_signs(words: Any) -> tuple[Any, Any]:
    """Different texts (n,) without the signs that make limits of their numbers, and which of them had some (n,)."""
    bare, found = words, np.zeros(len(words), dtype=bool)
    for pattern, written in _SIGNED:
        fits = np.asarray(pc.match_substring_regex(bare, pattern).fill_null(False), dtype=bool)
        if fits.any():
            bare, found = pc.replace_substring_regex(bare, pattern, written), found | fits
    return bare, found


def are_limits(is_limit: Any, is_number: Any, rows: Any) -> bool:
    """Whether limits stand among enough plain numbers. All (n,), of different texts."""
    plain = is_number & ~is_limit
    return bool(plain.sum() >= LEAST_NUMBERS and rows[plain].sum() >= LEAST_SHARE * rows.sum())


def are_all_limits(words: Any, is_limit: Any, is_number: Any) -> bool:
    """Whether all numbers are limits of one kind, and more than two or three classes: ``1,000+``, ``5,000+`` ..."""
    if is_number.sum() < LEAST_LIMITS or not is_limit[is_number].all():
        return False
    texts = words.take(pa.array(np.flatnonzero(is_number))).to_pylist()
    signs = {text.strip()[0] if not text.strip()[0].isdigit() else text.strip()[-1] for text in texts}
    return len(signs) == 1
