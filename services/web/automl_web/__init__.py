"""Pages for people in front of any ClearML server: they read and act through its API alone."""
