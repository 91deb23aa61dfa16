"""Columns called as this program, its libraries or a shell call something of their own."""

from __future__ import annotations

from tests.hard_files import File, drawn, one_of, text_of


def value(name: str) -> object:
    return lambda i: drawn(i, 0, 90, 1, 1 + sum(map(ord, name)) % 11)


def of(*names: str, target: str = "y", by: str = ",") -> File:
    """Numbers that repeat, under these names."""
    cells = {name: value(name) for name in names if name != target}
    content = text_of({**cells, target: lambda i: one_of(i, "a", "b")}, by=by)
    return File(content=content, target=target, kinds=" ".join("numeric" for _ in cells), numbers=cells)


FILES = {
    "rows": of("row_id", "row", "rows"),
    "folds": of("fold", "holdout", "split", "repeat"),
    "answers": of("prediction", "probability", "target", "warnings", "low", "high"),
    "y of others": of("y_true", "y_pred", "X", "x", target="target"),
    "weights and groups": of("weight", "_weight", "sample_weight", "group", "time"),
    "of pandas": of("index", "values", "columns", "name", "shape", "T"),
    "of Arrow": of("__index_level_0__x", "level_0x", "__null_dask_index__"),
    "of boosting": of("f0", "f1", "feature[1]", "a<b", "a>b"),
    "of JSON": of('say "hi"', "a:b", "{x}", "[y]", "back\\slash", by=";"),
    "of paths": of("a/b", "a.b", "..", "a\\b", "*", "?", by=";"),
    "of a shell": of("$HOME", "`date`", "a b", "a;b", "it's", "--help", "!x"),
    "of YAML": of("yes", "null", "on", "1e3", "~", "#x", "a: b", by="\t"),
    "our own made names": of("column_1", "column_2", "x & z", "x / z", "x__z"),
    "of the recipe": of("numeric", "categorical", "remainder", "encoder__x", "pca0", "missing x"),
    "long": of("How satisfied are you with the service, all in all, since you have been a customer of ours?" * 3, "b"),
    "signs of other scripts": of("温度", "größe", "🙂", "naïve", "Ω", "µ", "№1"),
    "differing in case": of("Age", "age", "AGE"),
    "of a target": of("b", "c", target="row_id"),
    "of a target with blanks": of("b", "c", target="is it good?"),
}
