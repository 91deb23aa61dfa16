"""The contracts every service shares: what a run is made of, and the one door to ClearML."""

__version__ = "0.1.0"
