"""Features made of several columns, chosen inside the rows that are fitted on.

`inputs` reads the raw columns, `arithmetic` and `by_category` are the features, `candidates` says what is tried and
`choosing` what is kept.
"""

from automl_data.recipe.generated.transformer import GeneratedFeatures, steps

__all__ = ["GeneratedFeatures", "steps"]
