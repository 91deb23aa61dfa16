"""The one picture so far: which columns the model needs, and which the data has."""

from __future__ import annotations

from typing import Any

from automl_inference.meta import Request, say
from automl_shared.figure_tables import table
from automl_shared.pictures import Pictures
from automl_shared.words import NC_, paragraph

PICTURES = Pictures()


@PICTURES.picture(
    NC_("a picture", "columns"), place=10, meaning="Columns the model expects, and those that were given."
)
def columns_table(request: Request) -> Any:
    """One row per column of the model and of the data."""
    names = [*request.expected, *request.unused]
    needed = [say(request, "yes" if name in request.expected else "not_used") for name in names]
    is_given = ["none_given" if request.given is None else "yes" if name in request.given else "no" for name in names]
    given = [say(request, key) for key in is_given]
    heads = [say(request, key) for key in ("column", "needed", "given")]
    said = [say(request, "not_implemented"), say(request, "will_need", candidate=request.candidate)]
    return table(paragraph(said, request.language), heads, [names, needed, given], [3, 1, 1])
