"""What an earlier version stored, and this one would refuse, can still be worked with."""

from __future__ import annotations

from typing import Any

import pytest

from automl_server.errors import ApiError
from automl_server.store import Identity, Store


@pytest.mark.parametrize("odd", [5, 1.5, True, ["a"], {"a": 1}])
@pytest.mark.parametrize("key", ["type", "description", "value"])
def test_a_task_with_odd_parameters_is_cloned_with_texts(store: Store, admin: Identity, key: str, odd: Any) -> None:
    item = {"name": "rate", "value": "1", key: odd}
    kept = {"hyperparams": {"Args": {"rate": item}}, "configuration": {"rate": item}}
    task = store.tasks.insert_new({"name": "before", "type": "training", **kept}, admin)
    clone, _ = store.cloner.clone(task, {}, admin)
    made = store.tasks.require(clone, ["hyperparams", "configuration"])
    assert made["hyperparams"]["Args"]["rate"][key] == str(odd)
    assert made["configuration"]["rate"][key] == str(odd)


def test_what_is_refused_of_a_clone_is_named(store: Store, admin: Identity) -> None:
    task = store.tasks.insert_new({"name": "source", "type": "training"}, admin)
    wishes = {"new_task_hyperparams": {"Args": {"rate": {"value": "1", "type": 5}}}}
    with pytest.raises(ApiError, match=r"a text is expected.*field=hyperparams\.Args\.rate\.type, value=5"):
        store.cloner.clone(task, wishes, admin)
