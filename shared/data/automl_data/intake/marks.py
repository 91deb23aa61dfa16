"""Texts that stand for a gap: those that programs write, those that people write, and those of one file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from automl_data.intake.values import SPREADSHEET_ERRORS
from automl_shared.lazy import np, pa, pc

_OF_STATA = tuple(f".{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
"""Stata's and SAS's further gaps, each with a reason of its own."""
OF_LABORATORIES = frozenset(
    (
        "bdl", "bql", "blq", "lod", "loq", "<lod", "<loq", "< lod", "< loq", "<lloq", "not detected", "none detected",
        "n.n.", "n. n.", "n.b.", "n. b.", "b.d.",
    )
)  # fmt: skip
"""Nothing was found, or too little to measure. Nobody is asked a question that these answer."""
MARKS = OF_LABORATORIES.union(
    (
        "", "?", "??", "???", "-", "--", "---", "–", "—", "―", "−", "ー", "－", ".", "..", "...", ":", "…", "‥", "*",
        "**", "***", "/", "//", "\\n", "\\\\n", "x", "xx", "xxx", "#", "n/a", "n.a.", "n.a", "na", "nan", "none",
        "null", "nil", "(null)", "(none)", "[null]", "<null>", "<na>", "<none>", "(blank)", "blank", "(empty)",
        "empty", "missing", "unknown", "unk", "unk.", "undefined", "not available", "not applicable",
        "not recorded", "not reported", "not known", "no data", "no value", "nodata", "n/d", "nd", "n.d.", "k.a.",
        "k. a.", "keine angabe", "unbekannt", "inconnu", "desconocido", "sconosciuto", "s/d", "s/n", "s.o.", "ns",
        "n/r", "nr", "tbd", "tba", "tbc", "pending", "#n/a n/a", "#na", "err", "error", "#####", "#div/0",
        "(suppressed)", "suppressed", "[missing]", "(missing)", "n/c", "n.c.", "brak danych", "brak", "н/д",
        "нет данных", "dnf", "dns", "dnq", "dsq", "absent",
        "entfällt", "trace", "traces", "tr", "qns", "tnp", "not done", "cancelled",
        "unavailable", "out of range", "no signal", "not connected",
        "なし", "無し", "無", "不明", "未定", "未回答", "無回答", "非公開", "非公表", "欠測", "欠損",
        "該当なし", "対象外", "データなし", "記載なし", "空欄",
        "未入力", "・・・", "・", "×", "不詳", "秘匿", "未知", "无", "暂无", "없음", *_OF_STATA,
        *map(str.lower, SPREADSHEET_ERRORS),
    )
)  # fmt: skip
"""In small letters. Among numbers or dates they are gaps, however many there are."""
_IN_WORDS = frozenset(
    (
        "keine daten,keine werte,kein wert,nicht bekannt,nicht verfügbar,nicht erhoben,nicht gemessen,"
        "nicht vorhanden,ohne angabe,o.a.,o. a.,unbek.,fehlt,non disponible,non renseigné,non communiqué,"
        "non connu,indisponible,sans objet,inconnue,sin dato,sin datos,no disponible,no aplica,no informado,"
        "no consta,desconocida,sin información,não informado,nao informado,não disponível,sem dados,"
        "sem informação,não se aplica,ignorado,desconhecido,non disponibile,non rilevato,non applicabile,"
        "non pervenuto,nessun dato,n.p.,n.r.,onbekend,geen gegevens,niet bekend,n.v.t.,okänd,saknas,"
        "uppgift saknas,ej tillgänglig,ukjent,ikke oppgitt,mangler,ukendt,ikke oplyst,uoplyst,ingen data,"
        "ei tietoa,tuntematon,puuttuu,nieznany,nie dotyczy,b/d,neuvedeno,nezjištěno,není k dispozici,neuvedené,"
        "nincs adat,ismeretlen,necunoscut,lipsă,fără date,bilinmiyor,belirtilmemiş,veri yok,yok,нет,не указано,"
        "неизвестно,отсутствует,немає даних,невідомо,няма данни,неизвестен,άγνωστο,μ/δ,nav datu,nėra duomenų,"
        "nežinoma,andmed puuduvad,teadmata,資料なし,測定不能,未測定,該当無し,データ無し,記入なし,無記入,未登録,"
        "未設定,暂缺,缺失,不详,未填写,未填,无数据,没有,不适用,無資料,缺测,해당없음,정보없음,미상,미정,모름,결측,"
        "không có,không rõ,chưa có,ไม่มี,ไม่มีข้อมูล,ไม่ทราบ,ไม่ระบุ,tidak ada,tidak diketahui,אין,לא ידוע,"
        "אין נתונים,غير متوفر,لا يوجد,غير معروف,غير محدد"
    ).split(",")
)
"""The same as people of many countries write it."""
_ZERO_DATE = r"^0{1,4}[-/.]0{1,2}[-/.]0{1,4}(?:[ T]0{1,2}:00(?::00)?)?$"
"""What databases write where there is no date."""
_FLAGGED = r"^:\s?[a-z]{1,2}$"
"""A gap of Eurostat with its reason: ``: u``."""


def marks(words: Any, own: Iterable[str] = (), *, inverted: bool = False) -> Any:
    """Which texts (n,) stand for a gap among numbers or dates; ``own``: further ones. ``inverted``: which do not."""
    bare = pc.utf8_lower(pc.utf8_trim_whitespace(words))
    known = pa.array([*MARKS, *_IN_WORDS, *(one.strip().lower() for one in own)])
    found = pc.or_(pc.is_in(bare, value_set=known), pc.match_substring_regex(bare, f"{_ZERO_DATE}|{_FLAGGED}"))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool) ^ inverted
