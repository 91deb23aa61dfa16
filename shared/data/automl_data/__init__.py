"""The data science that several services share: tables read, recipes built, predictions scored, models stored."""

__version__ = "0.1.0"
