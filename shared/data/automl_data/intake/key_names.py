"""Columns whose name says that they name a row: ``customer_id``, ``Rechnungsnummer``, ``注文番号``."""

from __future__ import annotations

import re
from typing import Any

from automl_data.intake.units import is_unit_word
from automl_shared.lazy import pc

_OF_PAPERS = (
    "account|batch|booking|card|case|client|contract|customer|employee|invoice|item|job|loan|lot|member|order|part|"
    "patient|policy|receipt|record|ref|reference|registration|serial|staff|student|ticket|tracking|transaction"
)
_OF_STUDIES = "case|cust|emp|hh|household|p|participant|pat|person|resp|respondent|sub|subj|subject|u|user|usr"
"""Before ``id`` without anything between, as in statistical packages whose names have no capital letters."""
_OF_STATES = (
    "mrn|ssn|iban|isbn|issn|ean|gtin|barcode|imei|cusip|isin|cnpj|cpf|cuit|siret|siren|pesel|regon|nip|"
    "инн|огрн|снилс|gstin|aadhaar|tckn|cpr"
)
"""Numbers of books, goods, devices, companies and persons, by their own names."""
_KEY_NAME = re.compile(
    r"(?:^|[\W_])(?:id|key|uuid|guid|index|idx|no\.?|nr\.?|row_?names?)$|nummer$|^lfd"
    r"|^(?:n[°º]|№|num[eé]ro|número|номер)(?: |$)"
    rf"|(?:^|[\W_])(?:{_OF_STATES})$"
    rf"|(?:^|[\W_])(?:{_OF_PAPERS})[ _-]?(?:number|num|nbr)$"
    rf"|(?:^|[\W_])(?:{_OF_PAPERS}|{_OF_STUDIES})id$|^subj$",
    re.IGNORECASE,
)
_KEY_ENDING = re.compile(
    r"(?:[a-z](?:Id|ID|Key|No)|[^\x00-\x7f](?:ID|id|Id)|番号|コード|連番|序号|序號|编号|編號|번호|순번|연번)$"
)
_INDEX = re.compile(r"unnamed: ?\d+(?:\.\d+)?|row_?names", re.IGNORECASE)
"""What pandas and R call an index that was written without a name."""
_NO_NAME = re.compile(r"column_\d+_*|\.{3}\d+|V\d+", re.IGNORECASE)
"""What we and R call any column without a name."""
_MAY_BE_DATES = re.compile(r"(?:^|[\W_])(?:index|idx)$", re.IGNORECASE)
"""The name of an index, which dates may be."""
_CODE = "^(?:[A-Za-z]{1,4}-?[0-9]+(?:-[0-9]+)*|[0-9]{2,}[A-Za-z]{1,4})$"


def named_like_a_key(name: str) -> bool:
    """``customer_id``, ``OrderKey``, ``会員番号``, ``Unnamed: 0``."""
    plain = name.strip()
    return is_index(plain) or any((_KEY_NAME.search(plain), _KEY_ENDING.search(plain)))


def is_index(name: str) -> bool:
    """``Unnamed: 0``, ``row_names``."""
    return _INDEX.fullmatch(name.strip()) is not None


def is_made_up(name: str) -> bool:
    """``column_1``, ``V1``."""
    return _NO_NAME.fullmatch(name.strip()) is not None


def has_no_name(name: str) -> bool:
    """``Unnamed: 0``, ``column_1``."""
    return is_index(name) or is_made_up(name)


def are_keys(name: str, words: Any) -> bool:
    """Whether texts (n,) of a column that is named like a key are letters beside whole numbers, as keys are written.

    ``MAR-01-10`` is then no date, ``R-1000`` no money and ``1000xyz`` no amount; ``12ppb`` of ``NO`` is one.
    """
    if not named_like_a_key(name) or is_index(name) or _MAY_BE_DATES.search(name.strip()):
        return False
    if not all(pc.all(pc.match_substring_regex(one, _CODE)).as_py() for one in (words.slice(0, 1), words)):
        return False
    behind = pc.unique(pc.replace_substring_regex(words, "^(?:[A-Za-z].*|[0-9]+)", "")).to_pylist()
    return not all(word and is_unit_word(word) for word in behind)
