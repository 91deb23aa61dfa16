"""What a model card says."""

from __future__ import annotations

from automl_shared.words import N_, NC_, Words

WORDS: Words = {
    "title": N_("Model card: {target}"),
    "about": N_("What it is"),
    "predicts": N_("Predicts"),
    "regression": N_("{target}, a number"),
    "classes": N_("{target}, one of {classes}"),
    "model": N_("Model"),
    "combined": N_("{model}, {n} fitted parts together"),
    "run": N_("Run"),
    "task": N_("Task"),
    "rows": N_("Rows it learned from"),
    "sha256": N_("sha256 of the model's file"),
    "fact": N_("Fact"),
    "value": NC_("of a fact", "Value"),
    "unknown": N_("not known"),
    "good": N_("How good it is"),
    "score": N_("{metric} on rows it had not seen: {mean} on average over the folds (spread {spread})."),
    "baseline": N_("Guessing without looking at the other columns: {baseline}."),
    "no_score": N_("Its scores are not in the file."),
    "answers": N_("How it answers"),
    "calibrated": N_("Its probabilities are corrected, so that they can be taken at their word ({method})."),
    "sigmoid": N_("sigmoid"),
    "isotonic": N_("isotonic"),
    "temperature": N_("temperature"),
    "threshold": N_("It says {positive} from a probability of {threshold} on."),
    "likeliest": N_("It says the likeliest class."),
    "reach": N_("The truth of {level} of new rows lies within {reach} of the prediction (columns low and high)."),
    "number": N_("It gives a number, without a range."),
    "takes": N_("What it takes"),
    "column": N_("Column"),
    "kind": N_("Kind"),
    "learned": N_("Learned from"),
    "gaps": N_("Empty"),
    "numeric": N_("number"),
    "categorical": N_("category"),
    "boolean": NC_("in a model card", "yes or no"),
    "datetime": NC_("in a model card", "date"),
    "text": NC_("in a model card", "text"),
    "identifier": N_("identifier"),
    "constant": N_("one and the same"),
    "range": N_("{low} to {high}"),
    "more_levels": N_("{levels} and {n} more"),
    "graph": N_("The ONNX graph"),
    "graph_is": N_(
        "Every column is an input of its own, as it stands in the file, one value a row. An empty number is NaN, an "
        'empty text "". Rows are not checked: what is no number, or was never seen, is for the program to notice.'
    ),
    "graph_apart": N_(
        "Before it was written, its answers were compared with the model's own: they differ by at most {apart} "
        "(of probabilities, or as a share of the spread of numbers)."
    ),
    "name": N_("Name"),
    "values": N_("Values"),
    "input": N_("input"),
    "output": N_("output"),
    "of_numbers": N_("double (rows, 1)"),
    "of_texts": N_("string (rows, 1)"),
    "of_labels": N_("string (rows)"),
    "of_answers": N_("double (rows)"),
    "of_chances": N_("double (rows, classes): {classes}"),
    "limits": N_("What to keep in mind"),
    "unlike": N_(
        "It knows rows like those it learned from. Others are named with a warning, and a file it would predict wrong "
        "is refused."
    ),
    "no_cause": N_("It says what goes together in the data, not what causes what."),
    "names_levels": N_(
        "The file and this card name levels of categories and ranges of numbers in the rows it learned from: keep them "
        "as close as the data."
    ),
    "use": N_("How to use it"),
    "use_is": N_("In Python {python}, with nothing else of this project installed:"),
    "versions": N_("Made with"),
    "package": N_("Package"),
    "version": N_("Version"),
}
