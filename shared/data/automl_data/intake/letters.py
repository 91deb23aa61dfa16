"""How well a text's letters go together: what tells one legacy encoding from another when all of them can be decoded.

A wrong single-byte encoding mixes letters that no language has together; a wrong double-byte one gives rare signs.
"""

from __future__ import annotations

import re
from itertools import pairwise

WESTERN = (
    "äöüß",
    "àâæçéèêëîïôœùûüÿ",
    "áéíñóúü",
    "àáâãçéêíóôõú",
    "àéèìòù",
    "åäö",
    "æøåéó",
    "ëïéèöü",
    "àçèéíïòóúü",
    "áðéíóúýþæö",
)
CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţș", "äöüß")
CYRILLIC = (
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "абвгдђежзијклљмнњопрстћуфхцчџш",
)
BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž")
TURKISH = ("çğıöşü", "çğıöşüâîû", "äöüß")
ALPHABETS = {
    "cp1252": WESTERN, "cp1250": CENTRAL, "cp1251": CYRILLIC, "cp1254": TURKISH, "cp1257": BALTIC, "cp850": WESTERN,
    "mac_roman": WESTERN,
}  # fmt: skip
"""Letters beyond ASCII, one string a language. Excel saves `CSV (MS-DOS)` in cp850, `CSV (Macintosh)` in mac_roman."""

COMMON_LEADS = {
    "cp932": range(0x88, 0x98),
    "euc_jp": range(0xB0, 0xD0),
    "gb18030": range(0xB0, 0xD8),
    "big5": range(0xA4, 0xC7),
    "euc_kr": range(0xB0, 0xC9),
}
"""First bytes of the characters in daily use: the standards put those of level 1 first."""

UNDECIDED = 0.5
"""Plausibility of a text without any letter that could tell."""

MIXED = 3
"""How many strange letters one counts for in a word of two scripts: nobody writes such words, misreading makes them."""

_NEUTRAL = set("µªº°²³¹")
_INSIDE = re.compile(r"(?<=[^\W\d_])(?:[^\w\s\x00-\x7f’·´–—]|[³¹¼½¾])+(?=[^\W\d_])")
"""Signs in the middle of a word."""
_MISPLACED = re.compile(r"õ(?!e)|ì(?=\w)")
"""Letters that Western languages have only in other places: there they are a misread Hungarian ő or Czech ě."""
_RUN = re.compile(r"[^\x00-\x7f]+")


def plausibility(text: str, encoding: str) -> float:
    """From 0 to 1: how much the text beyond ASCII looks as if it had been written in this encoding."""
    alphabets = ALPHABETS.get(encoding)
    return _characters(text, encoding) if alphabets is None else _alphabetic(text, alphabets)


def _alphabetic(text: str, alphabets: tuple[str, ...]) -> float:
    """Share of the letters beyond ASCII that one language covers. Letters in mixed words are nobody's."""
    plain = _MISPLACED.sub("ƒ", text.replace("İ", "i").lower())
    letters = [letter for word in re.findall(r"[^\W_]+", plain) if not word.isascii() for letter in _letters(word)]
    strange = len(_INSIDE.findall(plain)) + _flips(text)
    if not letters and not strange:
        return UNDECIDED
    return max(sum(letter in alphabet for letter in letters) for alphabet in alphabets) / (len(letters) + strange)


def _flips(text: str) -> int:
    """How often a capital letter beyond ASCII follows a small one: nobody writes such words, misreading makes them."""
    return sum(before.islower() and after.isupper() and not after.isascii() for before, after in pairwise(text))


def _letters(word: str) -> list[str]:
    high = [letter for letter in word if not letter.isascii() and letter not in _NEUTRAL]
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in high)
    if cyrillic and any(letter.isascii() and letter.isalpha() for letter in word):
        return ["?"] * len(high) * MIXED
    return ["?"] * len(high) if any(letter.isdigit() for letter in word) else high


def _characters(text: str, encoding: str) -> float:
    """Mean commonness of the characters beyond ASCII; those that touch a Latin letter count little."""
    score, number = 0.0, 0
    for run in _RUN.finditer(text):
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        glued = any(one.isascii() and one.isalpha() for one in (before, after))
        score += sum(_commonness(character, encoding) for character in run.group()) * (0.2 if glued else 1.0)
        number += len(run.group())
    return score / number if number else UNDECIDED


def _commonness(character: str, encoding: str) -> float:
    if "\u3000" <= character <= "\u30ff" or "\uac00" <= character <= "\ud7a3":
        return 1.0
    if "\uff61" <= character <= "\uff9f":
        return 0.6
    if "\uff00" <= character < "\uff61":
        return 0.8
    try:
        return 0.9 if character.encode(encoding)[0] in COMMON_LEADS[encoding] else 0.1
    except UnicodeEncodeError:
        return 0.1
