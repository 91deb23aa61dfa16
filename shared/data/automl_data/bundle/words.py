"""What is said about rows that are unlike those a model learned from."""

from __future__ import annotations

from automl_shared.words import N_, Words

ROWS: Words = {
    "unread_numeric": N_("{column}: {value} is not a number"),
    "unread_datetime": N_("{column}: {value} is not a date like those learned"),
    "unread": N_("{column}: {value} cannot be read"),
    "unseen": N_("{column}: {value} was not learned"),
    "outside": N_("{column}: {value} is outside what was learned ({lowest} to {highest})"),
    "gap": N_("{column} is empty"),
    "number": N_("{column}: {value} is a number where text was"),
    "more": N_("and {n} more"),
}

COLUMNS: Words = {
    "unread_numeric": N_(
        "`{column}`: {n} of {of} values are not numbers (for example {examples}), and were taken for gaps"
    ),
    "unread_datetime": N_(
        "`{column}`: {n} of {of} values are not written like the dates learned, such as {like} (for example "
        "{examples}), and were taken for gaps"
    ),
    "unread": N_("`{column}`: {n} of {of} values cannot be read (for example {examples}), and were taken for gaps"),
    "zeros": N_("`{column}` has lost its leading zeros: {example} where {level} was learned, in {n} of {of} values"),
    "unseen": N_("`{column}`: {n} of {of} values were never learned (for example {examples}; learned: {learned})"),
    "far": N_(
        "`{column}`: {n} of {of} values are far outside what was learned (for example {examples}; learned: {lowest} to "
        "{highest}). The middle value is {times} times the one learned: another unit?"
    ),
    "far_datetime": N_(
        "`{column}`: {n} of {of} dates are far outside what was learned (for example {examples}; learned: {lowest} to "
        "{highest}): another calendar, or another column?"
    ),
    "shares": N_(
        "`{column}`: all {n} values are at most {largest}, where per cent were learned ({lowest} to {highest}): shares "
        "of one instead of a hundred? A workbook keeps 25 % as 0.25"
    ),
    "parts_of_day": N_(
        "`{column}`: all {n} values are at most {largest}, where times in hours were learned ({lowest} to {highest}): "
        "parts of a day? A workbook keeps 12:00 as 0.5"
    ),
    "outside": N_(
        "`{column}`: {n} of {of} values are outside what was learned (for example {examples}; learned: {lowest} to "
        "{highest})"
    ),
    "outside_datetime": N_(
        "`{column}`: {n} of {of} dates are outside what was learned (for example {examples}; learned: {lowest} to "
        "{highest}): how good the model is at such times was never tested"
    ),
    "gap": N_("`{column}`: {n} of {of} rows are empty ({gaps} while learning)"),
    "number": N_("`{column}`: {n} of {of} values are numbers (for example {examples}) where text was learned"),
    "like": N_("; they look like values of `{other}`"),
    "spelled": N_("; written differently: {level}"),
}
