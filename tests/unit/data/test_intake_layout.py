"""Lines around the table, and tables without a header, as real exports have them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from automl_data.intake import Table, read_table, recognised_table, unit_of
from automl_shared.config.models import DataSettings, Editing
from automl_shared.errors import DataError

ROWS = [(10.57, 49, "grün", 26.193), (8.43, 9, "blau", 17.769), (8.76, 25, "grün", 19.871), (2.68, 8, "rot", 6.251)] * 5
BODY = "".join(f"{a},{b},{c},{y}\n" for a, b, c, y in ROWS)
NAMES = ["a", "b", "c", "y"]


def read(folder: Path, content: bytes | str, name: str = "t.csv", **stated: Any) -> Table:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(file, DataSettings(**stated))


def codes(table: Table) -> list[str]:
    return [note.code for note in table.notes]


def said(table: Table) -> str:
    return " ".join(note.message("en") + note.action("en") for note in table.notes)


@pytest.mark.parametrize(
    ("above", "below", "code", "quote"),
    [
        ("Report on quality of things\nExported 2024-01-31\n\n", "", "lines_above", "1: `Report on quality of things`"),
        ("Open data portal,,,\nDownloaded 2024-01-31,,,\n,,,\n", "", "lines_above", "2: `Downloaded 2024-01-31`"),
        ("# Mauna Loa data\n# source: NOAA, contact: x\n", "", "lines_above", "# source: NOAA, contact: x"),
        ("Site A,,Site B,\n", "", "lines_above", "1: `Site A, Site B`"),
        (
            '"Table 3: prices, by region"\n"Reference area: all, 2023"\n',
            "",
            "lines_above",
            "Table 3: prices, by region",
        ),
        ("Station:,Berlin,,\nLatitude:,52.5,,\n\n", "", "lines_above", "2: `Latitude:, 52.5`"),
        ("", 'Total,,,1366.74\n"Source: Ministry, 2024",,,\n', "lines_below", "`Total, 1366.74`"),
        ("", "\nSource: Ministry, 2024\n", "lines_below", "`Source: Ministry, 2024`"),
        ("", ',,,\n,,,\n"1) Provisional figures.",,,\n', "lines_below", "1) Provisional figures."),
        ("", "Total,124,,366.2\nMean,,,18.3\n", "lines_below", "`Total, 124, 366.2`; `Mean, 18.3`"),
        ("", "----------\n20 rows selected.\n", "lines_below", "20 rows selected."),
        ("", "# end of file\n", "lines_below", "# end of file"),
        (
            "",
            "Footnotes\n(a) Estimated by the office of statistics, see manual\n(b) Revised\n",
            "lines_below",
            "Footnotes",
        ),
    ],
)
def test_lines_around_the_table_are_found_and_quoted(
    tmp_path: Path, above: str, below: str, code: str, quote: str
) -> None:
    table = read(tmp_path, f"{above}a,b,c,y\n{BODY}{below}")
    assert list(table.frame.columns) == NAMES
    assert list(table.frame.itertuples(index=False, name=None)) == ROWS
    assert codes(table) == [code]
    assert quote in said(table)


@pytest.mark.parametrize(("gap", "rows"), [("", 9), ("north", 8)])
def test_a_row_larger_than_all_others_is_a_total_only_where_it_alone_has_no_name(
    tmp_path: Path, gap: str, rows: int
) -> None:
    below = "".join(f"{gap if row == 5 else 'south'},{row + 1},{row * 3 % 7}\n" for row in range(8))
    table = read(tmp_path, f"place,visits,rank\n,5000,9\n{below}")
    assert len(table.frame) == rows


@pytest.mark.parametrize(
    ("units", "quote", "code"),
    [
        ("m/s,count,,mg/l\n", "2: `m/s, count, mg/l`", "second_lines"),
        ("[mm],[-],,[kW]\n", "[kW]", "units_line"),
        ("float,int,str,float\n", "float, int, str, float", "second_lines"),
        ("Speed of the wind,Number of birds,Colour of the sky,Target\n", "Number of birds", "second_lines"),
        ("(℃),(個),,(円)\n", "(個)", "units_line"),
        ("°C,%,,\n", "°C", "units_line"),
    ],
)
def test_a_line_of_units_or_of_second_names_is_no_row(tmp_path: Path, units: str, quote: str, code: str) -> None:
    table = read(tmp_path, f"a,b,c,y\n{units}{BODY}")
    assert list(table.frame.itertuples(index=False, name=None)) == ROWS
    assert codes(table) == [code]
    assert quote in said(table)
    kept = read(tmp_path, f"a,b,c,y\n{units}{BODY}", skip_rows=0)
    assert kept.frame.shape == (len(ROWS) + 1, 4)


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("m/s,count,,mg/l", {"a": "m/s", "y": "mg/l"}),
        ("[mm],[-],,[kW]", {"a": "mm", "y": "kW"}),
        ("(℃),(個),,(円)", {"a": "°C", "b": "個", "y": "円"}),
        ("Deg C,W/m^2,,\nAvg,Avg,,Smp", {"a": "°C", "b": "W/m2"}),
        ("float,int,str,float", {}),
        ("Speed of the wind,Number of birds,Colour of the sky,Target", {}),
    ],
)
def test_a_line_of_units_is_what_the_columns_are_told_in(tmp_path: Path, line: str, units: dict[str, str]) -> None:
    table = read(tmp_path, f"a,b,c,y\n{line}\n{BODY}")
    data = DataSettings(target_column="y", editing=Editing(rename_columns={"b": "birds"}))
    renamed = {{"b": "birds"}.get(name, name): unit for name, unit in units.items()}
    found = recognised_table(table, data)
    assert {name: one.told_unit for name, one in found.readings.items() if one.told_unit} == renamed
    assert found.frame["a"].tolist() == [row[0] for row in ROWS]
    assert unit_of(found.readings, "y") == units.get("y", "")


@dataclass(frozen=True, kw_only=True)
class Export:
    """A file as a program writes it, and what is in it."""

    text: str
    columns: list[str]
    rows: int
    first: list[Any]
    last: list[Any] = field(default_factory=list)
    encoding: str = "utf-8"
    notes: set[str] = field(default_factory=set)


EXPORTS = {
    "world bank": Export(
        text='"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-03-28",\n\n'
        '"Country Name","Country Code","1990","1991","1992",\n'
        '"Aruba","ABW","54211","55438","56225",\n"Angola","AGO","5454933","5531472","5608539",\n'
        '"Albania","ALB","1608800","1659800","1711319",\n"Austria","AUT","7047539","7086299","7129864",\n',
        columns=["Country Name", "Country Code", "1990", "1991", "1992"],
        rows=4,
        first=["Aruba", "ABW", 54211, 55438, 56225],
        notes={"lines_above", "counted_header"},
    ),
    "bank statement": Export(
        text="Kontonummer;DE12 3456 7890;;;\nZeitraum;01.01.2024 - 31.01.2024;;;\nAlter Kontostand;1.234,56 EUR;;;\n\n"
        "Buchungstag;Verwendungszweck;Betrag;Saldo;Währung\n"
        "02.01.2024;Miete Januar;-850,00;384,56;EUR\n03.01.2024;Gehalt;2.950,10;3.334,66;EUR\n"
        "05.01.2024;Supermarkt;-45,99;3.288,67;EUR\n08.01.2024;Strom;-78,00;3.210,67;EUR\n\n"
        "Neuer Kontostand;3.210,67 EUR\n",
        columns=["Buchungstag", "Verwendungszweck", "Betrag", "Saldo", "Währung"],
        rows=4,
        first=["02.01.2024", "Miete Januar", -850.0, 384.56, "EUR"],
        encoding="cp1252",
        notes={"lines_above", "lines_below"},
    ),
    "sap list": Export(
        text="31.01.2024                        Dynamische Listenausgabe                     1\n"
        "------------------------------------------\n\n"
        "|Material|Werk|Menge|Wert|\n|-----------------------|\n"
        "|A-100|1000|12|340,50|\n|A-200|1000|7|99,90|\n|A-300|2000|31|1.240,00|\n|A-400|2000|4|18,20|\n"
        "------------------------------------------\n",
        columns=["Material", "Werk", "Menge", "Wert"],
        rows=4,
        first=["A-100", 1000, 12, 340.5],
        encoding="cp1252",
        notes={"lines_above"},
    ),
    "logger": Export(
        text='"TOA5","CR1000X","CR1000X","12345","CR1000X.Std.03.02","CPU:met.CR1X","1234","Hourly"\n'
        '"TIMESTAMP","RECORD","AirTC_Avg","RH","Rain_mm_Tot"\n"TS","RN","Deg C","%","mm"\n"","","Avg","Smp","Tot"\n'
        '"2024-01-01 00:00:00",0,3.21,88.1,0\n"2024-01-01 01:00:00",1,3.05,88.9,0.2\n'
        '"2024-01-01 02:00:00",2,2.98,90.2,0.4\n"2024-01-01 03:00:00",3,2.7,91.4,0\n',
        columns=["TIMESTAMP", "RECORD", "AirTC_Avg", "RH", "Rain_mm_Tot"],
        rows=4,
        first=["2024-01-01 00:00:00", 0, 3.21, 88.1, 0.0],
        notes={"lines_above", "second_lines"},
    ),
    "census": Export(
        text="国勢調査　都道府県別人口,,,\n(単位：人),,,\n都道府県,総数,男,女\n"
        "北海道,5224614,2465088,2759526\n青森県,1237984,583402,654582\n岩手県,1210534,582952,627582\n"
        "宮城県,2301996,1122598,1179398\n(注1) 年齢不詳を含む。,,,\n資料：総務省統計局,,,\n",
        columns=["都道府県", "総数", "男", "女"],
        rows=4,
        first=["北海道", 5224614, 2465088, 2759526],
        encoding="cp932",
        notes={"lines_above", "lines_below"},
    ),
    "census unpadded": Export(
        text="第1表 人口\n\n市区町村,人口,面積\n札幌市,1973395,1121.26\n函館市,251084,677.87\n小樽市,111299,243.83\n"
        "旭川市,329306,747.66\n\n※ 面積は国土地理院による。\n出典 住民基本台帳\n",
        columns=["市区町村", "人口", "面積"],
        rows=4,
        first=["札幌市", 1973395, 1121.26],
        encoding="cp932",
        notes={"lines_above", "lines_below"},
    ),
    "insee": Export(
        text="Libellé;Population;Superficie\n(commune);(habitants);(km²)\nL'Abergement-Clémenciat;771;15,95\n"
        "Ambérieu-en-Bugey;14081;24,6\nAmbérieux-en-Dombes;1671;15,92\nAmbléon;110;5,88\n"
        "Champ : France hors Mayotte.;;\nSource : Insee, recensement de la population.;;\n",
        columns=["Libellé", "Population", "Superficie"],
        rows=4,
        first=["L'Abergement-Clémenciat", 771, 15.95],
        encoding="cp1252",
        notes={"second_lines", "lines_below"},
    ),
    "eurostat": Export(
        text="Data extracted on 28/03/2024 from [ESTAT],,,\nDataset:,Life expectancy by age [demo_mlexpec],,\n"
        "Last updated:,27/03/2024 23:00,,\n,,,\nTIME,2019,2020,2021\nBelgium,82.1,80.8,81.9\nBulgaria,75.1,73.6,71.4\n"
        "Czechia,79.3,78.3,77.2\nDenmark,81.5,81.6,81.5\n,,,\nSpecial value,,,\n:,not available,,\n",
        columns=["TIME", "2019", "2020", "2021"],
        rows=4,
        first=["Belgium", 82.1, 80.8, 81.9],
        notes={"lines_above", "lines_below", "counted_header"},
    ),
    "qualtrics": Export(
        text='ResponseId,Q1,Q2,Q3\nResponse ID,How old are you?,"Do you agree, all in all?",Minutes spent\n'
        '"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}","{""ImportId"":""QID3""}"\n'
        "R_1,34,4,12.5\nR_2,51,2,8.25\nR_3,28,5,9.75\nR_4,44,3,11\n",
        columns=["ResponseId", "Q1", "Q2", "Q3"],
        rows=4,
        first=["R_1", 34, 4, 12.5],
        notes={"second_lines"},
    ),
    "stata": Export(
        text='make,price,mpg,foreign\n"AMC Concord",4099,22,"Domestic"\n"AMC Pacer",4749,17,"Domestic"\n'
        '"Audi 5000",9690,17,"Foreign"\n"BMW 320i",9735,25,"Foreign"\n',
        columns=["make", "price", "mpg", "foreign"],
        rows=4,
        first=["AMC Concord", 4099, 22, "Domestic"],
    ),
    "numpy": Export(
        text="# x y z\n0.10 2.50 1.0\n0.25 2.75 0.0\n0.40 3.15 1.0\n0.45 2.15 1.0\n",
        columns=["x", "y", "z"],
        rows=4,
        first=[0.1, 2.5, 1.0],
    ),
    "bed": Export(
        text="##format=BED\n##date=2024\n#chrom\tstart\tend\tscore\nchr1\t100\t250\t0.5\nchr1\t300\t410\t0.7\n"
        "chr2\t120\t180\t0.1\nchr2\t500\t900\t0.9\n",
        columns=["chrom", "start", "end", "score"],
        rows=4,
        first=["chr1", 100, 250, 0.5],
        notes={"lines_above"},
    ),
    "spectra": Export(
        text="sample,400.0,402.5,405.0,407.5,410.0\ns1,0.11,0.13,0.15,0.12,0.11\ns2,0.2,0.19,0.21,0.24,0.22\n"
        "s3,0.31,0.33,0.3,0.35,0.36\ns4,0.1,0.14,0.12,0.12,0.15\n",
        columns=["sample", "400.0", "402.5", "405.0", "407.5", "410.0"],
        rows=4,
        first=["s1", 0.11, 0.13, 0.15, 0.12, 0.11],
        notes={"counted_header"},
    ),
    "pandas columns without names": Export(
        text=",0,1,2\n0,1.5,2.25,7\n1,0.5,3.25,9\n2,2.5,1.25,4\n3,1.75,0.25,8\n",
        columns=["column_1", "0", "1", "2"],
        rows=4,
        first=[0, 1.5, 2.25, 7],
        notes={"counted_header", "unnamed_named"},
    ),
    "row names of R and one column": Export(
        text='"","x"\n"1",2.79\n"2",3\n"3",2.66\n"4",2.73\n',
        columns=["column_1", "x"],
        rows=4,
        first=[1, 2.79],
        notes={"unnamed_named"},
    ),
    "row names of R and one column of texts": Export(
        text='"","x"\n"a","low"\n"b","high"\n"c","low"\n"d","low"\n',
        columns=["column_1", "x"],
        rows=4,
        first=["a", "low"],
        notes={"unnamed_named"},
    ),
    "pandas series without a name": Export(
        text=",0\n0,1.5\n1,0.5\n2,2.5\n3,1.75\n",
        columns=["column_1", "0"],
        rows=4,
        first=[0, 1.5],
        notes={"counted_header", "unnamed_named"},
    ),
    "a title above the second of two columns": Export(
        text=";Umsatz 2024\nMonat;Umsatz\n1;250\n2;310\n3;280\n4;340\n",
        columns=["Monat", "Umsatz"],
        rows=4,
        first=[1, 250],
        notes={"lines_above"},
    ),
    "facts with a year above a wide table": Export(
        text="Dataset:,RT331601\nYear:,1996\nScalar:,various\nTable\n,area,births,deaths,density\n\nAngus,2181,51,54,57\n"
        "Argyll,6930,13,45,46\nFife,1323,265,167,182\nMoray,2238,39,43,44\nOrkney,992,20,10,10\n",
        columns=["column_1", "area", "births", "deaths", "density"],
        rows=5,
        first=["Angus", 2181, 51, 54, 57],
        notes={"lines_above", "unnamed_named"},
    ),
    "pandas columns on two levels": Export(
        text=",north,north,south\n,temp,rain,temp\n0,1.5,2.25,7\n1,0.5,3.25,9\n2,2.5,1.25,4\n3,1.75,0.25,8\n",
        columns=["column_1", "north temp", "north rain", "south temp"],
        rows=4,
        first=[0, 1.5, 2.25, 7],
        notes={"second_lines", "header_joined", "unnamed_named"},
    ),
    "names on two lines": Export(
        text="Region,Population,,Age\n,total,male,mean\nNord,1200,590,41.2\nSüd,3400,1710,39.9\n"
        "Ost,800,395,44.0\nWest,2500,1190,42.5\n",
        columns=["Region", "Population total", "Population male", "Age mean"],
        rows=4,
        first=["Nord", 1200, 590, 41.2],
        notes={"header_joined"},
    ),
    "covid": Export(
        text="Province/State,Country/Region,Lat,Long,1/22/20,1/23/20\n,Afghanistan,33.93911,67.709953,0,0\n"
        ",Albania,41.1533,20.1683,0,1\nHubei,China,30.9756,112.2707,444,444\n,Japan,36.204824,138.252924,2,2\n",
        columns=["Province/State", "Country/Region", "Lat", "Long", "1/22/20", "1/23/20"],
        rows=4,
        first=[None, "Afghanistan", 33.93911, 67.709953, 0, 0],
    ),
    "files behind each other": Export(
        text=f"a,b,c,y\n{BODY}a,b,c,y\n{BODY}",
        columns=NAMES,
        rows=2 * len(ROWS),
        first=list(ROWS[0]),
        notes={"header_again"},
    ),
    "key and value above a table of two columns": Export(
        text="Station,Berlin\nOperator,DWD\nLatitude,52.5\n\ntime,temp\n00:00,1.5\n01:00,1.25\n02:00,0.75\n03:00,0.5\n",
        columns=["time", "temp"],
        rows=4,
        first=["00:00", 1.5],
        notes={"lines_above"},
    ),
    "japanese survey with a gap mark": Export(
        text="年,地域,所得（千円）,世帯数\n2019,東京,-,120\n2019,大阪,4200,98\n2020,東京,5100,130\n2020,大阪,4300,101\n2021,東京,5000,128\n"
        "注）-は該当なし,,,\n",
        columns=["年", "地域", "所得（千円）", "世帯数"],
        rows=5,
        first=[2019, "東京"],
        encoding="cp932",
        notes={"lines_below"},
    ),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_real_export_has_its_rows_and_names(tmp_path: Path, name: str) -> None:
    export = EXPORTS[name]
    table = read(tmp_path, export.text.encode(export.encoding))
    assert list(table.frame.columns) == export.columns
    assert len(table.frame) == export.rows
    first = table.frame.iloc[0].astype(object).where(table.frame.iloc[0].notna(), None).tolist()
    assert first[: len(export.first)] == export.first
    assert {code for code in codes(table) if code in LAYOUT} == export.notes


LAYOUT = {
    "lines_above", "lines_below", "second_lines", "header_joined", "counted_header", "no_header", "row_names",
    "header_again", "unnamed_named", "short_rows",
}  # fmt: skip


HEADERLESS = {
    "measurements": BODY,
    "iris": "5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n7.0,3.2,4.7,1.4,Iris-versicolor\n"
    "6.3,3.3,6.0,2.5,Iris-virginica\n",
    "adult": "39, State-gov, 77516, Bachelors, <=50K\n50, Self-emp-not-inc, 83311, Bachelors, <=50K\n"
    "38, Private, 215646, HS-grad, <=50K\n53, Private, 234721, 11th, >50K\n",
    "mushroom": "p,x,s,n,t\ne,x,s,y,t\ne,b,s,w,t\np,x,y,w,t\ne,x,s,g,f\n",
    "car": "vhigh,vhigh,2,2,small,low,unacc\nvhigh,vhigh,2,2,small,med,unacc\nlow,high,4,4,big,high,acc\n"
    "low,low,4,4,med,med,good\n",
    "horse colic": "2 1 530101 38.50 66 28 ?\n1 1 534817 39.2 88 20 3\n2 1 530334 38.30 40 24 1\n"
    "1 9 5290409 39.10 164 84 4\n",
    "sms": "ham\tGo until jurong point\nham\tOk lar...\nspam\tFree entry in 2 a wkly comp\n"
    "ham\tU dun say so early\nspam\tWINNER!!\n",
    "dates": "2024-01-01,12.5,7\n2024-01-02,13.5,9\n2024-01-03,11.25,4\n2024-01-04,10,8\n",
    "semicolons": "1,5;10;A\n2,5;12;B\n3,5;9;A\n4,75;17;B\n",
    "money": "$1,204.00|A7|yes\n$980.50|B2|no\n$1,100.00|C1|no\n$875.25|D9|yes\n",
    "gaps first": "1,,3,9\n4,5,6,2\n7,8,9,4\n2,5,8,1\n",
    "japanese": "東京都,13,4.5\n大阪府,8,2.25\n東京都,9,1.5\n京都府,3,0.75\n",
}


@pytest.mark.parametrize("name", HEADERLESS)
def test_a_file_without_a_header_is_read_and_told(tmp_path: Path, name: str) -> None:
    text = HEADERLESS[name]
    table = read(tmp_path, text)
    assert list(table.frame.columns) == [f"column_{place + 1}" for place in range(table.frame.shape[1])]
    assert len(table.frame) == text.count("\n")
    (note,) = [note for note in table.notes if note.code == "no_header"]
    assert note.level == "yellow"
    assert "--set data.header_row=none" in note.action("en")
    assert f"1: `{text[0]}" in note.message("ja").replace("$", text[0])


@pytest.mark.parametrize(
    "header",
    [
        "country,2019,2020,2021", "2018,2019,2020,2021", "0,1,2,3", "1,2,3,4", "id,2020,2021,2022", "1st,2nd,3rd,y",
        "name,pop,share,2020", "a,b,,d", "3B,2B,HR,AVG", "Jan-24,Feb-24,Mar-24,Apr-24", "q1_2020,q2_2020,q3_2020,y",
        "PassengerId,Survived,Pclass,Age", "#,HP,Attack,Defense", "#orders,visits,carts,y",
    ],
)  # fmt: skip
def test_names_that_look_like_data_stay_names(tmp_path: Path, header: str) -> None:
    body = "7,2.5,310,44.1\n12,0.5,120,81.7\n9,1.5,260,11.9\n31,9.5,205,60.2\n8,3.5,411,9.3\n"
    table = read(tmp_path, f"{header}\n{body}")
    expected = [name or f"column_{place + 1}" for place, name in enumerate(header.split(","))]
    assert list(table.frame.columns) == expected
    assert len(table.frame) == 5
    assert ("counted_header" in codes(table)) == (sum(name.isdigit() for name in header.split(",")) > 2)


@pytest.mark.parametrize(
    "text",
    [
        "name,age\nann,see note\nbob,41\ncid,33\ndan,28\n",
        "a,b,c\n1,2,3\n,,\n4,5,6\n7,8,9\n",
        "city,n\nTotal,5\nBonn,7\nTotal,9\nKöln,4\n",
        "company,revenue,sector\nShell,310,oil\nBP,210,oil\nTotal,250,oil\n",
        "country,y,z\nAngola,1,2\nBenin,3,4\nZimbabwe,,\n",
        "x,y\n1,2\n2,3\n3,4\n",
        "note,y\nsource of joy,1\nsum,2\nmean,3\n",
        "company,revenue\nShell,310\nBP,210\nTotal,250\n",
        "company,revenue,staff\nShell,310,9\nBP,210,8\nEni,120,7\nTotal,250,8\n",
        "colour,y\n#ff0000,1\n#00ff00,2\n#0000ff,3\n",
        "a,b\nx,y\nz,w\n",
        "k,v\n1,10\n2,20\n3,30\n",
    ],
)
def test_rows_are_not_taken_for_anything_else(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text)
    lines = text.splitlines()
    assert list(table.frame.columns) == lines[0].split(",")
    assert len(table.frame) == len(lines) - 1
    assert not set(codes(table)) & LAYOUT


@pytest.mark.parametrize(
    "text",
    [
        "city,n\nBonn,7\nKöln,4\nUlm,5\nTotal,16\n",
        "city;n;m\nBonn;1.007,5;3\nKöln;4,25;2\nUlm;5,00;4\nGesamtergebnis;1.016,75;9\n",
        "city,price\nBonn,$7\nKöln,$4\nUlm,$5\nAverage,$5.33\n",
        "city,n\nBonn,7\nKöln,4\nUlm,5\nTotal,16\nMean,5.333\nmax,7\n",
        "city,n,cost\nBonn,7,4%\nKöln,4,5%\nUlm,5,1%\nTotal: Account,16,3%\nTotal: Search,9,8%\n",
        "city,a,n,y\nBonn,0.5,7,1\nKöln,0.5,4,2\nUlm,0.5,5,2\n,,16,\n",
        "都市,n\n東京,7\n大阪,4\n京都,5\n合計,16\n",
        "city,a,n,ok\n,mm,count,\n,0.5,0,\n,0.5,1,\nx,0.5,2,TRUE\ny,0.5,3,\nz,0.5,4,\nTotal,,10,\n",
    ],
)
def test_a_total_in_a_table_of_few_rows_is_known_by_its_sum(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text)
    assert "lines_below" in codes(table)
    first = table.frame.iloc[:, 0].dropna().tolist()
    assert first in (["Bonn", "Köln", "Ulm"], ["東京", "大阪", "京都"], ["x", "y", "z"])


@pytest.mark.parametrize(
    ("text", "stated", "columns", "rows"),
    [
        ("1,2\n3,4\n5,6\n", {"header_row": 1}, ["1", "2"], 2),
        ("a,b\n1,x\n2,y\n", {"header_row": "none"}, ["column_1", "column_2"], 3),
        ("x\ny,z\na,b\n1,2\n3,4\n", {"header_row": 3}, ["a", "b"], 2),
        ("x,y\na,b\n1,2\n3,4\n", {"skip_rows": 1}, ["a", "b"], 2),
        ("a,b\nu,v\n1,2\n9,9\n3,4\n", {"skip_rows": [2, 4]}, ["a", "b"], 2),
        ("a,b\n1,2\n3,4\n5,6\n", {"skip_footer": 2}, ["a", "b"], 1),
        ("a,b\n1,2\n3,4\nTotal,6\n", {"skip_footer": 0}, ["a", "b"], 3),
        ("a^b\n1^2\n3^4\n", {"separator": "^"}, ["a", "b"], 2),
        ("a b\tc d\n1\t2\n3\t4\n", {"separator": "tab"}, ["a b", "c d"], 2),
        ("a:b\n1:2\n3:4\n", {"separator": ":"}, ["a", "b"], 2),
    ],
)
def test_what_is_stated_is_done(
    tmp_path: Path, text: str, stated: dict[str, Any], columns: list[str], rows: int
) -> None:
    table = read(tmp_path, text, **stated)
    assert list(table.frame.columns) == columns
    assert len(table.frame) == rows


def test_a_stated_decimal_sign_settles_what_the_file_leaves_open(tmp_path: Path) -> None:
    text = "a\tb\n1,234\t1.500\n5,678\t2.250\n"
    assert read(tmp_path, text, decimal=",").frame.to_numpy().tolist() == [[1.234, 1500], [5.678, 2250]]
    assert read(tmp_path, text, decimal=".").frame.to_numpy().tolist() == [[1234, 1.5], [5678, 2.25]]


def test_a_stated_encoding_is_used_or_refused(tmp_path: Path) -> None:
    content = "miasto,y\nŁódź,1\nGdańsk,2\n".encode("cp1250")
    assert read(tmp_path, content, encoding="windows-1250").frame["miasto"].tolist() == ["Łódź", "Gdańsk"]
    with pytest.raises(DataError, match="not in the encoding"):
        read(tmp_path, content, encoding="utf-8")
    with pytest.raises(DataError, match="not a known encoding"):
        read(tmp_path, content, encoding="utf-99")


def test_a_second_encoding_is_noticed_however_late_it_begins(tmp_path: Path) -> None:
    rows = "".join(f"{row},Müller{row}straße{row}\n" for row in range(8000))
    with pytest.raises(DataError, match="two encodings") as caught:
        read(tmp_path, f"id,name\n{rows}".encode() + "1,Jäger\n".encode("cp1252"))
    assert "'Jäger'" in str(caught.value)


def test_a_file_that_was_cut_within_a_letter_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ends in the middle of a character"):
        read(tmp_path, "miasto,y\nŁódź,1\nGdańsk,2\nPoznań".encode()[:-1])


def test_a_header_row_that_is_not_there_shows_the_first_lines(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="1: `a, b`") as caught:
        read(tmp_path, "a,b\n1,2\n3,4\n", header_row=9)
    assert "data.header_row" in (caught.value.fix or "")


def test_a_line_that_is_no_row_is_shown_with_the_key_that_leaves_it_out(tmp_path: Path) -> None:
    text = "a,b\n1,2\nsee, the, note\n3,4\n5,6\n"
    with pytest.raises(DataError, match=r"row 3 has 3 fields, the header 2: see,the,note") as caught:
        read(tmp_path, text)
    assert "data.skip_rows: [3]" in (caught.value.fix or "")
    assert len(read(tmp_path, text, skip_rows=[3]).frame) == 3


def test_one_column_is_refused_with_the_lines_and_the_keys(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="1: `a/b`; 2: `1/2`") as caught:
        read(tmp_path, "a/b\n1/2\n3/4\n")
    assert "data.separator" in (caught.value.fix or "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp932"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_footer_below_many_rows_is_cut_off_in_any_encoding(tmp_path: Path, encoding: str, ending: str) -> None:
    rows = [f'{number},東京都,"改行{ending}あり",{number / 4}' for number in range(6000)]
    text = ending.join(["題名", "a,b,c,y", *rows, "合計,,,4498500", "資料：総務省", ""])
    table = read(tmp_path, text.encode(encoding))
    assert len(table.frame) == 6000
    assert table.frame.iloc[-1].tolist()[::3] == [5999, 1499.75]
    assert {"lines_above", "lines_below"} <= set(codes(table))


def test_comments_among_rows_are_left_out_where_comments_stand_above(tmp_path: Path) -> None:
    assert read(tmp_path, "# one\na,b\n1,2\n# two\n3,4\n").frame.to_numpy().tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "text",
    [
        '"mpg" "cyl" "gear"\n"Mazda RX4" 21 6 4\n"Datsun 710" 22.8 4 4\n"Valiant" 18.1 6 3\n',
        '"mpg";"cyl";"gear"\n"Mazda RX4";21;6;4\n"Datsun 710";22,8;4;4\n"Valiant";18,1;6;3\n',
        "mpg\tcyl\tgear\nMazda RX4\t21\t6\t4\nDatsun 710\t22.8\t4\t4\nValiant\t18.1\t6\t3\n",
        "mpg,cyl,gear\nMazda RX4,21,6,4\nDatsun 710,22.8,4,4\nValiant,18.1,6,3\n",
    ],
)
def test_what_r_writes_has_names_of_rows(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text)
    assert list(table.frame.columns) == ["column_1", "mpg", "cyl", "gear"]
    assert table.frame.iloc[1].tolist() == ["Datsun 710", 22.8, 4, 4]
    assert "row_names" in codes(table)


def test_notes_speak_both_languages(tmp_path: Path) -> None:
    table = read(tmp_path, f"Bericht\na,b,c,y\nm,s,,kg\n{BODY}Summe,,,3\n")
    texts = [note.message("ja") + note.action("ja") for note in table.notes]
    assert ["`Bericht`" in texts[0], "kg" in texts[1], "Summe" in texts[2]] == [True] * 3
    assert [note.level for note in table.notes] == ["green", "green", "yellow"]


@pytest.mark.parametrize("marks", [("--", "EUR"), (" --", "EUR"), ("", "EUR")])
def test_a_total_may_repeat_the_money_and_mark_what_it_lacks(tmp_path: Path, marks: tuple[str, str]) -> None:
    rows = [f"Camp {place},{('on', 'off')[place % 2]},EUR,{100 + place}" for place in range(40)]
    file = tmp_path / "t.csv"
    file.write_text("\n".join(["name,state,money,clicks", *rows, f"Total: all,{marks[0]},{marks[1]},4780", ""]))

    assert len(read_table(file).frame) == 40
