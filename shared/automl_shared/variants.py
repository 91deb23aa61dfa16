"""Preprocessing variants: the product of the config's alternatives, each with its short stable name."""

from __future__ import annotations

import hashlib
import itertools
import json

from automl_shared.config.models import PreprocessingSettings
from automl_shared.sections import VariantSection

ALTERNATIVES = ("numeric_imputation", "categorical_imputation", "scaling", "categorical_encoding", "feature_generation")
GENERATED = {"none": "", "auto": "-generated", "full": "-generated-full"}
_DEFAULTS = VariantSection()


def variants(settings: PreprocessingSettings) -> list[VariantSection]:
    """Every distinct combination, in the config's order; equal ones appear once."""
    lists = [getattr(settings, name) for name in ALTERNATIVES]
    common = settings.model_dump(exclude=set(ALTERNATIVES))
    made = (
        named(VariantSection(**dict(zip(ALTERNATIVES, choice, strict=True)), **common))
        for choice in itertools.product(*lists)
    )
    return list({variant.preproc_id: variant for variant in made}.values())


def named(variant: VariantSection) -> VariantSection:
    """The variant with its ``preproc_id``: scaling, encoding and generation in words, the rest as a short hash."""
    words = f"{'plain' if variant.scaling == 'none' else variant.scaling}-{variant.categorical_encoding}"
    words += GENERATED[variant.feature_generation]
    rest = variant.model_dump(exclude={"preproc_id", "scaling", "categorical_encoding", "feature_generation"})
    usual = {key: getattr(_DEFAULTS, key) for key in rest}
    if rest != usual:
        digest = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:6]
        words = f"{words}-{digest}"
    return variant.model_copy(update={"preproc_id": words})
