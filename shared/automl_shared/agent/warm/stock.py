"""What the stock agent makes once more for every task, though it is always the same: made once, by the fork server."""

from __future__ import annotations

from functools import cache

API_VERSION = "2.5"
"""What the agent speaks."""


def prepare() -> None:
    """Has the agent of every task take the same parser of its command line, and the same classes for its calls.

    A parser can be made only once in a process: the agent takes the tables apart that it makes it of.
    """
    from clearml_agent import __main__ as agent
    from clearml_agent.backend_api.session.client import client

    parser = agent.get_parser()
    agent.get_parser = lambda: parser
    client.make_service_class = cache(client.make_service_class)
    client.APIClient(session=object(), api_version=API_VERSION)
