"""Marks that stand for a gap among numbers and dates."""

from __future__ import annotations

from tests.hard_files import GAP, File, comma, drawn, one_of, text_of


def marked(i: int) -> bool:
    return i % 4 == 1


def v(i: int) -> float:
    return drawn(i, 10, 99, 1)


def truth(i: int) -> float:
    return GAP if marked(i) else v(i)


def of(mark: str, by: str = ",", cell: object = v, more: dict[str, object] | None = None, **stated: object) -> File:
    """Every fourth cell is the mark, which is many more than may be slips."""
    content = text_of(
        {
            "v": lambda i: mark if marked(i) else cell(i),
            "w": lambda i: drawn(i, 0, 9, 2, 4),
            "y": lambda i: one_of(i, "a", "b"),
        },
        by=by,
    )
    return File(
        **{
            "content": content,
            "target": "y",
            "kinds": "numeric numeric",
            "numbers": {"v": truth},
            "stated": stated,
            **(more or {}),
        }
    )


FILES = {
    "question mark": of("?"),
    "two points of a bank for development": of(".."),
    "long dash": of("—"),
    "three dashes": of("---"),
    "suppressed": of("*"),
    "suppressed, Canada": of("x"),
    "too unreliable, Canada": of("F"),
    "suppressed in words": of("(suppressed)"),
    "backslash N": of(r"\N", "\t"),
    "division by nought": of("#DIV/0!"),
    "a broken reference": of("#REF!"),
    "no value of a workbook": of("#VALUE!"),
    "name of a workbook": of("#NAME?"),
    "name of a workbook, German": of("#NV", ";", lambda i: comma(v(i), 1)),
    "not a number of C": of("-nan(ind)"),
    "not a number of old C": of("1.#QNAN"),
    "not a number of Windows": of("-1.#IND"),
    "below detection": of("BDL"),
    "not detected": of("N.D."),
    "not determined, German": of("n. b.", ";", lambda i: comma(v(i), 1)),
    "no statement, German": of("keine Angabe", ";", lambda i: comma(v(i), 1)),
    "no statement, French": of("n.c.", ";", lambda i: comma(v(i), 1)),
    "no data, Spanish": of("s/d", ";", lambda i: comma(v(i), 1)),
    "no data, Portuguese": of("N/D", ";", lambda i: comma(v(i), 1)),
    "no data, Polish": of("b.d.", ";", lambda i: comma(v(i), 1)),
    "no data, Russian": of("нет данных", ";", lambda i: comma(v(i), 1), {"encoding": "cp1251"}),
    "no data, Japanese": of("不詳", more={"encoding": "cp932"}),
    "no data, Japanese, a bar": of("－", more={"encoding": "cp932"}),
    "no data, Chinese": of("无", more={"encoding": "gb18030"}),
    "no data, Korean": of("없음", more={"encoding": "cp949"}),
    "a stated number": of("-999", missing_markers=["-999"]),
    "a stated word": of("see file", missing_markers=["see file"]),
    "to be announced": of("TBA"),
    "pending": of("pending"),
    "missing": of("Missing"),
    "not applicable in words": of("Not applicable"),
    "brackets": of("[missing]"),
    "angles": of("<NA>"),
    "undefined of a script": of("undefined"),
    "None of a script": of("None"),
    "no data, German, in words": of("nicht erhoben"),
    "no data, French, in words": of("non renseigné"),
    "no data, Spanish, in words": of("sin dato"),
    "no data, Portuguese, in words": of("não informado"),
    "no data, Dutch, in words": of("onbekend"),
    "no data, Swedish, in words": of("uppgift saknas"),
    "no data, Danish, in words": of("ikke oplyst"),
    "no data, Finnish, in words": of("ei tietoa"),
    "no data, Czech, in words": of("neuvedeno"),
    "no data, Hungarian, in words": of("nincs adat"),
    "no data, Turkish, in words": of("belirtilmemiş"),
    "no data, Ukrainian, in words": of("немає даних"),
    "no data, Greek, in words": of("άγνωστο"),
    "no data, Lithuanian, in words": of("nėra duomenų"),
    "no data, Japanese, in words": of("測定不能"),
    "no data, Chinese, in words": of("缺失"),
    "no data, Korean, in words": of("해당없음"),
    "no data, Thai, in words": of("ไม่มีข้อมูล"),
    "no data, Vietnamese, in words": of("không có"),
    "no data, Indonesian, in words": of("tidak ada"),
    "no data, Hebrew, in words": of("לא ידוע"),
    "no data, Arabic, in words": of("غير متوفر"),
    "no data, German, for short, in words": of("o. A."),
    "no data, Dutch, for short, in words": of("n.v.t."),
    "an error of a spreadsheet, Spanish": of("#¡DIV/0!", ";", lambda i: comma(v(i), 1)),
    "an error of a spreadsheet, Russian": of("#ДЕЛ/0!", ";", lambda i: comma(v(i), 1)),
}
