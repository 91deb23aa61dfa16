"""The data science that several services share: tables read, recipes built, predictions scored, models stored."""
