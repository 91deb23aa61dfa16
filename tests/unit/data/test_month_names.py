"""Dates with months as words: every language, as people and programs write them."""

from __future__ import annotations

import pandas as pd
import pytest

from automl_data.intake import recognised
from automl_data.intake.moments import moments
from automl_data.intake.month_names import LANGUAGES, iso_of, month_of

DAYS = ["2021-03-12", "2020-02-03", "2019-12-01", "2020-05-30", "2018-10-15"]
WRITTEN = {
    "German": "12. März 2021|3. Februar 2020|1. Dezember 2019|30. Mai 2020|15. Oktober 2018",
    "German, short": "12. Mrz. 2021|3. Feb. 2020|1. Dez. 2019|30. Mai 2020|15. Okt. 2018",
    "German of Excel": "12-Mär-21|03-Feb-20|01-Dez-19|30-Mai-20|15-Okt-18",
    "German with days": "Freitag, 12. März 2021|Montag, 3. Februar 2020|So., 1. Dez. 2019|Sa 30. Mai 2020|15. Okt 2018",
    "French": "12 mars 2021|3 février 2020|1er décembre 2019|30 mai 2020|15 octobre 2018",
    "French, short": "12 mars 2021|3 févr. 2020|1 déc. 2019|30 mai 2020|15 oct. 2018",
    "Spanish": "12 de marzo de 2021|3 de febrero de 2020|1 de diciembre de 2019|30 de mayo de 2020|"
    "15 de octubre de 2018",
    "Spanish, short": "12-mar-2021|03-feb-2020|01-dic-2019|30-may-2020|15-oct-2018",
    "Italian": "12 marzo 2021|3 febbraio 2020|1 dicembre 2019|30 maggio 2020|15 ottobre 2018",
    "Portuguese": "12/mar/2021|03/fev/2020|01/dez/2019|30/mai/2020|15/out/2018",
    "Dutch": "12 maart 2021|3 februari 2020|1 december 2019|30 mei 2020|15 oktober 2018",
    "Dutch, short": "12 mrt. 2021|3 feb. 2020|1 dec. 2019|30 mei 2020|15 okt. 2018",
    "Polish": "12 marca 2021|3 lutego 2020|1 grudnia 2019|30 maja 2020|15 października 2018",
    "Turkish": "12 Mart 2021|3 Şubat 2020|1 Aralık 2019|30 Mayıs 2020|15 Ekim 2018",
    "Russian": "12 марта 2021 г.|3 февраля 2020 г.|1 декабря 2019 г.|30 мая 2020 г.|15 октября 2018 г.",
    "Russian, short": "12 мар 2021|3 фев 2020|1 дек 2019|30 май 2020|15 окт 2018",
    "Ukrainian": "12 березня 2021|3 лютого 2020|1 грудня 2019|30 травня 2020|15 жовтня 2018",
    "Czech": "12. března 2021|3. února 2020|1. prosince 2019|30. května 2020|15. října 2018",
    "Swedish": "12 mars 2021|3 februari 2020|1 december 2019|30 maj 2020|15 oktober 2018",
    "Finnish": "12. maaliskuuta 2021|3. helmikuuta 2020|1. joulukuuta 2019|30. toukokuuta 2020|15. lokakuuta 2018",
    "Hungarian": "2021. március 12.|2020. február 3.|2019. december 1.|2020. május 30.|2018. október 15.",
    "Greek": "12 Μαρτίου 2021|3 Φεβρουαρίου 2020|1 Δεκεμβρίου 2019|30 Μαΐου 2020|15 Οκτωβρίου 2018",
    "English as agencies write": "March 12, 2021|Feb. 3, 2020|Dec. 1, 2019|May 30, 2020|Oct. 15, 2018",
    "English, long and short": "12 March 2021|3 Feb 2020|1 Dec 2019|30 May 2020|15 October 2018",
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=list(WRITTEN))
def test_days_with_months_as_words(written: str) -> None:
    texts = pd.Series(written.split("|"), dtype="str")
    found = recognised(texts)

    assert (found.reading.kind, found.reading.format, found.reading.other) == ("datetime", "month_name", "")
    assert moments(texts, found.reading.format).dt.strftime("%Y-%m-%d").tolist() == DAYS


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3. Februar 2020 um 14:05 Uhr", "2020-02-03T14:05:00"),
        ("3 févr. 2020 à 9:05", "2020-02-03T09:05:00"),
        ("3 February 2020 at 2:05 pm", "2020-02-03T14:05:00"),
        ("3 Feb 2020, 12:05:09.25 a.m.", "2020-02-03T00:05:09.25"),
        ("janv. 2020", "2020-01-01T00:00:00"),
        ("Mai-20", "2020-05-01T00:00:00"),
        ("enero de 2020", "2020-01-01T00:00:00"),
        ("12-Mär-75", "1975-03-12T00:00:00"),
        ("2020-Okt-03", "2020-10-03T00:00:00"),
    ],
)
def test_times_and_months_alone(text: str, moment: str) -> None:
    assert iso_of(text) == moment


@pytest.mark.parametrize(
    "text",
    ["12 Main St 2020", "3 bedrooms 2020", "Mai", "Mai 2", "version 3 beta 20", "level 1", "12 Mürz 2021", "2020"],
)
def test_what_is_no_date(text: str) -> None:
    assert iso_of(text) is None


@pytest.mark.parametrize("language", LANGUAGES, ids=[language.split()[0] for language in LANGUAGES])
def test_every_name_of_every_language_is_its_month(language: str) -> None:
    assert [month_of(name) for name in language.upper().split()] == list(range(1, 13))


@pytest.mark.parametrize("word", ["jui", "cer", "ma", "may be"])
def test_beginnings_that_are_two_months_are_none(word: str) -> None:
    assert month_of(word) is None
