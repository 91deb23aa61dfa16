"""More tables as programs export them: bookings, machines, offices, studies."""

from __future__ import annotations

from tests.hard_files import GAP, ROWS, File, comma, one_of, text_of
from tests.unit.data.kinds.programs import a, all_quoted, day, money, y

FILES = {
    "card account, Germany": File(
        content=text_of(
            {
                "Belegdatum": lambda i: f"{1 + i % 28:02d}.01.2024",
                "Beschreibung": lambda i: one_of(i, "REWE SAGT DANKE", "DB FERNVERKEHR", "SHELL 4711", salt=5),
                "Betrag (EUR)": lambda i: f"{'-' if i % 4 else '+'}{comma(money(i))}",
                "Ursprünglicher Betrag": lambda _i: "",
                "Status": y,
            },
            by=";",
            quote=all_quoted,
            above=['"Kreditkarte:";"4748********1234";', "", '"Saldo:";"-1.234,56 EUR";', '"Datum:";"31.01.2024";', ""],
        ),
        target="Status",
        encoding="cp1252",
        kinds="datetime categorical numeric constant",
        numbers={"Betrag (EUR)": lambda i: -money(i) if i % 4 else money(i)},
    ),
    "nights of a hotel portal": File(
        content=text_of(
            {
                "Book number": lambda i: 3000000000 + i * 7919,
                "Check-in": day,
                "Duration (nights)": lambda i: 1 + i % 6,
                "Price": lambda i: f"{money(i):.2f} EUR",
                "Commission %": lambda i: f"{12 + i % 4}",
                "Guests": lambda i: f"{1 + i % 3} adults",
                "Status": lambda i: one_of(i, "ok", "cancelled_by_guest"),
            }
        ),
        target="Status",
        kinds="numeric datetime numeric numeric numeric numeric",
        numbers={"Price": money, "Guests": lambda i: 1 + i % 3},
    ),
    "machine with its head": File(
        content="\n".join(
            [
                "Machine;PRESS-7",
                "Operator;Müller",
                "Date;31.01.2024",
                "",
                "Cycle;Force [kN];Temp [°C];OK/NOK",
                "#;kN;°C;-",
                *(f"{i + 1};{comma(a(i), 1)};{comma(20 + a(i) / 9, 2)};{one_of(i, 'OK', 'NOK')}" for i in range(ROWS)),
                "",
                "Min;10,0;21,1;",
                "Max;99,0;31,0;",
                "",
            ]
        ),
        target="OK/NOK",
        kinds="numeric numeric numeric",
        numbers={"Force [kN]": a},
        encoding="cp1252",
    ),
    "web server": File(
        content="".join(
            f'10.0.0.{i % 9} - - [{1 + i % 28:02d}/Jan/2024:13:55:{i % 60:02d} +0000] "GET /p{i % 5} HTTP/1.1" '
            f"{one_of(i, 200, 404)} {int(money(i))}\n"
            for i in range(ROWS)
        ),
        target="x",
        refused="not in the data|only one column|cannot be read",
    ),
    "study with its labels": File(
        content=text_of(
            {
                "subject": lambda i: f"S{i % 14:02d}",
                "sex": lambda i: one_of(i, "1: male", "2: female", salt=5),
                "visit": lambda i: f"V{1 + i % 3}",
                "sbp/dbp": lambda i: f"{110 + i % 30}/{70 + i % 17}",
                "bmi": lambda i: "." if i % 9 == 4 else f"{18 + a(i) / 9:.1f}",
                "onset": lambda i: "UN/UNK/2024" if i % 20 == 3 else f"{1 + i % 28:02d}/JAN/2024",
                "ae": lambda i: one_of(i, "Y", "N"),
            },
            by="\t",
        ),
        target="ae",
        kinds="categorical categorical categorical identifier numeric datetime",
        numbers={"bmi": lambda i: GAP if i % 9 == 4 else float(f"{18 + a(i) / 9:.1f}")},
        days={"onset": lambda i: None if i % 20 == 3 else day(i)},
    ),
    "staff, Japan": File(
        content=text_of(
            {
                "社員番号": lambda i: f"{1001 + i * 3:06d}",
                "氏名": lambda i: f"山田 {i}郎",
                "入社年月日": lambda i: f"H{10 + i % 20}.{1 + i % 12}.{1 + i % 28}",
                "基本給": lambda i: f"{int(money(i)) * 100:,}円",
                "残業時間": lambda i: f"{i % 40}:{i % 60:02d}",
                "有給残": lambda i: f"{i % 20}日",
                "退職": lambda i: one_of(i, "有", "無"),
            }
        ),
        target="退職",
        encoding="cp932",
        kinds="identifier identifier datetime numeric numeric numeric",
        numbers={
            "基本給": lambda i: int(money(i)) * 100,
            "残業時間": lambda i: i % 40 + i % 60 / 60,
            "有給残": lambda i: i % 20,
        },
    ),
    "register of a shop, Japan": File(
        content=text_of(
            {
                "日時": lambda i: f"2024/1/{1 + i % 28}({'月火水木金土日'[i % 7]}) {10 + i % 9}:05",
                "商品": lambda i: one_of(i, "コーヒー", "紅茶", salt=5),
                "単価": lambda i: f"\\{int(money(i)):,}",
                "割引": lambda i: f"▲{10 * (i % 6)}" if i % 6 else "0",
                "会員": lambda i: one_of(i, "○", "×"),
            },
            quote=all_quoted,
        ),
        target="会員",
        encoding="cp932",
        kinds="datetime categorical numeric numeric",
        numbers={"単価": lambda i: int(money(i)), "割引": lambda i: -10 * (i % 6)},
    ),
    "timetable with seconds": File(
        content=text_of(
            {
                "line": lambda i: f"{1 + i % 9}",
                "planned": lambda i: f"{6 + i % 18:02d}:{i % 60:02d}:00",
                "delay": lambda i: f"+{i % 7}" if i % 5 else f"-{i % 3}",
                "full": lambda i: one_of(i, "low", "high"),
            },
            by=";",
        ),
        target="full",
        kinds="numeric numeric numeric",
        numbers={"delay": lambda i: i % 7 if i % 5 else -(i % 3)},
    ),
    "stock with its units": File(
        content=text_of(
            {
                "Artikel": lambda i: f"A-{i:04d}",
                "Bestand": lambda i: f"{int(money(i))} Stk",
                "Preis/ME": lambda i: f"{comma(a(i))} €/kg",
                "Lieferzeit": lambda i: f"{1 + i % 5} Wochen" if i % 3 else f"{2 + i % 9} Tage",
                "MwSt": lambda i: one_of(i, "7 %", "19 %", salt=5),
                "aktiv": lambda i: one_of(i, "J", "N"),
            },
            by=";",
        ),
        target="aktiv",
        kinds="identifier numeric numeric numeric numeric",
        encoding="utf-8-sig",
        numbers={
            "Bestand": lambda i: int(money(i)),
            "Preis/ME": a,
            "Lieferzeit": lambda i: float(1 + i % 5) if i % 3 else (2 + i % 9) / 7,
        },
    ),
    "funds": File(
        content=text_of(
            {
                "ISIN": lambda i: f"DE000A{i:05d}{i % 10}",
                "NAV": lambda i: f"{a(i) + i:.4f}",
                "1Y": lambda i: f"{a(i) - 50:+.2f}%",
                "AuM": lambda i: f"${a(i):.1f}B" if i % 3 else f"${a(i):.1f}M",
                "TER": lambda i: f"0.{10 + i % 60}%",
                "Rating": lambda i: "★" * (1 + i % 5),
                "open": lambda i: one_of(i, "Yes", "No"),
            },
        ),
        target="open",
        kinds="identifier numeric numeric numeric numeric numeric",
        numbers={
            "1Y": lambda i: round(a(i) - 50, 2),
            "AuM": lambda i: a(i) * (1e9 if i % 3 else 1e6),
            "Rating": lambda i: 1 + i % 5,
        },
    ),
    "running watch": File(
        content=text_of(
            {
                "Date": lambda i: f"{day(i)} 07:12:01",
                "Distance": lambda i: f"{a(i) / 10:.2f}",
                "Time": lambda i: f"00:{20 + i % 40}:{i % 60:02d}",
                "Avg Pace": lambda i: f"{4 + i % 3}:{i % 60:02d}",
                "Calories": lambda i: f"{1000 + i * 37:,}",
                "Max HR": lambda i: "--" if i % 8 == 3 else 150 + i % 40,
                "Favorite": lambda i: one_of(i, "true", "false"),
            },
        ),
        target="Favorite",
        kinds="datetime numeric numeric numeric numeric numeric",
        numbers={"Calories": lambda i: 1000 + i * 37, "Max HR": lambda i: GAP if i % 8 == 3 else 150 + i % 40},
    ),
    "minutes of a support desk": File(
        content=text_of(
            {
                "Ticket": lambda i: f"#{4000 + i}",
                "First reply": lambda i: f"{i % 9}h {i % 60}m" if i % 4 else f"{1 + i % 50}m",
                "CSAT": lambda i: f"{1 + i % 5}/5",
                "Tags": lambda i: one_of(i, "billing vip", "login", "", salt=5),
                "Reopened": lambda i: one_of(i, "yes", "no"),
            },
        ),
        target="Reopened",
        kinds="identifier numeric numeric categorical",
        numbers={
            "First reply": lambda i: i % 9 + i % 60 / 60 if i % 4 else (1 + i % 50) / 60,
            "CSAT": lambda i: 1 + i % 5,
        },
    ),
    "energy of a house": File(
        content=text_of(
            {
                "Zeit": lambda i: f"{1 + i % 28:02d}.01.2024 {i // 28:02d}:15",
                "Bezug (kWh)": lambda i: comma(a(i) / 10, 3),
                "Einspeisung (kWh)": lambda i: comma(a(i + 3) / 10, 3),
                "Sonne": lambda i: one_of(i, "ja", "nein"),
            },
            by=";",
        ),
        target="Sonne",
        kinds="datetime numeric numeric",
        numbers={
            "Bezug (kWh)": lambda i: float(f"{a(i) / 10:.3f}"),
            "Einspeisung (kWh)": lambda i: float(f"{a(i + 3) / 10:.3f}"),
        },
        days={"Zeit": lambda i: f"{day(i)} {i // 28:02d}:15"},
    ),
    "votes by constituency": File(
        content=text_of(
            {
                "Wahlkreis": lambda i: f"{1 + i:03d}",
                "Land": lambda i: one_of(i, "SH", "HH", "NI", salt=5),
                "Wahlberechtigte": lambda i: comma(100000 + i * 1711, 0, "."),
                "Beteiligung": lambda i: f"{comma(a(i), 1)} %",
                "gewonnen": lambda i: one_of(i, "A", "B"),
            },
            by=";",
            below=["", "Gesamt;;7.777.777;76,6 %;", "Quelle: Die Bundeswahlleiterin"],
        ),
        target="gewonnen",
        kinds="identifier categorical numeric numeric",
        numbers={"Wahlberechtigte": lambda i: 100000 + i * 1711, "Beteiligung": a},
    ),
    "genes": File(
        content=text_of(
            {
                "gene": lambda i: f"ENSG{i:011d}",
                "log2FC": lambda i: f"{a(i) / 30 - 1.5:.6f}",
                "pvalue": lambda i: f"{a(i) / 100 + 0.001:.3e}",
                "padj": lambda i: "NA" if i % 6 == 1 else f"{a(i) / 99:.2E}",
                "chr": lambda i: one_of(i, "1", "2", "X", "MT", salt=5),
                "strand": lambda i: one_of(i, "+", "-", salt=6),
                "type": lambda i: one_of(i, "coding", "lnc"),
            },
            by="\t",
        ),
        target="type",
        kinds="identifier numeric numeric numeric categorical categorical",
        words={
            "chr": lambda i: one_of(i, "1", "2", "X", "MT", salt=5),
            "strand": lambda i: one_of(i, "+", "-", salt=6),
        },
    ),
    "a poll, crossed": File(
        content=text_of(
            {
                "Q1": lambda i: one_of(i, "☑", "☐", salt=5),
                "Q2": lambda i: one_of(i, "X", "", salt=6),
                "Q3": lambda i: one_of(i, "very good", "good", "bad", "don't know", salt=7),
                "age": lambda i: one_of(i, "18-29", "30-49", "50+", "prefer not to say", salt=8),
                "income": lambda i: one_of(i, "<$20k", "$20k-$50k", ">$50k", salt=9),
                "n": a,
                "vote": lambda i: one_of(i, "Yes", "No"),
            },
        ),
        target="vote",
        kinds="boolean categorical categorical categorical categorical numeric",
        words={"income": lambda i: one_of(i, "<$20k", "$20k-$50k", ">$50k", salt=9)},
    ),
    "school, marks with words": File(
        content=text_of(
            {
                "Name": lambda i: f"Kind {i}",
                "Deutsch": lambda i: f"{1 + i % 5}{one_of(i, '+', '', '-', salt=5)}",
                "Mathe": lambda i: f"{1 + i % 6}",
                "Fehltage": lambda i: i % 13,
                "versetzt": lambda i: one_of(i, "ja", "nein"),
            },
            by=";",
        ),
        target="versetzt",
        kinds="identifier categorical numeric numeric",
        words={"Deutsch": lambda i: f"{1 + i % 5}{one_of(i, '+', '', '-', salt=5)}"},
    ),
    "chemistry": File(
        content=text_of(
            {
                "SMILES": lambda i: "C" * (1 + i) + "O",
                "MW": lambda i: f"{32 + 14.03 * i:.2f}",
                "IC50": lambda i: ">10000" if i % 7 == 2 else f"{a(i) * 10:.0f}",
                "units": lambda _i: "nM",
                "logP": lambda i: f"{a(i) / 20 - 1:.2f}",
                "active": lambda i: one_of(i, "1", "0"),
            },
        ),
        target="active",
        kinds="identifier numeric numeric constant numeric",
        said=("limits",),
        numbers={"IC50": lambda i: 10000 if i % 7 == 2 else float(f"{a(i) * 10:.0f}")},
    ),
    "map": File(
        content=text_of(
            {
                "name": lambda i: f"Peak {i}",
                "lat": lambda i: f"{46 + a(i) / 100:.5f}° N",
                "lon": lambda i: f"{7 + a(i) / 50:.5f}° E",
                "elev": lambda i: f"{2000 + i * 31} m ü. M.",
                "hut": lambda i: one_of(i, "yes", "no"),
            },
            by="\t",
        ),
        target="hut",
        kinds="identifier numeric numeric numeric",
        numbers={"lat": lambda i: float(f"{46 + a(i) / 100:.5f}"), "elev": lambda i: 2000 + i * 31},
    ),
    "ships": File(
        content=text_of(
            {
                "MMSI": lambda i: 211000000 + i * 9973,
                "lat": lambda i: f"54°{10 + i}.{i:03d}'N",
                "SOG": lambda i: f"{a(i) / 5:.1f} kn",
                "COG": lambda i: f"{i * 9}°",
                "class": lambda i: one_of(i, "A", "B"),
            },
            by=";",
        ),
        target="class",
        kinds="numeric numeric numeric numeric",
        numbers={"lat": lambda i: 54 + (10 + i + i / 1000) / 60, "COG": lambda i: i * 9},
    ),
}
