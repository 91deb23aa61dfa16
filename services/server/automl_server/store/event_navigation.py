"""Plots and debug images, page by page. What a client leafs through is fixed until it asks to refresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from automl_server import errors
from automl_server.db import Row
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.store.event_reading import EventReader, MetricVariants
from automl_server.store.event_writing import IMAGE
from automl_server.store.scrolls import Scrolls


class Step(NamedTuple):
    """Where a client wants to go from where it is."""

    earlier: bool = True
    refresh: bool = False
    next_iteration: bool = False


class Target(NamedTuple):
    """The plots of a metric, or with a variant one debug image."""

    task: str
    metric: str
    variant: str | None = None

    @property
    def key(self) -> list[str]:
        """What tells it from others of its task; sorts as they are leafed through."""
        return [self.metric] if self.variant is None else [self.metric, self.variant]


class EventNavigation:
    """Leafs through samples."""

    def __init__(self, events: EventReader, scrolls: Scrolls) -> None:
        self._events = events
        self._scrolls = scrolls

    def page(
        self, kind: str, tasks: Mapping[str, MetricVariants], size: int, step: Step, scroll_id: str | None
    ) -> tuple[list[Document], str]:
        """([{task, iterations: [{iter, events}]}], scroll id): the iterations before or after those shown last."""
        state = {} if step.refresh else self._scrolls.load(scroll_id)
        before = state["tasks"] if state.get("page_of") == kind else {}
        now = {task: before.get(task) or self._first_state(task, kind, metrics) for task, metrics in tasks.items()}
        result = [{"task": task, "iterations": self._iterations(of_task, size, step)} for task, of_task in now.items()]
        return result, self._scrolls.save(scroll_id, {"page_of": kind, "tasks": now})

    def sample(
        self,
        kind: str,
        target: Target,
        iteration: int | None,
        scroll_id: str | None,
        *,
        only_metric: bool,
        refresh: bool,
    ) -> Document:
        """The samples at an iteration, or at the latest before it; where to go from there is kept in a scroll."""
        state = self._scrolls.load(scroll_id)
        if state and (
            state.get("kind") != kind
            or state.get("task") != target.task
            or state.get("only_metric") != only_metric
            or (only_metric and state["key"][0] != target.metric)
        ):
            raise ApiError(errors.INVALID_SCROLL_ID, "it belongs to another task or metric", scroll_id=scroll_id)
        if not state or refresh:
            groups = self._groups(target.task, kind, target.metric if only_metric else None)
            state = {"task": target.task, "only_metric": only_metric, "groups": groups, "kind": kind}
        state["key"] = target.key
        group = next((group for group in state["groups"] if group["key"] == target.key), None)
        if group is None:
            return _shown([], None, self._scrolls.save(scroll_id, state))
        below = None if iteration is None else iteration + 1
        at = [i for i in self._events.iterations(group["series"], below=below, size=1) if i >= group["first"]]
        state["iteration"] = at[0] if at else group["last"]
        return _shown(self._samples(kind, group, at), group, self._scrolls.save(scroll_id, state))

    def next_sample(self, kind: str, task: str, scroll_id: str, step: Step) -> Document:
        """The samples after or before those shown last: of the same iteration, else of the nearest."""
        state = self._scrolls.require(scroll_id)
        if state.get("task") != task or state.get("kind") != kind:
            raise ApiError(errors.INVALID_SCROLL_ID, scroll_id=scroll_id)
        found = [
            (iteration, group["key"], group)
            for group in state["groups"]
            for iteration in self._nearest(group, state, step)
        ]
        if not found:
            return _shown([], None, scroll_id)
        choose = max if step.earlier else min
        iteration, key, group = choose(found, key=lambda one: one[:2])
        state.update(iteration=iteration, key=key)
        return _shown(self._samples(kind, group, [iteration]), group, self._scrolls.save(scroll_id, state))

    def _first_state(self, task: str, kind: str, metrics: MetricVariants) -> dict[str, Any]:
        rows = self._events.series([task], [kind], metrics)
        return {"series": [[row["id"], self._recycled(row)] for row in rows], "first": None, "last": None}

    def _iterations(self, state: dict[str, Any], size: int, step: Step) -> list[Document]:
        beyond = dict(state["series"])
        if state["last"] is None:
            found = self._events.iterations(list(beyond), size=size)
        elif step.earlier:
            found = self._events.iterations(list(beyond), below=state["first"], size=size)
        else:
            found = self._events.iterations(list(beyond), above=state["last"], size=size)
        by_iteration: dict[int, list[Document]] = {}
        for row in self._events.series_of(beyond):
            recycled = beyond[row["id"]]
            valid = [iteration for iteration in found if recycled is None or iteration > recycled]
            for event in self._events.samples_at([row], valid):
                if event["type"] != IMAGE or event.get("url"):
                    by_iteration.setdefault(event.get("iter") or 0, []).append(event)
        if by_iteration:
            state.update(first=min(by_iteration), last=max(by_iteration))
        return [{"iter": at, "events": by_iteration[at]} for at in sorted(by_iteration, reverse=True)]

    def _recycled(self, series: Row) -> int | None:
        """The last iteration whose image has been overwritten: its address is used again later."""
        if series["kind"] != IMAGE:
            return None
        urls = self._urls(series)
        latest = max(urls.values(), key=max, default=[])
        return sorted(latest)[-2] if len(latest) > 1 else None

    def _urls(self, series: Row) -> dict[str, list[int]]:
        urls: dict[str, list[int]] = {}
        for event in self._events.samples_at([series], self._events.iterations([series["id"]])):
            if event.get("url"):
                urls.setdefault(str(event["url"]), []).append(event.get("iter") or 0)
        return urls

    def _groups(self, task: str, kind: str, metric: str | None) -> list[dict[str, Any]]:
        groups: dict[tuple[str, ...], list[Row]] = {}
        for row in self._events.series([task], [kind], {metric: []} if metric else None):
            key = (row["metric"], row["variant"]) if kind == IMAGE else (row["metric"],)
            groups.setdefault(key, []).append(row)
        result = []
        for names, rows in groups.items():
            bounds = self._bounds(rows)
            if bounds is not None:
                ids = [row["id"] for row in rows]
                result.append({"key": list(names), "series": ids, "first": bounds[0], "last": bounds[1]})
        return result

    def _bounds(self, rows: Sequence[Row]) -> tuple[int, int] | None:
        """The first and last iteration with a sample that is still there."""
        if rows[0]["kind"] == IMAGE:
            last_uses = [max(iterations) for iterations in self._urls(rows[0]).values()]
        else:
            last_uses = self._events.iterations([row["id"] for row in rows])
        return (min(last_uses), max(last_uses)) if last_uses else None

    def _nearest(self, group: Mapping[str, Any], state: Mapping[str, Any], step: Step) -> list[int]:
        if "iteration" not in state:
            return []
        here, key = state["iteration"], group["key"]
        same = not step.next_iteration and (key < state["key"] if step.earlier else key > state["key"])
        if step.earlier:
            found = self._events.iterations(group["series"], below=here + same, size=1)
        else:
            found = self._events.iterations(group["series"], above=max(here - same, group["first"] - 1), size=1)
        return [iteration for iteration in found if iteration >= group["first"]]

    def _samples(self, kind: str, group: Mapping[str, Any], iterations: Sequence[int]) -> list[Document]:
        events = self._events.samples_at(self._events.series_of(group["series"]), iterations)
        return [event for event in events if kind != IMAGE or event.get("url")]


def _shown(events: list[Document], group: Mapping[str, Any] | None, scroll_id: str) -> Document:
    bounds = {"min_iteration": group["first"], "max_iteration": group["last"]} if group else {}
    return {"scroll_id": scroll_id, "events": events, "min_iteration": None, "max_iteration": None, **bounds}
