"""Tables as programs export them: names, lines around the table, signs and gaps of each."""

from __future__ import annotations

import io

from openpyxl import Workbook
from tests.hard_files import AS_WRITTEN, GAP, ROWS, File, comma, drawn, one_of, table, text_of


def a(i: int) -> float:
    return drawn(i, 10, 99, 1)


def money(i: int) -> float:
    return drawn(i, 100, 9000, 2, 4)


def y(i: int) -> str:
    return one_of(i, "open", "paid")


def day(i: int) -> str:
    return f"2024-01-{1 + i % 28:02d}"


def german(i: int) -> str:
    return f"{1 + i % 28:02d}.01.24"


def all_quoted(_cell: str) -> bool:
    return True


def town(i: int) -> str:
    return one_of(i, "Kiel", "Ulm", "Jena", salt=5)


def workbook(*lines: object, hidden: object = (), merged: object = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(list(line))
    for area in merged:
        sheet.merge_cells(area)
    for line in hidden:
        if "old" not in book.sheetnames:
            book.create_sheet("old").sheet_state = "hidden"
        book["old"].append(list(line))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def weather_of_japan() -> str:
    head = [
        "ダウンロードした時刻：2024/02/01 10:00:00",
        "",
        ",東京,東京,東京,東京,東京,東京,東京",
        "年月日,平均気温(℃),平均気温(℃),平均気温(℃),降水量の合計(mm),降水量の合計(mm),降水量の合計(mm),降水量の合計(mm)",
        ",,,,,,,",
        ",,品質情報,均質番号,,現象なし情報,品質情報,均質番号",
    ]
    rows = [f"2024/1/{1 + i % 28},{a(i)},8,1,{money(i)},{i % 2},8,1" for i in range(ROWS)]
    return "\r\n".join([*head, *rows, ""])


def receipts() -> str:
    """Two articles a receipt, and the receipt's total below them."""
    lines = ["receipt,article,amount,member"]
    for place in range(0, ROWS, 2):
        two = [round(money(place), 2), round(money(place + 1), 2)]
        lines += [f"{place // 2},{town(place + k)},{two[k]:.2f},{y(place + k)}" for k in (0, 1)]
        lines.append(f"Total,,{sum(two):.2f},")
    return "\n".join([*lines, ""])


def pivot(by: str = ",") -> str:
    """A region stated once, above its towns."""
    rows = [f"{'' if i % 4 else 'R' + str(i // 4)}{by}{town(i)}{by}{a(i)}{by}{y(i)}" for i in range(ROWS)]
    return "\n".join([by.join(("region", "town", "size", "state")), *rows, ""])


def logger() -> str:
    lines = []
    for i in range(ROWS):
        lines += ["time;temp;state"] if i % 10 == 0 else []
        lines.append(f"{day(i)} 10:00:00;{comma(a(i), 1)};{y(i)}")
    return "\r\n".join([*lines, ""])


def joined_with_marks() -> bytes:
    """Two files put together by `cat`, each with its own mark of UTF-8."""
    rows = [f"{a(i)},{town(i)},{y(i)}" for i in range(ROWS)]
    head = "﻿size,town,state"
    return "\n".join([head, *rows[:20], head, *rows[20:], ""]).encode()


def two_encodings() -> bytes:
    rows = [f"{a(i)};{one_of(i, 'Köln', 'Düren', salt=5)};{y(i)}" for i in range(ROWS)]
    return "\n".join(["size;town;state", *rows[:20], ""]).encode() + "\n".join([*rows[20:], ""]).encode("cp1252")


def broken_off(by: str = ",") -> str:
    """Rows without the fields that are empty at their end."""
    rows = [by.join([str(a(i)), y(i), *([town(i)] if i % 3 else [])]) for i in range(ROWS)]
    return "\n".join([by.join(("size", "state", "town")), *rows, ""])


JIRA = text_of(
    {
        "Summary": lambda i: f"Button {i} does not answer when it is pressed",
        "Issue key": lambda i: f"WEB-{100 + i}",
        "Story Points": lambda i: int(a(i)),
        "Created": lambda i: f"{1 + i % 28:02d}/Jan/24 2:05 PM",
        "Labels": lambda i: one_of(i, "ui", "backend", salt=5),
        "Labels ": lambda i: one_of(i, "urgent", "", salt=6),
        "Status": lambda i: one_of(i, "Done", "To Do"),
    }
).replace("Labels ,", "Labels,", 1)

FILES = {
    "bank, Germany": table({
        "Auftragskonto": ("constant", lambda _i: "DE02120300000000202051"),
        "Buchungstag": ("datetime", german, day),
        "Valutadatum": ("datetime", german),
        "Buchungstext": ("categorical", lambda i: one_of(i, "KARTENZAHLUNG", "LASTSCHRIFT", salt=5)),
        "Betrag": (
            "numeric", lambda i: f"-{comma(money(i))}" if i % 3 else comma(money(i)),
            lambda i: -money(i) if i % 3 else money(i),
        ),
        "Waehrung": ("constant", lambda _i: "EUR"),
        "Info": ("target", lambda i: one_of(i, "Umsatz gebucht", "Umsatz vorgemerkt")),
    }, by=";", quote=all_quoted, encoding="cp1252"),
    "bookkeeping of DATEV": table({
        "Umsatz (ohne Soll/Haben-Kz)": ("numeric", lambda i: comma(money(i)), money),
        "Soll/Haben-Kennzeichen": ("target", lambda i: one_of(i, "S", "H")),
        "WKZ Umsatz": ("constant", lambda _i: "EUR"),
        "Konto": ("numeric", lambda i: one_of(i, "8400", "4930", "1200", salt=5)),
        "Belegdatum": ("categorical", lambda i: f"{1 + i % 28:02d}01"),
        "Buchungstext": ("categorical", lambda i: one_of(i, "Büro", "Miete", salt=6)),
    },
        by=";",
        above=['"EXTF";700;21;"Buchungsstapel";13;20240131140509000;;"RE";"";"";29098;55003;20240101;4;20240101'],
        quote=lambda cell: not cell[:1].isdigit(), encoding="cp1252",
    ),
    "list of SAP, saved with tabs": File(
        content=text_of(
            {
                "": lambda _i: "",
                "Buchungsdatum": lambda i: f"{1 + i % 28:02d}.01.2024",
                "     Betrag in HW": lambda i: f"{comma(money(i), 2, '.')}{'-' if i % 3 else ' '}",
                "Währg": lambda _i: "EUR",
                "Menge": lambda i: f"{comma(a(i), 3, '.')}",
                "ME": lambda i: one_of(i, "ST", "KG", salt=5),
                "S": y,
            },
            by="\t",
            above=["31.01.2024\t\t\t\t\tDynamische Listausgabe", "", ""],
        ),
        target="S",
        encoding="utf-16",
        kinds="datetime numeric constant numeric categorical",
        numbers={"Betrag in HW": lambda i: -money(i) if i % 3 else money(i), "Menge": a},
        days={"Buchungsdatum": day},
    ),
    "bookkeeping, Japan": table({
        "取引日": ("datetime", lambda i: f"2024/01/{1 + i % 28:02d}", day),
        "借方勘定科目": ("categorical", lambda i: one_of(i, "現金", "売掛金", "普通預金", salt=5)),
        "借方金額": ("numeric", lambda i: f"{int(money(i)):,}", lambda i: int(money(i))),
        "税区分": ("categorical", lambda i: one_of(i, "課税売上10%", "対象外", salt=6)),
        "決算整理仕訳": ("target", lambda i: one_of(i, "する", "しない")),
    }, quote=all_quoted, encoding="cp932"),
    "weather, Japan": File(
        content=weather_of_japan(),
        target="降水量の合計(mm) 現象なし情報",
        encoding="cp932",
        kinds="datetime numeric constant constant numeric constant constant",
        days={"年月日": day},
        numbers={"平均気温(℃)": a, "降水量の合計(mm)": money},
    ),
    "orders of a shop, Japan": table({
        "注文番号": ("identifier", lambda i: f"503-{1234567 + i * 37}-{7654321 - i}"),
        "注文日時": ("datetime", lambda i: f"2024年1月{1 + i % 28}日", day),
        "価格": ("numeric", lambda i: f"￥{int(money(i)):,}", lambda i: int(money(i))),
        "数量": ("numeric", lambda i: f"{1 + i % 3}個", lambda i: 1 + i % 3),
        "ギフト": ("target", lambda i: one_of(i, "はい", "いいえ")),
    }, encoding="cp932"),
    "orders of Shopify": table({
        "Name": ("identifier", lambda i: f"#{1001 + i}"),
        "Email": ("identifier", lambda i: f"p{i}@example.org"),
        "Financial Status": ("target", y),
        "Paid at": ("datetime", lambda i: f"{day(i)} 14:05:09 +0100", lambda i: f"{day(i)} 13:05:09"),
        "Currency": ("constant", lambda _i: "EUR"),
        "Total": ("numeric", money, AS_WRITTEN),
        "Discount Code": ("categorical", lambda i: one_of(i, "SPRING", "", salt=5)),
        "Billing Zip": ("categorical", lambda i: f"'{one_of(i, '01067', '10115', '20095', salt=6)}", AS_WRITTEN),
        "Notes": ("constant", lambda _i: ""),
    }),
    "payments of Stripe": table({
        "id": ("identifier", lambda i: f"ch_3Ok{i:03d}xYz"),
        "Created date (UTC)": ("datetime", lambda i: f"{day(i)} 14:05:09", AS_WRITTEN),
        "Amount": ("numeric", lambda i: f"{money(i):.2f}", money),
        "Amount Refunded": ("numeric", lambda i: "0.00" if i % 4 else f"{a(i):.2f}", lambda i: 0 if i % 4 else a(i)),
        "Currency": ("categorical", lambda i: one_of(i, "eur", "usd", salt=5)),
        "Captured": ("boolean", lambda i: one_of(i, "TRUE", "FALSE", salt=6)),
        "Status": ("target", lambda i: one_of(i, "Paid", "Failed")),
    }),
    "report of Salesforce": table({
        "Opportunity Name": ("identifier", lambda i: f"Deal {i}"),
        "Stage": ("target", lambda i: one_of(i, "Closed Won", "Closed Lost")),
        "Amount": ("numeric", lambda i: f"{money(i):.2f}", money),
        "Probability (%)": ("numeric", lambda i: f"{i % 10 * 10}"),
        "Close Date": ("datetime", lambda i: f"1/{1 + i % 28}/2024", day),
        "Age": ("numeric", lambda i: int(a(i)), AS_WRITTEN),
    },
        quote=all_quoted,
        below=[
            '',
            '',
            '"Opportunities of January"',
            '"Copyright (c) 2000-2024 salesforce.com, inc. All rights reserved."',
            '"Confidential Information - Do Not Distribute"',
            '"Generated By:  Ada Lovelace  1/31/2024 2:05 PM"',
            '"Example Ltd"',
        ],
    ),
    "tickets of Jira": File(
        content=JIRA,
        target="Status",
        kinds="text identifier numeric datetime categorical categorical",
        numbers={"Story Points": lambda i: int(a(i))},
        days={"Created": lambda i: f"{day(i)} 14:05"},
        words={
            "Labels": lambda i: one_of(i, "ui", "backend", salt=5),
            "Labels (2)": lambda i: one_of(i, "urgent", None, salt=6),
        },
    ),
    "deals of HubSpot": table({
        "Record ID": ("identifier", lambda i: 9876543210 + i * 17),
        "Deal Stage": ("target", lambda i: one_of(i, "Closed won", "Closed lost")),
        "Amount": (
            "numeric", lambda i: "" if i % 6 == 1 else f"{money(i):.1f}",
            lambda i: GAP if i % 6 == 1 else round(money(i), 1),
        ),
        "Close Date": ("datetime", lambda i: f"{day(i)} 14:05"),
        "Number of Sales Activities": ("numeric", lambda i: i % 9),
        "Is Closed (numeric)": ("constant", lambda _i: "1.0"),
    }, quote=all_quoted),
    "answers to a form of Google": table({
        "Timestamp": ("datetime", lambda i: f"1/{1 + i % 28}/2024 14:05:09", lambda i: f"{day(i)} 14:05:09"),
        "How satisfied are you with our service, all in all?\n(1 = not at all, 5 = very)": (
            "numeric", lambda i: 1 + i % 5,
        ),
        "Which of these do you use? (Choose all that apply)": (
            "categorical", lambda i: one_of(i, "Phone, Mail", "Mail", "Phone, Chat, Mail", "", salt=5),
        ),
        "Would you recommend us?": ("target", lambda i: one_of(i, "Yes", "No")),
    }),
    "answers to a form of Google, Japan": table({
        "タイムスタンプ": (
            "datetime", lambda i: f"2024/01/{1 + i % 28:02d} 2:05:09 午後 GMT+9", lambda i: f"{day(i)} 05:05:09",
        ),
        "年齢を教えてください": ("categorical", lambda i: one_of(i, "20代", "30代", "40代", "50代以上", salt=5)),
        "満足度": ("numeric", lambda i: 1 + i % 5),
        "また利用しますか": ("target", lambda i: one_of(i, "はい", "いいえ")),
    }),
    "answers of SurveyMonkey": File(
        content=text_of(
            {
                "Respondent ID": lambda i: 114000000000 + i * 7919,
                "Which devices do you own?": lambda i: one_of(i, "Phone", "", salt=5),
                "": lambda i: one_of(i, "Tablet", "", salt=6),
                "How old are you?": lambda i: int(a(i)),
                "Would you buy again?": lambda i: one_of(i, "Yes", "No"),
            }
        ).replace("Would you buy again?\n", "Would you buy again?\n,Phone,Tablet,Open-Ended Response,Response\n", 1),
        target="Would you buy again?",
        kinds="identifier categorical categorical numeric",
        numbers={"How old are you?": lambda i: int(a(i))},
    ),
    "laboratory": File(
        content=text_of(
            {
                "Sample": lambda i: f"P-{i:04d}",
                "Pb": lambda i: "<LOD" if i % 7 == 3 else comma(a(i) + i / 100, 2),
                "Cd": lambda i: "< 0,05" if i % 9 == 4 else comma(drawn(i, 1, 9, 2, 8), 2),
                "pH": lambda i: "n.b." if i % 11 == 5 else comma(5 + a(i) / 30, 1),
                "limit kept": lambda i: one_of(i, "ja", "nein"),
            },
            by=";",
        ).replace("limit kept\n", "limit kept\n;µg/l;µg/l;;\n", 1),
        target="limit kept",
        kinds="identifier numeric numeric numeric",
        numbers={
            "Pb": lambda i: GAP if i % 7 == 3 else round(a(i) + i / 100, 2),
            "Cd": lambda i: 0.05 if i % 9 == 4 else drawn(i, 1, 9, 2, 8),
            "pH": lambda i: GAP if i % 11 == 5 else float(f"{5 + a(i) / 30:.1f}"),
        },
    ),
    "weather with -999": table({
        "date": ("datetime", day),
        "temp": ("numeric", lambda i: -999 if i % 13 == 5 else a(i) - 30),
        "rain": ("numeric", lambda i: 9999 if i % 17 == 5 else a(i + 3)),
        "alarm": ("target", lambda i: one_of(i, "yes", "no")),
    }, said=("gap_numbers",)),
    "one age of -99": table({
        "age": ("numeric", lambda i: -99 if i == 17 else 18 + 7 * i % 60),
        "alarm": ("target", lambda i: one_of(i, "yes", "no")),
        "temp": ("numeric", a),
    }, said=("gap_numbers",)),
    "logger that starts again": File(
        content=logger(),
        target="state",
        kinds="datetime numeric",
        numbers={"temp": a},
        said=("header_again",),
    ),
    "receipts with totals": File(
        content=receipts(),
        target="member",
        kinds="numeric categorical numeric",
        numbers={"amount": lambda i: round(money(i), 2)},
        said=("totals_among",),
    ),
    "pivot, a region once": File(
        content=pivot(),
        target="state",
        kinds="identifier categorical numeric",
        numbers={"size": a},
        said=("stated_once",),
    ),
    "orders with a line for each item": table({
        "order": ("categorical", lambda i: f"#{1000 + i // 2}"),
        "total": ("numeric", lambda i: a(i) if i % 2 == 0 else ""),
        "carrier": ("categorical", lambda i: one_of(i, "DHL", "UPS") if i % 2 == 0 else ""),
        "price": ("numeric", money, AS_WRITTEN),
        "state": ("target", y),
    }, said=("stated_once",)),
    "pivot, filled down": File(
        content=pivot(";"),
        target="state",
        stated={"fill_down": ["region"]},
        kinds="categorical categorical numeric",
        numbers={"size": a},
        words={"region": lambda i: f"R{i // 4}"},
    ),
    "merged names of Excel": File(
        content=workbook(
            ["", "2023", "", "2024", "", ""],
            ["town", "plan", "real", "plan", "real", "state"],
            *([town(i), a(i), money(i), a(i + 1), money(i + 1), y(i)] for i in range(ROWS)),
            merged=("B1:C1", "D1:E1"),
        ),
        name="export.xlsx",
        target="state",
        kinds="categorical numeric numeric numeric numeric",
        numbers={"2023 plan": a, "2023 real": money, "2024 plan": lambda i: a(i + 1)},
    ),
    "merged cells of rows in Excel": File(
        content=workbook(
            ["region", "size", "state"],
            *([f"R{i // 4}" if i % 4 == 0 else None, a(i), y(i)] for i in range(ROWS)),
            merged=tuple(f"A{2 + i}:A{5 + i}" for i in range(0, ROWS, 4)),
        ),
        name="export.xlsx",
        target="state",
        kinds="categorical numeric",
        words={"region": lambda i: f"R{i // 4}"},
    ),
    "a hidden sheet of Excel": File(
        content=workbook(
            ["size", "state"],
            *([a(i), y(i)] for i in range(ROWS)),
            hidden=[["size", "state"], *([0, "old"] for _ in range(60))],
        ),
        name="export.xlsx",
        target="state",
        kinds="numeric",
        numbers={"size": a},
    ),
    "numbers as text in Excel": File(
        content=workbook(
            ["size", "sum", "code", "state"],
            *([str(a(i)) if i % 2 else a(i), comma(money(i), 2, "."), f"{i % 6:05d}", y(i)] for i in range(ROWS)),
        ),
        name="export.xlsx",
        target="state",
        kinds="numeric numeric categorical",
        numbers={"size": a, "sum": money},
        words={"code": lambda i: f"{i % 6:05d}"},
    ),
    "settlement of Amazon": table({
        "date/time": ("datetime", lambda i: f"Jan {1 + i % 28}, 2024 2:05:09 PM PST", lambda i: f"{day(i)} 22:05:09"),
        "type": ("target", lambda i: one_of(i, "Order", "Refund")),
        "quantity": ("numeric", lambda i: 1 + i % 4),
        "product sales": ("numeric", lambda i: f"{money(i):,.2f}", money),
        "selling fees": ("numeric", lambda i: f"-{a(i):.2f}", lambda i: -a(i)),
    },
        quote=all_quoted,
        above=[
            '"Includes Amazon Marketplace, Fulfillment by Amazon (FBA), and Amazon Webstore transactions"',
            '"All amounts in USD, unless specified"',
            '"Definitions:"',
            '"Sales tax collected: Includes sales tax collected from buyers for product sales, shipping, and gift"',
        ],
    ),
    "hours of Clockify": table({
        "Project": ("categorical", lambda i: one_of(i, "Web", "App", salt=5)),
        "Start Date": ("datetime", lambda i: f"01/{13 + i % 15}/2024", lambda i: f"2024-01-{13 + i % 15}"),
        "Start Time": ("numeric", lambda i: f"{1 + i % 11:02d}:15:00 {one_of(i, 'AM', 'PM', salt=6)}"),
        "Duration (h)": ("numeric", lambda i: f"{1 + i % 7:02d}:{i:02d}:30", lambda i: 1 + i % 7 + i / 60 + 1 / 120),
        "Duration (decimal)": ("numeric", lambda i: f"{1 + i % 7 + i / 60 + 1 / 120:.2f}"),
        "Billable": ("target", lambda i: one_of(i, "Yes", "No")),
    }, quote=all_quoted),
    "states of a house": table({
        "entity_id": ("constant", lambda _i: "sensor.kitchen"),
        "state": (
            "numeric", lambda i: "unavailable" if i % 9 == 2 else a(i) + i / 100,
            lambda i: GAP if i % 9 == 2 else round(a(i) + i / 100, 4),
        ),
        "last_changed": ("datetime", lambda i: f"{day(i)}T14:05:09.123Z"),
        "heating": ("target", lambda i: one_of(i, "on", "off")),
    }),
    "campaign of LinkedIn": table({
        "Start Date (in UTC)": ("datetime", lambda i: f"1/{1 + i % 28}/2024", day),
        "Impressions": ("numeric", lambda i: f"{int(money(i)) * 3:,}", lambda i: int(money(i)) * 3),
        "Click Through Rate": ("numeric", lambda i: f"{a(i) / 100:.2f}%", lambda i: float(f"{a(i) / 100:.2f}")),
        "Total Spent": ("numeric", lambda i: f"{money(i):.2f}"),
        "Status": ("target", y),
    },
        by="\t", above=["Campaign Performance Report (in UTC)", "Report Start: January 1, 2024, 12:00 AM", ""],
        encoding="utf-16",
    ),
    "issues of GitLab": table({
        "Issue ID": ("identifier", lambda i: 1 + i),
        "Title": ("text", lambda i: f"The page {i} is slow after login, again"),
        "Confidential": ("boolean", lambda i: one_of(i, "Yes", "No", salt=5)),
        "Due Date": ("datetime", lambda i: "" if i % 3 else day(i), lambda i: None if i % 3 else day(i)),
        "Labels": ("categorical", lambda i: one_of(i, "bug,ui", "bug", "feature", "", salt=6)),
        "Time Spent": ("numeric", lambda i: 3600 * (i % 9), AS_WRITTEN),
        "State": ("target", lambda i: one_of(i, "Open", "Closed")),
    }),
    "carriage returns alone": File(
        content=text_of({"size": a, "town": town, "state": y}).replace("\n", "\r"),
        target="state",
        kinds="numeric categorical",
        numbers={"size": a},
        words={"town": town},
    ),
    "a sign of nothing in a cell": File(
        content=text_of({"size": a, "town": lambda i: f"{town(i)}\0" if i == 7 else town(i), "state": y}),
        target="state",
        refused="not text",
    ),
    "two files, each with its mark": File(
        content=joined_with_marks(),
        target="state",
        kinds="numeric categorical",
        numbers={"size": a},
        words={"town": town},
        said=("header_again",),
    ),
    "two encodings": File(
        content=two_encodings(),
        target="state",
        refused="two encodings",
    ),
    "separators at the end of the rows alone": File(
        content="size,town,state\n" + "".join(f"{a(i)},{town(i)},{y(i)},\n" for i in range(ROWS)),
        target="state",
        kinds="numeric categorical",
        numbers={"size": a},
        words={"town": town},
    ),
    "rows that end early": File(
        content=broken_off(),
        target="state",
        kinds="numeric categorical",
        numbers={"size": a},
        words={"town": lambda i: town(i) if i % 3 else None},
        said=("short_rows",),
    ),
    "one column": File(
        content="\n".join(["size", *(str(a(i)) for i in range(ROWS)), ""]),
        target="size",
        refused="only one column",
    ),
    "names in two languages": File(
        content=text_of({"size": a, "town": town, "state": y}).replace("state\n", "state\nGröße,Ort,Stand\n", 1),
        target="state",
        kinds="numeric categorical",
        numbers={"size": a},
        words={"town": town},
        said=("second_lines",),
    ),
    "an inch that is no quotation mark": File(
        content="pipe,size,state\n" + "".join(f'{1 + i % 3}/2" copper,{a(i)},{y(i)}\n' for i in range(ROWS)),
        target="state",
        kinds="categorical numeric",
        numbers={"size": a},
        words={"pipe": lambda i: f'{1 + i % 3}/2" copper'},
    ),
    "a quotation mark that never closes": File(
        content="note,size,state\n" + "".join(f"{chr(34) if i == 20 else ''}fine,{a(i)},{y(i)}\n" for i in range(ROWS)),
        target="state",
        refused="quot",
    ),
    "quotation marks behind a backslash": File(
        content="note,size,state\n" + "".join(f'"say \\"hi\\" {i % 3}",{a(i)},{y(i)}\n' for i in range(ROWS)),
        target="state",
        kinds="categorical numeric",
        numbers={"size": a},
        words={"note": lambda i: f'say "hi" {i % 3}'},
    ),
    "names with signs that nobody sees": File(
        content=text_of({"\u200bsize": a, "net\u00a0sum": money, "state\u200b": y}),
        target="state",
        kinds="numeric numeric",
        numbers={"size": a, "net sum": money},
    ),
    "names over two lines": table({
        "unit\nprice": ("numeric", a, AS_WRITTEN),
        "town": ("categorical", town),
        "state": ("target", y),
    }),
    "names twice": File(
        content=text_of({"size": a, "size ": lambda i: a(i + 2), "state": y}).replace("size ,", "size,", 1),
        target="state",
        kinds="numeric numeric",
        numbers={"size": a, "size (2)": lambda i: a(i + 2)},
        said=("names_repeated",),
    ),
    "names that differ in case alone": table({
        "size": ("numeric", a, AS_WRITTEN),
        "Size": ("numeric", lambda i: a(i + 2), AS_WRITTEN),
        "SIZE ": ("numeric", money),
        "state": ("target", y),
    }, said=("names_alike",), numbers={"SIZE": money}),
    "colours in front": table({
        "colour": ("categorical", lambda i: one_of(i, "#ff0000", "#00ff00", "#0000ff", salt=5), AS_WRITTEN),
        "size": ("numeric", a, AS_WRITTEN),
        "state": ("target", y),
    }),
    "matches": table({
        "Date": ("datetime", lambda i: f"{1 + i % 28:02d}/01/2024", day),
        "HomeTeam": ("categorical", lambda i: one_of(i, "Leeds", "Hull", salt=5)),
        "score": ("categorical", lambda i: f"{i % 4}-{i % 3}", AS_WRITTEN),
        "B365H": ("numeric", lambda i: f"{1 + a(i) / 50:.2f}"),
        "FTR": ("target", lambda i: one_of(i, "H", "D", "A")),
    }, problem="multiclass"),
    "prices of power": table({
        "MTU (CET/CEST)": (
            "datetime",
            lambda i: (
                    f"{1 + i % 28:02d}.01.2024 {i // 28:02d}:00 - {1 + i % 28:02d}.01.2024 {i // 28 + 1:02d}:00"
                ),
            lambda i: f"{day(i)} {i // 28:02d}:00",
        ),
        "Day-ahead Price [EUR/MWh]": ("numeric", a, AS_WRITTEN),
        "Currency": ("constant", lambda _i: "EUR"),
        "peak": ("target", lambda i: one_of(i, "yes", "no")),
    }, quote=all_quoted),
    "ticked in a spreadsheet": table({
        "size": ("numeric", a, AS_WRITTEN),
        "paid": ("categorical", lambda i: one_of(i, "x", "", salt=5), lambda i: one_of(i, "x", None, salt=5)),
        "sent": ("categorical", lambda i: one_of(i, "✓", "", salt=6), lambda i: one_of(i, "✓", None, salt=6)),
        "state": ("target", y),
    }, by=";"),
    "dump of MySQL with tabs": table({
        "id": ("identifier", lambda i: 1 + i),
        "size": ("numeric", lambda i: "\\N" if i % 8 == 1 else a(i), lambda i: GAP if i % 8 == 1 else a(i)),
        "note": ("categorical", lambda i: one_of(i, "a\\\tb", "c", salt=5)),
        "state": ("target", y),
    }, by="\t"),
    "aligned by blanks, with a tab before the last field": File(
        content="".join(f'{a(i):<7} {1 + i % 3}   {money(i):>9}\t"{y(i)}"\n' for i in range(ROWS)),
        target="column_4",
        kinds="numeric numeric numeric",
        numbers={"column_1": a, "column_3": money},
    ),
    "names in single quotes above plain cells": File(
        content=text_of({"'size'": a, "'code'": lambda i: 1 + i % 3, "'sold'": lambda i: one_of(i, 0, 1)}, by=" "),
        target="sold",
        kinds="numeric numeric",
        numbers={"size": a},
    ),
}  # fmt: skip
