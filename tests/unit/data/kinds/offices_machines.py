"""More tables as programs export them: bookings, machines, offices, studies."""

from __future__ import annotations

from tests.hard_files import AS_WRITTEN, GAP, ROWS, File, comma, one_of, table
from tests.unit.data.kinds.programs import a, all_quoted, day, money, y

FILES = {
    "card account, Germany": table({
        "Belegdatum": ("datetime", lambda i: f"{1 + i % 28:02d}.01.2024"),
        "Beschreibung": ("categorical", lambda i: one_of(i, "REWE SAGT DANKE", "DB FERNVERKEHR", "SHELL 4711", salt=5)),
        "Betrag (EUR)": (
            "numeric", lambda i: f"{'-' if i % 4 else '+'}{comma(money(i))}",
            lambda i: -money(i) if i % 4 else money(i),
        ),
        "Ursprünglicher Betrag": ("constant", lambda _i: ""),
        "Status": ("target", y),
    },
        by=";", quote=all_quoted,
        above=['"Kreditkarte:";"4748********1234";', "", '"Saldo:";"-1.234,56 EUR";', '"Datum:";"31.01.2024";', ""],
        encoding="cp1252",
    ),
    "nights of a hotel portal": table({
        "Book number": ("numeric", lambda i: 3000000000 + i * 7919),
        "Check-in": ("datetime", day),
        "Duration (nights)": ("numeric", lambda i: 1 + i % 6),
        "Price": ("numeric", lambda i: f"{money(i):.2f} EUR", money),
        "Commission %": ("numeric", lambda i: f"{12 + i % 4}"),
        "Guests": ("numeric", lambda i: f"{1 + i % 3} adults", lambda i: 1 + i % 3),
        "Status": ("target", lambda i: one_of(i, "ok", "cancelled_by_guest")),
    }),
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
    "study with its labels": table({
        "subject": ("categorical", lambda i: f"S{i % 14:02d}"),
        "sex": ("categorical", lambda i: one_of(i, "1: male", "2: female", salt=5)),
        "visit": ("categorical", lambda i: f"V{1 + i % 3}"),
        "sbp/dbp": ("identifier", lambda i: f"{110 + i % 30}/{70 + i % 17}"),
        "bmi": (
            "numeric", lambda i: "." if i % 9 == 4 else f"{18 + a(i) / 9:.1f}",
            lambda i: GAP if i % 9 == 4 else float(f"{18 + a(i) / 9:.1f}"),
        ),
        "onset": (
            "datetime", lambda i: "UN/UNK/2024" if i % 20 == 3 else f"{1 + i % 28:02d}/JAN/2024",
            lambda i: None if i % 20 == 3 else day(i),
        ),
        "ae": ("target", lambda i: one_of(i, "Y", "N")),
    }, by="\t"),
    "staff, Japan": table({
        "社員番号": ("identifier", lambda i: f"{1001 + i * 3:06d}"),
        "氏名": ("identifier", lambda i: f"山田 {i}郎"),
        "入社年月日": ("datetime", lambda i: f"H{10 + i % 20}.{1 + i % 12}.{1 + i % 28}"),
        "基本給": ("numeric", lambda i: f"{int(money(i)) * 100:,}円", lambda i: int(money(i)) * 100),
        "残業時間": ("numeric", lambda i: f"{i % 40}:{i % 60:02d}", lambda i: i % 40 + i % 60 / 60),
        "有給残": ("numeric", lambda i: f"{i % 20}日", lambda i: i % 20),
        "退職": ("target", lambda i: one_of(i, "有", "無")),
    }, encoding="cp932"),
    "register of a shop, Japan": table({
        "日時": ("datetime", lambda i: f"2024/1/{1 + i % 28}({'月火水木金土日'[i % 7]}) {10 + i % 9}:05"),
        "商品": ("categorical", lambda i: one_of(i, "コーヒー", "紅茶", salt=5)),
        "単価": ("numeric", lambda i: f"\\{int(money(i)):,}", lambda i: int(money(i))),
        "割引": ("numeric", lambda i: f"▲{10 * (i % 6)}" if i % 6 else "0", lambda i: -10 * (i % 6)),
        "会員": ("target", lambda i: one_of(i, "○", "×")),
    }, quote=all_quoted, encoding="cp932"),
    "timetable with seconds": table({
        "line": ("numeric", lambda i: f"{1 + i % 9}"),
        "planned": ("numeric", lambda i: f"{6 + i % 18:02d}:{i % 60:02d}:00"),
        "delay": ("numeric", lambda i: f"+{i % 7}" if i % 5 else f"-{i % 3}", lambda i: i % 7 if i % 5 else -(i % 3)),
        "full": ("target", lambda i: one_of(i, "low", "high")),
    }, by=";"),
    "stock with its units": table({
        "Artikel": ("identifier", lambda i: f"A-{i:04d}"),
        "Bestand": ("numeric", lambda i: f"{int(money(i))} Stk", lambda i: int(money(i))),
        "Preis/ME": ("numeric", lambda i: f"{comma(a(i))} €/kg", a),
        "Lieferzeit": (
            "numeric", lambda i: f"{1 + i % 5} Wochen" if i % 3 else f"{2 + i % 9} Tage",
            lambda i: float(1 + i % 5) if i % 3 else (2 + i % 9) / 7,
        ),
        "MwSt": ("numeric", lambda i: one_of(i, "7 %", "19 %", salt=5)),
        "aktiv": ("target", lambda i: one_of(i, "J", "N")),
    }, by=";", encoding="utf-8-sig"),
    "funds": table({
        "ISIN": ("identifier", lambda i: f"DE000A{i:05d}{i % 10}"),
        "NAV": ("numeric", lambda i: f"{a(i) + i:.4f}"),
        "1Y": ("numeric", lambda i: f"{a(i) - 50:+.2f}%", lambda i: round(a(i) - 50, 2)),
        "AuM": (
            "numeric", lambda i: f"${a(i):.1f}B" if i % 3 else f"${a(i):.1f}M",
            lambda i: a(i) * (1e9 if i % 3 else 1e6),
        ),
        "TER": ("numeric", lambda i: f"0.{10 + i % 60}%"),
        "Rating": ("numeric", lambda i: "★" * (1 + i % 5), lambda i: 1 + i % 5),
        "open": ("target", lambda i: one_of(i, "Yes", "No")),
    }),
    "running watch": table({
        "Date": ("datetime", lambda i: f"{day(i)} 07:12:01"),
        "Distance": ("numeric", lambda i: f"{a(i) / 10:.2f}"),
        "Time": ("numeric", lambda i: f"00:{20 + i % 40}:{i % 60:02d}"),
        "Avg Pace": ("numeric", lambda i: f"{4 + i % 3}:{i % 60:02d}"),
        "Calories": ("numeric", lambda i: f"{1000 + i * 37:,}", lambda i: 1000 + i * 37),
        "Max HR": (
            "numeric", lambda i: "--" if i % 8 == 3 else 150 + i % 40, lambda i: GAP if i % 8 == 3 else 150 + i % 40,
        ),
        "Favorite": ("target", lambda i: one_of(i, "true", "false")),
    }),
    "minutes of a support desk": table({
        "Ticket": ("identifier", lambda i: f"#{4000 + i}"),
        "First reply": (
            "numeric", lambda i: f"{i % 9}h {i % 60}m" if i % 4 else f"{1 + i % 50}m",
            lambda i: i % 9 + i % 60 / 60 if i % 4 else (1 + i % 50) / 60,
        ),
        "CSAT": ("numeric", lambda i: f"{1 + i % 5}/5", lambda i: 1 + i % 5),
        "Tags": ("categorical", lambda i: one_of(i, "billing vip", "login", "", salt=5)),
        "Reopened": ("target", lambda i: one_of(i, "yes", "no")),
    }),
    "energy of a house": table({
        "Zeit": (
            "datetime", lambda i: f"{1 + i % 28:02d}.01.2024 {i // 28:02d}:15", lambda i: f"{day(i)} {i // 28:02d}:15",
        ),
        "Bezug (kWh)": ("numeric", lambda i: comma(a(i) / 10, 3), lambda i: float(f"{a(i) / 10:.3f}")),
        "Einspeisung (kWh)": ("numeric", lambda i: comma(a(i + 3) / 10, 3), lambda i: float(f"{a(i + 3) / 10:.3f}")),
        "Sonne": ("target", lambda i: one_of(i, "ja", "nein")),
    }, by=";"),
    "votes by constituency": table({
        "Wahlkreis": ("identifier", lambda i: f"{1 + i:03d}"),
        "Land": ("categorical", lambda i: one_of(i, "SH", "HH", "NI", salt=5)),
        "Wahlberechtigte": ("numeric", lambda i: comma(100000 + i * 1711, 0, "."), lambda i: 100000 + i * 1711),
        "Beteiligung": ("numeric", lambda i: f"{comma(a(i), 1)} %", a),
        "gewonnen": ("target", lambda i: one_of(i, "A", "B")),
    }, by=";", below=["", "Gesamt;;7.777.777;76,6 %;", "Quelle: Die Bundeswahlleiterin"]),
    "genes": table({
        "gene": ("identifier", lambda i: f"ENSG{i:011d}"),
        "log2FC": ("numeric", lambda i: f"{a(i) / 30 - 1.5:.6f}"),
        "pvalue": ("numeric", lambda i: f"{a(i) / 100 + 0.001:.3e}"),
        "padj": ("numeric", lambda i: "NA" if i % 6 == 1 else f"{a(i) / 99:.2E}"),
        "chr": ("categorical", lambda i: one_of(i, "1", "2", "X", "MT", salt=5), AS_WRITTEN),
        "strand": ("categorical", lambda i: one_of(i, "+", "-", salt=6), AS_WRITTEN),
        "type": ("target", lambda i: one_of(i, "coding", "lnc")),
    }, by="\t"),
    "a poll, crossed": table({
        "Q1": ("boolean", lambda i: one_of(i, "☑", "☐", salt=5)),
        "Q2": ("categorical", lambda i: one_of(i, "X", "", salt=6)),
        "Q3": ("categorical", lambda i: one_of(i, "very good", "good", "bad", "don't know", salt=7)),
        "age": ("categorical", lambda i: one_of(i, "18-29", "30-49", "50+", "prefer not to say", salt=8)),
        "income": ("categorical", lambda i: one_of(i, "<$20k", "$20k-$50k", ">$50k", salt=9), AS_WRITTEN),
        "n": ("numeric", a),
        "vote": ("target", lambda i: one_of(i, "Yes", "No")),
    }),
    "school, marks with words": table({
        "Name": ("identifier", lambda i: f"Kind {i}"),
        "Deutsch": ("categorical", lambda i: f"{1 + i % 5}{one_of(i, '+', '', '-', salt=5)}", AS_WRITTEN),
        "Mathe": ("numeric", lambda i: f"{1 + i % 6}"),
        "Fehltage": ("numeric", lambda i: i % 13),
        "versetzt": ("target", lambda i: one_of(i, "ja", "nein")),
    }, by=";"),
    "chemistry": table({
        "SMILES": ("identifier", lambda i: "C" * (1 + i) + "O"),
        "MW": ("numeric", lambda i: f"{32 + 14.03 * i:.2f}"),
        "IC50": (
            "numeric", lambda i: ">10000" if i % 7 == 2 else f"{a(i) * 10:.0f}",
            lambda i: 10000 if i % 7 == 2 else float(f"{a(i) * 10:.0f}"),
        ),
        "units": ("constant", lambda _i: "nM"),
        "logP": ("numeric", lambda i: f"{a(i) / 20 - 1:.2f}"),
        "active": ("target", lambda i: one_of(i, "1", "0")),
    }, said=("limits",)),
    "map": table({
        "name": ("identifier", lambda i: f"Peak {i}"),
        "lat": ("numeric", lambda i: f"{46 + a(i) / 100:.5f}° N", lambda i: float(f"{46 + a(i) / 100:.5f}")),
        "lon": ("numeric", lambda i: f"{7 + a(i) / 50:.5f}° E"),
        "elev": ("numeric", lambda i: f"{2000 + i * 31} m ü. M.", lambda i: 2000 + i * 31),
        "hut": ("target", lambda i: one_of(i, "yes", "no")),
    }, by="\t"),
    "ships": table({
        "MMSI": ("numeric", lambda i: 211000000 + i * 9973),
        "lat": ("numeric", lambda i: f"54°{10 + i}.{i:03d}'N", lambda i: 54 + (10 + i + i / 1000) / 60),
        "SOG": ("numeric", lambda i: f"{a(i) / 5:.1f} kn"),
        "COG": ("numeric", lambda i: f"{i * 9}°", lambda i: i * 9),
        "class": ("target", lambda i: one_of(i, "A", "B")),
    }, by=";"),
}  # fmt: skip
