"""What a worker says about a task whose template was made for another version of the images than its own.

Within a major version the work is done and the difference is said, in the console and on the task. Across major ones
nothing is done, because settings and outputs may mean something else.
"""

from __future__ import annotations

from collections.abc import Iterable

import automl_shared
from automl_shared.config.models import Language
from automl_shared.errors import ContractError
from automl_shared.naming import IMAGE_TAG, tag_value
from automl_shared.words import N_, Words, say_in

WORDS: Words = {
    "other": N_(
        "this task's template is for version {template} of the images, this worker runs version {worker}: numbers may "
        "differ from those of the run's other tasks. {remedy}"
    ),
    "refused": N_("this task's template is for another major version of the images than this worker's"),
    "values": N_("template {template}, worker {worker}"),
    "remedy": N_(
        "Start controller and workers from images of one version, then run it again; `automl templates sync` makes the "
        "templates of the version that is installed."
    ),
}


def about_version(template_tags: Iterable[str], language: Language, worker: str = automl_shared.__version__) -> str:
    """A warning when the template names another version than the worker's; empty when it names the same or none.

    Versions are ``major.minor.patch``. Raises ContractError when the major ones differ.
    """
    template = tag_value(template_tags, IMAGE_TAG)
    if template in (None, worker):
        return ""
    remedy = say_in(WORDS, "remedy", language)
    if _major(template) != _major(worker):
        raise ContractError(
            say_in(WORDS, "refused", language),
            value=say_in(WORDS, "values", language, template=template, worker=worker),
            fix=remedy,
        )
    return say_in(WORDS, "other", language, template=template, worker=worker, remedy=remedy)


def _major(version: str | None) -> str:
    return (version or "").partition(".")[0]
