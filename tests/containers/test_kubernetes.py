"""The Kubernetes files: valid for the versions they are for, as locked up as the containers of compose, of one mind."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "compose/kubernetes"
KUBERNETES = ["1.27", kubernetes_validate.latest_version()]
AGENTS: dict[str, dict[str, Any]] = {
    one["metadata"]["name"]: one for one in yaml.safe_load_all((FOLDER / "agents.yaml").read_text(encoding="utf-8"))
}
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))
VALUES: dict[str, Any] = yaml.safe_load((FOLDER / "clearml-values.yaml").read_text(encoding="utf-8"))
COMPOSED: dict[str, Any] = yaml.safe_load((ROOT / "compose/agents.yaml").read_text(encoding="utf-8"))["services"]
SCHEMA = Path(__file__).with_name("clearml-chart-7.15.0.schema.json")


@pytest.fixture(params=sorted(AGENTS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def pod(name: str) -> dict[str, Any]:
    """The pod that a Deployment makes."""
    return dict(AGENTS[name]["spec"]["template"]["spec"])


@pytest.fixture
def container(pod: dict[str, Any]) -> dict[str, Any]:
    (only,) = pod["containers"]
    return dict(only)


@pytest.mark.parametrize("version", KUBERNETES)
def test_kubernetes_takes_a_deployment(name: str, version: str) -> None:
    kubernetes_validate.validate(AGENTS[name], version, strict=True)


def test_every_service_of_compose_is_deployed() -> None:
    assert AGENTS.keys() == COMPOSED.keys()


def test_a_pod_is_nobody_special_and_can_write_only_what_is_scratch(
    pod: dict[str, Any], container: dict[str, Any]
) -> None:
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    scratch = {volume["name"] for volume in pod["volumes"] if "emptyDir" in volume}
    mounts = {mount["mountPath"]: mount for mount in container["volumeMounts"]}
    assert {mount["name"] for mount in mounts.values() if not mount.get("readOnly")} == scratch
    assert {"/tmp", "/home/automl", "/cache"} <= mounts.keys()


def test_a_pod_has_the_limits_of_its_container_in_compose(name: str, container: dict[str, Any]) -> None:
    composed = re.sub(r"\$\{[^:]+:-([^}]+)\}", r"\1", str(COMPOSED[name]["mem_limit"]))
    assert container["resources"]["limits"]["memory"] == composed.replace("g", "Gi")


def test_a_worker_may_finish_its_task_before_kubernetes_ends_it(
    name: str, pod: dict[str, Any], container: dict[str, Any]
) -> None:
    told = {entry["name"]: entry["value"] for entry in container["env"]}
    if name == "controller":
        assert "AUTOML_DRAIN_SECONDS" not in told
    else:
        assert pod["terminationGracePeriodSeconds"] >= int(told["AUTOML_DRAIN_SECONDS"]) + 30
    assert told["AUTOML_QUEUE"] == f"automl-{name}"


def test_a_server_that_is_away_does_not_end_a_worker(name: str, container: dict[str, Any]) -> None:
    assert "livenessProbe" not in container
    dockerfile = (ROOT / "docker/Dockerfile").read_text(encoding="utf-8")
    checks = [json.loads(found) for found in re.findall(r"HEALTHCHECK .* CMD (\[.*\])", dockerfile)]
    assert container["readinessProbe"]["exec"]["command"] in checks, name


def test_applying_again_leaves_the_number_of_training_workers_alone() -> None:
    assert [name for name, one in AGENTS.items() if "replicas" not in one["spec"]] == ["training"]


def test_the_kustomization_names_what_the_deployments_use(pod: dict[str, Any], container: dict[str, Any]) -> None:
    assert KUSTOMIZATION["resources"] == ["agents.yaml"]
    images = {image["name"]: image["newTag"] for image in KUSTOMIZATION["images"]}
    shared = tomllib.loads((ROOT / "shared/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert images[container["image"]] == shared["version"]
    (settings,) = KUSTOMIZATION["configMapGenerator"]
    assert container["envFrom"] == [{"configMapRef": {"name": settings["name"]}}]
    (key,) = KUSTOMIZATION["secretGenerator"]
    (mounted,) = [volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume]
    assert mounted == key["name"]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What ``kubectl apply -k`` would send, by the kustomize in kubectl."""
    if not shutil.which("kubectl"):
        pytest.skip("kubectl is not on this machine (Debian: apt-get install kubernetes-client)")
    folder = tmp_path_factory.mktemp("kustomize")
    for file in ("agents.yaml", "kustomization.yaml"):
        shutil.copy(FOLDER / file, folder)
    (folder / "clearml.conf").write_text("api {}\n", encoding="utf-8")
    done = subprocess.run(["kubectl", "kustomize", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [one for one in yaml.safe_load_all(done.stdout) if one]


@pytest.mark.parametrize("version", KUBERNETES)
def test_kubernetes_takes_what_kustomize_renders(rendered: list[dict[str, Any]], version: str) -> None:
    kinds = [one["kind"] for one in rendered]
    assert sorted(kinds) == ["ConfigMap", *["Deployment"] * len(AGENTS), "Secret"]
    for one in rendered:
        assert one["metadata"]["namespace"] == "automl"
        kubernetes_validate.validate(one, version, strict=True)


def test_a_changed_key_or_address_rolls_the_pods(rendered: list[dict[str, Any]]) -> None:
    """The generated names end in a hash of what they hold, and every pod refers to them by it."""
    made = {one["kind"]: one["metadata"]["name"] for one in rendered if one["kind"] != "Deployment"}
    assert made["ConfigMap"].startswith("automl-server-")
    assert made["Secret"].startswith("automl-clearml-")
    for one in (one for one in rendered if one["kind"] == "Deployment"):
        spec = one["spec"]["template"]["spec"]
        assert spec["containers"][0]["envFrom"] == [{"configMapRef": {"name": made["ConfigMap"]}}]
        assert [volume["secret"]["secretName"] for volume in spec["volumes"] if "secret" in volume] == [made["Secret"]]
        assert spec["containers"][0]["image"].startswith("registry.example.com/automl-")


def test_kustomize_meets_no_anchor() -> None:
    """It does not put the generated names of ConfigMap and Secret into what an alias stands for."""
    events = yaml.parse((FOLDER / "agents.yaml").read_text(encoding="utf-8"))
    assert not [event for event in events if isinstance(event, yaml.AliasEvent)]


def test_the_charts_values_are_ones_it_knows() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(VALUES, schema, cls=jsonschema.Draft202012Validator)


WRONG = [{"apiServer": {}}, {"apiserver": {"ingres": {}}}, {"webserver": {"replicaCount": "2"}}]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_value_the_chart_does_not_know_is_noticed(wrong: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema, cls=jsonschema.Draft202012Validator)


def test_agents_and_chart_mean_the_same_server() -> None:
    (settings,) = KUSTOMIZATION["configMapGenerator"]
    addresses = dict(line.split("=", 1) for line in settings["literals"])
    hosts = {part: VALUES[part]["ingress"]["hostName"] for part in ("apiserver", "fileserver", "webserver")}
    assert addresses["CLEARML_API_HOST"] == f"https://{hosts['apiserver']}"
    assert addresses["CLEARML_FILES_HOST"] == f"https://{hosts['fileserver']}"
    assert addresses["CLEARML_WEB_HOST"] == f"https://{hosts['webserver']}"
    assert [host.split(".")[0] for host in hosts.values()] == ["api", "files", "app"]


def test_the_chart_gets_keys_of_its_own_and_only_from_secrets(tmp_path: Path) -> None:
    folder = subprocess.run(
        [ROOT / "scripts/clearml-config"],
        env={"AUTOML_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    keys = dict(line.split("=") for line in (Path(folder) / "chart.env").read_text(encoding="utf-8").splitlines())
    asked = {entry["valueFrom"]["secretKeyRef"]["key"] for entry in VALUES["fileserver"]["extraEnvs"]}
    documented = {"apiserver_key", "apiserver_secret", "secure_auth_token_secret", "test_user_key", "test_user_secret"}
    assert keys.keys() == asked | documented
    assert all(value[0].isalpha() for value in keys.values()), "read without quotes, it could be a number"
    assert all(value in (Path(folder) / "server/secure.conf").read_text(encoding="utf-8") for value in keys.values())
    assert VALUES["clearml"]["existingSecret"]
    assert not [name for name in VALUES["clearml"] if re.search("Key$|Secret$", name) and name != "existingSecret"]
