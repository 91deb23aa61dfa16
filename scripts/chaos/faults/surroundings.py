"""Networks and clocks that are not as they should be."""

from __future__ import annotations

import time

from network import BAD
from strike import Strike


def _bad_line(strike: Strike, weather: str) -> str:
    """One line, or all of them, for some seconds; some stay bad until the end of the campaign."""
    names = strike.stage.network.names
    chosen = names if strike.chance.random() < 0.3 else [strike.chance.choice(names)]
    strike.stage.network.turn(chosen, BAD[weather])
    seconds = strike.chance.uniform(3, 15)
    time.sleep(seconds)
    if weather in ("cut", "silent") or strike.chance.random() < 0.5:
        strike.stage.network.clear()
    return f"{', '.join(chosen) if len(chosen) == 1 else 'all lines'} for {seconds:.0f} s"


def slow_network(strike: Strike) -> str:
    """Every answer takes a second more."""
    return _bad_line(strike, "slow")


def lossy_network(strike: Strike) -> str:
    """Pieces come late, connections end in the middle."""
    return _bad_line(strike, "lossy")


def silent_network(strike: Strike) -> str:
    """Nothing arrives, and nobody is told."""
    return _bad_line(strike, "silent")


def cut_network(strike: Strike) -> str:
    """No connection holds."""
    return _bad_line(strike, "cut")


def wrong_clock(strike: Strike) -> str:
    """A program's clock jumps by minutes, ahead or back."""
    if not strike.stage.clocks:
        return ""
    name = strike.chance.choice(strike.stage.clocks)
    seconds = strike.chance.choice([-600, -180, 180, 600])
    strike.stage.set_clock(name, seconds)
    return f"{name} by {seconds:+d} s"
