"""What people and programs write into a cell, one oddity a file: marks, scores, codes, durations, lists, markup."""

from __future__ import annotations

from tests.hard_files import GAP, File, comma, drawn, one_of, text_of


def n(i: int) -> float:
    return drawn(i, 3, 90, 1)


def m(i: int) -> int:
    return int(drawn(i, 1, 9, 0, 4))


def y(i: int) -> str:
    return one_of(i, "up", "down")


def cell(write: object, kind: str = "numeric", value: object = None, *, name: str = "c", by: str = ";", **more: object):
    """A table of one odd column beside plain numbers; ``value``: what a person reads in it, as ``write`` by default."""
    truth = value or write
    if kind == "numeric":
        read: dict[str, object] = {"numbers": {name: truth, "n": n}}
    elif kind == "datetime":
        read = {"days": {name: truth}, "numbers": {"n": n}}
    else:
        read = {"words": {name: truth}, "numbers": {"n": n}}
    content = text_of({name: write, "n": n, "y": y}, by=by)
    return File(**{"content": content, "target": "y", "kinds": f"{kind} numeric", **read, **more})


def repeated(*texts: str) -> object:
    return lambda i: one_of(i, *texts, salt=6)


def words(*texts: str, kind: str = "categorical", **more: object) -> File:
    """A few texts that stay what they are."""
    return cell(repeated(*texts), kind, **more)


def own(write: object, kind: str = "identifier", **more: object) -> File:
    """Texts that are nearly all different, and no numbers: left out, or free text."""
    return cell(write, kind, **{"words": {}, **more})


def money(i: int) -> float:
    return drawn(i, 1, 9, 3, 2)


def pointed(i: int) -> str:
    return f"{1 + m(i)}.12{1 + i % 9}" if i % 3 else f"{101 + 7 * i}"


FILES = {
    "hours and minutes": cell(lambda i: f"{m(i)}h {10 + i}m", value=lambda i: m(i) + (10 + i) / 60),
    "days and hours": cell(lambda i: f"{m(i)}d {i % 24}h", value=lambda i: 24 * m(i) + i % 24),
    "years and months": cell(lambda i: f"{m(i)} years {i % 12} months", value=lambda i: 12 * m(i) + i % 12),
    "addresses of computers": words("10.0.0.1", "10.0.0.12", "192.168.1.7", "8.8.8.8", "172.16.0.3"),
    "telephone numbers": own(lambda i: f"(030) {901820 + i * 77}"),
    "telephone numbers with dashes": own(lambda i: f"030-{1234 + i * 7}-{5678 - i}"),
    "postal codes, Germany": words("01067", "10115", "20095", "80331", "99084", name="plz"),
    "postal codes, Britain": words("SW1A 1AA", "M1 1AE", "EH1 1YZ", "CF10 1EP"),
    "postal codes, Japan": words("100-0001", "530-0001", "060-0001", "810-0001"),
    "ZIP and four": words("02134-1001", "90210-3344", "10001-0001", "60601-1234"),
    "degrees, minutes, seconds": cell(
        lambda i: f"48°{i + 10:02d}'30\"N", value=lambda i: 48 + (i + 10) / 60 + 30 / 3600, name="lat"
    ),
    "latitude and longitude in one": own(lambda i: f"{52 + n(i) / 100:.4f}, {13 + n(i) / 90:.4f}"),
    "versions": words("1.8", "1.9", "1.10", "1.11", "1.1", name="version"),
    "versions of three parts": words("1.9.0", "1.10.2", "2.0.0", "2.1.13"),
    "books": own(lambda i: f"978-3-16-{148410 + i * 13}-{i % 10}", name="isbn"),
    "books of old": own(lambda i: f"3-16-{148410 + i * 13}-{'X' if i % 10 == 9 else i % 10}", name="isbn"),
    "ja and nein": words("ja", "nein", kind="boolean"),
    "Chinese yes and no": words("是", "否", kind="boolean"),
    "circles and crosses": words("〇", "×", kind="boolean"),
    "circles and crosses of letters": words("○", "✕", kind="boolean"),
    "large circles": words("◯", "✖", kind="boolean"),
    "checked": words("Checked", "Unchecked", kind="boolean"),
    "wahr and falsch": words("WAHR", "FALSCH", kind="boolean"),
    "ticks or nothing": words("✓", "", kind="categorical", value=lambda i: repeated("✓", None)(i)),
    "x or nothing": words("x", "", kind="categorical", value=lambda i: repeated("x", None)(i)),
    "Y or nothing": words("Y", "", kind="categorical", value=lambda i: repeated("Y", None)(i)),
    "marks out of five": cell(lambda i: f"{m(i) % 6}/5", value=lambda i: m(i) % 6),
    "stars": cell(lambda i: "★" * (1 + m(i) % 5), value=lambda i: 1 + m(i) % 5),
    "stars with empty ones": cell(lambda i: "★" * (1 + m(i) % 5) + "☆" * (4 - m(i) % 5), value=lambda i: 1 + m(i) % 5),
    "groups of age": words("10-19", "20-29", "30-39", "40-64", "65+"),
    "numbers of staff": words("1-10", "11-50", "51-200", "201-500", "1,001-5,000", "10,001+"),
    "halves and quarters": words("1/2", "1/4", "3/4", "1/8"),
    "powers of ten with a comma": cell(lambda i: f"{m(i)},{i % 10}E+03", value=lambda i: (m(i) + i % 10 / 10) * 1e3),
    "JSON": own(lambda i: f'{{"a": {i}, "b": "x{i}"}}', said=["unread"]),
    "lists": words("red, green", "red", "green, blue, red", "blue"),
    "lists of brackets": words("['a', 'b']", "['b']", "[]", "['c', 'a']"),
    "markup": words("<b>new</b>", "<b>old</b>", "<i>used &amp; tested</i>"),
    "scores of football": words("2:1", "0:0", "1:3", "2:2", "0:1", "4:0"),
    "scores of chess": words("1-0", "0-1", "1/2-1/2"),
    "pressure of the blood": own(lambda i: f"{110 + i}/{70 + i % 20}", kind="identifier"),
    "times from and to": words("08:00-09:30", "10:15-11:45", "14:00-15:30"),
    "sizes of clothes": words("38/40", "42/44", "46/48", "S", "XL"),
    "codes with an E": words("12E4", "3B21", "45A1", "7E10", "2E3"),
    "colours": words("#ff0000", "#00ff00", "#0000ff", "#123456"),
    "faces": words("😀", "😐", "😡"),
    "two currencies": own(lambda i: f"{one_of(i, 'USD', 'EUR')} {n(i) + i}"),
    "times as often": cell(lambda i: f"{m(i)}x", value=m),
    "thin blanks": cell(lambda i: f"{comma(n(i) * 1000, 2, chr(0x2009))}", value=lambda i: float(f"{n(i) * 1000:.2f}")),
    "narrow blanks": cell(lambda i: f"{comma(n(i) * 1000, 1, chr(0x202F))} €", value=lambda i: round(n(i) * 1000, 1)),
    "wide digits with a wide comma": cell(
        lambda i: f"{4000 + i * 131:,}".translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)}),
        value=lambda i: 4000 + i * 131,
        by="\t",
    ),
    "per mille": cell(lambda i: f"{comma(n(i), 1)} ‰", value=n),
    "behind an apostrophe": cell(lambda i: f"'{n(i) + i}", value=lambda i: n(i) + i, by=","),
    "codes behind an apostrophe": words("'00123", "'00777", "'01000"),
    "billions with three digits": cell(lambda i: f"€{money(i):.3f}bn", value=lambda i: money(i) * 1e9),
    "thousands for short": cell(
        lambda i: f"{n(i)}k" if i % 3 else f"{m(i)}M", value=lambda i: n(i) * 1e3 if i % 3 else m(i) * 1e6
    ),
    "German millions": cell(lambda i: f"{comma(n(i), 1)} Mio.", value=lambda i: n(i) * 1e6),
    "German billions with money": cell(lambda i: f"{comma(n(i), 1)} Mrd. €", value=lambda i: n(i) * 1e9),
    "lakh and crore": cell(
        lambda i: f"{m(i)} lakh" if i % 2 else f"{n(i)} crore", value=lambda i: m(i) * 1e5 if i % 2 else n(i) * 1e7
    ),
    "short hundreds": cell(lambda i: f"{n(i)}k", value=lambda i: n(i) * 1e3),
    "millions for short": cell(lambda i: f"{m(i)}M", value=lambda i: m(i) * 1e6),
    "less than a per cent": cell(
        lambda i: "<1%" if i % 9 == 4 else f"{n(i):g}%", value=lambda i: 1 if i % 9 == 4 else n(i), said=("limits",)
    ),
    **{
        f"limits in words: {limit}": cell(
            lambda i, limit=limit: limit if i % 9 == 4 else f"{n(i)}",
            value=lambda i: 90 if i % 9 == 4 else n(i),
            said=("limits",),
        )
        for limit in ("less than 90", "Over 90", "90 or more", "superior a 90", "90 oder mehr", "90 이상", "不足90")
    },
    "won in two units": cell(
        lambda i: f"{m(i)}억 {1000 + i * 37:,}만원" if i % 2 else f"{1000 + i * 37:,}만원",
        value=lambda i: (i % 2) * m(i) * 1e8 + (1000 + i * 37) * 1e4,
        by="\t",
        name="price",
    ),
    "yuan in two units": cell(
        lambda i: f"{m(i)}.5亿元" if i % 2 else f"{100 + i}万元",
        value=lambda i: (m(i) + 0.5) * 1e8 if i % 2 else (100 + i) * 1e4,
    ),
    "Arabic shares": cell(
        lambda i: f"{n(i):.1f}٪".translate(str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")), value=n, by=","
    ),
    "digits and letters of one length, in turn": own(lambda i: f"{319 + i * 7}abc"),
    "digits and letters of one length, the last first": own(lambda i: f"{919 - i * 7}abc"),
    "digits of one length before several words": own(lambda i: f"{119 + i * 97 % 800}{one_of(i, 'red', 'tan')}"),
    "amounts of one length in a unit of their own": cell(
        lambda i: f"{119 + i * 97 % 800}tab", value=lambda i: 119 + i * 97 % 800
    ),
    **{
        f"three digits and a word of trade: {word}": cell(
            lambda i, word=word: f"{119 + i * 7}{word}", value=lambda i: 119 + i * 7
        )
        for word in ("gsm", "kwh", "kgs", "ltr", "box")
    },
    "guests of many and few": cell(lambda i: f"{7 + i * 3}pax", value=lambda i: 7 + i * 3),
    "digits with blanks between": own(lambda i: " ".join(f"{945807 + i * 771}"), said=("unread",)),
    "two codes and a gap of SAS": cell(
        lambda i: "." if i % 9 == 4 else str(1 + i % 2), value=lambda i: GAP if i % 9 == 4 else 1 + i % 2, by=","
    ),
    "gaps of databases among words": cell(
        lambda i: r"\N" if i % 9 == 4 else one_of(i, "Elm", "Oak"),
        "categorical",
        lambda i: None if i % 9 == 4 else one_of(i, "Elm", "Oak"),
    ),
    "errors of Excel among words": cell(
        lambda i: one_of(i, "#REF!", "#NV") if i % 9 == 4 else one_of(i, "Elm", "Oak"),
        "categorical",
        lambda i: None if i % 9 == 4 else one_of(i, "Elm", "Oak"),
    ),
    "points before three digits, and no nought": File(
        content=text_of({"c": pointed, "n": m, "y": y}, by="\t"),
        target="y",
        kinds="numeric numeric",
        numbers={"c": lambda i: float(pointed(i).replace(".", ""))},
        said=("numbers_two_ways",),
    ),
    "a unit alone among yen": words("千円", "5千円", "3千円", "百万円", "万円", "2千円"),
    "yen in tens of millions": cell(
        lambda i: f"{m(i)}億{1 + i % 8}千万円" if i % 2 else f"{1 + i % 8}千万円",
        value=lambda i: (i % 2) * m(i) * 1e8 + (1 + i % 8) * 1e7,
    ),
    "unavailable sensors": cell(
        lambda i: "unavailable" if i % 8 == 3 else n(i) + i, value=lambda i: GAP if i % 8 == 3 else n(i) + i
    ),
    "grades with one missing": cell(
        lambda i: "n.b." if i % 11 == 5 else comma(1 + i % 7 / 3, 1),
        value=lambda i: GAP if i % 11 == 5 else float(f"{1 + i % 7 / 3:.1f}"),
    ),
    "tickets of Jira": cell(
        lambda i: f"{1 + i % 28:02d}/Jan/24 2:05 PM", "datetime", lambda i: f"2024-01-{1 + i % 28:02d} 14:05"
    ),
    "moments of a form, Japan": cell(
        lambda i: f"2024/01/{1 + i % 28:02d} 2:05:09 午後 GMT+9",
        "datetime",
        lambda i: f"2024-01-{1 + i % 28:02d} 05:05:09",
    ),
    "moments of a service": cell(
        lambda i: f"2024-01-{1 + i % 28:02d}T14:05:09.000+0000",
        "datetime",
        lambda i: f"2024-01-{1 + i % 28:02d} 14:05:09",
    ),
    "months in letters and a clock": cell(
        lambda i: f"Jan {1 + i % 28}, 2024, 2:05 PM", "datetime", lambda i: f"2024-01-{1 + i % 28:02d} 14:05"
    ),
    "hours from and to": cell(
        lambda i: f"{1 + i % 28:02d}.01.2024 {i // 28:02d}:00 - {1 + i % 28:02d}.01.2024 {i // 28 + 1:02d}:00",
        "datetime",
        lambda i: f"2024-01-{1 + i % 28:02d} {i // 28:02d}:00",
    ),
    "days of ISO weeks": cell(
        lambda i: f"2024-W{1 + i % 20:02d}-3",
        "datetime",
        lambda i: f"{__import__('datetime').date.fromisocalendar(2024, 1 + i % 20, 3)}",
    ),
    "months in front": cell(
        lambda i: f"{1 + i % 12}/{13 + i % 15}/2024 14:05",
        "datetime",
        lambda i: f"2024-{1 + i % 12:02d}-{13 + i % 15:02d} 14:05",
    ),
    "answers with their codes": words("1 = Strongly disagree", "2 = Disagree", "5 = Strongly agree"),
    "answers with codes in brackets": words("(1) Very bad", "(2) Bad", "(3) Good"),
    "chosen several, with an end": words("Mail;", "Mail;Phone;", "Phone;", by="\t"),
    "rooms": cell(lambda i: f"{comma(1 + m(i) / 2, 1)} Zi.", value=lambda i: 1 + m(i) / 2),
    "temperatures, degrees apart": cell(lambda i: f"{n(i) - 20:.1f} ° C", value=lambda i: n(i) - 20),
    "number sign in front": cell(lambda i: f"Nr. {m(i) * 7}", "categorical", lambda i: f"Nr. {m(i) * 7}"),
    "per cent without a blank and words": cell(lambda i: f"{n(i):g} percent", value=n),
    "positive and negative": cell(lambda i: f"{n(i) - 40:+.1f}", value=lambda i: n(i) - 40),
    "degrees of two scales in one": own(lambda i: f"{n(i) + i:.1f} °C / {n(i) * 2 + 32:.1f} °F", "text"),
    "dimensions": own(lambda i: f"{m(i) + i} x {m(i) + 2} x {m(i) + 5} cm", "text"),
    "from and to of pay": own(lambda i: f"$80K - ${100 + i}K", "text"),
    "sums in words": words("one", "two", "three", "ten"),
    "Roman": words("I", "II", "III", "IV"),
    "grades": words("A+", "A", "B-", "C"),
    "classes of schools": words("7a", "7b", "8a", "10c"),
    "hex": words("0x1A", "0x2F", "0x00", "0xFF"),
    "bits": words("0101", "1100", "0011", "1111"),
    "years, two": words("2019/20", "2020/21", "2021/22"),
    "negative zero": cell(
        lambda i: "-0,0" if i % 9 == 1 else comma(n(i), 1), value=lambda i: 0 if i % 9 == 1 else n(i)
    ),
    "infinite": cell(lambda i: "∞" if i == 3 else comma(n(i), 1), value=lambda i: GAP if i == 3 else n(i)),
    "cents apart": cell(lambda i: f"{m(i)}€{10 + i}", value=lambda i: m(i) + (10 + i) / 100),
    "pounds, shillings": words("£2 10s", "£1 5s", "£3 15s"),
    "a dash for nought among money": cell(
        lambda i: "-" if i % 7 == 2 else f"{comma(n(i), 2)} €", value=lambda i: GAP if i % 7 == 2 else n(i)
    ),
    "French yes": words("Oui", "Non", kind="boolean"),
    "have and have not": words("有り", "無し", kind="boolean"),
    "applies or not": words("該当", "非該当", kind="boolean"),
    "passed": words("合格", "不合格"),
    "paid": words("paid", "unpaid"),
    "genotypes": words("1/1", "1/2", "2/2", "2/2", "2/2", "2/2", "2/2", "2/2", "2/2", "2/2", "2/2", "2/2"),
    "two measures with blanks": own(lambda i: f"{100 + i} / {61 + i}", said=["unread"]),
}
