"""Data in: reads a table, and says what is wrong with it before anything is made of it.

Used twice with the same result: by ``automl submit`` before anything is cloned, and by the preprocessing phase.
"""

from automl_data.intake.amounts import row_amounts
from automl_data.intake.checks import MAX_CLASSES_OF_NUMBERS, Problem, check_rows, check_usable, problem_of
from automl_data.intake.columns import require_column, select
from automl_data.intake.editing import edited
from automl_data.intake.files import TABLE_ENDINGS, file_hash, only_table
from automl_data.intake.notes import Note
from automl_data.intake.reading import read_table
from automl_data.intake.ready import Ready, ready, recognised_table, unit_of
from automl_data.intake.recognition import Asked, read_as, recognised
from automl_data.intake.sources import local_file, shown_path, source_name
from automl_data.intake.table import Table

__all__ = [
    "MAX_CLASSES_OF_NUMBERS",
    "TABLE_ENDINGS",
    "Asked",
    "Note",
    "Problem",
    "Ready",
    "Table",
    "check_rows",
    "check_usable",
    "edited",
    "file_hash",
    "local_file",
    "only_table",
    "problem_of",
    "read_as",
    "read_table",
    "ready",
    "recognised",
    "recognised_table",
    "require_column",
    "row_amounts",
    "select",
    "shown_path",
    "source_name",
    "unit_of",
]
