"""The files that start the bot elsewhere name its real processes, and restrict them as docs/deployment.md says."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from kit.settings import Settings
from tasks.worker import GRACE_SECONDS
from tests import ROOT
from tests.support.processes import COMMANDS

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
KUBERNETES = ROOT / "deploy/kubernetes"
KUSTOMIZATION = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text(encoding="utf-8"))


def deployment(role: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((KUBERNETES / f"{role}.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("role", COMMANDS)
def test_compose_runs_each_process_restricted_and_checks_its_own_health(role: str) -> None:
    service = COMPOSE["services"][role]
    assert service["command"] == COMMANDS[role].split()
    assert service["healthcheck"]["test"] == ["CMD", "python", "-m", "bot", "--healthy", role]
    assert service["read_only"]
    assert service["init"]
    assert service["cap_drop"] == ["ALL"]
    assert int(service["stop_grace_period"].removesuffix("s")) > GRACE_SECONDS
    assert "ports" not in service
    assert {name for name in service["environment"] if name.lower() not in Settings.model_fields} == set()


def test_the_valkey_of_compose_keeps_what_was_acknowledged() -> None:
    words = COMPOSE["services"]["valkey"]["command"]
    options = dict(zip(words[1::2], words[2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "always"
    assert options["--maxmemory-policy"] == "noeviction"
    assert COMPOSE["services"]["valkey"]["volumes"] == ["valkey:/data"]
    assert "ports" not in COMPOSE["services"]["valkey"]


@pytest.mark.parametrize("role", COMMANDS)
def test_kubernetes_runs_each_process_restricted_and_checks_its_own_health(role: str) -> None:
    spec = deployment(role)["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    assert container["command"] == COMMANDS[role].split()
    for probe in ("livenessProbe", "readinessProbe"):
        assert container[probe]["exec"]["command"] == ["python", "-m", "bot", "--healthy", role]
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["terminationGracePeriodSeconds"] > GRACE_SECONDS
    restricted = container["securityContext"]
    assert restricted["readOnlyRootFilesystem"]
    assert not restricted["allowPrivilegeEscalation"]
    assert [mount["mountPath"] for mount in container["volumeMounts"]] == ["/tmp"]  # noqa: S108 - the container's own


def test_the_selector_of_each_deployment_and_of_the_policy_matches_its_pods() -> None:
    policy = yaml.safe_load((KUBERNETES / "network-policy.yaml").read_text(encoding="utf-8"))
    for role in COMMANDS:
        spec = deployment(role)["spec"]
        labels = spec["template"]["metadata"]["labels"].items()
        assert spec["selector"]["matchLabels"].items() <= labels
        assert policy["spec"]["podSelector"]["matchLabels"].items() <= labels


def test_kustomize_knows_every_file_and_the_image() -> None:
    files = {path.name for path in KUBERNETES.iterdir()} - {"kustomization.yaml"}
    assert set(KUSTOMIZATION["resources"]) == files
    assert {image["name"] for image in KUSTOMIZATION["images"]} == {
        deployment(role)["spec"]["template"]["spec"]["containers"][0]["image"] for role in COMMANDS
    }


def test_the_systemd_unit_names_processes_that_exist_and_waits_for_a_job() -> None:
    page = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
    enabled = re.findall(r"asc-bot@([\w.]+)(?=[ `])", page)
    assert {f"python -m {module}" for module in enabled if module != ".service"} >= set(COMMANDS.values())
    seconds = re.search(r"^TimeoutStopSec=(\d+)$", page, re.MULTILINE)
    assert seconds is not None
    assert int(seconds[1]) > GRACE_SECONDS
