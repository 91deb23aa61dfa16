"""Addresses of machines, as people and clients write them."""

from __future__ import annotations

import ipaddress


def is_address(text: str) -> bool:
    """Whether it is an IP address, of either version; a name is none."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
