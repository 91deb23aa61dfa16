"""The sentences of errors that can reach a page, in both languages; ``{names}`` stand for what varies."""

from __future__ import annotations

from automl_shared.words import Words

REFUSALS: Words = {
    # the file
    "empty_file": ("the data file is empty", "ファイルが空です"),
    "no_rows": ("the data file has a header but no rows", "見出し行だけで、データの行がありません"),
    "no_header": ("the data file has no header line", "見出し行がありません"),
    "no_table": ("the data file holds no table", "ファイルに表がありません"),
    "not_text": ("the data file is not text", "テキスト形式のファイルではありません"),
    "no_encoding": (
        "the data file is not text in any common encoding",
        "文字コードを判別できないファイルです",
    ),
    "other_encoding": (
        "the file is not in the encoding that `data.encoding` states",
        "`data.encoding` で指定された文字コードでは読めません",
    ),
    "unknown_encoding": ("`data.encoding` is no known encoding", "`data.encoding` の文字コードは使えません"),
    "stranger": (
        "the data file is not a table in text form but {kind}",
        "表のファイルではありません (種類: {kind})",
    ),
    "pdf": ("a PDF document", "PDF 文書"),
    "sqlite": ("an SQLite database", "SQLite データベース"),
    "seven_zip": ("a 7-Zip archive", "7-Zip アーカイブ"),
    "rar": ("a RAR archive", "RAR アーカイブ"),
    "avro": ("an Avro file", "Avro ファイル"),
    "orc": ("an ORC file", "ORC ファイル"),
    "hdf5": ("an HDF5 file", "HDF5 ファイル"),
    "stata": ("a Stata file", "Stata ファイル"),
    "spss": ("an SPSS file", "SPSS ファイル"),
    "r_data": ("an R data file", "R データファイル"),
    "mhtml": ("a web archive (MHTML)", "Web アーカイブ (MHTML)"),
    "web_page": (
        "the data file is a web page or XML without a table",
        "表を含まない Web ページまたは XML ファイルです",
    ),
    "packed_damaged": ("the packed file is damaged", "圧縮ファイルが壊れています"),
    "zip_empty": ("the zip file holds no file", "ZIP ファイルが空です"),
    "zip_locked": ("the zip file is locked with a password", "ZIP ファイルがパスワードで保護されています"),
    "no_line_end": (
        "the data file has no line end near its beginning, so it has no header line",
        "先頭付近に改行がないため、見出し行を見つけられません",
    ),
    "no_names": (
        "the line with the column names names no column",
        "見出し行に列名がありません",
    ),
    "one_column": (
        "only one column was found, so there is nothing to predict from, or the separator is another one",
        "列が 1 つしか見つかりません。区切り文字が違うか、予測に使う列がありません",
    ),
    "twice": ("column names occur more than once", "同じ列名が複数あります"),
    "open_quote": (
        "the CSV file cannot be read: a quotation mark is opened and never closed",
        "CSV ファイルを読み込めません。閉じられていない引用符があります",
    ),
    "csv_unreadable": ("the CSV file cannot be read", "CSV ファイルを読み込めません"),
    "binary_unreadable": ("the {kind} file cannot be read", "{kind} ファイルを読み込めません"),
    "feather_1": ("the file is Feather of version 1", "Feather の旧形式 (バージョン 1) のファイルです"),
    "no_plain_columns": ("the file has no column of plain values", "値をそのまま読める列がありません"),
    "types_differ": ("the files have columns of different types", "ファイルによって列の型が異なります"),
    "kinds_differ": ("the files are of different kinds", "ファイルの形式が揃っていません"),
    "columns_differ": ("the files do not have the same columns", "ファイルによって列が異なります"),
    "json_shape": (
        "the JSON is not a list of objects with plain values",
        "JSON が、単純な値を持つオブジェクトの一覧になっていません",
    ),
    "json_narrow": (
        "the JSON holds fewer than two columns of plain values",
        "JSON に、単純な値の列が 2 つ以上ありません",
    ),
    "json_unreadable": (
        "the JSON cannot be read; one object a line, or one list of objects is expected",
        "JSON を読み込めません。1 行に 1 オブジェクト、またはオブジェクトの一覧にしてください",
    ),
    "workbook_unreadable": (
        "the Excel or other Office file cannot be read as a workbook",
        "Excel などの Office ファイルを読み込めません",
    ),
    "no_sheet": ("the workbook has no such sheet", "そのシートはありません"),
    "several_sheets": (
        "several sheets of the workbook may be the table",
        "表とみられるシートが複数あります",
    ),
    "no_sheet_fits": ("no sheet of the workbook may be the table", "表とみられるシートがありません"),
    "several_tables": (
        "the dataset does not hold exactly one table",
        "データセットに含まれる表が 1 つではありません",
    ),
    "no_file": ("the data file does not exist", "ファイルが見つかりません"),
    "no_plain_file": ("the data file is not a file", "ファイルではありません"),
    "no_match": ("no file fits the pattern", "条件に合うファイルがありません"),
    "not_fetched": ("the data cannot be fetched", "データを取得できません"),
    "needs_fsspec": (
        "data of this kind of URL are read by fsspec, which is not installed",
        "この種類の URL の読み込みに必要な fsspec がインストールされていません",
    ),
    "needs_store": (
        "this kind of URL needs a package that is not installed",
        "この種類の URL の読み込みに必要なパッケージがインストールされていません",
    ),
    # how it is to be read
    "skip_rows": ("`data.skip_rows` leaves no line of the file", "`data.skip_rows` の指定で、すべての行が除かれます"),
    "skip_footer": ("`data.skip_footer` leaves no row", "`data.skip_footer` の指定で、すべての行が除かれます"),
    "header_row": (
        "`data.header_row` is not a line with cells near the beginning of the file",
        "`data.header_row` の行が、ファイルの先頭付近に見つかりません",
    ),
    "no_such_column": (
        "`{setting}` names a column that is not in the data",
        "`{setting}` で指定された列がデータにありません",
    ),
    "not_numeric": (
        "`{setting}` takes a column for numeric that is not",
        "`{setting}` で数値として指定された列が、数値ではありません",
    ),
    "date_format": (
        "`data.date_formats` names a format that most dates of the column do not have",
        "`data.date_formats` の書式が、列のほとんどの日付に合いません",
    ),
    "no_date_format": (
        "`data.date_formats.{column}` is no format of dates",
        "`data.date_formats.{column}` は日付の書式ではありません",
    ),
    "query_wrong": ("`data.editing.query` cannot be evaluated", "`data.editing.query` を評価できません"),
    "query_call": (
        "`data.editing.query` calls a function it may not",
        "`data.editing.query` で使えない関数が呼ばれています",
    ),
    "query_nothing": ("`data.editing.query` leaves no rows", "`data.editing.query` に合う行がありません"),
    "rename_twice": (
        "`data.editing.rename_columns` gives two columns the same name",
        "`data.editing.rename_columns` で、2 つの列が同じ名前になります",
    ),
    "rename_empty": (
        "`data.editing.rename_columns` gives a column an empty name",
        "`data.editing.rename_columns` に、空の列名があります",
    ),
    "rename_dropped": (
        "`data.editing.rename_columns` names a column that `data.editing.drop_columns` drops",
        "`data.editing.rename_columns` の列が、`data.editing.drop_columns` で除かれています",
    ),
    "replace_unknown": (
        "`data.editing.replace_values.{column}` names a value that is not in the column",
        "`data.editing.replace_values.{column}` の値が列にありません",
    ),
    "fill_wrong": (
        "`data.editing.fillna.{column}` does not fit the column",
        "`data.editing.fillna.{column}` の値が列に合いません",
    ),
    "fill_date": (
        "`data.editing.fillna.{column}` is not a date",
        "`data.editing.fillna.{column}` は日付ではありません",
    ),
    "two_numbers": ("`{setting}` needs two numbers", "`{setting}` には 2 つの数値が必要です"),
    "bounds_swapped": ("`{setting}` has its bounds the wrong way round", "`{setting}` の下限と上限が逆です"),
    "bounds_text": ("`{setting}` names a column without numbers", "`{setting}` の列に数値がありません"),
    # a query of a database
    "sql_secret": ("data.sql.url holds a secret", "data.sql.url に秘密の値が含まれています"),
    "sql_variable": (
        "data.sql.url names a variable that the environment does not have",
        "data.sql.url の環境変数が設定されていません",
    ),
    "sql_names": ("the query's columns share a name", "問い合わせ結果に同じ列名があります"),
    "sql_empty": ("the query has no rows", "問い合わせ結果に行がありません"),
    "sql_package": (
        "data.sql is read by SQLAlchemy, which is not installed",
        "data.sql に必要な SQLAlchemy がインストールされていません",
    ),
    "sql_driver": (
        "the driver of this database is not installed",
        "このデータベースのドライバーがインストールされていません",
    ),
    "sql_failed": ("the query failed", "問い合わせに失敗しました"),
    # what is to be predicted
    "no_features": (
        "there is no column to predict from: the others have no values",
        "予測に使える列がありません。ほかの列には値がありません",
    ),
    "no_other_column": ("there is no column to predict from", "予測に使える列がありません"),
    "target_empty": ("the target column has no values at all", "予測する列に値がありません"),
    "target_single": (
        "the target column has only one value, so there is nothing to learn",
        "予測する列の値が 1 種類しかないため、学習できません",
    ),
    "few_rows": ("there are too few rows with a target value", "予測する列に値のある行が少なすぎます"),
    "target_text": ("regression needs a numeric target", "回帰では、予測する列が数値でなければなりません"),
    "many_classes": (
        "the target has too many different values for classes",
        "予測する列の値の種類が多すぎて、分類できません",
    ),
    "other_problem": ("the target is not {kind}", "予測する列は {kind} に合いません"),
    "many_folds": ("there are more folds than rows", "分割数が行数より多くなっています"),
    "folds_of_class": (
        "there are more folds than rows of the smallest class",
        "分割数が、最も少ないクラスの行数より多くなっています",
    ),
    "positive_class": (
        "`data.positive_class` is for a target of two classes",
        "`data.positive_class` は 2 クラスの分類でのみ使えます",
    ),
    "class_weights": (
        "`data.class_weights` is for a target of classes",
        "`data.class_weights` は分類でのみ使えます",
    ),
    "no_such_class": (
        "`{setting}` names a class that is not in the data",
        "`{setting}` のクラスがデータにありません",
    ),
    "cost_text": ("what errors cost is no number", "誤りの費用が数値ではありません"),
    "cost_missing": ("rows do not say what an error costs", "誤りの費用が空の行があります"),
    "cost_wrong": (
        "what errors cost must be finite numbers from 0 up",
        "誤りの費用は 0 以上の有限の数値にしてください",
    ),
    "weight_text": ("the weights of rows are no numbers", "行の重みが数値ではありません"),
    "weight_missing": ("rows have no weight", "重みが空の行があります"),
    "weight_wrong": ("weights of rows must be finite numbers from 0 up", "行の重みは 0 以上の有限の数値にしてください"),
    "weight_zero": ("the weights of all rows are 0", "すべての行の重みが 0 です"),
    "weight_same": (
        "`data.weight_column` and `data.{other}` name the same column",
        "`data.weight_column` と `data.{other}` が同じ列です",
    ),
    # what to do about the file
    "export": ("export the data again", "データを出力し直してください"),
    "export_header": (
        "export the data again, with a header line",
        "見出し行を付けて、データを出力し直してください",
    ),
    "export_rows": ("export the data again, with its rows", "データの行を含めて出力し直してください"),
    "first_line": ("put the column names into the first line", "1 行目に列名を入れてください"),
    "first_line_or": (
        "put the column names into the first line, or state data.header_row",
        "1 行目に列名を入れるか、data.header_row を指定してください",
    ),
    "separator_or": (
        "state data.separator, or data.header_row where other lines stand above the table",
        "data.separator を指定してください。表の上に別の行がある場合は data.header_row も指定してください",
    ),
    "own_names": (
        "give every column a name of its own, or state in data.header_row which line holds the names "
        "(`none`: no line does)",
        "列名が重ならないようにするか、列名の行を data.header_row で指定してください (`none`: 列名の行なし)",
    ),
    "own_names_write": (
        "give every column a name of its own and write the file again",
        "列名が重ならないようにして、ファイルを作り直してください",
    ),
    "close_quote": (
        "close it, or take single quotation marks out of the text",
        "引用符を閉じるか、余分な引用符を取り除いてください",
    ),
    "same_fields": (
        "every line needs the same number of fields; quote text that holds the separator, and state lines that are "
        "no rows: data.skip_rows: [{row}], data.skip_footer, or data.header_row",
        "各行の項目数を揃えてください。区切り文字を含む値は引用符で囲み、データでない行は "
        "data.skip_rows: [{row}]、data.skip_footer、data.header_row で指定してください",
    ),
    "save_utf8": (
        "save it as CSV in UTF-8 (Excel: `CSV UTF-8`), or as Parquet",
        "CSV (UTF-8)、または Parquet で保存してください (Excel では `CSV UTF-8`)",
    ),
    "open_and_save": (
        "open it and save it as CSV (Excel: `CSV UTF-8`), or as Parquet",
        "元のアプリで開き、CSV (Excel では `CSV UTF-8`) または Parquet で保存してください",
    ),
    "office_save": (
        "open it, take away its password if it has one, and save the sheet as .xlsx or as CSV UTF-8",
        "開いてパスワードがあれば解除し、シートを .xlsx または CSV UTF-8 で保存してください",
    ),
    "state_sheet": ("state one of its sheets in data.sheet", "data.sheet にシート名を指定してください"),
    "state_this_sheet": (
        "state the sheet in data.sheet, e.g. `sheet: {sheet}`",
        "data.sheet にシート名を指定してください (例: `{sheet}`)",
    ),
    "empty_encoding": ("leave data.encoding empty to have it found", "data.encoding を空欄にすると自動で判別します"),
    "pack_again": ("pack it again, or give it unpacked", "圧縮し直すか、展開したファイルを使ってください"),
    "pack_table": ("pack the table, or give it unpacked", "表を圧縮するか、展開したファイルを使ってください"),
    "unpacked": ("give it unpacked", "展開したファイルを使ってください"),
    "plain_cells": (
        "write numbers, text, dates or truth values, one a cell",
        "1 つのセルに 1 つの値 (数値、文字、日時、真偽値) を入れてください",
    ),
    "same_types": (
        "write them with the same types, or give a single one",
        "型を揃えて作り直すか、1 つのファイルだけを使ってください",
    ),
    "one_shape": (
        "give files of one shape, or name a single one",
        "列を揃えるか、1 つのファイルだけを使ってください",
    ),
    "one_kind": ("give files of one kind, or a single one", "形式を揃えるか、1 つのファイルだけを使ってください"),
    "write_feather": (
        "write it again, as Feather or Parquet",
        "Feather または Parquet で作り直してください",
    ),
    "write_again": ("write it again", "ファイルを作り直してください"),
    "flat_objects": (
        'write one flat object a line: {{"column": value, ...}}',
        '1 行に 1 つの単純なオブジェクトを書いてください: {{"列名": 値, ...}}',
    ),
    "check_written": (
        "check how the file was written: one line for the column names, one for each row",
        "ファイルの形式を確認してください。1 行目に列名、以降は 1 行に 1 件です",
    ),
    "register_table": (
        "register the one file to use with `automl submit`, as data.csv_path",
        "使うファイルだけを `automl submit` の data.csv_path に指定して登録してください",
    ),
    "set_path": (
        "set data.csv_path to a table: CSV, Excel, JSON lines, Parquet or Feather",
        "data.csv_path に表 (CSV、Excel、JSON Lines、Parquet、Feather) を指定してください",
    ),
    "set_files": ("set data.csv_path to files that exist", "data.csv_path に存在するファイルを指定してください"),
    "install_store": (
        "install it: s3fs for s3://, gcsfs for gs://, adlfs for az://",
        "インストールしてください: s3:// は s3fs、gs:// は gcsfs、az:// は adlfs",
    ),
    "install_remote": (
        "pip install 'automl-shared[remote]', and the package of the store, e.g. s3fs",
        "`pip install 'automl-shared[remote]'` と、保存先のパッケージ (s3fs など) をインストールしてください",
    ),
    # what to do about settings
    "fewer_lines": ("skip fewer lines", "除く行を減らしてください"),
    "at_most": ("at most {n} here", "ここでは {n} 以下にしてください"),
    "state_header": (
        "state the number of the line with the column names in data.header_row, or `none`",
        "列名の行の番号、または `none` を data.header_row に指定してください",
    ),
    "separator_columns": (
        "check the separator, or data.feature_columns",
        "区切り文字、または data.feature_columns を確認してください",
    ),
    "correct_setting": ("correct it in `{setting}`", "`{setting}` を直してください"),
    "correct_this": ("correct `{setting}`", "`{setting}` を直してください"),
    "correct_source": ("correct them where the data comes from", "元のデータを直してください"),
    "condition": (
        "a condition on columns, e.g. `age >= 18 and country == 'DE'`; backticks around names with blanks",
        "列の条件を書いてください (例: `age >= 18 and country == 'DE'`)。空白を含む列名はバッククォートで囲みます",
    ),
    "other_name": ("choose another name", "別の名前にしてください"),
    "loosen": ("loosen the condition", "条件を緩めてください"),
    "take_out": ("take `{column}` out of {setting}", "{setting} から `{column}` を外してください"),
    "more_rows": ("collect more rows", "データの行を増やしてください"),
    "secret_variable": (
        "put it into the environment and write e.g. `postgresql://user:${{DB_PASSWORD}}@host/db`",
        "環境変数に入れ、`postgresql://user:${{DB_PASSWORD}}@host/db` のように書いてください",
    ),
    "name_each": ("name each with AS", "AS でそれぞれに名前を付けてください"),
    "check_query": ("check data.sql.query", "data.sql.query を確認してください"),
    "check_sql": ("check data.sql.url and data.sql.query", "data.sql.url と data.sql.query を確認してください"),
    # what is allowed
    "allowed_rows": ("at least {least}, better 200", "{least} 行以上 (200 行以上が望ましい)"),
    "allowed_separators": (
        "comma, semicolon, tab, | or blanks; any other sign as data.separator",
        "コンマ、セミコロン、タブ、|、空白。それ以外は data.separator に指定",
    ),
    "allowed_amount": ("a number from 0 up in each row", "各行に 0 以上の数値"),
    "allowed_dates": ("a date, e.g. 2024-12-31", "日付 (例: 2024-12-31)"),
    "allowed_format": ("a format that fits at least half of the rows", "半数以上の行に合う書式"),
    "allowed_formats": (
        "like %d.%m.%Y %H:%M, or one of {forms}; several are joined by {sign}",
        "%d.%m.%Y %H:%M のような書式、または {forms}。複数は {sign} でつなぐ",
    ),
    "allowed_numbers": ("a column with numbers", "数値の列"),
    "allowed_free_name": ("a name that no other column has", "ほかの列にない名前"),
    "allowed_fill": (
        "a number for a column of numbers, true or false for truth values, text for text",
        "数値の列には数値、真偽値の列には true か false、文字の列には文字",
    ),
    "allowed_bounds": ("[lowest, highest]; null where there is no bound", "[下限, 上限]。制限しない側は null"),
    "allowed_bounds_order": ("[lowest, highest]", "[下限, 上限]"),
    "allowed_folds": ("2 to {most}, or null", "2～{most}、または空欄"),
    "allowed_no_folds": ("null", "空欄"),
    "allowed_columns": ("columns: {names}", "列: {names}"),
    "allowed_one_file": ("one file: {endings}", "ファイル 1 つ: {endings}"),
    "allowed_lines": ("one of {lines}; the first lines are {shown}", "{lines} のいずれか。先頭の行: {shown}"),
    "allowed_encodings": (
        "{names}, or another that Python knows",
        "{names}、または Python で使えるほかの文字コード",
    ),
    "allowed_weight": (
        "a column that says nothing but how much a row counts",
        "行の重みだけを表す列",
    ),
    # the server
    "away": ("the ClearML server does not answer", "ClearML サーバーが応答しません"),
    "keys_refused": ("the ClearML server refuses the credentials", "ClearML サーバーが認証情報を受け付けません"),
    "disk_full": (
        "the ClearML server has no room left on its disk",
        "ClearML サーバーのディスクに空きがありません",
    ),
    "not_configured": ("no ClearML server is configured", "ClearML サーバーが設定されていません"),
    "no_task": ("no task has this id", "この ID のタスクはありません"),
    "no_run": ("no run has this id", "この ID の実行はありません"),
    "no_queue": ("no queue has this id", "この ID のキューはありません"),
    "queue_gone": ("the queue does not exist", "キューがありません"),
    "queue_refuses": (
        "the queue {queue} did not take a task: {reason}",
        "キュー {queue} がタスクを受け付けませんでした: {reason}",
    ),
    "no_dataset": ("no dataset has this id", "この ID のデータセットはありません"),
    "no_dataset_name": (
        "no dataset has this id or name",
        "この ID または名前のデータセットはありません",
    ),
    "dataset_names": (
        "several projects have a dataset of this name",
        "同じ名前のデータセットが複数のプロジェクトにあります",
    ),
    "dataset_unreadable": ("the dataset cannot be read", "データセットを読み込めません"),
    "no_model_id": ("no registered model has this id", "この ID のモデルはありません"),
    "no_artifact": ("task {task} has no artifact {name}", "タスク {task} に成果物 {name} はありません"),
    "this_artifact": ("this artifact", "この成果物"),
    "file_deleted": ("the file of {what} was deleted or emptied", "{what}のファイルは削除されたか、空になっています"),
    "file_changed": ("the file of {what} is not what was stored", "{what}のファイルが保存時の内容と異なります"),
    "not_downloaded": ("{what} cannot be downloaded", "{what}をダウンロードできません"),
    "the_file": ("the file", "ファイル"),
    "file_elsewhere": ("this file lies on another storage", "このファイルは別のストレージにあります"),
    "no_template": ("the server has no template of a run", "サーバーに実行のテンプレートがありません"),
    "still_ending": ("this run is still ending", "この実行は終了処理中です"),
    "not_resumable": ("this run cannot be resumed", "この実行は再開できません"),
    "server_keys_file": ("check CLEARML_CONFIG_FILE", "CLEARML_CONFIG_FILE を確認してください"),
    "set_keys_file": ("set CLEARML_CONFIG_FILE", "CLEARML_CONFIG_FILE を設定してください"),
    "make_room": (
        "make room there, e.g. automl server clean --keep-days 30",
        "空き容量を増やしてください (例: `automl server clean --keep-days 30`)",
    ),
    "run_task_again": ("run the task that made it again", "作成したタスクをもう一度実行してください"),
    "in_the_datasets": ("look it up in the UI under Datasets", "データセットの一覧で確認してください"),
    "in_the_models": ("look it up in the UI under Models", "モデルの一覧で確認してください"),
    "its_address": ("open its address", "元のアドレスを開いてください"),
    "allowed_dataset": (
        "the id of a dataset, its name, or project/name",
        "データセットの ID、名前、または「プロジェクト/名前」",
    ),
    # the pages themselves
    "no_candidate": ("this run has no such candidate", "この実行にその候補はありません"),
    "look_failed": ("the file could not be looked at", "ファイルの内容を確認できませんでした"),
    "look_too_long": (
        "looking at the file took too long",
        "ファイルの確認に時間がかかりすぎました",
    ),
    "draft_gone": ("this file is no longer kept here", "このファイルはもう保存されていません"),
    "choose_again": ("choose it once more", "もう一度選んでください"),
    "old_form": (
        "This form is too old. Load the page again and send it once more.",
        "フォームの有効期限が切れています。ページを読み込み直して、もう一度送信してください。",
    ),
    "too_large": (
        "This file is larger than 2 GB: use automl submit",
        "2 GB を超えるファイルです。automl submit を使ってください",
    ),
    "wrong_place": (
        "A task moves to the front, the back, up or down.",
        "タスクは先頭、末尾、1 つ上、1 つ下にのみ移動できます。",
    ),
    "no_pause": (
        "This server cannot tell a worker to pause.",
        "このサーバーではワーカーを一時停止できません。",
    ),
    "tag_refused": ("this tag cannot be used", "このタグは使えません"),
    "allowed_tag": (
        "up to {most} characters, none of the product's own",
        "{most} 文字以内で、製品自身のタグ以外",
    ),
    "no_image": ("This is not an image that can be shown.", "表示できる画像ではありません。"),
    "no_plot": ("There is no such plot.", "そのプロットはありません。"),
    "no_model": ("There is no such model.", "そのモデルはありません。"),
    "plot_unreadable": ("This plot cannot be read: {error}", "このプロットを読み込めません: {error}"),
    "no_stack": (
        "these pages belong to no stack of this machine",
        "このページは、このマシンのスタックに属していません",
    ),
    "not_scaled": ("the stack could not be scaled", "ワーカー数を変更できませんでした"),
}
