"""What the server answers fits the response schemas that come with the SDK."""

from __future__ import annotations

from pathlib import Path

from .conftest import Server

CALLS = """
import json, sys
import jsonschema
from clearml.backend_api.services.v2_23 import events, models, projects, queues, tasks, workers
from clearml.backend_api.session.client import APIClient

api = APIClient()
task = api.tasks.create(name="for its schema", type="training").id
queue = api.queues.create(name="schema queue").id
model = api.models.create(uri="file:///x", name="schema model").id
api.workers.register(worker="schema:1", queues=[queue])
calls = [
    tasks.GetByIdRequest(task), tasks.GetAllRequest(), tasks.EnqueueRequest(task, queue=queue),
    queues.GetByIdRequest(queue), queues.GetAllRequest(), workers.GetAllRequest(),
    queues.GetNextTaskRequest(queue), tasks.StartedRequest(task, force=True), tasks.StopRequest(task),
    tasks.StoppedRequest(task, force=True), tasks.ResetRequest(task), tasks.EditRequest(task, name="other"),
    tasks.UpdateRequest(task, comment="c"), projects.GetAllRequest(),
    projects.CreateRequest(name="schemas", description=""), events.GetTaskLogRequest(task),
    events.GetTaskPlotsRequest(task), events.GetTaskEventsRequest(task=task),
    events.GetTaskMetricsRequest(tasks=[task], event_type="plot"), events.ScalarMetricsIterHistogramRequest(task),
    models.GetAllRequest(), models.GetByIdRequest(model), models.EditRequest(model, comment="c"),
    models.SetReadyRequest(model, publish_task=False), tasks.CloneRequest(task), tasks.GetHyperParamsRequest([task]),
    tasks.GetConfigurationsRequest([task]), tasks.GetTypesRequest(), tasks.PingRequest(task),
    queues.GetQueueMetricsRequest(0, 2e9, 1000, [queue], refresh=True),
    workers.GetActivityReportRequest(0, 2e9, 1000000), workers.GetMetricKeysRequest(), queues.DeleteRequest(queue),
    tasks.EnqueueManyRequest([task], queue_name="schema queue 2"), tasks.DequeueRequest(task),
    tasks.ArchiveRequest([task]), tasks.DeleteManyRequest(ids=[task]), models.DeleteRequest(model, force=True),
]
problems = {}
for call in calls:
    name = f"{call._service}.{call._action}"
    response = getattr(sys.modules[type(call).__module__], type(call).__name__.replace("Request", "Response"))
    answer = api.session.send(call)
    try:
        jsonschema.validate(answer.response_data, response._schema)
    except jsonschema.ValidationError as problem:
        problems[name] = problem.message
print(json.dumps({"checked": len(calls), "problems": problems}))
"""


def test_answers_fit_the_schemas_of_the_sdk(server: Server, tmp_path: Path) -> None:
    result = server.run_sdk(CALLS, tmp_path)
    assert result == {"checked": 38, "problems": {}}
