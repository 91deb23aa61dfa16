"""How steady the score is, and how much of it was learned by heart."""

from __future__ import annotations

from typing import Any

from automl_shared.figure_axes import names_below, titled, upright_axis
from automl_shared.figures import COLOURS, Drawing, captioned
from automl_shared.words import N_, NC_, Words, wording
from automl_training.visualization.base import Facts, Limits, common, picture
from automl_training.words import gap_sentence

LETTERS_ACROSS = 80
"""Of all labels; of more folds some have none."""

WORDS: Words = {
    "scores_per_fold": N_(
        "The score ({metric}) on each part of the data the model had not seen, beside the part it learned from: "
        "similar values mean that it is steady, a wide gap that it learned by heart."
    ),
    "unseen": N_("not seen while learning"),
    "seen": NC_("rows of a learning curve", "learned from"),
}
word = wording(WORDS)


@picture(
    NC_("a picture", "scores per fold"),
    place=90,
    meaning="The score on each fold, beside the rows it learned from: a wide gap means learned by heart.",
)
def scores_per_fold(facts: Facts, limits: Limits) -> Any:
    """The primary metric on what a fold was scored on and on what it was fitted on."""
    metric = facts["primary_metric"]
    bars = [
        {
            "type": "bar",
            "x": [str(label) for label in facts["folds"]],
            "y": facts[side][metric],
            "name": word(label, limits.language),
            "marker": {"color": colour},
        }
        for side, label, colour in (("scores", "unseen", COLOURS[0]), ("train_scores", "seen", COLOURS[3]))
    ]
    labels = [str(label) for label in facts["folds"]]
    every = -(-len(labels) * (1 + max(map(len, labels))) // LETTERS_ACROSS)
    folds = names_below(labels[::every], LETTERS_ACROSS) | titled(common("fold", limits.language))
    figure = Drawing(*bars, xaxis=folds, yaxis=upright_axis(facts["metric_title"]))
    caption = word("scores_per_fold", limits.language, metric=facts["metric_title"])
    return captioned(figure, caption, cut=gap_sentence(facts, limits.language) or None)
