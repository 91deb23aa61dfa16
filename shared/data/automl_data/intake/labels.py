"""Classes that somebody names in the config, and the labels they have in the data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from automl_data.intake.columns import reads_as_number
from automl_shared.config.models import ClassWeights
from automl_shared.errors import DataError, did_you_mean
from automl_shared.words import T_, Text

_NO = """
no non not nein nicht nej nei ei nie nem ne nu nao não nee niet neen sin sem senza sans kein keine ohne without never
нет не ні hayır hayir değil degil όχι tidak bukan không n false falsch faux falso untrue
いいえ なし 無し 非該当 無 否 不 没有 沒有 아니오 아니요 없음
negative negativ negativo negativa negatief negatif négatif négative отрицательный отрицательно 陰性 阴性 음성
""".split()
"""Words that say that something is not so, alone or before what is not."""
_NO_BEFORE = tuple("非未不無无")
RARE = 0.4
"""Of two classes whose names tell nothing, one with a smaller share of the rows is the one that is looked for."""
_NOT_SO = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(_NO, key=len, reverse=True)))})(?:[\s_-].*)?")


def positive_last(rows: Mapping[str, int], positive: str | None, target: str) -> list[str]:
    """The classes in order, of two the positive one last: ``positive``, or the one that is no "no", or of two words the
    one with clearly fewer rows, or the second in sorted order.

    ``rows``: how many each class has, in sorted order. Raises DataError for a class that is not there, and where there
    are not two.
    """
    classes = list(rows)
    if positive is None:
        return sorted(classes, key=lambda label: (not _says_no(label, classes), _is_rare(label, rows)))
    if len(classes) != 2:
        raise DataError(
            T_("`data.positive_class` is for a target of two classes"),
            value=T_("{name}: {n} classes", name=target, n=len(classes)) if classes else _no_classes(target),
            fix="--set data.positive_class=null",
        )
    found = label_of(positive, classes, "data.positive_class")
    return [*(label for label in classes if label != found), found]


def _no_classes(target: str) -> Text:
    return T_("{name}: numbers, no classes", name=target)


def _says_no(label: str, classes: Sequence[str]) -> bool:
    """Whether one of two classes is named by what is not so: `nein`, `not churned`, `なし`, `非会員` beside `会員`."""
    if len(classes) != 2:
        return False
    text = unicodedata.normalize("NFKC", label).strip().casefold()
    return bool(_NOT_SO.fullmatch(text)) or (text[:1] in _NO_BEFORE and text[1:] in classes)


def _is_rare(label: str, rows: Mapping[str, int]) -> bool:
    """Whether one of two words stands in clearly fewer rows: `left` beside `stayed`, `defective` beside `ok`.

    Of two numbers the larger one is looked for, however many rows have it: 1 beside 0.
    """
    if len(rows) != 2 or any(map(reads_as_number, rows)):
        return False
    return rows[label] < RARE * sum(rows.values())


def class_weights(classes: Sequence[str], wanted: ClassWeights | None, target: str) -> ClassWeights | None:
    """The weights by the labels of the data, 1 for a class that is not named.

    Raises DataError for a class that is not there, and where there are no classes.
    """
    if wanted is None:
        return None
    if not classes:
        raise DataError(
            T_("`data.class_weights` is for a target of classes"),
            value=_no_classes(target),
            fix="--set data.class_weights=null",
        )
    if wanted == "balanced":
        return wanted
    named = {label_of(name, classes, "data.class_weights"): weight for name, weight in wanted.items()}
    return {label: named.get(label, 1.0) for label in classes}


def label_of(name: str, classes: Sequence[str], setting: str) -> str:
    """The class that a name in the config means: 1 is also 1.0, and true is True. Raises DataError for none."""
    found = [label for label in classes if label == name] or [label for label in classes if _is_same(name, label)]
    if not found:
        raise DataError(
            T_(
                "`{setting}` names a class that is not in the data{nearest}",
                setting=setting,
                nearest=did_you_mean(name, list(classes)),
            ),
            value=repr(name),
            allowed=", ".join(map(repr, classes)),
            fix=T_("correct `{setting}`", setting=setting),
        )
    return found[0]


def _is_same(name: str, label: str) -> bool:
    if reads_as_number(name) and reads_as_number(label):
        return float(name) == float(label)
    return name.casefold() == label.casefold()
