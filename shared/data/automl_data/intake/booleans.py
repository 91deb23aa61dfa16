"""How people write yes and no."""

from __future__ import annotations

from automl_shared.lazy import pd

SPELLINGS: tuple[frozenset[str], ...] = tuple(
    frozenset(pair.split("|"))
    for pair in (
        "yes|no", "y|n", "true|false", "t|f", "on|off", "はい|いいえ", "有|無", "あり|なし", "○|×", "真|偽", "ja|nein",
        "oui|non", "sí|no", "si|no", "sim|não", "да|нет", "是|否", "有|无", "j|n", "o|n", "s|n", "ja|nej", "tak|nie",
        "ano|ne", "áno|nie", "igen|nem", "da|nu", "da|ne", "так|ні", "evet|hayır", "e|h", "kyllä|ei", "ναι|όχι",
        "예|아니오", "ya|tidak",
        "wahr|falsch", "vrai|faux", "vero|falso", "verdadero|falso", "verdadeiro|falso", "済|未",
        "✓|✗", "✔|✘", "☑|☐", "〇|×", "◯|×", "○|✕", "〇|✕", "◯|✖", "○|✖", "有り|無し", "該当|非該当",
        "checked|unchecked", "ticked|unticked", "enabled|disabled", "する|しない",
    )
)  # fmt: skip


def is_spelled_boolean(words: pd.Series) -> bool:
    """Whether the different texts are a pair of yes and no, in any case of letters."""
    spelled = {word.strip().casefold() for word in words.unique()}
    return len(spelled) == 2 and any(spelled == pair for pair in SPELLINGS)
