"""Files as banks, laboratories, shops and offices export them: rows, kinds and values that a person would read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.exports import AMOUNTS, DAYS, GAP, Export, check_export, english, german, lines

from automl_data.intake import read_table

EXPORTS = {
    "Google Ads": Export(
        text=lines(
            "Campaign performance",
            "1 March 2021 - 31 March 2021",
            "Campaign,Campaign state,Currency code,Clicks,CTR,Cost,Conv. rate",
            row=lambda i: [
                f"Camp {i}", ("Paused", "Enabled")[i % 2], "EUR", f"{1000 + i * 37:,}", f"{1 + i / 10:.2f}%",
                english(abs(AMOUNTS[i])), "--" if i % 9 == 0 else f"{i / 7:.2f}%",
            ],
            below=['Total: Campaigns, --,EUR,"70,000",1.75%,"17,000.00",2.1%'],
        ),
        target="Campaign state", numbers={"Clicks": [1000, 1037], "CTR": [1.0, 1.1], "Conv. rate": [GAP, 0.14]},
    ),
    "Eurostat": Export(
        text=lines(
            "freq,unit,geo\\TIME_PERIOD\t2018 \t2019 \t2020 ",
            row=lambda i: [
                f"A,PC,{chr(65 + i // 8)}{chr(75 + i % 8)}", f"{10 + i / 10:.1f} " + "b" * (i % 6 == 0),
                ": u" if i % 9 == 4 else f"{11 + i / 10:.1f} " + "p" * (i % 7 == 0), f"{9 + i / 10:.1f} ",
            ],
            by="\t",
        ),
        target="2020", numbers={"2018": [10.0, 10.1], "2019": [11.0, 11.1, 11.2, 11.3, GAP]},
    ),
    "hospital": Export(
        text=lines(
            "PatID,DOB,BP,CRP,Weight,Height,Outcome",
            row=lambda i: [
                f"P{i:04d}", f"{i % 12 + 1}/{1 + i % 28}/19{40 + i}", f"{110 + i % 30}/{70 + i % 15}",
                "<5" if i % 4 == 0 else i * 3 + 5, f"{120 + i} lb", f"{5 + i % 2}'{i % 12}\"", ("home", "ward")[i % 2],
            ],
        ),
        target="Outcome", numbers={"CRP": [5, 8], "Weight": [120, 121], "Height": [60, 73]},
        days={"DOB": "1940-01-01"}, texts=["PatID", "BP"],
    ),
    "running watch": Export(
        text=lines(
            "Activity Date,Type,Time,Distance,Pace,HR,Climb",
            row=lambda i: [
                f"Mar {1 + i % 28}, 2021, {1 + i % 11}:0{i % 10}:09 PM", ("Run", "Ride")[i % 2],
                f"{i % 2}:{10 + i}:{10 + i}", f"{5 + i / 3:.2f} km", f"{4 + i % 3}:{12 + i} /km", f"{120 + i} bpm",
                f"{100 + i * 41:,} m",
            ],
        ),
        target="Type", days={"Activity Date": "2021-03-01"},
        numbers={"Time": [10 / 60 + 10 / 3600], "Distance": [5, 5.33], "Pace": [4.2], "HR": [120], "Climb": [100, 141]},
    ),
    "account, Czechia": Export(
        text=lines(
            "datum,částka,typ",
            row=lambda i: [
                f"{1 + i % 28}. 3. 2021", german(AMOUNTS[i]).replace(".", "\u00a0") + " Kč",
                ("příchozí", "odchozí")[i % 2],
            ],
        ),
        target="typ", numbers={"částka": AMOUNTS[:3]}, days={"datum": "2021-03-01"}, encoding="cp1250",
    ),
    "account, Britain": Export(
        text=lines(
            " Date, Type, Paid in, Balance",
            row=lambda i: [
                f"{DAYS[i]} Mar 2021", ("DEB", "BGC")[i % 2], f"£{english(abs(AMOUNTS[i]))}" if i % 2 else "",
                f"£{1000 + i * 20:,.2f} {'CR' if i % 4 else 'DR'}",
            ],
        ),
        target="Type", numbers={"Paid in": [GAP, abs(AMOUNTS[1])], "Balance": [-1000, 1020]},
        days={"Date": "2021-03-01"},
    ),
    "account, India": Export(
        text=lines(
            "Txn Date,Debit,Credit,Balance",
            row=lambda i: [
                f"{1 + i % 28} Mar 2021", f"1,23,{i:03d}.50" if i % 2 else " ", " " if i % 2 else f"{i + 1},000.00",
                f"12,{10 + i},456.75",
            ],
        ),
        target="Balance", days={"Txn Date": "2021-03-01"},
        numbers={"Debit": [GAP, 123001.5], "Credit": [1000], "Balance": [1210456.75]},
    ),
    "account, Japan": Export(
        text=lines(
            "日付,お支払金額,差引残高,区分",
            row=lambda i: [
                f"R3.3.{1 + i % 28}", f"{i + 1},{i:03d}円" if i % 2 else "", f"{100 + i},500円", ("法人", "個人")[i % 2]
            ],
        ),
        target="区分", numbers={"お支払金額": [GAP, 2001], "差引残高": [100500, 101500]}, days={"日付": "2021-03-01"},
        encoding="cp932",
    ),
    "flats, Japan": Export(
        text=lines(
            "物件,賃料,管理費,間取り,面積,徒歩,築年数",
            row=lambda i: [
                f"物件{i}", f"{5 + i / 10:.1f}万円", f"{3000 + i * 100:,}円（税込）", f"{1 + i % 3}LDK",
                f"{20 + i}.5㎡", f"徒歩{i % 15 + 1}分", f"築{i}年",
            ],
        ),
        target="賃料", texts=["間取り"],
        numbers={"賃料": [50000, 51000], "管理費": [3000, 3100], "面積": [20.5], "徒歩": [1, 2], "築年数": [0, 1]},
    ),
    "cars, Germany": Export(
        text=lines(
            "Modell;Preis;EZ;Kilometer;Leistung;Verbrauch",
            row=lambda i: [
                f"Golf {i}", f"{german(5000 + i * 250, 0)},- €", f"{1 + i % 12:02d}/{2005 + i % 15}",
                f"{german(150000 - i * 3000, 0)} km", f"{50 + i} kW ({68 + i} PS)", f"{german(4 + i / 10, 1)} l/100km",
            ],
            by=";",
        ),
        target="Preis", days={"EZ": "2005-01-01"},
        numbers={"Preis": [5000, 5250], "Kilometer": [150000], "Leistung": [50, 51], "Verbrauch": [4.0, 4.1]},
    ),
    "weather": Export(
        text=lines(
            "Datum,Temp.,Regen,Sonne,Himmel",
            row=lambda i: [
                f"{1 + i % 28}. März 2021", f"{german(i / 3 - 5, 1)} °C", f"{german(i / 7, 1)} mm",
                f"{i % 10}:{10 + i} h", ("klar", "trüb")[i % 2],
            ],
        ),
        target="Himmel", days={"Datum": "2021-03-01"},
        numbers={"Temp.": [-5.0, -4.7], "Regen": [0, 0.1], "Sonne": [1 / 6]},
    ),
    "films": Export(
        text=lines(
            "title,runtime,gross,budget,rating",
            row=lambda i: [
                f"Film {i}", f"{1 + i % 2}h {i}m", f"$ {100 + i}.5M", f"${10 + i},000,000 (estimated)",
                f"{5 + i % 4}.{i % 10}/10",
            ],
        ),
        target="rating",
        numbers={"runtime": [1.0, 2 + 1 / 60], "gross": [100.5e6], "budget": [10e6, 11e6], "rating": [5.0, 6.1]},
    ),
    "animals": Export(
        text=lines(
            "Age,Size,File,Outcome",
            row=lambda i: [
                (f"{1 + i % 9} years", f"{1 + i % 11} months")[i % 2], (f"{200 + i} g", f"{1 + i} kg")[i % 2],
                (f"{i + 1} KB", f"{i + 1} MB", f"{i} bytes")[i % 3], ("Adoption", "Transfer")[i % 2],
            ],
        ),
        target="Outcome", numbers={"Age": [1, 2 / 12], "Size": [200, 2000], "File": [1, 2000]},
    ),
    "apps": Export(
        text=lines(
            "App,Installs,Updated,Type",
            row=lambda i: [
                f"App {i}", f"{(1, 5, 10, 50, 100)[i % 5]},000+", f"January {1 + i % 28}, 2018", ("Free", "Paid")[i % 2]
            ],
        ),
        target="Type", numbers={"Installs": [1000, 5000, 10000]}, days={"Updated": "2018-01-01"},
    ),
    "SAS": Export(
        text=lines(
            "SUBJID,VISITDT,AVAL,TRT",
            row=lambda i: [1000 + i, f"{DAYS[i]}MAR2021:08:30:00", "." if i % 9 == 0 else i * 1.5, "AB"[i % 2]],
        ),
        target="TRT", numbers={"AVAL": [GAP, 1.5]}, days={"VISITDT": "2021-03-01"},
    ),
    "Stata": Export(
        text=lines(
            "id,month,wage,union",
            row=lambda i: [i, f"20{10 + i % 10}m{1 + i % 12}", ".a" if i % 9 == 1 else i * 1.5, ("yes", "no")[i % 2]],
        ),
        target="union", numbers={"wage": [0, GAP, 3.0]}, days={"month": "2010-01-01"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("export", EXPORTS.values(), ids=list(EXPORTS))
def test_what_stands_in_an_export_is_read(tmp_path: Path, export: Export) -> None:
    check_export(tmp_path, export)


WORDS = {
    "German": ("cp1252", "Müller Größe Köln Österreich Übung früh"),
    "French": ("cp1252", "café Élise garçon hôtel forêt Besançon"),
    "Spanish": ("cp1252", "niño José María Córdoba señor año"),
    "Swedish": ("cp1252", "Malmö Göteborg Västerås Örebro kvinna år"),
    "Polish": ("cp1250", "Łódź Gdańsk żółty święto książka płeć"),
    "Czech": ("cp1250", "Plzeň Ústí žena příchozí číslo škola"),
    "Hungarian": ("cp1250", "Győr férfi nő összeg időpont Szőke"),
    "Russian": ("cp1251", "Москва мужской женский"),
    "Turkish": ("cp1254", "İstanbul Şişli kadın hayır Ağrı güneş Muğla"),
    "Lithuanian": ("cp1257", "Šiauliai Panevėžys Kaišiadorys ąžuolas Žemaitija"),
    "Japanese": ("cp932", "東京 大阪 男性 女性"),
    "German of DOS": ("cp850", "Müller Größe Köln Österreich Übung früh"),
    "French of a Mac": ("mac_roman", "café garçon hôtel forêt élève Besançon"),
    "Bulgarian": ("cp1251", "София Пловдив мъж жена"),
    "Russian answers": ("cp1251", "да нет"),
    "Russian of 1C": ("cp1251", "НомерЗаказа ДатаПродажи ЦенаРуб ИННКлиента"),
    "Russian units": ("cp1251", "кВт МПа кГц"),
    "Russian of KOI8": ("koi8_r", "Москва Казань мужской женский да нет"),
    "Ukrainian of KOI8": ("koi8_u", "Київ Львів чоловік жінка"),
    "Russian of DOS": ("cp866", "Москва Казань мужской женский да нет"),
    "Russian of ISO": ("iso8859_5", "Москва Казань мужской женский да нет"),
    "Greek": ("cp1253", "Αθήνα Θεσσαλονίκη άνδρας γυναίκα ναι όχι"),
    "Greek names without blanks": ("cp1253", "ΑριθμόςΠελάτη ΤιμήΕυρώ"),
    "Greek answers": ("cp1253", "ναι όχι"),
    "Hebrew": ("cp1255", "ירושלים חיפה גבר אישה כן לא"),
    "Arabic": ("cp1256", "الرياض جدة ذكر أنثى نعم لا"),
    "Thai": ("cp874", "กรุงเทพ เชียงใหม่ ชาย หญิง"),
    "Romanian": ("cp1250", "Iaşi Timişoara bărbat"),
    "Polish of ISO": ("iso8859_2", "Łódź Gdańsk żółty święto książka płeć"),
    "Czech of ISO": ("iso8859_2", "Plzeň Ústí žena příchozí číslo škola"),
    "Polish of DOS": ("cp852", "Łódź Gdańsk żółty święto książka płeć"),
    "Danish of DOS": ("cp850", "Tromsø på Ålesund Århus"),
    "euro of ISO": ("iso8859_15", "Müller 5€ 10€ café"),
    "Japanese, half-width": ("cp932", "ｼｮｳﾋﾝﾒｲ ｷﾝｶﾞｸ ﾐｶﾝ ﾘﾝｺﾞ"),
    "Japanese of Unix": ("euc_jp", "東京 大阪 男性 女性"),
    "Japanese of mail": ("iso2022_jp", "東京 大阪 男性 女性"),
    "Japanese, two letters": ("cp932", "男 女"),
    "Japanese, floor areas": ("cp932", "20.5㎡ 31.2㎡ 44.8㎡ 52.1㎡ 63.9㎡ 駅"),
    "Chinese": ("gb18030", "北京 上海 男 女 是 否"),
    "Chinese, two letters": ("gb18030", "男 女"),
    "Chinese of Taiwan": ("big5", "台北 高雄 男性 女性 是 否"),
    "Korean": ("euc_kr", "서울 부산 남성 여성 예 아니오"),
    "UTF-16 without a mark": ("utf-16-le", "東京 大阪 男性 女性"),
    "UTF-16 of other order": ("utf-16-be", "Москва Казань"),
    "signs only": ("cp1252", "don’t it’s 5° 10° 20µg “quoted” 50€"),
}


@pytest.mark.parametrize(("encoding", "words"), WORDS.values(), ids=list(WORDS))
def test_a_dozen_letters_tell_the_encoding(tmp_path: Path, encoding: str, words: str) -> None:
    texts = [*words.split(), *["abc"] * 20]
    file = tmp_path / "t.csv"
    file.write_bytes("\n".join(["x,y", *(f"{place},{text}" for place, text in enumerate(texts))]).encode(encoding))

    assert read_table(file).frame["y"].tolist() == texts
    assert np.array_equal(read_table(file).frame["x"], np.arange(len(texts)))
