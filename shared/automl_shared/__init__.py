"""The contracts every service shares; the only code that two services may both import."""

__version__ = "0.1.0"
