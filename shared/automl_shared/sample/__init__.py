"""A table to try the product with: penguins (CC0), with categories and missing values."""

from __future__ import annotations

from pathlib import Path

TABLE = Path(__file__).parent / "penguins.csv"
TARGET = "species"
