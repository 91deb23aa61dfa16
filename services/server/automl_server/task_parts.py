"""What the structured fields of a task are made of."""

from __future__ import annotations

import json

from automl_server.parts import an_object, fitted, list_of, map_of, one_of, parts, plain, text, whole

ARTIFACT = parts(
    **dict.fromkeys(("key", "type", "uri", "hash"), text),
    mode=one_of("input", "output"),
    content_size=whole,
    timestamp=whole,
    type_data=parts(preview=text, content_type=text, data_hash=text),
    display_data=list_of(list_of(plain)),
)
EXECUTION = parts(
    **dict.fromkeys(("framework", "queue", "model", "docker_cmd"), text),
    test_split=whole,
    model_labels=map_of(whole),
    artifacts=list_of(ARTIFACT),
    dataviews=list_of(an_object),
)
_MODELS = list_of(parts(name=text, model=text))
CONTAINER = map_of(text)
PARTS = {
    "script": parts(
        **dict.fromkeys("binary repository tag branch version_num entry_point working_dir diff".split(), text),
        requirements=an_object,
    ),
    "execution": EXECUTION,
    "models": parts(input=_MODELS, output=_MODELS),
    "container": CONTAINER,
}
ITEM = parts(type=text, description=text)
_STORED = {**PARTS, "hyperparams": map_of(map_of(ITEM)), "configuration": map_of(ITEM)}


def fitted_text(field: str, stored: str | None) -> str | None:
    """The JSON of a field of a task without what is none of its parts; the same text if all of it is."""
    if stored is None:
        return None
    value = json.loads(stored)
    kept = fitted(_STORED[field], value)
    return stored if kept == json.loads(stored) else json.dumps(kept or {}, ensure_ascii=False)
