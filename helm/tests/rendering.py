# SPDX-License-Identifier: Apache-2.0
"""The chart as a real helm renders it, parsed.

helm is found through TRAINWATT_HELM or the PATH; PyYAML reads what it prints.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

try:
    import yaml
except ImportError:
    yaml = None

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "helm" / "trainwatt"
VALUES = sorted((CHART / "ci").glob("*-values.yaml"))
EVERYTHING = ("--values", str(CHART / "ci" / "everything-values.yaml"))
SCALED = ("--values", str(CHART / "ci" / "scaled-by-metric-values.yaml"))
HELM = os.environ.get("TRAINWATT_HELM") or shutil.which("helm")
MUST_RUN = os.environ.get("TRAINWATT_TEST_REQUIRE_ALL") == "true"
CAN_RUN = bool(HELM and yaml) or MUST_RUN
NEEDS = "needs helm (on the PATH or in TRAINWATT_HELM) and PyYAML"


def helm(*arguments: str) -> subprocess.CompletedProcess[str]:
    if not HELM:
        raise AssertionError("helm is missing, and TRAINWATT_TEST_REQUIRE_ALL says it must run")
    return subprocess.run([HELM, *arguments], capture_output=True, text=True, timeout=60)


def documents(*arguments: str) -> list[dict[str, Any]]:
    done = helm("template", "tw", str(CHART), "--namespace", "energy", *arguments)
    if done.returncode:
        raise AssertionError(done.stderr)
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def rendered(*arguments: str) -> dict[str, dict[str, Any]]:
    """Each document by its kind and component, such as Deployment/collector."""
    return {
        f"{each['kind']}/{each['metadata']['labels']['app.kubernetes.io/component']}": each
        for each in documents(*arguments)
    }


def refusal(*settings: str) -> str:
    """What helm says against these settings; empty where it takes them."""
    sets = [word for setting in settings for word in ("--set", setting)]
    done = helm("template", "tw", str(CHART), *sets)
    return done.stderr if done.returncode else ""


def pod(workload: dict[str, Any]) -> dict[str, Any]:
    return workload["spec"]["template"]["spec"]


def container(workload: dict[str, Any]) -> dict[str, Any]:
    [only] = pod(workload)["containers"]
    return only


def variables(workload: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in container(workload)["env"]}


def mounts(workload: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["mountPath"]: each for each in container(workload)["volumeMounts"]}


def volumes(workload: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in pod(workload)["volumes"]}
