"""Dates whose month is a word, in the languages of Europe and some of Asia: ``12. März 2021``, ``3 févr. 2020``."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

LANGUAGES = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "januar februar mars april mai juni juli august september oktober november desember",
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta "
    "marraskuuta joulukuuta",
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "január február marec apríl máj jún júl august september október november december",
    "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "január február március április május június július augusztus szeptember október november december",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
    "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "januar februar marec april maj junij julij avgust september oktober november december",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος "
    "δεκέμβριος",
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου "
    "δεκεμβρίου",
    "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "januari februari mac april mei jun julai ogos september oktober november disember",
)
"""The months of a year, one string a language and case; beginnings of three and more letters are short forms."""
_THAI = (
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม "
    "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."
).split()
THAI = re.compile("|".join(map(re.escape, _THAI)))
"""The months of Thailand, whose signs are no letters to a regular expression."""
SHORT = {"mar": 3, "mrz": 3, "mrt": 3, "czv": 6, "cvn": 6, "cvc": 7, "agt": 8, "sept": 9, "sett": 9}
"""Short forms that do not begin the name, or that begin a rarer one of another month too."""
LEAST_LETTERS = 3
FIRST_OF_1900S = 69
"""Years of two digits from here on are of the last century, as `strptime` reads them."""

_WORD = r"[^\W\d_]{3,}"
_WORDS = re.compile(_WORD)
_YEAR = r"(?P<year>\d{4}|['’]?\d{2})"
_OF = r"(?:(?:de|del|do|of) |d['’] ?)?"
_TIME = (
    r"(?:,? (?:(?:um|at|à|om|kl\.?|o|alle|ore|a las|às|в) )?(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
    r"(?: ?(?P<half>[ap])\.?m\.?)?(?: (?:Uhr|uur|h|hrs?))?)?"
)
_DAY = r"(?P<day>\d{1,2})"
_WEEKDAY = r"(?:[^\W\d_]{2,15}\.?,? )?"
_FORMS = tuple(
    re.compile(rf"{form}{_TIME}$", re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}{_DAY}(?:\.|er|º|ª|o|st|nd|rd|th)?[-/ ]?{_OF}(?P<month>{_WORD})\.?,?[-/ ]?{_OF}{_YEAR}"
        r"(?: ?(?:г|р|года|року)\b\.?)?",
        rf"(?P<year>\d{{4}})\.?[-/ ](?P<month>{_WORD})\.?[-/ ]{_DAY}\.?",
        rf"{_WEEKDAY}(?P<month>{_WORD})\.? {_DAY},? {_YEAR}",
        rf"(?P<month>{_WORD})\.?(?:,?[-/ ]?{_OF}(?P<year>\d{{4}})|[-/ ]?['’](?P<short>\d{{2}})|[-/](?P<two>\d{{2}}))"
        r"(?: ?г\b\.?)?",
    )
)
LOOKS = rf"^(?:\d{{1,4}}\.?\D{{0,4}}|[^\W\d_]{{2,}}\D{{1,5}}\d{{1,2}}\D{{1,5}}|{_WORD},? )?{_WORD}\D{{0,5}}\d{{1,4}}"
"""What texts of these forms begin with, and many others: quick, and without groups."""


def english_of(thai: str) -> str:
    """The month of Thailand that `THAI` has found, as English names it."""
    return LANGUAGES[0].split()[_THAI.index(thai) % 12]


def iso_of(text: str) -> str | None:
    """The date and time as ISO 8601 writes it; None for what is no date with a month's name."""
    if not any(map(month_of, _WORDS.findall(text))):
        return None
    for form in _FORMS:
        found = form.match(text)
        month = found and month_of(found["month"])
        if found and month:
            part = found.groupdict()
            year = _year(part["year"] or part.get("short") or part.get("two") or "")
            return f"{year:04}-{month:02}-{int(part.get('day') or 1):02}T{_time(part)}"
    return None


@lru_cache(maxsize=4096)
def month_of(word: str) -> int | None:
    """The number of a month's name, or of a short form of it."""
    return _months().get(_plain(word))


@cache
def _months() -> dict[str, int]:
    """Names and their beginnings; one that is two months in the same or in two languages is none."""
    found: dict[str, set[int]] = {}
    exact = dict[str, int](SHORT)
    for language in LANGUAGES:
        for number, name in enumerate(map(_plain, language.split()), 1):
            exact.setdefault(name, number)
            for end in range(LEAST_LETTERS, len(name)):
                found.setdefault(name[:end], set()).add(number)
    return {start: min(numbers) for start, numbers in found.items() if len(numbers) == 1} | exact


def _plain(word: str) -> str:
    """In small letters without accents; Turkish writes an i without a dot."""
    parts = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _year(digits: str) -> int:
    number = int(digits.lstrip("'’"))
    return number if number > 99 else number + (1900 if number >= FIRST_OF_1900S else 2000)


def _time(part: dict[str, str | None]) -> str:
    written = part["time"]
    if not written:
        return "00:00:00"
    hour, _, rest = written.partition(":")
    number = int(hour)
    if part["half"]:
        number = number % 12 + (12 if part["half"].lower() == "p" else 0)
    return f"{number:02}:{rest if ':' in rest else rest + ':00'}"
