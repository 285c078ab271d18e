# SPDX-License-Identifier: Apache-2.0
"""The chart, as a real helm sees it.

From the root: python3 -m unittest discover -s helm/tests
helm is found through TRAINWATT_HELM or the PATH.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "helm" / "trainwatt"
VALUES = sorted((CHART / "ci").glob("*-values.yaml"))
HELM = os.environ.get("TRAINWATT_HELM") or shutil.which("helm")
MUST_RUN = os.environ.get("TRAINWATT_TEST_REQUIRE_ALL") == "true"


def helm(*arguments: str) -> subprocess.CompletedProcess[str]:
    if not HELM:
        raise AssertionError("helm is missing, and TRAINWATT_TEST_REQUIRE_ALL says it must run")
    return subprocess.run([HELM, *arguments], capture_output=True, text=True, timeout=60)


def rendered(*arguments: str) -> dict[str, str]:
    """Each document by its kind and component, such as Deployment/collector."""
    done = helm("template", "tw", str(CHART), "--namespace", "energy", *arguments)
    if done.returncode:
        raise AssertionError(done.stderr)
    documents = {}
    for document in re.split(r"^---$", done.stdout, flags=re.MULTILINE):
        kind = re.search(r"^kind: (\w+)$", document, re.MULTILINE)
        component = re.search(r"app.kubernetes.io/component: (\w+)", document)
        if kind and component:
            documents[f"{kind[1]}/{component[1]}"] = document
    return documents


def agent_keys() -> set[str]:
    """Every key of the agent's file, as its reader asks for them."""
    source = (ROOT / "agent/src/main/java/io/trainwatt/agent/ConfigReader.java").read_text()
    return set(re.findall(r'settings\s*\.(?:get|map)\(\s*"([\w.]+)"', source))


def collector_variables() -> set[str]:
    """Every environment name of the collector's settings: section and method, in capitals."""
    source = (
        ROOT / "collector/src/main/java/io/trainwatt/collector/CollectorSettings.java"
    ).read_text()
    variables, section = set(), ""
    for line in source.splitlines():
        if found := re.match(r"  interface (\w+) {", line):
            section = found[1]
        elif found := re.match(r"    \S+ (\w+)\(\);", line):
            words = re.sub(r"([A-Z])", r"_\1", section[0].lower() + section[1:] + "_" + found[1])
            variables.add("TRAINWATT_" + words.upper())
    return variables


def keys_of(yaml: str) -> set[str]:
    """Dotted names of the leaves of a document of nothing but maps."""
    path: list[str] = []
    leaves = set()
    for line in yaml.splitlines():
        if found := re.match(r"( *)(\w+):( .+)?$", line):
            path[len(found[1]) // 2 :] = [found[2]]
            if found[3]:
                leaves.add(".".join(path))
    return leaves


@unittest.skipUnless(HELM or MUST_RUN, "needs helm: put it on the PATH or name it in TRAINWATT_HELM")
class TheChart(unittest.TestCase):
    def test_passes_a_strict_lint_with_its_defaults_and_with_each_ci_file(self) -> None:
        self.assertGreaterEqual(len(VALUES), 2)
        for files in [[], *[["--values", str(path)] for path in VALUES]]:
            done = helm("lint", "--strict", str(CHART), *files)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            rendered(*files)

    def test_refuses_a_misspelt_key_by_name(self) -> None:
        for key, misspelt in (
            ("kafak.bootstrapServers=a:1", "kafak"),
            ("agent.clustre=lab", "clustre"),
            ("agent.config.smapling.interval=1s", "smapling"),
            ("agent.config.node.zoen=DE", "zoen"),
            ("agent.image.tga=1", "tga"),
            ("collector.service.prot=1", "prot"),
            ("influxdb.tokn=x", "tokn"),
        ):
            done = helm("template", "tw", str(CHART), "--set", key)
            self.assertNotEqual(done.returncode, 0, key)
            self.assertIn(misspelt, done.stderr)

    def test_refuses_a_value_of_the_wrong_kind(self) -> None:
        for value in (
            "kafka.bootstrapServers=no-port",
            "influxdb.url=ftp://x",
            "collector.replicas=many",
            "agent.socketDirectory=relative",
            "collector.env.lower=1",
            "agent.config.node.pue=0.5",
            "agent.config.sampling.interval=fast",
            "agent.config.node.tariff.currency=EUR",
        ):
            done = helm("template", "tw", str(CHART), "--set", value)
            self.assertNotEqual(done.returncode, 0, value)

    def test_says_nothing_that_agent_and_collector_do_not_know(self) -> None:
        everything = rendered("--values", str(CHART / "ci" / "all-values.yaml"))
        file = everything["ConfigMap/agent"].split("agent.yaml: |\n")[1]
        said = keys_of(re.sub(r"^    ", "", file, flags=re.MULTILINE))
        self.assertIn("node.tariff.pricePerKilowattHour", said)
        self.assertLessEqual(said, agent_keys())
        for owner, known in (
            ("Deployment/collector", collector_variables()),
            ("DaemonSet/agent", {"TRAINWATT_NODE_NAME", "TRAINWATT_KAFKA_PROPERTIES"}),
        ):
            variables = set(re.findall(r"name: (TRAINWATT_\w+)", everything[owner]))
            self.assertGreater(len(variables), 1)
            self.assertLessEqual(variables, known, owner)

    def test_gives_the_agent_one_power_and_no_more(self) -> None:
        agent = rendered()["DaemonSet/agent"]
        self.assertIn("hostPID: true", agent)
        self.assertRegex(agent, r"drop: \[ALL\]\s+add: \[DAC_READ_SEARCH\]\n")
        for line in (
            "privileged: false",
            "allowPrivilegeEscalation: false",
            "readOnlyRootFilesystem: true",
            "automountServiceAccountToken: false",
            "type: RuntimeDefault",
        ):
            self.assertIn(line, agent)
        for host in ("sys", "proc"):
            self.assertRegex(agent, rf"mountPath: /host/{host}\n\s+readOnly: true")
        for absent in ("hostNetwork", "hostIPC", "SYS_ADMIN", "privileged: true"):
            self.assertNotIn(absent, agent)

    def test_runs_an_agent_on_every_node_whatever_its_taints(self) -> None:
        self.assertRegex(rendered()["DaemonSet/agent"], r"tolerations:\s+- operator: Exists\n")

    def test_asks_the_collector_for_its_health(self) -> None:
        collector = rendered()["Deployment/collector"]
        for probe, path in (("startup", "started"), ("liveness", "live"), ("readiness", "ready")):
            self.assertRegex(
                collector, rf"{probe}Probe:\s+httpGet: {{ path: /q/health/{path}, port: http }}"
            )
        self.assertIn("runAsNonRoot: true", collector)

    def test_takes_secrets_by_reference_alone(self) -> None:
        everything = rendered("--values", str(CHART / "ci" / "all-values.yaml"))
        self.assertRegex(
            everything["Deployment/collector"],
            r"TRAINWATT_INFLUX_TOKEN\s+valueFrom:\s+secretKeyRef:\s+"
            r"name: influxdb-token\s+key: admin-token",
        )
        self.assertRegex(everything["Deployment/collector"], r"secret:\s+secretName: kafka-client")
        self.assertRegex(
            everything["DaemonSet/agent"],
            r"TRAINWATT_KAFKA_PROPERTIES\s+valueFrom:\s+secretKeyRef:\s+"
            r"name: kafka-client\s+key: client.properties",
        )
        self.assertFalse([name for name in everything if name.startswith("Secret")])

    def test_leaves_out_what_is_switched_off(self) -> None:
        agents_only = rendered("--values", str(CHART / "ci" / "agents-only-values.yaml"))
        self.assertFalse([name for name in agents_only if name.endswith("/collector")])
        self.assertIn("DaemonSet/agent", agents_only)
        self.assertNotIn("TRAINWATT_INFLUX", rendered()["Deployment/collector"])

    def test_selects_the_pods_it_makes(self) -> None:
        for values in [[], ["--set", "fullnameOverride=other"]]:
            for name, document in rendered(*values).items():
                if name.startswith(("Deployment", "DaemonSet")):
                    selector = re.search(r"matchLabels:\n((?:\s{6}\S.*\n)+)", document)
                    assert selector is not None
                    pod = document[document.index("template:") :]
                    for label in selector[1].split("\n"):
                        self.assertIn(label.strip(), pod)


if __name__ == "__main__":
    unittest.main()
