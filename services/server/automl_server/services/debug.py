"""`debug.*`: is it there?"""

from __future__ import annotations

from automl_server.service import Call, Data, Service

service = Service("debug")


@service.reads("ping", authorize=False)
def ping(_call: Call) -> Data:
    """Answer, so that a client sees that the server is there."""
    return {"msg": "Because it trains"}


@service.reads("ping_auth")
def ping_auth(_call: Call) -> Data:
    """Answer those who have logged in."""
    return {"msg": "Because it trains"}


@service.reads("echo")
def echo(call: Call) -> Data:
    """Return what was sent."""
    return dict(call.data)
