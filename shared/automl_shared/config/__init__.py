"""The config file: its sections, how it is read, and how single values are overridden."""

from automl_shared.config.loader import load_config, parse_config
from automl_shared.config.models import Config
from automl_shared.config.overrides import Override, apply_overrides, parse_override

__all__ = ["Config", "Override", "apply_overrides", "load_config", "parse_config", "parse_override"]
