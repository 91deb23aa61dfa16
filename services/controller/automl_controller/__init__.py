"""The run logic and the ``automl`` command: the only service that decides what runs next."""
