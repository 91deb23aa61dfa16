"""The inference phase: checks a request against the chosen model's schema. Predicting comes later."""
