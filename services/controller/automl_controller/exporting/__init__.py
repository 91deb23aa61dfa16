"""`automl model export`: a folder with a model that predicts by itself, and says what it is."""
