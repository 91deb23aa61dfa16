"""A stock ``clearml-agent`` on a service's queue: how it is set up, watched and drained."""
