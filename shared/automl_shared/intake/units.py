"""What people write beside numbers: money, units of measure, words for thousands and millions."""

from __future__ import annotations

CODES = frozenset(
    "USD EUR GBP JPY CHF CNY RMB INR KRW AUD CAD NZD SEK NOK DKK PLN CZK HUF RON BGN BRL MXN ARS CLP COP ZAR "
    "TRY RUB UAH SGD HKD TWD THB IDR MYR PHP VND AED SAR ILS EGP NGN KES".split()
)
"""Of money, three letters."""
SIGNS = frozenset(
    "US$ A$ C$ CA$ AU$ NZ$ HK$ NT$ R$ S$ $ € £ ¥ ₹ ₩ ฿ ₫ ₺ ₴ ₦ ₪ ₽ R Rs Rs. kr zł Kč Ft Fr Fr. лв руб. 元 円".split()
)
"""Of money."""
SHARES = frozenset("% ‰ ‱".split())
"""Units without which a number means something else."""
UNITS = SHARES | frozenset(
    "pp bps ° °C °F K mm cm dm m km in ft yd mi nm um μm mm2 cm2 m2 km2 ha ac sqft sqm mm3 cm3 m3 ml mL cl dl l "
    "L hl gal oz fl g kg mg μg ug ng t lb lbs st kt s sec ms us ns min h hr hrs d wk mo yr y Hz kHz MHz GHz W "
    "kW MW GW Wh kWh MWh GWh J kJ MJ cal kcal V mV kV A mA Ah mAh Ω ohm bar mbar Pa hPa kPa MPa psi mmHg atm N "
    "kN Nm B KB MB GB TB kB KiB MiB GiB TiB bit Mbps Gbps dB dBA ppm ppb mol mmol mol/l mmol/l mmol/L mg/l mg/L "
    "mg/dl mg/dL g/l g/dl g/dL μg/l μg/m3 ug/m3 IU U/l km/h kmh kph mph m/s rpm px pt pcs pc x".split()
)
"""Of measure, as Unicode's compatible form has them: m² is m2."""
FACTORS = {
    "K": 1e3, "k": 1e3, "M": 1e6, "Mio": 1e6, "Mio.": 1e6, "mn": 1e6, "mln": 1e6, "MM": 1e6, "Mrd": 1e9, "Mrd.": 1e9,
    "B": 1e9, "bn": 1e9, "Bn": 1e9, "T": 1e12, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7, "Cr": 1e7, "cr": 1e7, "千": 1e3, "万": 1e4, "百万": 1e6,
    "十億": 1e9, "億": 1e8, "兆": 1e12,
}  # fmt: skip
"""What a number is multiplied by, for the words written behind it."""


def meaning(before: str, after: str) -> tuple[str, float] | None:
    """The unit and the factor of what stands around a number; None for what is no unit."""
    word = after.strip()
    if word in FACTORS:
        return before, FACTORS[word]
    if before and word == "m":
        return before, 1e6
    for name in sorted(FACTORS, key=len, reverse=True):
        rest = word.removeprefix(name).strip()
        if rest != word and (rest in SIGNS | CODES or not (name.isascii() or rest.isascii())):
            return before or rest, FACTORS[name]
    if not word or word in UNITS | SIGNS | CODES:
        return before or word, 1.0
    if after.startswith(" ") or not word.isascii():
        return before or _singular(word), 1.0
    return None


def may_be_left_out(unit: str) -> bool:
    """Whether a number without the unit of its column is meant in that unit."""
    return not unit or unit in (UNITS - SHARES) | SIGNS | CODES


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and word.isascii() else word
