"""What could name a person is hidden; plain numbers, dates, codes and places are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from automl_preprocessing.masking import MASK, Masks, hidden_in, luhn
from automl_shared.config.models import ColumnKind
from automl_shared.phase_io import ColumnInfo


def column(name: str, kind: ColumnKind = "categorical", role: Any = "feature") -> ColumnInfo:
    return ColumnInfo(name=name, dtype="str", kind=kind, role=role, reason="")


def hides(name: str, values: list[Any], kind: ColumnKind = "categorical") -> bool:
    return name in Masks.of(pd.DataFrame({name: values}), [column(name, kind)]).whole


@pytest.mark.parametrize(
    "text",
    [
        "alice@example.com",
        "alice.o'neil+shop@mail.example.co.jp",
        "山田@例え.jp",
        "03-1234-5678",
        "090-1234-5678",
        "09012345678",
        "+81 90 1234 5678",
        "+1 212-736-5000",
        "(212) 736-5000",
        "0171 1234567",
        "020 7946 0958",
        "4111 1111 1111 1111",
        "5500-0000-0000-0004",
        "340000000000009",
        "DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "192.168.10.24",
        "2001:db8:85a3::8a2e:370:7334",
    ],
)
def test_personal_values_are_hidden_alone_and_within_text(text: str) -> None:
    assert hidden_in(text) == MASK
    assert hidden_in(f"call: {text} (old)") == f"call: {MASK} (old)"
    assert hidden_in(f"連絡先は {text} です") == f"連絡先は {MASK} です"


@pytest.mark.parametrize(
    "text",
    [
        "1999",
        "2024",
        "1234.56",
        "1,234,567.89",
        "1.234.567,89",
        "35.6895",
        "139.6917",
        "-122.4194",
        "35.6895,139.6917",
        "35.6895 139.6917",
        "0.123456789",
        "0.0510339",
        "3.0312345678",
        "1013.25 1012.75",
        "12345678",
        "1234567890",
        "1699999999",
        "20240115103000",
        "2024-01-15 10:30:00",
        "2024-01-15T10:30:00.123456",
        "2024/12/31",
        "31.12.2024",
        "12:30:45",
        "2015-2016",
        "978-3-16-148410-0",
        "1234567890123456",
        "0000000000000000",
        "A100200300",
        "v10.15.7",
        "SKU-4711-0815",
        "100 200 300",
        "Tokyo",
        "東京都",
        "a@b",
        "@home",
        "DE12 not an account",
    ],
)
def test_plain_values_are_not(text: str) -> None:
    assert hidden_in(text) == text


def test_check_digits() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("name", ["Alice Smith", "Bob Jones", "Carol King"]),
        ("Last Name", ["Smith", "Jones", "King"]),
        ("firstName", ["Alice", "Bob", "Carol"]),
        ("customer_name", ["Alice", "Bob", "Carol"]),
        ("氏名", ["山田 太郎", "佐藤 花子", "鈴木 一郎"]),
        ("お名前", ["山田", "佐藤", "鈴木"]),
        ("住所", ["東京都港区1-2-3", "大阪市北区4-5", "京都市6"]),
        ("address", ["1 Main St", "2 High St", "3 Low St"]),
        ("電話番号", ["03-1234-5678", "03-2345-6789"]),
        ("phone", [9012345678, 9023456789]),
        ("mobile_phone", ["90-12345678", "90-23456789"]),
        ("passport no", ["A1234567", "B7654321"]),
        ("生年月日", ["1990-01-02", "1980-03-04"]),
        ("birth_date", ["1990-01-02", "1980-03-04"]),
        ("contact", ["alice@example.com", "bob@example.com", "none"]),
        ("payment", [4111111111111111, 5500000000000004]),
    ],
)
def test_personal_columns_are_hidden_whole(name: str, values: list[Any]) -> None:
    assert hides(name, values)


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("product_name", ["bolt", "nut", "screw"], "categorical"),
        ("商品名", ["りんご", "みかん", "ぶどう"], "categorical"),
        ("name_length", [5, 9, 7], "numeric"),
        ("phone_calls", [3, 5, 1], "numeric"),
        ("has_phone", ["yes", "no", "yes"], "boolean"),
        ("contact", ["cellular", "telephone", "unknown"], "categorical"),
        ("account_balance", [12345678, 87654321, 23456789], "numeric"),
        ("account", [1234567.89, 7654321.12], "numeric"),
        ("address", [*(["north", "south"] * 100)], "categorical"),
        ("price", [1980, 2980, 12800], "numeric"),
        ("year", [1999, 2010, 2024], "numeric"),
        ("lat", [35.6895, 34.6937], "numeric"),
        ("lon", [139.6917, 135.5023], "numeric"),
        ("timestamp", [1700000000123, 1700000500456, 1700000700789], "numeric"),
        ("population", [13515271, 8839469], "numeric"),
    ],
)
def test_columns_of_things_are_shown(name: str, values: list[Any], kind: ColumnKind) -> None:
    assert not hides(name, values, kind)


@pytest.mark.parametrize("way", [list, reversed])
@pytest.mark.parametrize(("n_addresses", "is_hidden"), [(5, True), (4, False)])
def test_a_column_is_hidden_from_half_of_its_rows_on(
    n_addresses: int, is_hidden: bool, way: Callable[[list[str]], Iterable[str]]
) -> None:
    """Whichever come first, and however often the same one comes."""
    assert hides("contact", [*way([*["ann@example.com"] * n_addresses, *["none", "later"] * 5][:10])]) is is_hidden


@pytest.mark.parametrize("kind", ["identifier", "text"])
def test_keys_and_free_text_are_hidden_whatever_they_are_called(kind: ColumnKind) -> None:
    assert hides("x", ["a", "b"], kind)


def test_a_target_keeps_its_labels_but_for_what_is_personal_in_them() -> None:
    rows = pd.DataFrame({"name": ["Alice", "Bob", "bob@example.com"]})
    masks = Masks.of(rows, [column("name", role="target")])

    assert [masks.value("name", value) for value in rows["name"]] == ["Alice", "Bob", MASK]


def test_rows_keep_their_gaps_numbers_and_index() -> None:
    rows = pd.DataFrame(
        {
            "name": ["Alice", None, "Carol", "Dave"],
            "note": ["ask bob@example.com", "fine", None, "fine"],
            "x": [1.5, np.nan, 3.0, 4.0],
        },
        index=[7, 8, 9, 10],
    )
    shown = Masks.of(rows, [column("name"), column("note"), column("x", "numeric")]).frame(rows)

    assert shown["name"].dropna().unique().tolist() == [MASK]
    assert shown["name"].isna().tolist() == [False, True, False, False]
    assert shown["note"].tolist()[:2] == [f"ask {MASK}", "fine"]
    assert shown["x"].equals(rows["x"])
    assert shown.index.tolist() == [7, 8, 9, 10]


def test_a_number_that_is_written_like_a_phone_number_is_shown() -> None:
    assert Masks().value("x", 0.0510339) == "0.0510339"


def test_off_shows_everything() -> None:
    rows = pd.DataFrame({"name": ["alice@example.com", "bob@example.com"]})
    masks = Masks.of(rows, [column("name", "identifier")], on=False)

    assert masks.frame(rows).equals(rows)
    assert masks.text("alice@example.com") == "alice@example.com"
