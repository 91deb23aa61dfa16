"""How good predictions are on the rows of a file whose target is known already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from automl_data.bundle import Bundle, Predictor, RawColumn
from automl_data.bundle.rows import rows_of, settings_of, typed
from automl_data.recipe.categorical import plain_values
from automl_shared.lazy import pa
from automl_shared.words import N_, NN_, Words, listed, number, percent, say_in, with_unit

MOST_NAMES = 3

WORDS: Words = {
    "right": NN_(
        "The file has `{target}` in one row: {right} of 1 is predicted right.",
        "The file has `{target}` in {rows} rows: {right} of them are predicted right ({share}).",
    ),
    "found": N_("`{positive}`: {found} of {of} found, and {false} of the {others} others taken for it."),
    "all_one": N_("What is true there is always `{name}`."),
    "of_class": N_("`{name}`: {found} of {of} found"),
    "close": NN_(
        "The file has `{target}` in one row: its prediction is off by {half}.",
        "The file has `{target}` in {rows} rows: half of the predictions are off by at most {half}, nine out of ten by "
        "at most {most}.",
    ),
    "strange": NN_(
        "One row of the file has a `{target}` that the model cannot answer ({names}); it does not count.",
        "{rows} rows of the file have a `{target}` that the model cannot answer ({names}); they do not count.",
    ),
    "seen": N_("Rows that the model has learned from look better than new ones will: leave them out to judge it."),
}


@dataclass(kw_only=True)
class Known:
    """What was predicted of rows whose target is known. ``pairs``: rows by true and predicted class; else ``errors``,
    (n_rows,) in pieces. ``strange``: rows by a target that is no class, or no number."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: list[np.ndarray] = field(default_factory=list)
    strange: Counter[str] = field(default_factory=Counter)

    def add(self, piece: pa.Table, predicted: np.ndarray, bundle: Bundle[Predictor]) -> None:
        """Counts more rows (n_rows,), as they came and as they were answered."""
        truth = _truth(piece, bundle)
        if truth is None:
            return
        if bundle.classes:
            known = truth.isin(bundle.classes).to_numpy()
            self.pairs.update(zip(truth[known], bundle.labels(predicted[known]), strict=True))
        else:
            read = typed(truth.to_frame(), [_column(bundle)])[bundle.target].to_numpy(dtype="float64")
            known = np.isfinite(read)
            self.errors.append(np.abs(read[known] - predicted[known]))
        self.strange.update(truth[~known & truth.notna().to_numpy()].map(str))

    @property
    def rows(self) -> int:
        return self.pairs.total() + sum(map(len, self.errors))

    @property
    def right(self) -> int:
        return sum(n for (true, said), n in self.pairs.items() if true == said)

    def off(self) -> Mapping[str, float]:
        """Of numbers: what half, and nine out of ten, of the predictions are off by at most, however few there are."""
        errors = np.concatenate([np.empty(0), *self.errors])
        if not len(errors):
            return {}
        half, most = np.quantile(errors, [0.5, 0.9], method="inverted_cdf").tolist()
        return {"half": half, "most": most}

    def document(self) -> dict[str, object]:
        """For machines; of no row but the count where no target is known."""
        confusion = [{"actual": true, "predicted": said, "rows": n} for (true, said), n in sorted(self.pairs.items())]
        by_kind = {"right": self.right, "confusion": confusion} if confusion else self.off()
        return {"rows": self.rows, "other_rows": self.strange.total(), **by_kind}


def told(known: Known, bundle: Bundle[Predictor]) -> Iterator[str]:
    """Sentences in the run's language; none where no row has a target."""
    language, facts = bundle.intake.language, bundle.facts

    def say(key: str, **values: object) -> str:
        return say_in(WORDS, key, language, **values)

    if known.rows:
        counts: dict[str, Any] = {"target": bundle.target, "n": known.rows, "rows": f"{known.rows:,}"}
        if bundle.classes:
            share = percent(known.right / known.rows)
            yield say("right", right=f"{known.right:,}", share=share, **counts)
            yield _by_class(known, bundle)
        else:
            unit = facts.unit if facts else ""
            yield say("close", **counts, **{key: with_unit(number(off), unit) for key, off in known.off().items()})
    if known.strange:
        names = [name for name, _ in known.strange.most_common(MOST_NAMES)]
        n = known.strange.total()
        yield say("strange", n=n, rows=f"{n:,}", names=listed(names, language), target=bundle.target)
    if known.rows:
        yield say("seen")


def _by_class(known: Known, bundle: Bundle[Predictor]) -> str:
    language, of = bundle.intake.language, Counter[str]()
    for (true, _), n in known.pairs.items():
        of[true] += n
    if len(of) == 1:
        return say_in(WORDS, "all_one", language, name=next(iter(of)))
    if len(bundle.classes) == 2:
        other, positive = bundle.classes
        values = {"found": known.pairs[positive, positive], "of": of[positive], "false": known.pairs[other, positive]}
        shown = {key: f"{n:,}" for key, n in {**values, "others": of[other]}.items()}
        return say_in(WORDS, "found", language, positive=positive, **shown)
    each = [
        say_in(WORDS, "of_class", language, name=name, found=f"{known.pairs[name, name]:,}", of=f"{of[name]:,}")
        for name in bundle.classes
        if of[name]
    ]
    return listed(each, language)


def _truth(piece: pa.Table, bundle: Bundle[Predictor]) -> pd.Series | None:
    """(n_rows,) the target as it was learned, classes as text; None where the file has no such column."""
    before = {new: old for old, new in settings_of(bundle.intake).editing.rename_columns.items()}
    if not {bundle.target, before.get(bundle.target)} & {*piece.column_names}:
        return None
    column = _column(bundle)
    read = rows_of(piece, [column], bundle.intake)[bundle.target]
    if not bundle.classes:
        return read
    names = dict(zip(plain_values(pd.Series(bundle.classes, dtype=object)), bundle.classes, strict=True))
    return pd.Series(plain_values(read), dtype=object).map(lambda text: names.get(text, text))


def _column(bundle: Bundle[Predictor]) -> RawColumn:
    reading = bundle.facts.reading if bundle.facts else None
    if bundle.classes:
        return RawColumn(name=bundle.target, dtype="str", kind="text", reading=reading)
    return RawColumn(name=bundle.target, dtype="float64", kind="numeric", reading=reading)
