"""Which encoding a text file has: as marked, else UTF-8 if all of it is, else the likeliest that fits all of it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from automl_data.intake.files import opened
from automl_data.intake.letters import ALPHABETS, SCRIPTS, plausibility
from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError
from automl_shared.frozen import Frozen
from automl_shared.words import T_

SAMPLE_BYTES = 256 * 1024
BLOCK_BYTES = 1 << 20
EVIDENCE_BYTES = 64 * 1024
"""Different fields with letters beyond ASCII that are collected to tell encodings apart."""
CLEAR = 0.25
"""How much more plausible than the next the best encoding must be to be called clear."""

CANDIDATES = {
    "cp1252": "cp1252",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1254": "cp1254",
    "cp1257": "cp1257",
    "cp1253": "cp1253",
    "cp1255": "cp1255",
    "cp1256": "cp1256",
    "cp874": "cp874",
    "iso8859_2": "iso8859_2",
    "iso8859_5": "iso8859_5",
    "iso8859_15": "iso8859_15",
    "koi8_u": "koi8_u",
    "cp850": "cp850",
    "cp852": "cp852",
    "cp866": "cp866",
    "mac_roman": "mac_roman",
    "mac_cyrillic": "mac_cyrillic",
    "cp932": "cp932",
    "euc_jp": "euc_jis_2004",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
}
"""Encodings that tables come in, with the codec that reads them: where there is one, the superset in use."""
LATIN = (*ALPHABETS, "cp932")
"""Encodings in which a letter beyond ASCII often stands alone: accents, and half-width katakana."""
BONUS = {
    "cp1252": 0.05, "cp1254": 0.06, "cp1257": -0.05, "iso8859_2": -0.05, "iso8859_5": -0.1, "iso8859_15": -0.05,
    "cp850": -0.3, "cp852": -0.33, "cp866": -0.05, "mac_roman": -0.15, "mac_cyrillic": -0.15,
    "cp1255": -0.03,
}  # fmt: skip
"""Western European files outnumber the others, and a few names alone cannot tell them apart; but what is Turkish by its
letters is hardly ever Icelandic, the only other language that has those of the same bytes. What is no longer written by
most programs must be clearly better."""
TWO_ENCODINGS = 0.2
"""Share of fields that are UTF-8, in a file that is not, from which it is in two encodings."""
NEARLY_UTF8 = 0.9
"""The same of a file that looks Asian, in which some short fields are UTF-8 by chance."""
LAST_LATIN = "\u024f"
"""The last letter of the Latin scripts."""
SINGLE = ALPHABETS.keys() | SCRIPTS.keys()
"""Encodings of one byte a letter."""
TIE_WEIGHT = 0.3
"""What charset-normalizer says counts among the East Asian encodings, whose common characters overlap."""

MAIL = "iso2022_jp_ext"
"""Japanese in seven bits, as mail and old terminals have it."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_IN_CELL = rb"(?:[^,;\t|\r\n\"]|(?<=[\x81-\x9f\xe0-\xfc])\|)"
"""A byte of a cell; a bar may be the second byte of a Japanese sign."""
_BEYOND_ASCII = re.compile(_IN_CELL + rb"*[\x80-\xff]" + _IN_CELL + rb"*")
_ESCAPED = re.compile(rb"\x1b\$[@B].+?\x1b\([BJ]", re.DOTALL)
_NO_CELL = b",;\t |\"'\r\n\x00\xff\xfe"


class Encoding(Frozen):
    """An encoding every byte of the file fits. ``others``: what is nearly as likely; empty when it is clear."""

    name: str
    declared: bool = True
    """Unicode: a mark says so or every byte fits; anything else was told from its letters."""
    others: tuple[str, ...] = ()
    example: str = ""
    """A field whose text depends on the encoding."""


def encoding_of(path: Path, *, rows: bool = True) -> Encoding:
    """The encoding of a whole file, read block by block. Raises DataError for what is not text, or has no cells.

    ``rows``: every row is a line, so that a second one with something in it must come.
    """
    with opened(path) as file:
        sample = file.read(SAMPLE_BYTES)
    if not sample.strip(b" \r\n\t\x00"):
        raise DataError(
            T_("the data file has no header line"), value=path, fix=T_("put the column names into the first line")
        )
    marked = next((name for mark, name in _MARKS if sample.startswith(mark)), None)
    if marked or b"\x00" in sample:
        return _unicode(path, [marked] if marked else _wide_of(sample), rows=rows)
    if not _is_utf8(path, rows=rows):
        return _likeliest(path, _evidence(path))
    is_mail = _ESCAPED.search(sample) is not None and fits(path, MAIL)
    return Encoding(name=MAIL if is_mail else "utf-8")


def stated_encoding(path: Path, name: str) -> Encoding:
    """The encoding that somebody says the file has. Raises DataError where it has not."""
    try:
        codec = codecs.lookup(name).name
    except LookupError as error:
        raise DataError(
            T_("`data.encoding` is not a known encoding"),
            value=name,
            allowed=T_("{names}, or another that Python knows", names=", ".join(("utf-8", "utf-16", *CANDIDATES))),
        ) from error
    codec = "utf-8-sig" if codec == "utf-8" else codec
    if not fits(path, codec):
        raise DataError(
            T_("the file is not in the encoding that `data.encoding` states"),
            value=f"{path}: {name}",
            fix=T_("leave data.encoding empty to have it found"),
        )
    return Encoding(name=codec)


def fits(path: Path, encoding: str) -> bool:
    """Whether every byte of the file can be read in this encoding, as text without NUL."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in blocks(path):
            if "\x00" in decoder.decode(block):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def blocks(path: Path, most: int | None = None) -> Iterator[bytes]:
    """The file's bytes, a block at a time, up to ``most``."""
    with opened(path, most) as file:
        yield from iter(lambda: file.read(BLOCK_BYTES), b"")


def _unicode(path: Path, names: Sequence[str], *, rows: bool) -> Encoding:
    for name in names:
        if fits(path, name):
            if rows:
                _check_rows(path)
            return Encoding(name=name)
    raise _not_text(path)


def _wide_of(sample: bytes) -> list[str]:
    """UTF-16 or UTF-32 without a mark: every other byte, or three of four, is mostly zero."""
    zeros = [sample[start::4].count(0) / max(1, len(sample[start::4])) for start in range(4)]
    pattern = tuple(share > 0.4 for share in zeros)
    wide = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    likely = {"utf-16-le": sum(zeros[1::2]), "utf-16-be": sum(zeros[0::2])}
    return [wide[pattern]] if pattern in wide else [max(likely, key=lambda name: likely[name])]


def _is_utf8(path: Path, *, rows: bool) -> bool:
    """Whether the whole file is UTF-8. Raises DataError for NUL, or a file without rows."""
    decoder, utf8, pending, cells = codecs.getincrementaldecoder("utf-8")(), True, False, _Cells()
    for block in blocks(path):
        if b"\x00" in block:
            raise _not_text(path)
        cells.seen_in(block)
        if not utf8 or (block.isascii() and not pending):
            continue
        try:
            decoder.decode(block)
            pending = bool(decoder.getstate()[0])
        except UnicodeDecodeError:
            utf8 = False
    if rows and not cells.seen:
        raise _no_rows(path)
    return utf8 and not pending


def _evidence(path: Path) -> list[bytes]:
    """The different fields with bytes beyond ASCII, in their order; enough of them."""
    found, size = dict[bytes, None](), 0
    for block in blocks(path):
        for line in () if block.isascii() else block.split(b"\n"):
            if not line.isascii():
                found.update(dict.fromkeys(_BEYOND_ASCII.findall(line)))
        size = sum(map(len, found))
        if size > EVIDENCE_BYTES:
            break
    return list(found)


def _check_rows(path: Path) -> None:
    cells = _Cells()
    for block in blocks(path):
        if cells.seen_in(block):
            return
    raise _no_rows(path)


class _Cells:
    """Looks for a value below the header, block by block."""

    def __init__(self) -> None:
        self._in_header, self._in_rows, self.seen = False, False, False

    def seen_in(self, block: bytes) -> bool:
        """Whether a value was seen up to the end of this block."""
        if self.seen:
            return True
        if not self._in_rows:
            block = block if self._in_header else block.lstrip()
            self._in_header = bool(block)
            ends = [end for end in (block.find(b"\n"), block.find(b"\r")) if end >= 0]
            if not ends:
                return False
            self._in_rows, block = True, block[min(ends) :]
        self.seen = bool(block.translate(None, _NO_CELL))
        return self.seen


def _likeliest(path: Path, evidence: list[bytes]) -> Encoding:
    ranked = _ranked(evidence)
    is_latin = bool(ranked) and ranked[0][0] in ALPHABETS
    _check_one(path, evidence, TWO_ENCODINGS if is_latin else NEARLY_UTF8)
    for place, (name, chance) in enumerate(ranked):
        codec = CANDIDATES[name]
        if not fits(path, codec):
            continue
        text = _decoded(evidence, codec)
        rivals = [
            other
            for other, its_chance in ranked[place + 1 :]
            if its_chance + CLEAR > chance and _decoded(evidence, CANDIDATES[other]) not in (None, text)
        ]
        example = evidence[0].decode(codec, errors="replace").strip()[:40]
        return Encoding(name=codec, declared=False, others=tuple(rivals), example=example)
    raise DataError(
        T_("the data file is not text in any common encoding"),
        value=path,
        allowed=f"UTF-8, UTF-16, {', '.join(CANDIDATES)}",
        fix=T_("save it as CSV in UTF-8 (Excel: `CSV UTF-8`), or as Parquet"),
    )


def _check_one(path: Path, evidence: list[bytes], least: float) -> None:
    """Raises DataError where so large a share of the fields is UTF-8 and the others are not: two files were put behind
    each other, or one was cut off."""
    utf8 = [text for field in evidence if (text := _decoded([field], "utf-8")) and max(text) <= LAST_LATIN]
    if len(utf8) < least * len(evidence):
        return
    if _is_cut(path):
        raise DataError(
            T_("the data file ends in the middle of a character, so some of it is missing"),
            value=path,
            fix=T_("copy or download all of it once more"),
        )
    other = next(field for field in _fields(path) if _decoded([field], "utf-8") is None)
    raise DataError(
        T_("the data file is in two encodings: some of it is UTF-8, and some is not"),
        value=f"{path}: {utf8[0].strip()[:40]!r}, {other.decode('latin-1').strip()[:40]!r}",
        fix=(
            T_("save each part as UTF-8 before they are put together"),
            as_option("data.encoding", "cp1252"),
        ),
    )


def _is_cut(path: Path) -> bool:
    """Whether all of a file that is not UTF-8 is, but for its last letter."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks(path):
            decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _fields(path: Path) -> Iterator[bytes]:
    """Every field with bytes beyond ASCII: the evidence may be full before the first of another encoding."""
    with opened(path) as file:
        for line in file:
            yield from _BEYOND_ASCII.findall(line)


def _ranked(evidence: list[bytes]) -> list[tuple[str, float]]:
    """Candidates with how plausible the fields' letters are in them, most plausible first."""
    from charset_normalizer import from_bytes

    fields = b"\n".join(evidence)[:EVIDENCE_BYTES]
    texts = {name: text for name, codec in CANDIDATES.items() if (text := _decoded(evidence, codec)) is not None}
    if not re.search(rb"[\x80-\xff]{2}", fields):  # letters of other scripts hardly ever stand alone
        texts = {name: text for name, text in texts.items() if name in LATIN}
    if texts.get("cp1254") == texts.get("cp1252"):
        texts.pop("cp1254", None)
    if not texts:
        return []
    asian = [name for name in texts if name not in SINGLE]
    found = {one.encoding: 1 - one.chaos + one.coherence for one in from_bytes(fields, cp_isolation=asian)}
    chances = {name: plausibility(text, name) for name, text in texts.items()}
    for name in chances:
        chances[name] += BONUS.get(name, 0.0)
        chances[name] += 0.0 if name in SINGLE else TIE_WEIGHT * found.get(name, 0.0)
    return sorted(chances.items(), key=lambda one: -one[1])


def _decoded(fields: list[bytes], codec: str) -> str | None:
    try:
        return b"\n".join(fields).decode(codec)
    except UnicodeDecodeError:
        return None


def _not_text(path: Path) -> DataError:
    return DataError(
        T_("the data file is not text"),
        value=path,
        fix=T_("save it as CSV in UTF-8 (Excel: `CSV UTF-8`), or as Parquet"),
    )


def _no_rows(path: Path) -> DataError:
    return DataError(
        T_("the data file has a header but no rows"), value=path, fix=T_("export the data again, with its rows")
    )
