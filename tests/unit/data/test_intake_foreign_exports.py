"""Files of shops, banks, offices and watches in many countries: rows, kinds and values that a person would read."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.exports import AMOUNTS, DAYS, GAP, Export, check_export, english, german, lines

PAID = [abs(amount) for amount in AMOUNTS]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def french(number: float, digits: int = 2, blank: str = " ") -> str:
    return f"{number:,.{digits}f}".replace(",", blank).replace(".", ",")


def swiss(number: float) -> str:
    return f"{number:,.2f}".replace(",", "'")


EXPORTS = {
    "payments, Germany": Export(
        text=lines(
            '"Datum","Uhrzeit","Zeitzone","Brutto","Gebühr","Typ"',
            row=lambda i: [
                f"{DAYS[i]}.03.2021", f"10:{i:02d}:05", "CET", german(AMOUNTS[i]), german(-i / 10), "AB"[i % 2]
            ],
        ),
        target="Typ", numbers={"Brutto": AMOUNTS[:2], "Gebühr": [0, -0.1]}, days={"Datum": "2021-03-01"},
    ),
    "account, Switzerland": Export(
        text=lines(
            "Buchungsart:;Alle", "Konto:;CH12", "", "Buchungsdatum;Gutschrift in CHF;Lastschrift in CHF;Saldo",
            row=lambda i: [
                f"{DAYS[i]}.03.2021", swiss(PAID[i]) if i % 2 else "", "" if i % 2 else f"-{swiss(PAID[i])}",
                swiss(10000 + i * 7.5),
            ],
            by=";",
        ),
        target="Saldo", days={"Buchungsdatum": "2021-03-01"},
        numbers={"Gutschrift in CHF": [GAP, PAID[1]], "Lastschrift in CHF": [-PAID[0]], "Saldo": [10000, 10007.5]},
    ),
    "taxes, France": Export(
        text=lines(
            "Commune;Population;Taux;Montant (€);Type",
            row=lambda i: [
                f"Ville {i}", french(1000 + i * 731, 0), f"{i / 7:.2f} %".replace(".", ","),
                f"{french(PAID[i] * 100)} €", "AB"[i % 2],
            ],
            by=";",
        ),
        target="Type", encoding="cp1252",
        numbers={"Population": [1000, 1731], "Taux": [0, 0.14], "Montant (€)": [PAID[0] * 100]},
    ),
    "prices, France": Export(
        text=lines(
            "Commune;Montant;Type",
            row=lambda i: [f"Ville {i}", french(PAID[i] * 100, 2, "\u202f") + "\u00a0€", "AB"[i % 2]], by=";",
        ),
        target="Type", numbers={"Montant": [PAID[0] * 100]},
    ),
    "account, Norway": Export(
        text=lines(
            "Dato;Forklaring;Ut fra konto;Inn på konto;Type",
            row=lambda i: [
                f"{DAYS[i]}.03.2021", "Kjøp", *(("", french(PAID[i])), (french(PAID[i]), ""))[i % 2], "AB"[i % 2]
            ],
            by=";",
        ),
        target="Type", numbers={"Ut fra konto": [GAP, PAID[1]]}, days={"Dato": "2021-03-01"}, encoding="cp1252",
    ),
    "account, Sweden": Export(
        text=lines(
            "Bokföringsdag;Belopp;Saldo;Typ",
            row=lambda i: [
                f"2021-03-{DAYS[i]}", french(AMOUNTS[i]).replace("-", "−") + " kr", f"{french(5000 + i)} kr",
                "AB"[i % 2],
            ],
            by=";",
        ),
        target="Typ", numbers={"Belopp": AMOUNTS[:2], "Saldo": [5000, 5001]}, days={"Bokföringsdag": "2021-03-01"},
    ),
    "account, Poland": Export(
        text=lines(
            "Data;Kwota;Rodzaj",
            row=lambda i: [f"{DAYS[i]}-03-2021", f"{french(AMOUNTS[i])} zł", ("przychód", "wydatek")[i % 2]], by=";",
        ),
        target="Rodzaj", numbers={"Kwota": AMOUNTS[:2]}, days={"Data": "2021-03-01"}, encoding="cp1250",
    ),
    "account, Finland": Export(
        text=lines(
            "Kirjauspäivä;Määrä EUROA;Laji",
            row=lambda i: [f"{1 + i % 28}.3.2021", f"{AMOUNTS[i]:+.2f}".replace(".", ","), ("Pano", "Otto")[i % 2]],
            by=";",
        ),
        target="Laji", numbers={"Määrä EUROA": AMOUNTS[:2]}, days={"Kirjauspäivä": "2021-03-01"}, encoding="cp1252",
    ),
    "sales, Brazil": Export(
        text=lines(
            "Data;Valor;Município;Situação",
            row=lambda i: [f"{DAYS[i]}/03/2021", f"R$ {german(PAID[i])}", "São Paulo", ("Ativo", "Inativo")[i % 2]],
            by=";",
        ),
        target="Situação", numbers={"Valor": PAID[:2]}, days={"Data": "2021-03-01"}, encoding="cp1252",
    ),
    "sales, Mexico": Export(
        text=lines(
            "Fecha,Importe,Estado",
            row=lambda i: [f"{DAYS[i]}/mar/2021", f"${english(PAID[i])} MXN", ("Activo", "Baja")[i % 2]],
        ),
        target="Estado", numbers={"Importe": PAID[:2]}, days={"Fecha": "2021-03-01"},
    ),
    "sales, Indonesia": Export(
        text=lines(
            "Tanggal;Harga;Jenis",
            row=lambda i: [f"{DAYS[i]} Maret 2021", f"Rp{german((i + 1) * 125000, 0)}", "AB"[i % 2]], by=";",
        ),
        target="Jenis", numbers={"Harga": [125000, 250000]}, days={"Tanggal": "2021-03-01"},
    ),
    "sales, Vietnam": Export(
        text=lines(
            "Ngày,Giá,Loại",
            row=lambda i: [f"{DAYS[i]}/03/2021", f"{german((i + 1) * 125000, 0)} ₫", "AB"[i % 2]],
        ),
        target="Loại", numbers={"Giá": [125000, 250000]}, days={"Ngày": "2021-03-01"},
    ),
    "sales, Korea": Export(
        text=lines(
            "날짜,금액,구분", row=lambda i: [f"2021.03.{DAYS[i]}", f"{(i + 1) * 12500:,}원", ("예", "아니오")[i % 2]]
        ),
        target="구분", numbers={"금액": [12500, 25000]}, days={"날짜": "2021-03-01"}, encoding="cp949",
    ),
    "sales, China": Export(
        text=lines(
            "日期,金额（元）,单价,类型",
            row=lambda i: [f"2021年3月{1 + i % 28}日", f"{PAID[i]:.2f}", f"{(i + 10) / 10}万元", "男女"[i % 2]],
        ),
        target="类型", numbers={"金额（元）": PAID[:2], "单价": [10000, 11000]}, days={"日期": "2021-03-01"},
        encoding="gb18030",
    ),
    "account, Turkey": Export(
        text=lines(
            "Tarih;Tutar;Durum",
            row=lambda i: [f"{DAYS[i]}.03.2021", f"{german(PAID[i])} TL", ("Açık", "Kapalı")[i % 2]], by=";",
        ),
        target="Durum", numbers={"Tutar": PAID[:2]}, days={"Tarih": "2021-03-01"}, encoding="cp1254",
    ),
    "account, Russia": Export(
        text=lines(
            "Дата;Сумма;Тип",
            row=lambda i: [f"{DAYS[i]}.03.2021 10:00", f"{french(PAID[i])} руб.", ("Приход", "Расход")[i % 2]], by=";",
        ),
        target="Тип", numbers={"Сумма": PAID[:2]}, days={"Дата": "2021-03-01"}, encoding="cp1251",
    ),
    "account, Greece": Export(
        text=lines(
            "Ημερομηνία;Ποσό;Είδος",
            row=lambda i: [f"{DAYS[i]}/03/2021", f"{german(PAID[i])} €", ("Έσοδα", "Έξοδα")[i % 2]], by=";",
        ),
        target="Είδος", numbers={"Ποσό": PAID[:2]}, days={"Ημερομηνία": "2021-03-01"}, encoding="cp1253",
    ),
    "account, Israel": Export(
        text=lines(
            "תאריך,סכום,סוג", row=lambda i: [f"{DAYS[i]}/03/2021", f"₪{english(PAID[i])}", ("כן", "לא")[i % 2]]
        ),
        target="סוג", numbers={"סכום": PAID[:2]}, days={"תאריך": "2021-03-01"},
    ),
    "statistics, Japan": Export(
        text=lines(
            "統計表", "調査年,2020年", "", "地域,総人口【人】,面積【ｋ㎡】,高齢化率（％）,区分",
            row=lambda i: [
                f"市{i}", f"{10000 + i * 531:,}", f"{i * 3.5:.2f}", "***" if i % 9 == 5 else f"{20 + i / 3:.1f}",
                ("都市", "町村")[i % 2],
            ],
            below=["", "注：***は秘匿"],
        ),
        target="区分", numbers={"総人口【人】": [10000, 10531], "高齢化率（％）": [20, 20.3, 20.7, 21, 21.3, GAP]},
        encoding="cp932",
    ),
    "sales, Japan": Export(
        text=lines(
            "日付,売上,前年差,前年比,金額,天気",
            row=lambda i: [
                f"2021/3/{1 + i % 28}(月)", f"¥{PAID[i]:,.0f}", f"▲{i}.5" if i % 2 else f"{i}.5", f"{90 + i}.0%",
                f"1,2{i % 10}4円".translate(WIDE), "晴雨"[i % 2],
            ],
        ),
        target="天気", days={"日付": "2021-03-01"},
        numbers={"売上": [1500], "前年差": [0.5, -1.5], "前年比": [90, 91], "金額": [1204, 1214]},
    ),
    "census": Export(
        text=lines(
            "Geography,Estimate,Margin of Error,Type",
            row=lambda i: [f"County {i}", f"{1000 + i * 31:,}", f"±{10 + i}", "AB"[i % 2]],
        ),
        target="Type", numbers={"Estimate": [1000, 1031], "Margin of Error": [10, 11]},
    ),
    "labour statistics": Export(
        text=lines(
            "Series,2019,2020,2021,Type",
            row=lambda i: [
                f"S{i}", f"{i + 0.5}{'(P)' * (i % 9 == 0)}", i * 2.5, f"{i * 3}{'(1)' * (i % 8 == 0)}", "AB"[i % 2]
            ],
        ),
        target="Type", numbers={"2019": [0.5, 1.5], "2021": [0, 3]},
    ),
    "central bank": Export(
        text=lines("DATE,VALUE,REC", row=lambda i: [f"2021-03-{DAYS[i]}", "." if i % 9 == 0 else i * 1.5, i % 2]),
        target="REC", numbers={"VALUE": [GAP, 1.5]}, days={"DATE": "2021-03-01"},
    ),
    "market data": Export(
        text=lines(
            "Date,Price,Vol.,Change %,Last,Sig",
            row=lambda i: [
                f"03/{DAYS[i]}/2021", english(PAID[i]), f"{1 + i}.5K" if i % 9 else "-", f"{(i - 20) / 10:.2f}%",
                "#N/A N/A" if i % 9 == 0 else i * 1.5, "AB"[i % 2],
            ],
        ),
        target="Sig", days={"Date": "2021-03-01"},
        numbers={"Price": PAID[:2], "Vol.": [GAP, 2500], "Change %": [-2, -1.9], "Last": [GAP, 1.5]},
    ),
    "steps and sleep": Export(
        text=lines(
            "Date,Steps,Sleep,Mood",
            row=lambda i: [
                f"2021-03-{DAYS[i]}", f"{5000 + i * 371:,}", f"{6 + i % 3} hr {i} min", ("good", "bad")[i % 2]
            ],
        ),
        target="Mood", numbers={"Steps": [5000, 5371], "Sleep": [6, 7 + 1 / 60]}, days={"Date": "2021-03-01"},
    ),
    "houses": Export(
        text=lines(
            "address,price,beds,sqft,lot,status",
            row=lambda i: [
                f"{i} Main St", f"${200 + i}K" if i % 2 else f"${1 + i / 100:.2f}M", f"{1 + i % 4} bds",
                f"{900 + i * 11:,} sqft", f"0.{i + 10} acres", ("Sold", "Active")[i % 2],
            ],
        ),
        target="status", numbers={"price": [1e6, 201000], "beds": [1, 2], "sqft": [900, 911], "lot": [0.10, 0.11]},
    ),
    "cars, Britain": Export(
        text=lines(
            "model,price,mileage,mpg,engine,fuel",
            row=lambda i: [
                f"M{i}", f"£{5000 + i * 99:,}", f"{10000 + i * 37:,} miles", f"{40 + i / 10:.1f} mpg",
                f"{1 + i % 3}.{i % 10}L", ("Petrol", "Diesel")[i % 2],
            ],
        ),
        target="fuel", numbers={"price": [5000], "mileage": [10000], "mpg": [40], "engine": [1.0, 2.1]},
    ),
    "countries with references": Export(
        text=lines(
            "Country,Population,GDP,Group",
            row=lambda i: [
                f"C{i}", f"{1000000 + i * 37111:,}[{i % 9 + 1}]", f"${1 + i / 10:.3f} trillion", "AB"[i % 2]
            ],
        ),
        target="Group", numbers={"Population": [1000000], "GDP": [1e12, 1.1e12]},
    ),
    "food": Export(
        text=lines(
            "food,energy,fat,salt,vegan",
            row=lambda i: [
                f"f{i}", f"{100 + i} kcal", "< 0.1 g" if i % 8 == 0 else f"{i / 10:.1f} g",
                "Tr" if i % 9 == 0 else f"{i * 3} mg", ("yes", "no")[i % 2],
            ],
        ),
        target="vegan", numbers={"energy": [100, 101], "fat": [0.1, 0.1], "salt": [GAP, 3]},
    ),
    "articles": Export(
        text=lines(
            "sku,colour,ean,qty,ok",
            row=lambda i: [f"{i:05d}", f"#{i * 4321:06x}", f"40{10000000000 + i}", i * 3, "AB"[i % 2]],
        ),
        target="ok", numbers={"qty": [0, 3]}, texts=["sku", "colour"],
    ),
    "changes, Germany": Export(
        text=lines(
            "Land;Anteil;Veränderung;Typ",
            row=lambda i: [
                f"L{i}", f"{german(i / 3, 1)} %", f"{(i - 20) / 10:+.1f} %-Pkt.".replace(".", ",", 1), "AB"[i % 2]
            ],
            by=";",
        ),
        target="Typ", numbers={"Anteil": [0, 0.3], "Veränderung": [-2, -1.9]},
    ),
    "codes kept by Excel": Export(
        text=lines("code,b,y", row=lambda i: [f'="{i:04d}"', i * 1.5, "AB"[i % 2]]),
        target="y", numbers={"b": [0, 1.5]}, texts=["code"],
    ),
}  # fmt: skip
MOMENTS = {
    "milliseconds": lambda i: f"{1614556800000 + i * 60000}",
    "ISO with parts of seconds": lambda i: f"2021-03-{DAYS[i]}T10:00:00.{i:03d}Z",
    "mail": lambda i: f"Mon, {DAYS[i]} Mar 2021 10:00:00 +0000",
    "web server": lambda i: f"{DAYS[i]}/Mar/2021:10:00:{i:02d} +0000",
    "JavaScript": lambda i: f"Mon Mar {DAYS[i]} 2021 10:00:00 GMT+0100 (CET)",
    "Spanish": lambda i: f"{1 + i % 28} de marzo de 2021",
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=list(EXPORTS))
def test_what_stands_in_an_export_is_read(tmp_path: Path, export: Export) -> None:
    check_export(tmp_path, export)


@pytest.mark.parametrize("name", MOMENTS)
def test_moments_of_programs(tmp_path: Path, name: str) -> None:
    text = lines("timestamp;v;y", row=lambda i: [MOMENTS[name](i), i * 1.5, "AB"[i % 2]], by=";")
    check_export(tmp_path, Export(text=text, target="y", days={"timestamp": "2021-03-01"}))
