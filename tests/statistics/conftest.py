"""The bench of the training's unit tests, for what is said of many of its runs."""

from tests.unit.training.conftest import bench

__all__ = ["bench"]
