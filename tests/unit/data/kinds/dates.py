"""Days and moments as programs and people write them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from tests.hard_files import File, drawn, one_of, table, text_of

START = pd.Timestamp("2017-01-03 00:16:05")
MONTHS_TH = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()
MONTHS_HE = "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר".split()
MONTHS_FI = "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".split()


def moment(i: int) -> pd.Timestamp:
    return START + pd.Timedelta(days=i * 23, hours=i * 5, minutes=i * 7)


def day(i: int) -> str:
    return moment(i).strftime("%Y-%m-%d")


def minute(i: int) -> str:
    return moment(i).strftime("%Y-%m-%d %H:%M")


def second(i: int) -> str:
    return moment(i).strftime("%Y-%m-%d %H:%M:%S")


def month(i: int) -> str:
    return moment(i).strftime("%Y-%m-01")


def week(i: int) -> str:
    return (moment(i) - pd.Timedelta(days=moment(i).weekday())).strftime("%Y-%m-%d")


def quarter(i: int) -> str:
    return f"{moment(i).year}-{1 + (moment(i).quarter - 1) * 3:02d}-01"


def of(
    cell: Callable[[pd.Timestamp], str],
    truth: Callable[[int], str] = day,
    name: str = "when",
    by: str = ";",
    **more: object,
) -> File:
    """A file with one column of dates beside a number and two classes."""
    content = text_of(
        {name: lambda i: cell(moment(i)), "v": lambda i: drawn(i, 0, 9), "y": lambda i: one_of(i, "a", "b")}, by=by
    )
    return File(**{"content": content, "target": "y", "kinds": "datetime numeric", "days": {name: truth}, **more})


def ending(number: int) -> str:
    return "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def strf(form: str) -> Callable[[pd.Timestamp], str]:
    return lambda at: at.strftime(form)


def is_partial(at: pd.Timestamp) -> bool:
    return at.day % 7 == 3


def partly(form: str) -> Callable[[pd.Timestamp], str]:
    return lambda at: at.strftime(form if is_partial(at) else "%Y-%m-%d")


def plain(at: pd.Timestamp, form: str) -> str:
    return form.format(
        d=at.day, m=at.month, y=at.year, H=at.hour, M=at.minute, S=at.second, r=at.year - 1911, b=at.year + 543
    )


FILES = {
    "day and month of DATEV, without the zero in front": table(
        {
            "Belegdatum": (
                "datetime",
                lambda i: f"{1 + i % 28}{1 + i % 12:02}",
                lambda i: f"1900-{1 + i % 12:02}-{1 + i % 28:02}",
            ),
            "n": ("numeric", lambda i: drawn(i, 1, 99)),
            "y": ("target", lambda i: one_of(i, "up", "down")),
        },
        stated={"date_formats": {"Belegdatum": "%d%m"}},
    ),
    "open data of a city, AM and PM": of(strf("%m/%d/%Y %I:%M:%S %p"), second),
    "SAS": of(strf("%d%b%Y"), day),
    "a shop's sales, month first": of(strf("%b-%d-%y"), day),
    "a weather station, half days by a letter": of(
        lambda at: at.strftime("%m/%d/%y %I:%M%p").lower().removesuffix("m"), minute
    ),
    "Middle European Time": of(
        strf("%d/%m/%Y %H:%M:%S MET"), lambda i: str(moment(i).tz_localize("+01:00").tz_convert(None))
    ),
    "Oracle": of(lambda at: at.strftime("%d-%b-%y").upper(), day),
    "short German": of(strf("%d.%m.%y"), day),
    "Finnish with a clock": of(lambda at: plain(at, "{d}.{m}.{y} klo {H}.{M:02d}"), minute),
    "Hungarian": of(lambda at: plain(at, "{y}. {m:02d}. {d:02d}. {H}:{M:02d}"), minute),
    "English with endings": of(lambda at: f"{at.day}{ending(at.day)} {at:%B %Y}", day),
    "basic ISO": of(strf("%Y%m%dT%H%M%S"), second),
    "basic ISO with a zone": of(strf("%Y%m%dT%H%M%SZ"), second),
    "day of the year": of(strf("%Y-%j"), day),
    "years of Taiwan": of(lambda at: plain(at, "民國{r}年{m}月{d}日"), day),
    "years of Taiwan, short": of(lambda at: plain(at, "{r}/{m:02d}/{d:02d}"), day, "日期"),
    "Chinese with morning and afternoon": of(
        lambda at: f"{at.year}/{at.month}/{at.day} {'上午' if at.hour < 12 else '下午'}{at.strftime('%I:%M:%S')}",
        second,
    ),
    "Korean with morning and afternoon": of(
        lambda at: f"{at:%Y-%m-%d} {'오전' if at.hour < 12 else '오후'} {at.hour % 12 or 12}:{at.minute:02d}", minute
    ),
    "PostgreSQL": of(strf("%Y-%m-%d %H:%M:%S.123456+00"), lambda i: f"{second(i)}.123456"),
    "a clock before the day": of(strf("%H:%M %d/%m/%Y"), minute),
    "a chat": of(strf("%d/%m/%Y, %H:%M"), minute),
    "a chat in Germany": of(strf("%d.%m.%y, %H:%M"), minute),
    "hours with points": of(strf("%Y-%m-%d %H.%M.%S"), second),
    "hours with dashes": of(strf("%Y-%m-%d_%H-%M-%S"), second),
    "Excel's numbers": of(
        lambda at: f"{(at - pd.Timestamp('1899-12-30')) / pd.Timedelta(days=1):.0f}",
        lambda i: f"{(moment(i) + pd.Timedelta(hours=12)):%Y-%m-%d}",
        "Order Date",
    ),
    "seconds since 1970": of(lambda at: str(int(at.timestamp())), second, "timestamp"),
    "seconds with parts": of(lambda at: f"{at.timestamp():.3f}", second, "ts", ","),
    "microseconds since 1970": of(lambda at: str(int(at.timestamp() * 1e6)), second, "event_time"),
    "weeks": of(lambda at: f"{at.isocalendar().year}-W{at.isocalendar().week:02d}", week, "week"),
    "quarters": of(lambda at: f"Q{at.quarter} {at.year}", quarter, "quarter"),
    "quarters, short": of(lambda at: f"{at.quarter}Q{at:%y}", quarter, "period"),
    "months with a slash": of(strf("%m/%Y"), month, "Monat"),
    "months as words": of(strf("%B %Y"), month, "Month"),
    "months with a dash": of(strf("%b-%y"), month, "Month"),
    "Japanese eras": of(
        lambda at: (
            f"平成{at.year - 1988}年{at.month}月{at.day}日"
            if at < pd.Timestamp("2019-05-01")
            else f"令和{at.year - 2018}年{at.month}月{at.day}日".replace("令和1年", "令和元年")
        ),
        day,
    ),
    "Japanese with a weekday": of(
        lambda at: f"{at.year}年{at.month}月{at.day}日（{'月火水木金土日'[at.weekday()]}）", day
    ),
    "days that do not tell": of(lambda at: f"{at.day % 12 + 1:02d}/{at.month:02d}/{at.year}", days={}),
    "days that are stated": of(
        lambda at: f"{at.day % 12 + 1:02d}/{at.month:02d}/{at.year}",
        lambda i: f"{moment(i).year}-{moment(i).month:02d}-{moment(i).day % 12 + 1:02d}",
        stated={"date_formats": {"when": "%d/%m/%Y"}},
    ),
    "gaps among them": of(
        lambda at: "" if at.day % 5 == 0 else "00.00.0000" if at.day % 7 == 0 else at.strftime("%d.%m.%Y"),
        lambda i: None if moment(i).day % 5 == 0 or moment(i).day % 7 == 0 else day(i),
    ),
    "Vietnamese": of(lambda at: plain(at, "ngày {d} tháng {m} năm {y}"), day),
    "Dutch": of(
        lambda at: f"{at.day} {'jan feb mrt apr mei jun jul aug sep okt nov dec'.split()[at.month - 1]} {at.year}", day
    ),
    "Portuguese": of(
        lambda at: f"{at.day:02d}/{'jan fev mar abr mai jun jul ago set out nov dez'.split()[at.month - 1]}/{at.year}",
        day,
    ),
    "Finnish in words": of(lambda at: f"{at.day}. {MONTHS_FI[at.month - 1]}kuuta {at.year}", day),
    "Japanese, with hours in signs": of(
        lambda at: f"{at.year}/{at.month}/{at.day} {at.hour}時{at.minute:02d}分", minute
    ),
    "English with half days": of(strf("%d-%b-%Y %I:%M %p"), minute),
    "short years behind an apostrophe": of(lambda at: f"{at:%b} {at.day} '{at:%y}", day),
    "points and parts of seconds": of(strf("%Y.%m.%d %H:%M:%S.123"), lambda i: f"{second(i)}.123"),
    "digits, a blank, a clock": of(strf("%Y%m%d %H:%M"), minute),
    "Spanish half days": of(
        lambda at: (
            f"{at:%d/%m/%Y} {at.hour % 12 or 12}:{at.minute:02d}:{at.second:02d} {'a. m.' if at.hour < 12 else 'p. m.'}"
        ),
        second,
    ),
    "Spanish months": of(
        lambda at: f"{at.day:02d}-{'ene feb mar abr may jun jul ago sep oct nov dic'.split()[at.month - 1]}-{at.year}",
        day,
    ),
    "German with its word": of(strf("%d.%m.%Y %H:%M Uhr"), minute),
    "French hours": of(strf("%d/%m/%Y %Hh%M"), minute),
    "weekday and month": of(lambda at: f"{at:%A, %B} {at.day}, {at.year} {at:%I:%M %p}", minute),
    "Arabic digits": of(lambda at: f"{at:%Y/%m/%d}".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), day),
    "without noughts": of(lambda at: f"{at.year}-{at.month}-{at.day}", day),
    "Buddhist years": of(lambda at: plain(at, "{d:02d}/{m:02d}/{b}"), day),
    "Japanese months": of(lambda at: f"{at.year}年{at.month}月", month, "年月"),
    "weeks before years": of(lambda at: f"W{at.isocalendar().week:02d} {at.isocalendar().year}", week, "week"),
    "zones as words": of(strf("%Y-%m-%d %H:%M:%S UTC"), second),
    "zones in brackets": of(strf("%Y-%m-%dT%H:%M:%S+00:00[UTC]"), second),
    "two digits, Japanese order": of(strf("%y/%m/%d"), day),
    "a mail": of(strf("%a, %d %b %Y %H:%M:%S +0000"), second),
    "weekday, day, month": of(strf("%a %d %b %Y %H:%M"), minute),
    "year and month": of(strf("%Y-%m"), month, "month"),
    "Excel in Japan": of(lambda at: plain(at, "{y}/{m}/{d} {H}:{M:02d}"), minute),
    "the third of": of(lambda at: f"{at.day}{ending(at.day)} of {at:%B %Y}", day),
    "fourteen digits": of(strf("%Y%m%d%H%M%S"), second, "timestamp"),
    "Jira": of(strf("%d/%b/%y %I:%M %p"), minute),
    "Croatian": of(lambda at: plain(at, "{d}.{m}.{y}."), day),
    "Korean, short": of(strf("%y.%m.%d"), day),
    "an apostrophe that keeps it text": of(strf("'%Y-%m-%d"), day),
    "weekday behind in brackets": of(strf("%Y-%m-%d (%a)"), day),
    "weekday behind": of(strf("%d.%m.%Y %a"), day),
    "weekday behind, in Japanese": of(lambda at: f"{at:%Y/%m/%d} {'月火水木金土日'[at.weekday()]}曜日", day),
    "a clock behind at": of(lambda at: f"{at:%B} {at.day}, {at.year} at {at:%I:%M %p}", minute),
    "half days with points": of(lambda at: f"{at:%m/%d/%Y %I:%M} {'a.m.' if at.hour < 12 else 'p.m.'}", minute),
    "some without a day": of(partly("%Y-%m"), lambda i: month(i) if is_partial(moment(i)) else day(i)),
    "some of MySQL without a day": of(partly("%Y-%m-00"), lambda i: month(i) if is_partial(moment(i)) else day(i)),
    "some years alone": of(partly("%Y"), lambda i: f"{moment(i).year}-01-01" if is_partial(moment(i)) else day(i)),
    "weeks behind a point, German": of(lambda at: f"{at.isocalendar().week}. KW {at.isocalendar().year}", week),
    "weeks, English, with a comma": of(lambda at: f"Week {at.isocalendar().week}, {at.isocalendar().year}", week),
    "weeks and two digits, German": of(lambda at: f"KW {at.isocalendar().week}/{at.isocalendar().year % 100}", week),
    "quarters in Roman numbers, Polish": of(
        lambda at: f"{('I', 'II', 'III', 'IV')[at.quarter - 1]} kw. {at.year}", quarter
    ),
    "quarters, English": of(lambda at: f"{at.quarter}{ending(at.quarter)} quarter {at.year}", quarter),
    "the hour that ends a day": of(
        lambda at: f"{at:%d.%m.%Y} {24 - at.day % 2:02d}:00",
        lambda i: str(moment(i).normalize() + pd.Timedelta(hours=24 - moment(i).day % 2)),
    ),
    "a mail folder, the zone before the year": of(strf("%a %b %d %H:%M:%S +0000 %Y"), second),
    "the date of Unix": of(strf("%a %b %d %H:%M:%S UTC %Y"), second),
    "months and years of Thailand": of(lambda at: f"{at.day} {MONTHS_TH[at.month - 1]} {at.year + 543}", day),
    "months in Hebrew": of(lambda at: f"{at.day} {MONTHS_HE[at.month - 1]} {at.year}", day),
    "half days in Greek": of(lambda at: f"{at:%d/%m/%Y %I:%M} {'πμ' if at.hour < 12 else 'μμ'}", minute),
    "a Chinese clock": of(lambda at: f"{at.year}年{at.month}月{at.day}日 {at.hour}时{at.minute:02d}分", minute),
    "the month first, with points": of(strf("%m.%d.%Y"), day),
    "Finnish with a point in the time": of(lambda at: plain(at, "{d}.{m}.{y} {H}.{M:02d}"), minute),
}
