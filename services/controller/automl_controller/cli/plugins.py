"""What `automl plugins show`, `new` and `check` say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from automl_controller.cli.output import show_table
from automl_controller.starters import Starter
from automl_shared.config.models import PORTFOLIOS
from automl_shared.plugins import Model

if TYPE_CHECKING:
    from automl_shared.testing import Outcome


def model_document(model: Model) -> dict[str, Any]:
    """Everything a person needs to know to use a model or to set its parameters."""
    return {
        "name": model.name,
        "about": model.summary,
        "for": list(model.task_types),
        "installed": model.installed(),
        "requires": model.requires,
        "max_rows": model.max_rows,
        "takes_gaps": model.takes_gaps,
        "takes_categories": model.takes_categories,
        "takes_weights": model.takes_weights,
        "takes_directions": bool(model.monotone),
        "scale_invariant": model.scale_invariant,
        "portfolios": _with_larger(model.portfolios),
        "parameters": [
            {
                "name": name,
                "default": model.defaults.get(name),
                "sensible": param.allowed,
                "searched": param.searched,
                "for": [kind for kind in param.task_types if kind in model.task_types],
                "about": param.help,
                "about_ja": param.help_ja,
            }
            for name, param in model.params.items()
        ],
        "presets": [
            {
                "label": f"{model.name}-{preset.suffix}",
                "parameters": dict(preset.params),
                "portfolios": _with_larger(preset.portfolios),
                "for": [kind for kind in preset.task_types if kind in model.task_types],
            }
            for preset in model.presets
        ],
    }


def show_model(document: Mapping[str, Any]) -> None:
    """The document as words and tables on stdout."""
    needs = "" if document["installed"] else f" (needs {document['requires']}: pip install {document['requires']})"
    rows = f"up to {document['max_rows']:,} rows" if document["max_rows"] else "any number of rows"
    takes = [
        words
        for key, words in (
            ("takes_gaps", "gaps"),
            ("takes_categories", "categories as they are"),
            ("takes_weights", "weights of rows and classes"),
            ("takes_directions", "directions of columns (params.monotone)"),
        )
        if document[key]
    ]
    print(f"{document['name']}{needs}: {document['about']}")
    print(f"for {', '.join(document['for'])}; {rows}" + (f"; takes {' and '.join(takes)}" if takes else ""))
    print(f"in the portfolios: {', '.join(document['portfolios']) or 'none'}")
    show_table("Parameters", document["parameters"], ["name", "default", "sensible", "searched", "about"])
    show_table("Presets", document["presets"], ["label", "parameters", "portfolios", "for"])


def show_starter(starter: Starter) -> None:
    """What was written and what to do next, on stdout."""
    run = f"AUTOML_PLUGINS={starter.file.parent} automl run data.csv --target COLUMN {starter.use}".rstrip()
    print(f"wrote {starter.file} and {starter.test}")
    print(f"check it:     automl plugins check {starter.file}\nuse it:       {run}")


def shown_outcomes(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes, each a line on stdout as it comes: what failed, the value, and the fix."""
    for outcome in outcomes:
        print(
            f"{'FAIL' if outcome.broken else 'ok  '} {outcome.plugin.family} {outcome.plugin.name}: {outcome.says}",
            flush=True,
        )
        if outcome.broken:
            print("\n".join(f"     {line}" for line in str(outcome.broken).splitlines()), flush=True)
        yield outcome


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    broken = outcome.broken
    return {
        "file": outcome.file,
        "family": outcome.plugin.family,
        "name": outcome.plugin.name,
        "promise": outcome.says,
        "ok": broken is None,
        "what": broken.what if broken else None,
        "value": str(broken.value) if broken else None,
        "fix": broken.fix if broken else None,
    }


def _with_larger(portfolios: tuple[str, ...]) -> list[str]:
    """A larger portfolio contains the smaller ones."""
    places = [PORTFOLIOS.index(name) for name in PORTFOLIOS if name in portfolios]
    return list(PORTFOLIOS[min(places) :]) if places else []
