"""`automl plugins show`: what a model is for."""

from automl_controller.cli.plugins import model_document
from automl_shared.plugins import Model, Preset, whole


def test_presets_and_parameters_are_for_no_more_than_their_model() -> None:
    model = Model(
        name="huber",
        build=dict,
        task_types=("regression",),
        complexity=12,
        summary="Adds up the columns.",
        params={"rounds": whole(1, 9, "How often.", "回数です。")},
        presets=(Preset(suffix="tough", params={"rounds": 9}, portfolios=("thorough",)),),
    )
    document = model_document(model)
    assert [one["for"] for one in (*document["presets"], *document["parameters"])] == [["regression"], ["regression"]]
