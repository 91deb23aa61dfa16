"""What it costs the server that people watch a page: the same, however many they are."""

from __future__ import annotations

import asyncio

import httpx
from server import Server


def calls_while_watched(server: Server, live: str, cookies: dict[str, str], count: int, seconds: float) -> int:
    """How many calls the server answers while so many browsers watch a page; ``live``: where it tells what is new."""
    return asyncio.run(_counted(server, live, cookies, count, seconds))


async def _counted(server: Server, live: str, cookies: dict[str, str], count: int, seconds: float) -> int:
    limits = httpx.Limits(max_connections=count)
    async with httpx.AsyncClient(cookies=cookies, limits=limits, timeout=None) as browsers:
        watchers = [asyncio.create_task(_watch(browsers, live)) for _ in range(count)]
        await asyncio.sleep(2)  # all are there
        before = _calls_answered(server)
        await asyncio.sleep(seconds)
        answered = _calls_answered(server) - before
        for one in watchers:
            one.cancel()
        await asyncio.gather(*watchers, return_exceptions=True)
    return answered


async def _watch(browsers: httpx.AsyncClient, live: str) -> None:
    """Reads what is told, for as long as it is let."""
    async with browsers.stream("GET", live) as told:
        told.raise_for_status()
        async for _ in told.aiter_bytes():
            pass


def _calls_answered(server: Server) -> int:
    """By the API so far, as the server counts."""
    answer = httpx.get(f"{server.urls['api']}/metrics", headers={"Authorization": f"Bearer {server.token}"})
    lines = answer.raise_for_status().text.splitlines()
    return int(
        sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("automl_server_request_seconds_count{"))
    )
