# SPDX-License-Identifier: Apache-2.0
"""Every document of the chart against Kubernetes' own schemas, strictly, and against the schemas
of the operators whose resources it makes.

kubernetes-validate (PyPI) ships the first; TRAINWATT_CRDS names a folder with the second, as
YAML files of CustomResourceDefinition.
"""

from __future__ import annotations

import copy
import os
import unittest
from pathlib import Path
from typing import Any

from rendering import CAN_RUN, EVERYTHING, MUST_RUN, NEEDS, VALUES, documents, yaml

try:
    import jsonschema
    import kubernetes_validate
except ImportError:
    kubernetes_validate = None

CRDS = os.environ.get("TRAINWATT_CRDS")
VERSIONS = ("1.25", "1.31", "1.37")


def renderings() -> list[list[dict[str, Any]]]:
    return [documents(), *[documents("--values", str(path)) for path in VALUES]]


def is_kubernetes_own(document: dict[str, Any]) -> bool:
    group = document["apiVersion"].rpartition("/")[0]
    return "." not in group or group.endswith(".k8s.io")


def strict(schema: Any) -> Any:
    """The same schema without room for fields that it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("pattern"), str):
        # Go's regular expressions take flags after the anchor, Python's before it.
        schema["pattern"] = schema["pattern"].replace("^(?i)", "(?i)^")
    if (
        isinstance(schema.get("properties"), dict)
        and schema.get("type") == "object"
        and not schema.get("x-kubernetes-preserve-unknown-fields")
    ):
        schema.setdefault("additionalProperties", False)
    return schema


def operators() -> dict[tuple[str, str], Any]:
    """A schema for each group/version and kind."""
    found = {}
    for path in Path(CRDS or "").glob("*.yaml"):
        definition = yaml.safe_load(path.read_text())["spec"]
        for version in definition["versions"]:
            schema = strict(version["schema"]["openAPIV3Schema"])
            schema["properties"]["metadata"] = {"type": "object"}
            key = (f"{definition['group']}/{version['name']}", definition["names"]["kind"])
            found[key] = schema
    return found


@unittest.skipUnless(CAN_RUN, NEEDS)
class TheSchemas(unittest.TestCase):
    @unittest.skipUnless(kubernetes_validate or MUST_RUN, "needs kubernetes-validate from PyPI")
    def test_kubernetes_takes_every_document(self) -> None:
        for version in VERSIONS:
            checked = 0
            for each in (d for rendering in renderings() for d in rendering):
                if is_kubernetes_own(each):
                    kubernetes_validate.validate(each, version, strict=True)
                    checked += 1
            self.assertGreater(checked, 30)

    @unittest.skipUnless(kubernetes_validate or MUST_RUN, "needs kubernetes-validate from PyPI")
    def test_a_planted_mistake_is_noticed(self) -> None:
        [workload] = [d for d in documents() if d["kind"] == "DaemonSet"]
        misspelt = copy.deepcopy(workload)
        misspelt["spec"]["template"]["spec"]["hostPid"] = True
        wrong_type = copy.deepcopy(workload)
        wrong_type["spec"]["minReadySeconds"] = "soon"
        for broken in (misspelt, wrong_type):
            with self.assertRaises(kubernetes_validate.ValidationError):
                kubernetes_validate.validate(broken, VERSIONS[-1], strict=True)

    @unittest.skipUnless((CRDS and kubernetes_validate) or MUST_RUN, "needs TRAINWATT_CRDS")
    def test_operators_take_their_own(self) -> None:
        schemas = operators()
        theirs = [d for d in documents(*EVERYTHING) if not is_kubernetes_own(d)]
        self.assertEqual(
            {d["kind"] for d in theirs}, {"ServiceMonitor", "PrometheusRule", "ScaledObject"}
        )
        for each in theirs:
            schema = schemas[(each["apiVersion"], each["kind"])]
            jsonschema.validate(each, schema)
            broken = copy.deepcopy(each)
            broken["spec"]["nobodyKnows"] = 1
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate(broken, schema)


if __name__ == "__main__":
    unittest.main()
