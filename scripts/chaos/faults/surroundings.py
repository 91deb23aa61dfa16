"""Networks and clocks that are not as they should be."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from network import BAD
from stage import SERVER
from strike import Strike


def _bad_line(strike: Strike, weather: str) -> str:
    """One line, or all of them, for some seconds; some stay bad until the end of the campaign."""
    names = strike.stage.network.names
    chosen = names if strike.chance.random() < 0.3 else [strike.chance.choice(names)]
    strike.stage.network.turn(chosen, BAD[weather])
    seconds = strike.chance.uniform(3, 15)
    time.sleep(seconds)
    if weather in ("cut", "silent", "gateway", "half answers") or strike.chance.random() < 0.5:
        strike.stage.network.clear()
    return f"{', '.join(chosen) if len(chosen) == 1 else 'all lines'} for {seconds:.0f} s"


BAD_LINES: dict[str, Callable[[Strike], str]] = {
    name: partial(_bad_line, weather=weather)
    for name, weather in {
        "slow network": "slow",
        "lossy network": "lossy",
        "silent network": "silent",
        "cut network": "cut",
        "very slow network": "very slow",
        "half open connections": "half open",
        "answers of a gateway": "gateway",
        "half answers": "half answers",
    }.items()
}
"""A fault for each weather of `network.BAD`."""


def wrong_clock(strike: Strike) -> str:
    """A program's clock jumps by minutes, ahead or back."""
    names = [name for name in strike.stage.clocks if name != SERVER]
    if not names:
        return ""
    name = strike.chance.choice(names)
    seconds = strike.chance.choice([-3600, -180, 180, 3600])
    strike.stage.set_clock(name, seconds)
    return f"{name} by {seconds:+d} s"


def wrong_clock_of_the_server(strike: Strike) -> str:
    """The one that everybody goes by jumps by up to an hour, ahead or back."""
    if SERVER not in strike.stage.clocks:
        return ""
    seconds = strike.chance.choice([-3600, -120, 120, 3600])
    strike.stage.set_clock(SERVER, seconds)
    return f"by {seconds:+d} s"
