"""What cannot be written as ONNX, and the way that works."""

from __future__ import annotations

from automl_shared.errors import ConfigError
from automl_shared.words import T_

INSTALL = "pip install 'automl-controller[onnx]'"


def cannot(why: str, value: object) -> ConfigError:
    """To be raised. ``why``: what of the model stands in the way, by `T_`."""
    return ConfigError(T_("the model cannot be written as ONNX: {why}", why=why), value=value, fix="--to folder")


def missing(error: ImportError) -> ConfigError:
    """To be raised where the converters are not installed."""
    return ConfigError(T_("ONNX needs packages that are not installed"), value=error.name, fix=INSTALL)
