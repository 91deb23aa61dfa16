"""Numbers that are named like keys and tell something, and keys that tell nothing."""

from __future__ import annotations

from tests.hard_files import File, drawn, text_of

N = 60


def dose(i: int) -> int:
    return 1000 + int(drawn(i, 0, 8000, 0)) * 1 + i


def number(name: str, by: str = ",", **more: object) -> File:
    """A whole number, different in every row, that the target follows."""
    content = text_of(
        {
            name: dose,
            "w": lambda i: drawn(i, 0, 9, 2, 4),
            "y": lambda i: round(dose(i) * 0.37 + drawn(i, 0, 50, 2, 6), 2),
        },
        by=by,
        rows=N,
    )
    return File(
        **{
            "content": content,
            "target": "y",
            "kinds": "numeric numeric",
            "problem": "regression",
            "rows": N,
            "numbers": {name: dose},
            **more,
        }
    )


def key(name: str, cell: object, by: str = ",", kind: str = "identifier", **more: object) -> File:
    content = text_of(
        {name: cell, "w": lambda i: drawn(i, 0, 9, 2, 4), "y": lambda i: drawn(i, 0, 50, 2, 6)}, by=by, rows=N
    )
    return File(
        **{"content": content, "target": "y", "kinds": f"{kind} numeric", "problem": "regression", "rows": N, **more}
    )


def mixed(i: int) -> int:
    return 10**6 + int(drawn(i, 0, 900000, 0, 7))


FILES = {
    "nitric oxide": number("NO"),
    "an index of credit": number("Credit Index"),
    "pins": number("PIN count"),
    "a serial resistance": number("Serial resistance"),
    "rooms": number("No. of visitors"),
    "a number in German": number("Nummer der Besucher", ";"),
    "a code of energy": number("Energy code load"),
    "keys struck": number("Key strokes"),
    "visitors in Japanese": number("番号札の数", encoding="cp932"),
    "a reference price": number("ref price"),
    "sales by telephone": key("sales_phone", lambda i: mixed(i) // 100, kind="numeric"),
    "telephones, French": key("Téléphone", lambda i: 600000000 + mixed(i), ";", encoding="cp1252"),
    "customers": key("customer_id", mixed),
    "invoices, German": key("Rechnungsnummer", lambda i: 20210000 + i * 3, ";"),
    "orders, Japanese": key("注文番号", lambda i: 500000 + i, encoding="cp932"),
    "orders, French": key("N° commande", mixed, ";", encoding="cp1252"),
    "UUID": key("uuid", lambda i: f"{mixed(i):08x}-{i:04x}-4abc-8def-{mixed(i + 1):012x}"),
    "hashes": key("sha", lambda i: f"{mixed(i) * 7919:032x}"),
    "e-mail": key("Email", lambda i: f"user{i}@example.org"),
    "parcels": key("tracking", lambda i: f"1Z{mixed(i)}"),
    "passenger": key("PassengerId", lambda i: i + 1),
    "plates": key("Kennzeichen", lambda i: f"B-{chr(65 + i % 26)}{chr(65 + i // 26)} {mixed(i) % 9000 + 1000}", ";"),
    "account numbers": key("Account Number", mixed),
    "receipts, Spanish": key("Número de factura", mixed, ";", encoding="cp1252"),
    "orders, Chinese": key("订单编号", mixed, encoding="gb18030"),
    "medical records": key("MRN", mixed),
    "telephones as numbers": key("Contact Phone", mixed),
    "invoices with a point": key("Invoice No.", mixed),
    "a running number, German": key("lfd. Nr.", lambda i: i + 1, ";"),
    "a running number, India": key("S. No.", lambda i: i + 1),
    "a running number, Chinese": key("序号", lambda i: i + 1, encoding="gb18030"),
    "a running number, a sign": key("#", lambda i: i + 1),
    "households of a survey": key("hhid", mixed),
    "subjects of a trial": key("SUBJID", mixed),
    "a letter that is rand, too, and a dash": key("id", lambda i: f"R-{1000 + i}"),
    "a customer for short": key("custid", mixed),
    "what is paid, and acid": number("paid"),
    "a count of records": key("Record", lambda i: 7000 + i),
    "a number of guests in words": number("guest number load"),
    "an index of prices": number("Price Index"),
    "keys that look like dates": key("Order No", lambda i: f"MAR-{1 + i % 28:02d}-{10 + i // 7:02d}"),
    "keys with letters behind, in any order": key("Part Number", lambda i: f"{mixed(i) % 9000 + 1000}xyz"),
    "a customer that comes back, a letter that is rand": key(
        "Kundennummer", lambda i: f"R-{1000 + mixed(i) % 6}", ";", kind="categorical"
    ),
    "taxpayers, Russia": key("ИНН", lambda i: 7700000000 + mixed(i), ";", encoding="cp1251"),
    "a gas in its unit is no key": key("NO", lambda i: f"{dose(i)}ppb", kind="numeric", numbers={"NO": dose}),
}
