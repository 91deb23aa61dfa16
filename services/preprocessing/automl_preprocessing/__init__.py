"""The preprocessing phase: what is in the data, which rows are held out, how the rest is dealt into folds."""
