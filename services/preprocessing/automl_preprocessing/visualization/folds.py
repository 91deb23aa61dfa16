"""How the rows are divided, and whether the parts are alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from automl_preprocessing.visualization.base import Facts, common, cut, name_of, notes, picture, saying
from automl_shared.figure_axes import names_below, upright_axis
from automl_shared.figures import COLOURS, captioned, legend_name
from automl_shared.words import N_, NC_, Words, number

CLASSES = 7
HEIGHT, LETTERS_ACROSS = 500, 80
FEW, LEGIBLE = 12, 0.05
"""Folds up to which, and shares from which, a bar has room for its number."""
OTHERS = "#b8bec6"

WORDS: Words = {
    "folds_classes": N_(
        "How the rows are divided, and the share of each class in every part: similar bars mean a fair division."
    ),
    "folds_numbers": N_(
        "How the rows are divided, and the mean of “{target}” in every part: similar heights mean a fair division."
    ),
    "fold_note": N_(
        "Rule: {reason}. The target of the {holdout} rows kept back is not shown: they are for the final check."
    ),
    "fold_note_no_holdout": N_("Rule: {reason}. No rows are kept back."),
    "cut_folds": N_("Shown: the first {shown} of {total} folds."),
    "cut_fold_classes": N_("The {shown} most frequent of {total} classes; the rest is counted as “(all others)”."),
    "fold": N_("fold {n}"),
    "fold_of_repeat": N_("{repeat}. time, fold {n}"),
    "kept_back": N_("kept back"),
    "learned_from": N_("learned from"),
    "scored_on": N_("scored on"),
    "held_rows": N_("kept back for the final check"),
    "row_axis": N_("rows"),
    "share_axis": N_("share of the scored rows"),
    "mean_axis": N_("mean of “{target}”"),
}
said = saying(WORDS)


@picture(
    NC_("a picture", "folds"),
    place=110,
    meaning="The target in each fold and in the final check: they should look alike.",
)
def folds(facts: Facts) -> Any:
    """Rows of each fold and of the hold-out above; class shares or the target's mean in the scored rows below."""
    shown = facts["folds"]["shown"]
    labels = [_label(facts, one["name"]) for one in shown]
    figure = make_subplots(rows=2, cols=1, vertical_spacing=0.14)
    _rows(facts, figure, labels)
    is_number = "histogram" in facts["target"]
    if is_number:
        _means(facts, figure, labels)
    else:
        _shares(facts, figure, labels)
    for row in (1, 2):
        every = [*labels, said(facts, "kept_back")] if row == 1 and facts["n_holdout"] else labels
        figure.update_xaxes(names_below(every, LETTERS_ACROSS // len(every)), row=row, col=1)
    caption = said(facts, "folds_numbers" if is_number else "folds_classes", target=name_of(facts["target"]["name"]))
    key = "fold_note" if facts["n_holdout"] else "fold_note_no_holdout"
    reason = said(facts, key, reason=facts["plan"]["reason"].rstrip("."), holdout=f"{facts['n_holdout']:,}")
    captioned(figure, caption, cut=notes(reason, *_cuts(facts)), height=HEIGHT)
    return figure.update_layout(barmode="stack")


def _rows(facts: Facts, figure: Any, labels: Sequence[str]) -> None:
    shown = facts["folds"]["shown"]
    parts = [
        ("learned_from", labels, [one["fitted"] for one in shown], COLOURS[3]),
        ("scored_on", labels, [one["scored"] for one in shown], COLOURS[0]),
    ]
    if facts["n_holdout"]:
        parts.append(("held_rows", [said(facts, "kept_back")], [facts["n_holdout"]], COLOURS[4]))
    for key, where, counts, colour in parts:
        text = [f"{count:,}" for count in counts] if len(labels) <= FEW else None
        trace = go.Bar(name=said(facts, key), x=where, y=counts, text=text, textangle=0, marker={"color": colour})
        figure.add_trace(trace, row=1, col=1)
    figure.update_yaxes(upright_axis(said(facts, "row_axis")), row=1, col=1)


def _means(facts: Facts, figure: Any, labels: Sequence[str]) -> None:
    shown = facts["folds"]["shown"]
    means = [one["mean"] for one in shown]
    trace = go.Bar(
        x=labels,
        y=means,
        text=[number(mean) for mean in means],
        textangle=0,
        marker={"color": COLOURS[0]},
        showlegend=False,
    )
    figure.add_trace(trace, row=2, col=1)
    figure.update_yaxes(upright_axis(said(facts, "mean_axis", target=facts["target"]["name"])), row=2, col=1)


def _shares(facts: Facts, figure: Any, labels: Sequence[str]) -> None:
    shown, classes = facts["folds"]["shown"], facts["folds"]["labels"]
    order = sorted(range(len(classes)), key=lambda place: -sum(one["counts"][place] for one in shown))
    top, rest = order[:CLASSES], order[CLASSES:]
    for colour, place in zip(COLOURS, top, strict=False):
        _share(figure, labels, shown, [place], legend_name(classes[place]), colour)
    if rest:
        _share(figure, labels, shown, rest, common(facts, "other_categories"), OTHERS)
    shares = upright_axis(said(facts, "share_axis"), tickformat=".0%", range=[0, 1])
    figure.update_yaxes(shares, row=2, col=1)


def _cuts(facts: Facts) -> list[str | None]:
    shown, classes = facts["folds"]["shown"], facts["folds"]["labels"]
    return [
        cut(said, facts, "cut_folds", len(shown), facts["folds"]["total"]),
        cut(said, facts, "cut_fold_classes", min(CLASSES, len(classes)), len(classes)),
    ]


def _share(
    figure: Any,
    labels: Sequence[str],
    shown: Sequence[Mapping[str, Any]],
    places: Sequence[int],
    name: str,
    colour: str,
) -> None:
    shares = [sum(one["counts"][place] for place in places) / max(1, one["scored"]) for one in shown]
    text = [f"{share:.0%}" if share >= LEGIBLE else "" for share in shares] if len(labels) <= FEW else None
    trace = go.Bar(name=name, x=labels, y=shares, text=text, textangle=0, marker={"color": colour})
    figure.add_trace(trace, row=2, col=1)


def _label(facts: Facts, name: str) -> str:
    """``r0f3`` in words."""
    repeat, fold = (int(number) + 1 for number in re.findall(r"\d+", name))
    key = "fold_of_repeat" if facts["plan"]["n_repeats"] > 1 else "fold"
    return said(facts, key, repeat=repeat, n=fold)
