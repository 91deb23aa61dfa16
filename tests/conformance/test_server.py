"""The server itself: its settings and figures."""

from __future__ import annotations

from tests.integration.server.conftest import Client
from tests.integration.server.test_api import refused

from .things import unique


def test_settings_of_object_storage(client: Client) -> None:
    client.call("storage.reset_settings", keys=["aws", "google", "azure"])
    assert client.call("storage.get_settings")["settings"]["aws"]["buckets"] == []
    aws = {"key": "k", "secret": "s", "buckets": [{"bucket": "b", "key": "other"}]}
    assert client.call("storage.set_settings", aws=aws)["updated"] == 1
    found = client.call("storage.get_settings")["settings"]
    assert (found["aws"]["key"], found["aws"]["buckets"][0]["bucket"]) == ("k", "b")
    assert found["azure"] == {"containers": []}
    assert found["last_update"]
    assert refused(client, "storage.set_settings") == (400, 12)
    assert refused(client, "storage.set_settings", google={"credentials_json": "{no"}) == (400, 12)
    assert refused(client, "storage.reset_settings", keys=["ftp"]) == (400, 12)
    assert client.call("storage.reset_settings", keys=["aws"])["updated"] == 1
    assert client.call("storage.get_settings")["settings"]["aws"]["buckets"] == []


def test_figures_of_the_server(client: Client) -> None:
    figures = client.call("server.get_stats")["server"]
    assert figures["queues"]["count"] >= 1
    assert figures["users"]["count"] >= 1


def test_a_report_is_shared(client: Client) -> None:
    report = client.call("reports.create", name=unique("report"))["id"]
    assert client.call("reports.share", task=report, share=True) == {"changed": 1}
    assert "shared" in client.task(report)["system_tags"]
    client.call("reports.share", task=report, share=False)
    assert "shared" not in client.task(report)["system_tags"]


def test_a_new_run_of_a_pipeline_is_looked_at_first(client: Client) -> None:
    controller = client.new_task(type="controller", system_tags=["pipeline"])
    client.call("pipelines.check_new_run", task=controller)
    assert refused(client, "pipelines.check_new_run", task=client.new_task()) == (400, 102)


def test_tasks_are_shared(client: Client) -> None:
    tasks = [client.new_task(), client.new_task()]
    assert client.call("tasks.share", ids=tasks, share=True) == {"changed": 2}
    assert client.call("tasks.share", ids=tasks[:1], share=True) == {"changed": 0}
    assert client.call("tasks.share", tasks=tasks, share=False) == {"changed": 2}
    assert "shared" not in client.task(tasks[0])["system_tags"]
