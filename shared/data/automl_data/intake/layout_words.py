"""What is said about lines around a table, and about files that hold more than one."""

from __future__ import annotations

from automl_shared.words import N_, NN_, Words

LAYOUT_WORDS: Words = {
    "lines_above": N_("Above the table and no part of it: {lines}."),
    "units_line": N_("A line below the column names holds their units, which are kept: {lines}."),
    "second_lines": N_(
        "Lines between the column names and the rows (units, types, a second header, a total) were left out: {lines}."
    ),
    "second_lines_action": N_("If they are rows: --set data.skip_rows=0"),
    "lines_below": N_("Lines below the table (totals, sources, footnotes) were left out: {lines}."),
    "lines_below_action": N_("If they are rows: --set data.skip_footer=0"),
    "totals_among": N_("Totals among the rows were left out ({count}): {lines}."),
    "totals_among_action": N_("If they are rows: --set data.skip_footer=0"),
    "pages_among": N_(
        "Lines that every printed page has (its number, its title) stood among the rows and were left out ({count}): "
        "{lines}."
    ),
    "pages_among_action": N_("If they are rows: --set data.skip_footer=0"),
    "lines_in_quotes": N_("Every line stands in quotation marks; what is inside them was read as the table."),
    "table_below": N_("Another table begins further down, at line {lines}: it was left out, with all that follows it."),
    "table_below_action": N_(
        "To use that table, give it a file of its own. If it belongs to the first, take out the blank line and the "
        "names above it, or --set data.skip_footer=0"
    ),
    "table_beside": N_(
        "To the right of an empty column, only the first rows hold something (a legend, settings, a summary). It was "
        "left out: {columns}."
    ),
    "table_beside_action": N_("To use it, take out the empty column."),
    "header_joined": N_("The column names are made of several lines: {lines}."),
    "names_repeated": N_("Column names that occur more than once were counted: {columns}."),
    "names_repeated_action": N_("Check which of them you need. To leave the others out: {drop}"),
    "names_alike": N_("Column names that differ only in capital letters or blanks: {columns}. They are kept apart."),
    "names_alike_action": N_("If they say the same, leave all but one out: {drop}"),
    "no_header": N_(
        "There is no line of column names: the first one looks like a row ({line}). The columns are called {first} to "
        "{last}."
    ),
    "no_header_action": N_(
        "If the line holds the names: {header} — if not: --set data.header_row=none (data.editing.rename_columns gives "
        "names)"
    ),
    "counted_header": N_("The numbers in line {line} were taken as column names ({names})."),
    "counted_header_action": N_("If the line is a row: --set data.header_row=none"),
    "row_names": N_(
        "The header has one name fewer than the rows have fields, as R writes it: the first column holds the names of "
        "the rows."
    ),
    "header_again": NN_(
        "The line of column names occurs once more among the rows and was left out there.",
        "The line of column names occurs {n:,} more times among the rows and was left out there.",
    ),
    "header_again_action": N_("Check whether the file was put together of several that do not belong together."),
    "table_chosen": N_("Read from `{name}`; the file also holds {others}."),
    "formulas_without_values": N_(
        "Formulas of the workbook were never calculated, so these columns have no values: {columns}."
    ),
    "formulas_without_values_action": N_("Open the workbook in Excel or LibreOffice, save it, and give it again."),
    "torn": NN_(
        "The file ends in {count} zero byte, as a power cut or a broken copy leaves it. The whole lines before it were "
        "read.",
        "The file ends in {count:,} zero bytes, as a power cut or a broken copy leaves them. The whole lines before "
        "them were read.",
        by="count",
    ),
    "torn_action": N_("Check whether its last rows are missing; if so, export or copy it again."),
    "files_joined": N_("The rows of {count} files of one shape were put together: {files}."),
}
