"""`automl predict`: a file of new rows in, a file of predictions out, piece by piece."""
