"""What people write beside numbers: units of measure and of money, words for thousands and millions."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping

from automl_data.intake.cells import is_unit
from automl_data.intake.money import CODES, SIGNS

SHARES = frozenset("% ‰ ‱".split())
"""Units without which a number means something else."""
_PREFIXES = {
    "p": 1e-12, "n": 1e-9, "μ": 1e-6, "u": 1e-6, "m": 1e-3, "c": 1e-2, "d": 1e-1, "h": 1e2, "k": 1e3, "K": 1e3,
    "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15,
}  # fmt: skip
_PREFIXED = {
    "m": "nμumcdk", "g": "pnμumk", "l": "nμumcdh", "L": "nμumcdh", "s": "nμum", "W": "mkMG", "Wh": "kMGT", "V": "μumk",
    "A": "μum", "Ah": "m", "Hz": "kMGT", "Pa": "hkM", "J": "kMG", "cal": "k", "N": "kM", "mol": "pnμum", "bar": "m",
    "B": "kKMGTP", "bit": "kKMG", "bps": "kKMGT", "bit/s": "kKMGT", "B/s": "kKMG", "g/l": "nμum", "g/L": "nμum",
    "g/dl": "μum", "g/dL": "μum", "g/ml": "pnμum", "g/mL": "pnμum", "g/kg": "μum", "g/m3": "nμum", "mol/l": "pnμum",
    "mol/L": "pnμum",
}  # fmt: skip
"""Units with the prefixes that people write before them."""
_TIMES = {
    "ms": 1e-3, "millisecond": 1e-3, "s": 1, "sec": 1, "second": 1, "sek": 1, "sekunde": 1, "seconde": 1, "segundo": 1,
    "秒": 1, "m": 60, "min": 60, "min.": 60, "minute": 60, "minuten": 60, "minuto": 60, "分": 60, "分間": 60,
    "h": 3600, "hr": 3600, "hour": 3600, "std": 3600, "std.": 3600, "stunde": 3600, "stunden": 3600, "heure": 3600,
    "hora": 3600, "ora": 3600, "ore": 3600, "時間": 3600,
    "d": 86400, "day": 86400, "tag": 86400, "tage": 86400, "jour": 86400, "día": 86400, "dia": 86400, "giorno": 86400,
    "giorni": 86400, "日": 86400, "日間": 86400,
    "wk": 604800, "week": 604800, "woche": 604800, "wochen": 604800, "semaine": 604800, "semana": 604800,
    "settimana": 604800, "settimane": 604800, "週間": 604800, "週": 604800,
    "mo": 2629800, "mth": 2629800, "month": 2629800, "monat": 2629800, "monate": 2629800, "mois": 2629800,
    "mes": 2629800, "meses": 2629800, "mese": 2629800, "mesi": 2629800, "ヶ月": 2629800, "か月": 2629800,
    "カ月": 2629800, "ケ月": 2629800,
    "y": 31557600, "yr": 31557600, "year": 31557600, "jahr": 31557600, "jahre": 31557600, "ans": 31557600,
    "an": 31557600, "año": 31557600, "ano": 31557600, "anno": 31557600, "anni": 31557600, "年": 31557600,
    "年間": 31557600, "歳": 31557600,
}  # fmt: skip
"""Seconds; a month is the twelfth of a year, as people mean it who write `2 years` beside `3 months`."""
_OTHERS: tuple[Mapping[str, float], ...] = (
    {"KiB": 1024.0, "MiB": 1024.0**2, "GiB": 1024.0**3, "TiB": 1024.0**4},
    {"g": 1.0, "kg": 1e3, "t": 1e6, "mg": 1e-3, "mcg": 1e-6, "μg": 1e-6},
    {"Ko": 1e3, "ko": 1e3, "Mo": 1e6, "Go": 1e9, "To": 1e12},
    {"oz": 1.0, "lb": 16.0, "lbs": 16.0},
    {"in": 1.0, "inch": 1.0, "inches": 1.0, '"': 1.0, "ft": 12.0, "feet": 12.0, "foot": 12.0, "yd": 36.0},
    {"m2": 1.0, "ha": 1e4, "km2": 1e6},
)
SCALES: tuple[Mapping[str, float], ...] = (
    *({base: 1.0, **{sign + base: _PREFIXES[sign] for sign in signs}} for base, signs in _PREFIXED.items()),
    *_OTHERS,
    _TIMES,
)
"""Units that measure the same thing, with their sizes: what is written in one of them can be told in another."""
_UNSCALED = (
    "pp bps ° °C °F K in ft yd mi um mm2 cm2 m2 km2 ha ac acre sqft sqm mm3 cm3 m3 cc CC gal oz fl t lb lbs st kt ct s "
    "sec sek min h hr hrs std Std d wk mo yr yrs y ohm Ω psi atm mmHg Nm hp HP PS ps bhp dB dBA dBm ppm ppb IU IU/l "
    "IU/L U/l U/L mIU/L mIU/mL mEq/L fL km/h kmh kph mph m/s km/l kmpl mpg MPG rpm bpm fps MP px pt pcs pc x W/kg"
)
UNITS = SHARES.union(_UNSCALED.split(), *(scale for scale in SCALES if scale is not _TIMES))
"""Of measure, as Unicode's compatible form has them: m² is m2."""
IN_TRADE = frozenset("gsm cfm cbm kva dpi kgs ltr mtr ctn pkt pax pts stk box bag set".split())
"""Units of three letters that lists of goods have, in any case: ``120gsm``."""
_IN_ANY_CASE = IN_TRADE.union(map(str.lower, UNITS))
IN_EAST_ASIA = frozenset(
    "人 回 件 個 本 枚 台 戸 度 世帯 千円 百万円 億円 千人 万人 户 千元 万元 亿元 명 가구 천명 천원 백만원 억원".split()
)
"""Of counts, and of money in thousands, as a line of units names them."""
AMOUNTS = frozenset((UNITS | SIGNS | CODES) - frozenset("x px pt pcs pc st t K F s".split()))
"""Units of which few different numbers are amounts all the same."""
ALIASES = {
    "percent": "%", "per cent": "%", "pct": "%", "pct.": "%", "prozent": "%", "procent": "%", "oC": "°C", "oF": "°F",
    "deg c": "°C", "degc": "°C", "deg f": "°F", "degf": "°F", "deg": "°", "/-": "",
    "byte": "B", "bytes": "B", "euro": "€", "euros": "€", "yen": "円", "cad$": "CA$", "aud$": "AU$",
    "٪": "%", "qm": "m2", "qkm": "km2",
}  # fmt: skip
FACTORS = {
    "K": 1e3, "k": 1e3, "M": 1e6, "MM": 1e6, "mn": 1e6, "B": 1e9, "bn": 1e9, "T": 1e12, "cr": 1e7, "cr.": 1e7,
    "tsd": 1e3, "tsd.": 1e3, "tys.": 1e3, "tis.": 1e3, "тыс": 1e3, "тыс.": 1e3, "тис.": 1e3, "thousand": 1e3,
    "mio": 1e6, "mio.": 1e6, "mln": 1e6, "mln.": 1e6, "млн": 1e6, "млн.": 1e6, "million": 1e6, "millions": 1e6,
    "millionen": 1e6, "mrd": 1e9, "mrd.": 1e9, "mld": 1e9, "mld.": 1e9, "bln": 1e9, "млрд": 1e9, "billion": 1e9,
    "billions": 1e9, "trn": 1e12, "trillion": 1e12, "lac": 1e5, "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7,
    "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "千万": 1e7, "億": 1e8, "亿": 1e8, "十億": 1e9, "兆": 1e12,
    "만": 1e4, "백만": 1e6, "천만": 1e7, "억": 1e8,
}  # fmt: skip
"""What a number is multiplied by, for the words written behind it; those of two and more letters in any case."""
IN_THOUSANDS = frozenset("€ EUR CHF SEK NOK DKK kr".split())
"""Money of which ``T€`` and ``tkr`` are thousands, where ``T`` alone are trillions."""
PAIRS = (("cr", "dr"), ("h", "s"), ("haben", "soll"), ("credit", "debit"), ("n", "s"), ("e", "w"))
"""Words behind a number that are its sign where both occur in a column: credit is above nought, debit below."""

LEAST_LETTERS = 3
"""Of a unit of no measure that stands behind numbers without a blank: ``12rooms``; ``12A`` and ``2LDK`` are codes."""
_ALSO_UNITS = {word: SCALES[list(_PREFIXED).index(base)].keys() - {word} for word, base in (("B", "B"), ("MN", "N"))}
"""Words for a power of ten that are units beside others of their kind: ``5 MN`` beside ``700 kN`` are no millions."""
_LONGEST_FIRST = sorted(FACTORS, key=len, reverse=True)


def meaning(before: str, after: str, beside: Collection[str] = (), known: str = "") -> tuple[str, float] | None:
    """The unit and the factor of what stands around a number; None for what is no unit.

    ``beside``: what else stands behind numbers of the column, because ``B`` beside ``MB`` is no billion; ``known``: its
    unit, where that is known.
    """
    word = after.strip()
    if (pair := _pair_of(beside)) and (signed := _signed(before, after, pair)):
        return signed
    if word in _ALSO_UNITS and (word == known or not _ALSO_UNITS[word].isdisjoint(beside)):
        return before or word, 1.0
    if (factor := _factor(word)) is not None:
        return before, factor
    if word[:1] in ("T", "t") and (money := word[1:].strip()) in IN_THOUSANDS:
        return before or money, 1e3
    if before and word == "m":
        return before, 1e6
    for name in _LONGEST_FIRST:
        start, rest = word[: len(name)], word[len(name) :]
        if rest and _factor(start) == FACTORS[name] and _goes_on(start, rest):
            return before or _singular(rest.strip()), FACTORS[name]
    word = ALIASES.get(word) or ALIASES.get(word.lower(), word)
    if not word or word in SIGNS | CODES or (not before and word in UNITS):
        return before or word, 1.0
    if word.startswith("/") or word.partition("/")[0] in UNITS or "10^" in word or "10*" in word:
        return before + word, 1.0
    if after.startswith(" ") or not word.isascii() or (not before and _is_word(word, beside)):
        return f"{before} {_singular(word)}".strip(), 1.0
    return None


def scale_of(unit: str, others: Collection[str]) -> Mapping[str, float]:
    """The sizes of units that measure what ``unit`` does, empty for none: those that most ``others`` are among."""
    fitting = [scale for scale in SCALES if unit in scale or unit.lower() in scale]
    return max(fitting, key=lambda scale: sum(one in scale or one.lower() in scale for one in others), default={})


def size_in(scale: Mapping[str, float], unit: str) -> float | None:
    """The size of a unit, in any case of its letters where only one is known; None for one of another kind."""
    return scale.get(unit, scale.get(unit.lower()))


def may_be_left_out(unit: str) -> bool:
    """Whether a number without the unit of its column is meant in that unit."""
    return not unit or unit in (UNITS - SHARES) | SIGNS | CODES


def is_amount(unit: str) -> bool:
    """Whether numbers in the unit are money, shares or measures; stars, rooms and the like may be names of classes."""
    main = unit.partition("/")[0].strip()
    return main in AMOUNTS or main.lower() in _TIMES


def named_unit(cell: str) -> str:
    """The unit that a cell names, alone or in brackets; empty for none: ``[°C]``, ``Deg C``, ``W/m^2``, ``千円``."""
    word = unicodedata.normalize("NFKC", cell).strip(" ()[]").replace("^", "")
    word = ALIASES.get(word) or ALIASES.get(word.lower(), word)
    main = word.partition("/")[0].strip()
    is_known = main in UNITS | SIGNS | CODES | IN_EAST_ASIA or main.lower() in _TIMES
    return word if is_known else ""


def is_unit_word(word: str) -> bool:
    """Whether letters directly behind a number are a unit, money or a power of ten that is known, or a plural."""
    lower = word.lower()
    is_known = lower in _IN_ANY_CASE or word in SIGNS or word.upper() in CODES or lower in ALIASES or is_unit(word)
    return is_known or _singular(word) != word or lower in _TIMES or _factor(word) is not None


def label_of(pair: tuple[str, str]) -> str:
    """How the unit of a column says that its numbers are signed by words."""
    return "/".join(one.upper() if len(one) <= 2 else one for one in pair)


def _factor(word: str) -> float | None:
    return FACTORS.get(word, FACTORS.get(word.lower()) if len(word) > 1 else None)


def _goes_on(name: str, rest: str) -> bool:
    """Whether what follows a word for a power of ten is a unit: money, another script, or a word of its own."""
    bare = rest.strip()
    return bare in SIGNS | CODES or not (name.isascii() or bare.isascii()) or (rest.startswith(" ") and len(bare) > 1)


def _pair_of(beside: Collection[str]) -> tuple[str, str] | None:
    """The pair of words of which both stand behind numbers. ``beside`` may be the label of one alone."""
    last = {one.split(" ")[-1].lower().lstrip("°") for one in beside}
    return next((pair for pair in PAIRS if last.issuperset(pair) or label_of(pair).lower() in last), None)


def _signed(before: str, after: str, pair: tuple[str, str]) -> tuple[str, float] | None:
    word = after.strip()
    last = word.split(" ")[-1]
    sign = last.lower().lstrip("°")
    if sign not in pair or not (after.startswith((" ", "°")) or len(sign) > 1):
        return None
    rest = word[: len(word) - len(sign)].strip()
    meant = meaning(before, f" {rest}" if rest else "")
    return (
        None if meant is None else (f"{meant[0]} {label_of(pair)}".strip(), meant[1] * (1 if sign == pair[0] else -1))
    )


def _is_word(word: str, beside: Collection[str]) -> bool:
    """Whether a word directly behind a number is a unit: of time, or the only one of the column and no short code."""
    if len(word) < LEAST_LETTERS or not word.isalpha():
        return False
    if {word.lower(), _singular(word).lower()} & _TIMES.keys():
        return True
    return not word.isupper() and {_singular(one) for one in beside if one} == {_singular(word)}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and word.isascii() else word
