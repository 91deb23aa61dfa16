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
BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž")
TURKISH = ("çğıöşü", "çğıöşüâîû", "äöüß")
ALPHABETS = {
    "cp1252": WESTERN, "cp1250": CENTRAL, "cp1254": TURKISH, "cp1257": BALTIC, "cp850": WESTERN, "mac_roman": WESTERN,
    "iso8859_15": WESTERN, "iso8859_2": CENTRAL, "cp852": CENTRAL,
}  # fmt: skip
"""Letters beyond ASCII, one string a language. Excel saves `CSV (MS-DOS)` in cp850, `CSV (Macintosh)` in mac_roman."""

CYRILLIC = (
    "оеаинтсрвлкмдпуяыьзбгчйхжшюцщэфъё",
    "оаніирвтесклудмпзяьбгйчхцїжюєшщфґ",
    "аиоентрсвлкдпмзгяъубчцйжщхшфюьэы",
    "аиоенрсуткјвдмплгзбчцшжхњћљђџф",
    "аынеіртлосдкмяўцзпьувчбгхжйшюэёф",
)
GREEK = ("ατοιενσςρκηπυμλίόάγέδήωχθύφβώξζψϊϋΐΰ",)
HEBREW = ("יוהלרבתמאשנעםדקפחסכגטצןזךףץ",)
ARABIC = ("اليمونرتبةعدسفهكقأحجشطصىخإضذثزغئآءؤظ",)
THAI = ("านรอกเงมยลวดทสตะปบคหแจพชขใไโผถซธศณญฟฉภำฐษฤฎฝฬฆๆฑฮฏฒฌ",)
SCRIPTS = {
    "cp1251": CYRILLIC, "koi8_u": CYRILLIC, "cp866": CYRILLIC, "mac_cyrillic": CYRILLIC, "iso8859_5": CYRILLIC,
    "cp1253": GREEK, "cp1255": HEBREW, "cp1256": ARABIC, "cp874": THAI,
}  # fmt: skip
"""Letters of words that are written in nothing else, one string a language, the most frequent first."""

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

CAPITALS = 0.1
"""What words in nothing but capitals take off: another encoding has small letters in their place."""
MIXED = 3
"""How many strange letters one counts for in a word of two scripts: nobody writes such words, misreading makes them."""

OFTEN = frozenset(
    "一二三四五六七八九十百千万億年月日時分人男女性子大小中上下左右東西南北京都道府県市区町村国番号名前店会社員生学校金円高低新古車"
    "有無可不正未済合計前後本外内山川田水火木土食品数量単価平均以地方阪横浜神奈川埼玉愛知福岡広島"
    "的是了在我他这个们来为和到以说就出也你对能而那得于着自之过发作里用所然家种事成多经去法如同没动面起看定天还进好部其些主样"
    "否无省县区号别业员价额类型状态电话广州深圳海江浙苏津重庆"
    "縣區號別業員價額類狀態電話臺台高雄灣灣"
)
"""Characters of China and Japan that tables are full of."""
OFTEN_KOREAN = frozenset(
    "이다는의에가을를고하은한로사지기도아어자인서시대정수일그나리해부전제보과상구장원주여선경성조공동남울산광천종강북충청라"
    "면오용안모진유우신개세방화생소내비스니들만계금년월예할또것있없등높음양김박최임윤현호재민영미회학교관평"
    "업격량품철희혼매출액코드번름날짜합균태분류결록담당점포"
)
"""Syllables of Korea."""

_NEUTRAL = set("µªº°²³¹")
_INSIDE = re.compile(r"(?<=[^\W\d_])(?:[^\w\s\x00-\x7f’·´–—]|[³¹¼½¾ºª])+(?=[^\W\d_])")
"""Signs in the middle of a word."""
_GLUED = re.compile(
    r"(?<![^\W_])[¶±¼½¾¹³¦¬¯¨¸´×÷¤](?=[a-z\x80-\uffff])|(?<=[^\W\d_])[›‹„‰¬¢£¤¥¦§¯¨¸ˇ˘˛˝˙](?![^\W_])|[¤\x80-\x9f\u2500-\u259f]"
)
"""Signs that nobody writes at the beginning or the end of a word, or at all."""
_TRAILED = re.compile(r"[^\W\d_\x00-\x7f](?=[\\^`~@{])|[‚ƒ](?=[`-z@-Z])")
"""Signs that nobody writes behind a letter beyond ASCII: second bytes of a misread East Asian character."""
_CUBED = re.compile(r"(?<![^\W\d_])(?![a-z]{0,2}m³|ft³|in³|yd³)[a-z]+³")
"""A power of three of what is no length: a misread Polish zł."""
_ELISION = re.compile(r"(?<=[a-z])’(?=(?:s|t|ll|re|ve|m|d)\b)|\b(?:l|d|qu|c|j|n|s|m)’(?=\w)")
"""An apostrophe where English and French have one: as good as a letter."""
_PRICED = re.compile(r"[€£¥] ?(?=\d)|(?<=\d) ?[€£]")
"""A sign of money beside its amount: as good as a letter."""
_UNIT = re.compile(r"(?<=\d) ?[^\W\d_](?!\w)")
"""A letter alone behind a number: a unit, or a misread sign of money, so it tells no script."""
_MISPLACED = re.compile(r"õ(?!e)|ì(?=\w)")
"""Letters that Western languages have only in other places: there they are a misread Hungarian ő or Czech ě."""
_ALONE = set("àáâéèíóôåöøæìù")
"""Letters that are words: any other alone is a misread sign of money."""
_ENDINGS = re.compile(r"[ςךםןףץ](?=\w)|σ$")
"""Forms of letters that stand at the end of a word alone, and one that never does."""
_MISCASED = re.compile("xX|XXx(?!x)")
"""A capital letter behind a small one, or one small one behind capitals: misread half-width katakana."""
_HUMP = re.compile("(?<=xx)(?=X)")
"""Where the next word begins in names such as НомерЗаказа, as 1C writes them."""
_MEASURE = re.compile("[мкМГТгд](?:Вт|В|ВА|А|Гц|Па|Дж|Н|Б|Ом)ч?")
"""Units that are written with small and capital letters in Russian: кВт, МГц, гПа."""
_RUN = re.compile(r"[^\x00-\x7f]+")


def plausibility(text: str, encoding: str) -> float:
    """From 0 to 1: how much the text beyond ASCII looks as if it had been written in this encoding."""
    if encoding in SCRIPTS:
        return _scripted(text, SCRIPTS[encoding])
    alphabets = ALPHABETS.get(encoding)
    return _characters(text, encoding) if alphabets is None else _alphabetic(text, alphabets)


def _alphabetic(text: str, alphabets: tuple[str, ...]) -> float:
    """Share of the letters beyond ASCII that one language covers. Letters of words with no other are nobody's."""
    plain = _MISPLACED.sub("ƒ", text.replace("İ", "i").lower())
    letters = [letter for word in _words(plain) for letter in _letters(word)]
    strange, elided = _strange(plain) + _flips(text), len(_ELISION.findall(plain)) + len(_PRICED.findall(plain))
    if not letters and not strange and not elided:
        return UNDECIDED
    covered = max(sum(letter in alphabet for letter in letters) for alphabet in alphabets) + elided
    return covered / (len(letters) + elided + strange)


def _scripted(text: str, alphabets: tuple[str, ...]) -> float:
    """How frequent the letters are in the language that they fit best. Letters in words of two scripts are nobody's."""
    text = _UNIT.sub("", text)
    letters = [letter for word in _words(text) for hump in _humps(word) for letter in _letters_of_script(hump)]
    strange = _strange(text.lower())
    if not letters and not strange:
        return UNDECIDED
    fitting = max(sum(_frequency(letter, alphabet) for letter in letters) for alphabet in alphabets)
    return fitting / (len(letters) + strange) - CAPITALS * _share_of_capitals(text)


def _strange(plain: str) -> int:
    """How many signs stand where nobody writes them."""
    return sum(len(pattern.findall(plain)) for pattern in (_INSIDE, _GLUED, _TRAILED, _CUBED))


def _frequency(letter: str, alphabet: str) -> float:
    """About 1 on average in a text of the language, 0 for what is no letter of it."""
    place = alphabet.find(letter)
    return 1.25 - 0.9 * place / len(alphabet) if place >= 0 else 0.0


def _share_of_capitals(text: str) -> float:
    words = [word for word in _words(text) if len(word) > 1]
    return sum(word.isupper() for word in words) / max(1, len(words))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", text) if not word.isascii()]


def _flips(text: str) -> int:
    """How often a capital letter beyond ASCII follows a small one: nobody writes such words, misreading makes them."""
    return sum(before.islower() and after.isupper() and not after.isascii() for before, after in pairwise(text))


def _letters(word: str) -> list[str]:
    """The letters beyond ASCII of a word that is written in Latin ones; a strange sign for each that cannot be."""
    high = [letter for letter in word if not letter.isascii() and letter not in _NEUTRAL]
    is_word = len(high) < len(word) or word in _ALONE or (len(word) > 1 and len(set(word)) == 1)
    is_strange = any(letter.isdigit() for letter in word) or not is_word
    return ["?"] * len(high) if is_strange else high


def _humps(word: str) -> list[str]:
    """The words in a word that are told apart by capital letters alone; one of two scripts stays whole."""
    if any(letter.isascii() and letter.isalpha() for letter in word):
        return [word]
    ends = [found.start() for found in _HUMP.finditer(_cases(word))]
    return [word[start:end] for start, end in pairwise((0, *ends, len(word)))]


def _cases(word: str) -> str:
    return "".join("X" if one.isupper() else "x" if one.islower() else "." for one in word)


def _letters_of_script(word: str) -> list[str]:
    """The same of a word that is written in letters beyond ASCII alone."""
    is_misread = _MISCASED.search(_cases(word)) and not _MEASURE.fullmatch(word)
    word = word.lower()
    high = [letter for letter in word if not letter.isascii() and letter not in _NEUTRAL]
    if any(letter.isascii() and letter.isalpha() for letter in word):
        return ["?"] * len(high) * MIXED
    if any(letter.isdigit() for letter in word) or is_misread or _is_misspelt(word):
        return ["?"] * len(high)
    return high


def _is_misspelt(word: str) -> bool:
    """Whether letters stand where Greek and Hebrew have others, or a long Greek word lacks its accent."""
    if _ENDINGS.search(word):
        return True
    is_greek = all("\u0370" <= letter <= "\u03ff" for letter in word)
    return is_greek and len(word) > 4 and not re.search("[άέήίόύώΐΰ]", word)


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
    if "\u3000" <= character <= "\u30ff" or character in OFTEN or character in OFTEN_KOREAN:
        return 1.0
    if "\uac00" <= character <= "\ud7a3":
        return 0.65
    if "\uff66" <= character <= "\uff9f":
        return 0.45
    if "\uff61" <= character < "\uff66":
        return 0.2
    if "\uff00" <= character < "\uff61" or "\u3200" <= character <= "\u33ff":  # wide letters; ㈱, ㎡
        return 0.8
    try:
        return 0.8 if character.encode(encoding)[0] in COMMON_LEADS[encoding] else 0.1
    except UnicodeEncodeError:
        return 0.1
