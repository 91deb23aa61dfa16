"""Targets of words in which one word for nothing is a class, or a gap."""

from __future__ import annotations

import json

from tests.hard_files import File, drawn, one_of, text_of


def with_target(name: str, *words: str, by: str = ",", every: int = 3) -> str:
    return text_of(
        {
            "x": lambda i: drawn(i, 0, 9),
            "g": lambda i: one_of(i, "a", "b", "c", salt=5),
            name: lambda i: words[i % len(words)],
        },
        by=by,
    )


def file(content: str, target: str, **more: object) -> File:
    return File(
        **{"content": content, "target": target, "kinds": "numeric categorical", "problem": "multiclass", **more}
    )


FILES = {
    "sleep disorder": file(
        with_target("Sleep Disorder", "None", "Insomnia", "Sleep Apnea"),
        "Sleep Disorder",
        classes=["None", "Insomnia", "Sleep Apnea"],
        said=["target_words_are_classes"],
    ),
    "continents": file(
        with_target("continent", "NA", "EU", "AS", "AF", "SA", "OC"),
        "continent",
        classes=["NA", "EU", "AS", "AF", "SA", "OC"],
        said=["target_words_are_classes"],
    ),
    "damage in Spanish": file(
        with_target("Daño", "Ninguno", "Leve", "Grave", by=";"),
        "Daño",
        classes=["Ninguno", "Leve", "Grave"],
        encoding="cp1252",
    ),
    "side effects in Japanese": file(
        with_target("副作用", "なし", "軽度", "重度"), "副作用", classes=["なし", "軽度", "重度"], encoding="cp932"
    ),
    "complaints in Russian": file(
        with_target("Жалобы", "нет", "боль", "кашель", by=";"),
        "Жалобы",
        classes=["нет", "боль", "кашель"],
        encoding="cp1251",
    ),
    "two classes, one is none": file(
        with_target("defect", "none", "scratch"),
        "defect",
        problem="binary",
        classes=["none", "scratch"],
        said=["target_words_are_classes"],
    ),
    "a dash is no finding": file(
        with_target("befund", "-", "positiv", "unklar", by=";"), "befund", classes=["-", "positiv", "unklar"]
    ),
    "unknown is an answer": file(
        with_target("smoking_status", "never smoked", "Unknown", "smokes"),
        "smoking_status",
        classes=["never smoked", "Unknown", "smokes"],
    ),
    "a single NA is a gap": file(
        text_of(
            {
                "x": lambda i: drawn(i, 0, 9),
                "g": lambda i: one_of(i, "a", "b", "c", salt=5),
                "species": lambda i: "NA" if i == 7 else ("Adelie", "Gentoo", "Chinstrap")[i % 3],
            }
        ),
        "species",
        rows=39,
        classes=["Adelie", "Gentoo", "Chinstrap"],
        said=["target_missing"],
    ),
    "no answer beside yes and no": file(
        with_target("churn", "Yes", "No", "No", "NA"),
        "churn",
        problem="binary",
        rows=30,
        classes=["Yes", "No"],
        said=["target_missing"],
    ),
    "faults of a workbook": file(
        with_target("Status", "OK", "#N/A", "Late"),
        "Status",
        rows=27,
        problem="binary",
        classes=["OK", "Late"],
        said=["target_missing"],
    ),
    "empty cells are no class": file(
        with_target("grade", "A", "", "B", "C"), "grade", rows=30, classes=["A", "B", "C"], said=["target_missing"]
    ),
    "a marker that is stated": file(
        with_target("Basement", "NA", "Full", "Half"),
        "Basement",
        rows=26,
        problem="binary",
        classes=["Full", "Half"],
        said=["target_missing"],
        stated={"missing_markers": ["NA"]},
    ),
    "null of JSON is a gap, its word is not": file(
        "\n".join(
            json.dumps(
                {
                    "x": drawn(i, 0, 9),
                    "g": one_of(i, "a", "b", "c", salt=5),
                    "risk": (None, "None", "low", "high")[i % 4],
                }
            )
            for i in range(40)
        )
        + "\n",
        "risk",
        rows=30,
        classes=["None", "low", "high"],
        name="export.jsonl",
        said=["target_missing"],
    ),
    "kein Befund": file(
        with_target("Befund", "kein", "leicht", "schwer", by=";"), "Befund", classes=["kein", "leicht", "schwer"]
    ),
    "n/a of a form": file(
        with_target("Allergy", "n/a", "pollen", "nuts"),
        "Allergy",
        classes=["n/a", "pollen", "nuts"],
        said=["target_words_are_classes"],
    ),
    "a point among words is an answer": file(
        with_target("side effect", ".", "mild", "severe"),
        "side effect",
        classes=[".", "mild", "severe"],
        said=["target_words_are_classes"],
    ),
    "a single point among words is a gap": file(
        text_of(
            {
                "x": lambda i: drawn(i, 0, 9),
                "g": lambda i: one_of(i, "a", "b", "c", salt=5),
                "side effect": lambda i: "." if i == 7 else ("none at all", "mild", "severe")[i % 3],
            }
        ),
        "side effect",
        rows=39,
        classes=["none at all", "mild", "severe"],
        said=["target_missing"],
    ),
    "a point beside numbers and yes and no": file(
        with_target("answer", "1", "0", "."), "answer", problem="binary", rows=27, classes=["0", "1"]
    ),
    "none in small letters and large": file(
        with_target("Pain", "none", "None", "mild"), "Pain", classes=["none", "None", "mild"], said=["class_spelling"]
    ),
    "a point that stands for gaps in the file's numbers": file(
        text_of(
            {
                "x": lambda i: "." if i % 9 == 5 else drawn(i, 0, 9),
                "g": lambda i: one_of(i, "a", "b", "c", salt=5),
                "grade": lambda i: (".", "low", "mid", "high")[i % 4],
            }
        ),
        "grade",
        rows=30,
        classes=["low", "mid", "high"],
        said=["target_missing"],
    ),
    "a question mark is no third answer": file(
        with_target("Raucher", "Ja", "Nein", "?", by=";"), "Raucher", problem="binary", rows=27, classes=["Ja", "Nein"]
    ),
    "a question mark among words": file(
        with_target("grade", "?", "low", "mid", "high"),
        "grade",
        classes=["?", "low", "mid", "high"],
        said=["target_words_are_classes"],
    ),
}
