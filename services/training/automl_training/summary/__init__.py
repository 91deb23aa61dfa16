"""All candidates of a run side by side; trains nothing."""
