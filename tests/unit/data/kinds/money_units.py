"""Amounts of money, shares and measures with their signs."""

from __future__ import annotations

from tests.hard_files import AS_WRITTEN, comma, drawn, one_of, table


def amount(i: int) -> float:
    return drawn(i, 800, 99000)


def small(i: int) -> float:
    return drawn(i, 1, 90, 1, 5)


def yes(i: int) -> str:
    return one_of(i, "yes", "no")


FILES = {
    "square metres and degrees as people type them": table({
        "Fläche": ("numeric", lambda i: f"{35 + i}qm", lambda i: 35 + i),
        "warm": ("numeric", lambda i: f"{comma(small(i), 1)}ºC", small),
        "kalt": ("numeric", lambda i: f"{comma(small(i), 1)} oC", small),
        "frei": ("target", lambda i: one_of(i, "ja", "nein")),
    }, by=";"),
    "flats in India": table({
        "Price": (
            "numeric", lambda i: f"₹ {small(i) + 10:.1f} Lac" if i % 3 else f"₹ {1 + i / 50:.2f} Cr",
            lambda i: (small(i) + 10) * 1e5 if i % 3 else (1 + i / 50) * 1e7,
        ),
        "Carpet Area": ("numeric", lambda i: f"{500 + i * 13} sqft", lambda i: 500 + i * 13),
        "BHK": ("numeric", lambda i: f"{1 + i % 4} BHK", lambda i: 1 + i % 4),
        "Sold": ("target", yes),
    }),
    "euros behind the amount, and one name with letters of its own": table({
        "Größe": ("numeric", small),
        "Umsatz": ("numeric", lambda i: f"{amount(i):,.2f} €", amount),
        "bezahlt": ("target", lambda i: one_of(i, "ja", "nein")),
    }, by=";", encoding="cp1252"),
    "sales, South Africa and its neighbours": table({
        "Bedrag": ("numeric", lambda i: f"R {comma(amount(i), 2, ' ')}", amount),
        "BTW": ("numeric", lambda i: f"{comma(small(i), 1)}%", small),
        "Betaal": ("target", lambda i: one_of(i, "Ja", "Nee")),
    }, by=";"),
    "account, Argentina": table({
        "Fecha": ("datetime", lambda i: f"{1 + i % 28:02d}/03/2022", lambda i: f"2022-03-{1 + i % 28:02d}"),
        "Importe": ("numeric", lambda i: f"$ {comma(amount(i), 2, '.')}", amount),
        "Saldo": (
            "numeric", lambda i: f"$ -{comma(small(i))}" if i % 4 == 0 else f"$ {comma(amount(i) + 1, 2, '.')}",
            lambda i: -small(i) if i % 4 == 0 else amount(i) + 1,
        ),
        "Tipo": ("target", lambda i: one_of(i, "Débito", "Crédito")),
    }, by=";", encoding="cp1252"),
    "shops of seven currencies, one a column": table({
        "naira": ("numeric", lambda i: f"₦{amount(i):,.2f}", amount),
        "hryvnia": ("numeric", lambda i: f"{comma(amount(i), 2, ' ')} ₴", amount),
        "ringgit": ("numeric", lambda i: f"RM{amount(i):,.2f}", amount),
        "dirham": ("numeric", lambda i: f"AED {amount(i):,.2f}", amount),
        "baht": ("numeric", lambda i: f"฿{amount(i):,.0f}", lambda i: float(f"{amount(i):.0f}")),
        "peso": ("numeric", lambda i: f"₱{amount(i):,.2f}", amount),
        "tenge": ("numeric", lambda i: f"{amount(i):,.0f} ₸".replace(",", " "), lambda i: float(f"{amount(i):.0f}")),
        "vip": ("target", yes),
    }, by="\t"),
    "shops of eight more": table({
        "shilling": ("numeric", lambda i: f"KSh {amount(i):,.2f}", amount),
        "shilling, whole": (
            "numeric", lambda i: f"Ksh. {amount(i):,.0f}/=", lambda i: float(f"{amount(i):.0f}"),
        ),
        "cedi": ("numeric", lambda i: f"GH₵ {amount(i):,.2f}", amount),
        "taka": ("numeric", lambda i: f"৳{amount(i):,.2f}", amount),
        "dinar": ("numeric", lambda i: f"KWD {amount(i) / 10:,.3f}", lambda i: float(f"{amount(i) / 10:.3f}")),
        "Dominican peso": ("numeric", lambda i: f"RD${amount(i):,.2f}", amount),
        "guaraní": (
            "numeric", lambda i: f"Gs. {comma(amount(i) * 1000, 0, '.')}", lambda i: float(f"{amount(i) * 1000:.0f}"),
        ),
        "krona": ("numeric", lambda i: f"{comma(amount(i), 0, ' ')}:-", lambda i: float(f"{amount(i):.0f}")),
        "vip": ("target", yes),
    }, by="\t"),
    "Nordic and Hungarian prices": table({
        "forint": ("numeric", lambda i: f"{comma(amount(i), 0, ' ')} Ft", lambda i: float(f"{amount(i):.0f}")),
        "kroner": ("numeric", lambda i: f"{comma(amount(i), 2, '.')} kr.", amount),
        "krónur": ("numeric", lambda i: f"{comma(amount(i), 0, '.')} kr."),
        "zloty": ("numeric", lambda i: f"{comma(amount(i), 2, ' ')} PLN", amount),
        "bought": ("target", yes),
    }, by=";"),
    "laptops": table({
        "Inches": ("numeric", lambda i: f'{13 + i % 5}.{i % 10}"'),
        "Cpu": ("numeric", lambda i: f"{1 + small(i) / 30:.1f}GHz"),
        "Ram": ("numeric", lambda i: f"{(4, 8, 16, 32)[i % 4]}GB", lambda i: (4, 8, 16, 32)[i % 4]),
        "Weight": ("numeric", lambda i: f"{1 + small(i) / 60:.2f}kg", lambda i: float(f"{1 + small(i) / 60:.2f}")),
        "Battery": ("numeric", lambda i: f"{3000 + i * 50:,} mAh", lambda i: 3000 + i * 50),
        "Price_euros": ("target", amount),
    }, problem="regression"),
    "deposits in few steps are amounts": table({
        "Alter": ("numeric", lambda i: 20 + i),
        "Kaution": ("target", lambda i: f"{comma(1000 * (1 + i % 5), 0, '.')} €", lambda i: 1000 * (1 + i % 5)),
    }, by=";", problem="regression", unit="€"),
    "tariffs in few steps, Japan": table({
        "年齢": ("numeric", lambda i: 20 + i),
        "月額": ("target", lambda i: f"{(980, 1980, 2980, 4980)[i % 4]:,}円", lambda i: (980, 1980, 2980, 4980)[i % 4]),
    }, problem="regression", unit="円", encoding="cp932"),
    "monitor of a network": table({
        "down": (
            "numeric", lambda i: f"{small(i)} Mbps" if i % 3 else f"{small(i) * 10:.0f} Kbps",
            lambda i: small(i) if i % 3 else round(small(i) * 10) / 1000,
        ),
        "ping": ("numeric", lambda i: f"{small(i):.0f} ms", lambda i: float(f"{small(i):.0f}")),
        "rssi": ("numeric", lambda i: f"-{40 + i} dBm", lambda i: -40 - i),
        "loss": ("numeric", lambda i: f"{i % 7}%", lambda i: i % 7),
        "uptime": ("numeric", lambda i: f"{i % 9}d {i % 24}h", lambda i: i % 9 * 24 + i % 24),
        "ok": ("target", yes),
    }),
    "vital signs": table({
        "Temp": ("numeric", lambda i: f"{comma(36 + i / 20, 1)} °C", lambda i: float(f"{36 + i / 20:.1f}")),
        "Puls": ("numeric", lambda i: f"{50 + i}/min", lambda i: 50 + i),
        "SpO2": ("numeric", lambda i: f"{88 + i % 12} %", lambda i: 88 + i % 12),
        "Glukose": ("numeric", lambda i: f"{comma(small(i) / 9, 1)} mmol/l"),
        "Größe": ("numeric", lambda i: f"1,{50 + i} m", lambda i: 1 + (50 + i) / 100),
        "Aufnahme": ("target", lambda i: one_of(i, "ja", "nein")),
    }, by=";", encoding="cp1252"),
    "quarterly report with brackets": table({
        "Segment": ("categorical", lambda i: one_of(i, "Retail", "Cloud", "Ads")),
        "Revenue ($m)": ("numeric", lambda i: f"{amount(i):,.1f}"),
        "Net": (
            "numeric", lambda i: f"$ ({small(i):,.1f})" if i % 3 == 0 else f"$ {small(i):,.1f}",
            lambda i: -small(i) if i % 3 == 0 else small(i),
        ),
        "YoY": (
            "numeric", lambda i: f"({small(i)}%)" if i % 4 == 1 else f"{small(i)}%",
            lambda i: -small(i) if i % 4 == 1 else small(i),
        ),
        "Beat": ("target", yes),
    }),
    "fields and forests": table({
        "Fläche": ("numeric", lambda i: f"{comma(small(i), 1)} ha", small),
        "Ertrag": ("numeric", lambda i: f"{comma(30 + small(i), 1)} dt/ha"),
        "Höhe": ("numeric", lambda i: f"{200 + i * 9} m ü. NN", lambda i: 200 + i * 9),
        "Neigung": ("numeric", lambda i: f"{i % 31}°", lambda i: i % 31),
        "Boden": ("target", lambda i: one_of(i, "Lehm", "Sand")),
    }, by=";", encoding="cp1252"),
    "deals of the press": table({
        "value": (
            "numeric", lambda i: (f"${small(i):.1f}bn", f"${small(i):.1f}m", f"${amount(i) / 100:.0f}k")[i % 3],
            lambda i: (small(i) * 1e9, small(i) * 1e6, float(f"{amount(i) / 100:.0f}") * 1e3)[i % 3],
        ),
        "stake": ("numeric", lambda i: f"{i * 3 % 100} pct", lambda i: i * 3 % 100),
        "won": ("target", yes),
    }),
    "Swiss bills": table({
        "Betrag": ("numeric", lambda i: f"{amount(i):,.2f} CHF".replace(",", "’"), amount),
        "Rabatt": ("numeric", lambda i: f"CHF -{small(i):.2f}", lambda i: -small(i)),
        "bezahlt": ("target", lambda i: one_of(i, "ja", "nein")),
    }, by=";"),
    "minus in four places": table({
        "a": ("numeric", lambda i: f"-${amount(i):,.2f}", lambda i: -amount(i)),
        "b": (
            "numeric", lambda i: f"$-{amount(i):,.2f}" if i % 2 else f"${amount(i):,.2f}",
            lambda i: -amount(i) if i % 2 else amount(i),
        ),
        "c": (
            "numeric", lambda i: f"(US$ {small(i)})" if i % 3 else f"US$ {small(i)}",
            lambda i: -small(i) if i % 3 else small(i),
        ),
        "d": (
            "numeric", lambda i: f"{amount(i):,.2f}-" if i % 4 else f"{amount(i):,.2f}",
            lambda i: -amount(i) if i % 4 else amount(i),
        ),
        "ok": ("target", yes),
    }),
    "rents with what they are for": table({
        "Miete": (
            "numeric", lambda i: f"{comma(amount(i) / 50, 2, '.')} €/Monat", lambda i: float(f"{amount(i) / 50:.2f}"),
        ),
        "avgift": (
            "numeric", lambda i: f"{comma(amount(i) / 9, 0, ' ')} kr/mån", lambda i: float(f"{amount(i) / 9:.0f}"),
        ),
        "frei": ("target", lambda i: one_of(i, "ja", "nein")),
    }, by=";"),
    "stars stay classes": table({
        "price": ("numeric", amount),
        "stars": ("target", lambda i: f"{1 + i % 5} stars"),
    }, problem="multiclass", unit="star"),
    "doses in few steps are amounts": table({
        "age": ("numeric", lambda i: 20 + i * 7 % 50),
        "dose": ("target", lambda i: f"{(5, 10, 20, 40)[i % 4]} mg", lambda i: (5, 10, 20, 40)[i % 4]),
    }, problem="regression", unit="mg"),
    "rents of the Netherlands, and points of a test": table({
        "Huur": ("numeric", lambda i: f"€ {comma(600 + 7 * i, 0, '.')},- per maand", lambda i: 600 + 7 * i),
        "Punten": ("numeric", lambda i: f"{i}/40 pt.", lambda i: i),
        "vrij": ("target", lambda i: one_of(i, "ja", "nee")),
    }, by=";"),
    "boxes by their three sides stay texts": table({
        "box": ("categorical", lambda i: one_of(i, "10 x 20 x 30 cm", "20 x 20 x 40 cm", "5 x 5 x 5 cm")),
        "weight": ("numeric", lambda i: f"{small(i)} lbs", small),
        "sent": ("target", yes),
    }),
    "deposits in thousands beside areas with a point": table({
        "area": ("numeric", small, AS_WRITTEN),
        "Kaution": ("target", lambda i: f"{comma(500 * (2 + i % 7), 0, '.')} €", lambda i: 500 * (2 + i % 7)),
    }, by=";", problem="regression", unit="€"),
    "funding in millions with three digits behind the point": table({
        "staff": ("numeric", small),
        "raised": ("numeric", lambda i: f"US${1 + i % 9}.{i % 10}00M", lambda i: 1e6 * (1 + i % 9) + 1e5 * (i % 10)),
        "open": ("target", yes),
    }),
}  # fmt: skip
