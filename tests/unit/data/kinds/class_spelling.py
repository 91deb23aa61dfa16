"""Classes that are the same to a person and are spelled differently, and such as are not."""

from __future__ import annotations

from tests.hard_files import File, drawn, text_of


def of(
    *labels: str,
    classes: int | None = None,
    problem: str = "multiclass",
    by: str = ",",
    same: bool = True,
    **more: object,
) -> File:
    content = text_of({"x": lambda i: drawn(i, 0, 9), "y": lambda i: labels[i % len(labels)]}, by=by)
    return File(
        **{
            "content": content,
            "target": "y",
            "kinds": "numeric",
            "problem": problem,
            "classes": labels if classes is None else (),
            "said": ["class_spelling"] if same else [],
            **more,
        }
    )


FILES = {
    "yes and no": of("Yes", "yes", "YES", "No", "no"),
    "a blank inside": of("in stock", "instock", "sold"),
    "wide letters": of("Ａ型", "A型", "B型", encoding="cp932"),
    "wide digits": of("Ｓ１", "S1", "S2", encoding="cp932"),
    "Japanese, half a width": of("ｱﾘ", "アリ", "ナシ", encoding="cp932"),
    "a point at the end": of("approx.", "approx", "exact"),
    "a dash and a blank": of("follow-up", "follow up", "new"),
    "an accent made of two signs": of("café", "cafe\u0301", "bar"),
    "a no-break blank": of("New\u00a0York", "New York", "Boston"),
    "German sharp s": of("Straße", "STRASSE", "Weg", by=";"),
    "Turkish": of("Evet", "EVET", "Hayır", by=";", encoding="cp1254"),
    "Greek": of("Ναι", "ΝΑΙ", "Όχι", by=";"),
    "underscores": of("high_risk", "High Risk", "low"),
    "quotes of two kinds": of("won’t", "won't", "will", encoding="cp1252"),
    "blanks around, which are none": of("a ", "a", "b", classes=2, problem="binary", same=False),
    "different words": of("open", "closed", "opened", same=False),
    "plus and minus": of("A+", "A-", "A", same=False),
    "codes": of("1a", "1b", "2a", same=False),
    "yes with a full stop": of("Yes.", "Yes", "No"),
    "joined by an underscore": of("new_york", "New-York", "boston"),
    "ratings with plus": of("B+", "B", "B-", same=False),
    "versions": of("1.0", "1.0b", "10", same=False),
}
