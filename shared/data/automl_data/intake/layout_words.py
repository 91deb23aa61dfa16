"""What is said about lines around a table, and about files that hold more than one."""

from __future__ import annotations

from automl_shared.words import Words

LAYOUT_WORDS: Words = {
    "lines_above": (
        "Above the table and no part of it: {lines}.",
        "表の上にある行は表に含めていません：{lines}。",
    ),
    "second_lines": (
        "Lines between the column names and the rows (units, types, a second header) were left out: {lines}.",
        "列名とデータの間の行（単位・型・2 行目の見出し）を除きました：{lines}。",
    ),
    "second_lines_action": (
        "If they are rows, set data.skip_rows: 0.",
        "データ行であれば data.skip_rows: 0 としてください。",
    ),
    "lines_below": (
        "Lines below the table (totals, sources, footnotes) were left out: {lines}.",
        "表の下にある行（合計・出典・脚注）を除きました：{lines}。",
    ),
    "lines_below_action": (
        "If they are rows, set data.skip_footer: 0.",
        "データ行であれば data.skip_footer: 0 としてください。",
    ),
    "totals_among": (
        "Totals among the rows were left out ({count}): {lines}.",
        "データの途中にある合計行を除きました（{count} 行）：{lines}。",
    ),
    "totals_among_action": (
        "If they are rows, set data.skip_footer: 0.",
        "データ行であれば data.skip_footer: 0 としてください。",
    ),
    "table_below": (
        "Another table begins further down, at line {lines}: it was left out, with all that follows it.",
        "下に別の表があります（{lines}）。その行から後は除きました。",
    ),
    "table_below_action": (
        "To use that table, give it a file of its own. If it belongs to the first, take out the blank line and the "
        "names above it, or set data.skip_footer: 0.",
        "その表を使う場合は別のファイルに分けてください。同じ表の続きであれば、空行と見出しを取り除くか "
        "data.skip_footer: 0 としてください。",
    ),
    "header_joined": (
        "The column names are made of several lines: {lines}.",
        "複数行の見出しをつなげて列名にしました：{lines}。",
    ),
    "no_header": (
        "There is no line of column names: the first one looks like a row ({line}). The columns are called {first} to "
        "{last}.",
        "見出しの行がありません（最初の行がデータに見えます：{line}）。列名を {first} ～ {last} としました。",
    ),
    "no_header_action": (
        "If the line holds the names, state its number in data.header_row; if not, data.header_row: none says so, and "
        "data.editing.rename_columns gives names.",
        "その行が見出しであれば data.header_row に行番号を、見出しがなければ data.header_row: none を指定してください。"
        "列名は data.editing.rename_columns で付けられます。",
    ),
    "counted_header": (
        "The numbers in line {line} were taken as column names ({names}).",
        "{line} 行目の数値を列名として読みました（{names}）。",
    ),
    "counted_header_action": (
        "If the line is a row, set data.header_row: none.",
        "データ行であれば data.header_row: none としてください。",
    ),
    "row_names": (
        "The header has one name fewer than the rows have fields, as R writes it: the first column holds the names of "
        "the rows.",
        "見出しの項目がデータより一つ少ないため（R の write.table の形式）、先頭の列を行名として読みました。",
    ),
    "header_again": (
        "The line of column names occurs {count} more times among the rows and was left out there.",
        "見出しと同じ行がデータの途中に {count} 行あり、除きました。",
    ),
    "header_again_action": (
        "Check whether the file was put together of several that do not belong together.",
        "別のファイルをつなげたものでないか確認してください。",
    ),
    "table_chosen": (
        "Read from `{name}`; the file also holds {others}.",
        "`{name}` を読み込みました。ほかに {others} があります。",
    ),
    "formulas_without_values": (
        "Formulas of the workbook were never calculated, so these columns have no values: {columns}.",
        "ブックの数式が計算されていないため、値のない列があります：{columns}。",
    ),
    "formulas_without_values_action": (
        "Open the workbook in Excel or LibreOffice, save it, and give it again.",
        "Excel や LibreOffice で開いて保存し直してから使ってください。",
    ),
    "files_joined": (
        "The rows of {count} files of one shape were put together: {files}.",
        "同じ形式の {count} 個のファイルをまとめました：{files}。",
    ),
}
