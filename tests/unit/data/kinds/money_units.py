"""Amounts of money, shares and measures with their signs."""

from __future__ import annotations

from tests.hard_files import File, comma, drawn, one_of, text_of


def amount(i: int) -> float:
    return drawn(i, 800, 99000)


def small(i: int) -> float:
    return drawn(i, 1, 90, 1, 5)


def yes(i: int) -> str:
    return one_of(i, "yes", "no")


FILES = {
    "flats in India": File(
        content=text_of(
            {
                "Price": lambda i: f"₹ {small(i) + 10:.1f} Lac" if i % 3 else f"₹ {1 + i / 50:.2f} Cr",
                "Carpet Area": lambda i: f"{500 + i * 13} sqft",
                "BHK": lambda i: f"{1 + i % 4} BHK",
                "Sold": yes,
            }
        ),
        target="Sold",
        kinds="numeric numeric numeric",
        numbers={
            "Price": lambda i: (small(i) + 10) * 1e5 if i % 3 else (1 + i / 50) * 1e7,
            "Carpet Area": lambda i: 500 + i * 13,
            "BHK": lambda i: 1 + i % 4,
        },
    ),
    "sales, South Africa and its neighbours": File(
        content=text_of(
            {
                "Bedrag": lambda i: f"R {comma(amount(i), 2, ' ')}",
                "BTW": lambda i: f"{comma(small(i), 1)}%",
                "Betaal": lambda i: one_of(i, "Ja", "Nee"),
            },
            by=";",
        ),
        target="Betaal",
        kinds="numeric numeric",
        numbers={"Bedrag": amount, "BTW": small},
    ),
    "account, Argentina": File(
        content=text_of(
            {
                "Fecha": lambda i: f"{1 + i % 28:02d}/03/2022",
                "Importe": lambda i: f"$ {comma(amount(i), 2, '.')}",
                "Saldo": lambda i: f"$ -{comma(small(i))}" if i % 4 == 0 else f"$ {comma(amount(i) + 1, 2, '.')}",
                "Tipo": lambda i: one_of(i, "Débito", "Crédito"),
            },
            by=";",
        ),
        target="Tipo",
        kinds="datetime numeric numeric",
        encoding="cp1252",
        numbers={"Importe": amount, "Saldo": lambda i: -small(i) if i % 4 == 0 else amount(i) + 1},
        days={"Fecha": lambda i: f"2022-03-{1 + i % 28:02d}"},
    ),
    "shops of seven currencies, one a column": File(
        content=text_of(
            {
                "naira": lambda i: f"₦{amount(i):,.2f}",
                "hryvnia": lambda i: f"{comma(amount(i), 2, ' ')} ₴",
                "ringgit": lambda i: f"RM{amount(i):,.2f}",
                "dirham": lambda i: f"AED {amount(i):,.2f}",
                "baht": lambda i: f"฿{amount(i):,.0f}",
                "peso": lambda i: f"₱{amount(i):,.2f}",
                "tenge": lambda i: f"{amount(i):,.0f} ₸".replace(",", " "),
                "vip": yes,
            },
            by="\t",
        ),
        target="vip",
        kinds="numeric numeric numeric numeric numeric numeric numeric",
        numbers={
            "naira": amount,
            "hryvnia": amount,
            "ringgit": amount,
            "dirham": amount,
            "peso": amount,
            "baht": lambda i: float(f"{amount(i):.0f}"),
            "tenge": lambda i: float(f"{amount(i):.0f}"),
        },
    ),
    "Nordic and Hungarian prices": File(
        content=text_of(
            {
                "forint": lambda i: f"{comma(amount(i), 0, ' ')} Ft",
                "kroner": lambda i: f"{comma(amount(i), 2, '.')} kr.",
                "krónur": lambda i: f"{comma(amount(i), 0, '.')} kr.",
                "zloty": lambda i: f"{comma(amount(i), 2, ' ')} PLN",
                "bought": yes,
            },
            by=";",
        ),
        target="bought",
        kinds="numeric numeric numeric numeric",
        numbers={"kroner": amount, "zloty": amount, "forint": lambda i: float(f"{amount(i):.0f}")},
    ),
    "laptops": File(
        content=text_of(
            {
                "Inches": lambda i: f'{13 + i % 5}.{i % 10}"',
                "Cpu": lambda i: f"{1 + small(i) / 30:.1f}GHz",
                "Ram": lambda i: f"{(4, 8, 16, 32)[i % 4]}GB",
                "Weight": lambda i: f"{1 + small(i) / 60:.2f}kg",
                "Battery": lambda i: f"{3000 + i * 50:,} mAh",
                "Price_euros": amount,
            }
        ),
        target="Price_euros",
        kinds="numeric numeric numeric numeric numeric",
        problem="regression",
        numbers={
            "Ram": lambda i: (4, 8, 16, 32)[i % 4],
            "Battery": lambda i: 3000 + i * 50,
            "Weight": lambda i: float(f"{1 + small(i) / 60:.2f}"),
        },
    ),
    "deposits in few steps are amounts": File(
        content=text_of(
            {"Alter": lambda i: 20 + i, "Kaution": lambda i: f"{comma(1000 * (1 + i % 5), 0, '.')} €"}, by=";"
        ),
        target="Kaution",
        kinds="numeric",
        problem="regression",
        unit="€",
        numbers={"Kaution": lambda i: 1000 * (1 + i % 5)},
    ),
    "tariffs in few steps, Japan": File(
        content=text_of({"年齢": lambda i: 20 + i, "月額": lambda i: f"{(980, 1980, 2980, 4980)[i % 4]:,}円"}),
        target="月額",
        kinds="numeric",
        problem="regression",
        unit="円",
        encoding="cp932",
        numbers={"月額": lambda i: (980, 1980, 2980, 4980)[i % 4]},
    ),
    "monitor of a network": File(
        content=text_of(
            {
                "down": lambda i: f"{small(i)} Mbps" if i % 3 else f"{small(i) * 10:.0f} Kbps",
                "ping": lambda i: f"{small(i):.0f} ms",
                "rssi": lambda i: f"-{40 + i} dBm",
                "loss": lambda i: f"{i % 7}%",
                "uptime": lambda i: f"{i % 9}d {i % 24}h",
                "ok": yes,
            }
        ),
        target="ok",
        kinds="numeric numeric numeric numeric numeric",
        numbers={
            "rssi": lambda i: -40 - i,
            "loss": lambda i: i % 7,
            "ping": lambda i: float(f"{small(i):.0f}"),
            "down": lambda i: small(i) if i % 3 else round(small(i) * 10) / 1000,
            "uptime": lambda i: i % 9 * 24 + i % 24,
        },
    ),
    "vital signs": File(
        content=text_of(
            {
                "Temp": lambda i: f"{comma(36 + i / 20, 1)} °C",
                "Puls": lambda i: f"{50 + i}/min",
                "SpO2": lambda i: f"{88 + i % 12} %",
                "Glukose": lambda i: f"{comma(small(i) / 9, 1)} mmol/l",
                "Größe": lambda i: f"1,{50 + i} m",
                "Aufnahme": lambda i: one_of(i, "ja", "nein"),
            },
            by=";",
        ),
        target="Aufnahme",
        kinds="numeric numeric numeric numeric numeric",
        encoding="cp1252",
        numbers={
            "Puls": lambda i: 50 + i,
            "SpO2": lambda i: 88 + i % 12,
            "Größe": lambda i: 1 + (50 + i) / 100,
            "Temp": lambda i: float(f"{36 + i / 20:.1f}"),
        },
    ),
    "quarterly report with brackets": File(
        content=text_of(
            {
                "Segment": lambda i: one_of(i, "Retail", "Cloud", "Ads"),
                "Revenue ($m)": lambda i: f"{amount(i):,.1f}",
                "Net": lambda i: f"$ ({small(i):,.1f})" if i % 3 == 0 else f"$ {small(i):,.1f}",
                "YoY": lambda i: f"({small(i)}%)" if i % 4 == 1 else f"{small(i)}%",
                "Beat": yes,
            }
        ),
        target="Beat",
        kinds="categorical numeric numeric numeric",
        numbers={
            "Net": lambda i: -small(i) if i % 3 == 0 else small(i),
            "YoY": lambda i: -small(i) if i % 4 == 1 else small(i),
        },
    ),
    "fields and forests": File(
        content=text_of(
            {
                "Fläche": lambda i: f"{comma(small(i), 1)} ha",
                "Ertrag": lambda i: f"{comma(30 + small(i), 1)} dt/ha",
                "Höhe": lambda i: f"{200 + i * 9} m ü. NN",
                "Neigung": lambda i: f"{i % 31}°",
                "Boden": lambda i: one_of(i, "Lehm", "Sand"),
            },
            by=";",
        ),
        target="Boden",
        kinds="numeric numeric numeric numeric",
        encoding="cp1252",
        numbers={"Fläche": small, "Höhe": lambda i: 200 + i * 9, "Neigung": lambda i: i % 31},
    ),
    "deals of the press": File(
        content=text_of(
            {
                "value": lambda i: (f"${small(i):.1f}bn", f"${small(i):.1f}m", f"${amount(i) / 100:.0f}k")[i % 3],
                "stake": lambda i: f"{i * 3 % 100} pct",
                "won": yes,
            }
        ),
        target="won",
        kinds="numeric numeric",
        numbers={
            "value": lambda i: (small(i) * 1e9, small(i) * 1e6, float(f"{amount(i) / 100:.0f}") * 1e3)[i % 3],
            "stake": lambda i: i * 3 % 100,
        },
    ),
    "Swiss bills": File(
        content=text_of(
            {
                "Betrag": lambda i: f"{amount(i):,.2f} CHF".replace(",", "’"),
                "Rabatt": lambda i: f"CHF -{small(i):.2f}",
                "bezahlt": lambda i: one_of(i, "ja", "nein"),
            },
            by=";",
        ),
        target="bezahlt",
        kinds="numeric numeric",
        numbers={"Betrag": amount, "Rabatt": lambda i: -small(i)},
    ),
    "minus in four places": File(
        content=text_of(
            {
                "a": lambda i: f"-${amount(i):,.2f}",
                "b": lambda i: f"$-{amount(i):,.2f}" if i % 2 else f"${amount(i):,.2f}",
                "c": lambda i: f"(US$ {small(i)})" if i % 3 else f"US$ {small(i)}",
                "d": lambda i: f"{amount(i):,.2f}-" if i % 4 else f"{amount(i):,.2f}",
                "ok": yes,
            }
        ),
        target="ok",
        kinds="numeric numeric numeric numeric",
        numbers={
            "a": lambda i: -amount(i),
            "b": lambda i: -amount(i) if i % 2 else amount(i),
            "c": lambda i: -small(i) if i % 3 else small(i),
            "d": lambda i: -amount(i) if i % 4 else amount(i),
        },
    ),
    "rents with what they are for": File(
        content=text_of(
            {
                "Miete": lambda i: f"{comma(amount(i) / 50, 2, '.')} €/Monat",
                "avgift": lambda i: f"{comma(amount(i) / 9, 0, ' ')} kr/mån",
                "frei": lambda i: one_of(i, "ja", "nein"),
            },
            by=";",
        ),
        target="frei",
        kinds="numeric numeric",
        numbers={"Miete": lambda i: float(f"{amount(i) / 50:.2f}"), "avgift": lambda i: float(f"{amount(i) / 9:.0f}")},
    ),
    "stars stay classes": File(
        content=text_of({"price": amount, "stars": lambda i: f"{1 + i % 5} stars"}),
        target="stars",
        kinds="numeric",
        problem="multiclass",
        unit="star",
    ),
    "doses in few steps are amounts": File(
        content=text_of({"age": lambda i: 20 + i * 7 % 50, "dose": lambda i: f"{(5, 10, 20, 40)[i % 4]} mg"}),
        target="dose",
        kinds="numeric",
        problem="regression",
        unit="mg",
        numbers={"dose": lambda i: (5, 10, 20, 40)[i % 4]},
    ),
    "boxes by their three sides stay texts": File(
        content=text_of(
            {
                "box": lambda i: one_of(i, "10 x 20 x 30 cm", "20 x 20 x 40 cm", "5 x 5 x 5 cm"),
                "weight": lambda i: f"{small(i)} lbs",
                "sent": yes,
            }
        ),
        target="sent",
        kinds="categorical numeric",
        numbers={"weight": small},
    ),
    "deposits in thousands beside areas with a point": File(
        content=text_of({"area": small, "Kaution": lambda i: f"{comma(500 * (2 + i % 7), 0, '.')} €"}, by=";"),
        target="Kaution",
        kinds="numeric",
        problem="regression",
        unit="€",
        numbers={"Kaution": lambda i: 500 * (2 + i % 7), "area": small},
    ),
    "funding in millions with three digits behind the point": File(
        content=text_of({"staff": small, "raised": lambda i: f"US${1 + i % 9}.{i % 10}00M", "open": yes}),
        target="open",
        kinds="numeric numeric",
        numbers={"raised": lambda i: 1e6 * (1 + i % 9) + 1e5 * (i % 10)},
    ),
}
