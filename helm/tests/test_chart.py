# SPDX-License-Identifier: Apache-2.0
"""What the chart installs, and what it refuses.

From the root: python3 -m unittest discover -s helm/tests
"""

from __future__ import annotations

import json
import re
import shutil
import tarfile
import tempfile
import unittest
from pathlib import Path
from typing import Any

from rendering import (
    CAN_RUN,
    CHART,
    EVERYTHING,
    NEEDS,
    ROOT,
    SCALED,
    VALUES,
    container,
    documents,
    helm,
    mounts,
    pod,
    refusal,
    rendered,
    variables,
    volumes,
    yaml,
)

CHART_DECIDES = {
    "node.cluster",
    "node.name",
    "kafka.bootstrapServers",
    "kafka.properties",
    "dataDir",
    "socket",
    "lockDir",
    "procRoot",
    "sysfsRoot",
    "cgroupRoot",
    "discovery.hostRoot",
}
CHART_SETS = {
    "TRAINWATT_KAFKA_BOOTSTRAP_SERVERS",
    "TRAINWATT_KAFKA_PROPERTIES_FILE",
    "TRAINWATT_HTTP_HOST",
    "TRAINWATT_HTTP_PORT",
    "TRAINWATT_TOPICS_PARTITIONS",
    "TRAINWATT_TOPICS_REPLICATION",
    "TRAINWATT_STREAMS_THREADS",
    "TRAINWATT_STREAMS_STATE_DIRECTORY",
    "TRAINWATT_INFLUX_URL",
    "TRAINWATT_INFLUX_ORG",
    "TRAINWATT_INFLUX_BUCKET",
    "TRAINWATT_INFLUX_TOKEN",
    "TRAINWATT_ROUTES_FILE",
    "TRAINWATT_GRID_FILE",
}


def documented(page: str, column: int) -> set[str]:
    """Names in back quotes of one column of a page's settings."""
    text = (ROOT / "docs" / "reference" / page).read_text()
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    cells = [row[column].strip() for row in rows if len(row) > column]
    return {cell.strip("`") for cell in cells if re.fullmatch(r"`[\w.-]+`", cell)}


def leaves(tree: dict[str, Any], path: str = "") -> set[str]:
    names = set()
    for key, value in tree.items():
        here = f"{path}.{key}" if path else key
        names |= leaves(value, here) if isinstance(value, dict) else {here}
    return names


def takes(schema: dict[str, Any], path: list[str]) -> bool:
    """Whether the agent's part of the values schema lets a key through."""
    if not path:
        return True
    below = schema.get("properties", {}).get(path[0]) or schema.get("additionalProperties")
    if not below:
        return "properties" not in schema and schema.get("type") == "object"
    return below is True or takes(below, path[1:])


def printed_notes() -> str:
    """helm prints notes only with a cluster; here they are rendered as part of a document."""
    with tempfile.TemporaryDirectory() as folder:
        chart = Path(folder) / "trainwatt"
        shutil.copytree(CHART, chart)
        notes = (chart / "templates" / "NOTES.txt").read_text()
        (chart / "templates" / "notes.yaml").write_text(
            '{{ define "notes" }}' + notes + '{{ end }}notes: {{ include "notes" . | quote }}'
        )
        done = helm("template", "tw", str(chart), "--namespace", "energy")
        assert done.returncode == 0, done.stderr
        return next(
            each["notes"] for each in yaml.safe_load_all(done.stdout) if each and "notes" in each
        )


@unittest.skipUnless(CAN_RUN, NEEDS)
class WhatIsRefused(unittest.TestCase):
    def test_a_strict_lint_passes_with_the_defaults_and_with_each_ci_file(self) -> None:
        self.assertGreaterEqual(len(VALUES), 4)
        for files in [[], *[["--values", str(path)] for path in VALUES]]:
            done = helm("lint", "--strict", str(CHART), *files)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertTrue(documents(*files))

    def test_a_misspelt_key_is_refused_by_name(self) -> None:
        for key, misspelt in (
            ("kafak.bootstrapServers=a:1", "kafak"),
            ("kafka.certificateSecret=a", "certificateSecret"),
            ("agent.clustre=lab", "clustre"),
            ("agent.config.smapling.interval=1s", "smapling"),
            ("agent.config.node.zoen=DE", "zoen"),
            ("agent.config.sensors.enabeld=rapl", "enabeld"),
            ("agent.config.sensors.inTotal.exlude=psys", "exlude"),
            ("agent.image.tga=1", "tga"),
            ("collector.service.prot=1", "prot"),
            ("collector.autoscaling.maxReplica=1", "maxReplica"),
            ("collector.disruptionBudget.enable=true", "enable"),
            ("influxdb.tokn=x", "tokn"),
            ("influxdb.truststore.secret=x", "secret"),
            ("networkPolicy.kafkaFrom=x", "kafkaFrom"),
            ("monitoring.podMonitor.enabled=true", "podMonitor"),
            ("dashboards.enable=true", "enable"),
            ("grid.existingConfigmap=x", "existingConfigmap"),
            ("collector.env.TRAINWATT_LIVE_WINDWO=PT1H", "TRAINWATT_LIVE_WINDWO"),
            ("collector.env.TRAINWATT_GRID_FILE=/x", "TRAINWATT_GRID_FILE"),
            ("tests.img=x", "img"),
        ):
            self.assertIn(misspelt, refusal(key))

    def test_a_value_of_the_wrong_kind_is_refused(self) -> None:
        for value in (
            "kafka.bootstrapServers=no-port",
            "influxdb.url=ftp://x",
            "collector.replicas=many",
            "collector.autoscaling.kind=vpa",
            "collector.disruptionBudget.maxUnavailable=0",
            "agent.socketDirectory=relative",
            "agent.capabilities={SYS_ADMIN}",
            "collector.env.lower=1",
            "agent.config.node.pue=0.5",
            "agent.config.sensors.rest=all",
            "agent.config.sampling.interval=fast",
            "agent.config.node.tariff.currency=EUR",
            "networkPolicy.kafkaPorts={99999}",
            "monitoring.serviceMonitor.interval=often",
        ):
            self.assertTrue(refusal(value), value)

    def test_more_instances_than_partitions_are_refused_with_the_remedy(self) -> None:
        self.assertIn("raise collector.topics.partitions", refusal("collector.replicas=5"))
        self.assertIn(
            "lower collector.autoscaling.maxReplicas",
            refusal("collector.autoscaling.kind=keda", "collector.threads=2"),
        )
        self.assertIn(
            "minReplicas is above maxReplicas",
            refusal("collector.autoscaling.kind=hpa", "collector.autoscaling.minReplicas=5"),
        )
        self.assertEqual("", refusal("collector.replicas=4"))

    def test_every_setting_of_the_agent_is_taken_that_the_chart_does_not_decide(self) -> None:
        schema = json.loads((CHART / "values.schema.json").read_text())
        keys = documented("agent-config.md", 1)
        self.assertLessEqual(CHART_DECIDES, keys)
        for key in keys - CHART_DECIDES:
            self.assertTrue(takes(schema["definitions"]["agentConfig"], key.split(".")), key)

    def test_every_setting_of_the_collector_is_taken_that_the_chart_does_not_set(self) -> None:
        names = documented("collector-config.md", 2)
        self.assertLessEqual(CHART_SETS, names)
        given = {f"collector.env.{name}": "x" for name in names - CHART_SETS}
        self.assertGreater(len(given), 15)
        collector = rendered(*[f for k, v in given.items() for f in ("--set", f"{k}={v}")])
        self.assertLessEqual(names - CHART_SETS, set(variables(collector["Deployment/collector"])))
        self.assertEqual("", refusal("collector.env.JDK_JAVA_OPTIONS=-Xmx1g"))


@unittest.skipUnless(CAN_RUN, NEEDS)
class TheAgent(unittest.TestCase):
    def test_has_no_powers_and_no_way_to_more(self) -> None:
        agent = rendered()["DaemonSet/agent"]
        self.assertEqual(
            container(agent)["securityContext"],
            {
                "runAsUser": 0,
                "runAsGroup": 0,
                "privileged": False,
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            },
        )
        self.assertEqual(
            pod(agent)["securityContext"], {"seccompProfile": {"type": "RuntimeDefault"}}
        )
        self.assertNotIn("hostNetwork", pod(agent))
        self.assertNotIn("hostIPC", pod(agent))

    def test_gets_the_two_powers_to_read_others_files_only_by_name(self) -> None:
        agent = rendered(*EVERYTHING)["DaemonSet/agent"]
        self.assertEqual(
            container(agent)["securityContext"]["capabilities"],
            {"drop": ["ALL"], "add": ["DAC_READ_SEARCH", "SYS_PTRACE"]},
        )

    def test_sees_the_nodes_processes_and_reads_its_kernel_trees(self) -> None:
        agent = rendered()["DaemonSet/agent"]
        self.assertTrue(pod(agent)["hostPID"])
        for path in ("/host/sys", "/host/proc", "/host/var/log/pods"):
            self.assertTrue(mounts(agent)[path]["readOnly"])

    def test_writes_in_two_folders_of_the_node_and_no_others(self) -> None:
        agent = rendered()["DaemonSet/agent"]
        writable = {m["name"] for m in mounts(agent).values() if not m.get("readOnly")}
        on_node = {
            name: volumes(agent)[name]["hostPath"]["path"]
            for name in writable
            if "hostPath" in volumes(agent)[name]
        }
        self.assertEqual(on_node, {"socket": "/run/trainwatt", "data": "/var/lib/trainwatt"})

    def test_runs_on_every_node_whatever_its_taints(self) -> None:
        agent = pod(rendered()["DaemonSet/agent"])
        self.assertEqual(agent["tolerations"], [{"operator": "Exists"}])

    def test_sees_all_gpus_and_takes_none(self) -> None:
        agent = rendered(*EVERYTHING)["DaemonSet/agent"]
        self.assertEqual(pod(agent)["runtimeClassName"], "nvidia")
        self.assertEqual(variables(agent)["NVIDIA_VISIBLE_DEVICES"]["value"], "all")
        self.assertEqual(variables(agent)["NVIDIA_DRIVER_CAPABILITIES"]["value"], "utility")
        self.assertNotIn("nvidia.com/gpu", json.dumps(container(agent)["resources"]))

    def test_is_told_nothing_that_it_does_not_know(self) -> None:
        everything = rendered(*EVERYTHING)
        file = yaml.safe_load(everything["ConfigMap/agent"]["data"]["agent.yaml"])
        said = leaves(file)
        self.assertIn("node.tariff.pricePerKilowattHour", said)
        self.assertLessEqual(said, documented("agent-config.md", 1))
        named = {n for n in variables(everything["DaemonSet/agent"]) if n.startswith("TRAINWATT_")}
        self.assertLessEqual(named, documented("agent-config.md", 2))

    def test_is_made_anew_when_its_file_changes(self) -> None:
        key = "checksum/config"
        before, after = (
            rendered(*sets)["DaemonSet/agent"]["spec"]["template"]["metadata"]["annotations"][key]
            for sets in ([], ["--set", "agent.config.node.zone=FR"])
        )
        self.assertNotEqual(before, after)


@unittest.skipUnless(CAN_RUN, NEEDS)
class TheCollector(unittest.TestCase):
    def test_is_nobody_in_particular(self) -> None:
        collector = rendered()["Deployment/collector"]
        self.assertTrue(pod(collector)["securityContext"]["runAsNonRoot"])
        self.assertEqual(
            container(collector)["securityContext"],
            {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            },
        )

    def test_is_asked_for_its_health(self) -> None:
        collector = container(rendered()["Deployment/collector"])
        for probe, path in (("startup", "started"), ("liveness", "live"), ("readiness", "ready")):
            self.assertEqual(
                collector[f"{probe}Probe"]["httpGet"], {"path": f"/q/health/{path}", "port": "http"}
            )

    def test_is_told_nothing_that_it_does_not_know(self) -> None:
        named = variables(rendered(*EVERYTHING)["Deployment/collector"])
        ours = {name for name in named if name.startswith("TRAINWATT_")}
        self.assertGreater(len(ours), 8)
        self.assertLessEqual(ours, documented("collector-config.md", 2))

    def test_takes_secrets_by_reference_alone(self) -> None:
        everything = rendered(*EVERYTHING)
        collector = everything["Deployment/collector"]
        self.assertEqual(
            variables(collector)["TRAINWATT_INFLUX_TOKEN"]["valueFrom"]["secretKeyRef"],
            {"name": "influxdb-token", "key": "admin-token"},
        )
        self.assertEqual(volumes(collector)["kafka"]["secret"]["secretName"], "kafka-client")
        self.assertEqual(
            variables(everything["DaemonSet/agent"])["TRAINWATT_KAFKA_PROPERTIES"]["valueFrom"][
                "secretKeyRef"
            ],
            {"name": "kafka-client", "key": "client.properties"},
        )
        self.assertFalse([name for name in everything if name.startswith("Secret")])

    def test_finds_its_routes_and_their_secrets_in_one_place(self) -> None:
        collector = rendered(*EVERYTHING)["Deployment/collector"]
        file = variables(collector)["TRAINWATT_ROUTES_FILE"]["value"]
        folder, _, name = file.rpartition("/")
        mount = mounts(collector)[folder]
        self.assertEqual(name, "routes.yaml")
        self.assertTrue(mount["readOnly"])
        self.assertEqual(volumes(collector)[mount["name"]]["secret"]["secretName"], "alert-routes")
        self.assertNotIn("TRAINWATT_ROUTES_FILE", variables(rendered()["Deployment/collector"]))

    def test_finds_its_grid_data_and_their_keys_in_one_place(self) -> None:
        collector = rendered(*EVERYTHING)["Deployment/collector"]
        file = variables(collector)["TRAINWATT_GRID_FILE"]["value"]
        folder, _, name = file.rpartition("/")
        mount = mounts(collector)[folder]
        self.assertEqual(name, "grid.yaml")
        self.assertTrue(mount["readOnly"])
        self.assertEqual(
            volumes(collector)[mount["name"]]["projected"]["sources"],
            [{"configMap": {"name": "grid-data"}}, {"secret": {"name": "grid-keys"}}],
        )
        for one, kind in (("existingConfigMap", "configMap"), ("existingSecret", "secret")):
            alone = rendered("--set", f"grid.{one}=data")["Deployment/collector"]
            self.assertEqual(
                volumes(alone)["grid"]["projected"]["sources"], [{kind: {"name": "data"}}]
            )
        self.assertNotIn("TRAINWATT_GRID_FILE", variables(rendered()["Deployment/collector"]))

    def test_finds_certificates_where_client_settings_name_them(self) -> None:
        everything = rendered(*EVERYTHING)
        for workload in (everything["Deployment/collector"], everything["DaemonSet/agent"]):
            mount = mounts(workload)["/etc/trainwatt/kafka-certificates"]
            self.assertTrue(mount["readOnly"])
            self.assertEqual(volumes(workload)[mount["name"]]["secret"]["secretName"], "kafka-ca")
        collector = everything["Deployment/collector"]
        self.assertIn("/etc/trainwatt/influxdb-truststore", mounts(collector))
        self.assertIn(
            "-Djavax.net.ssl.trustStore=/etc/trainwatt/influxdb-truststore/truststore.p12",
            variables(collector)["JDK_JAVA_OPTIONS"]["value"],
        )

    def test_leaves_its_number_to_the_autoscaler_that_counts_what_waits(self) -> None:
        self.assertEqual(rendered()["Deployment/collector"]["spec"]["replicas"], 1)
        scaled = rendered(*SCALED)
        self.assertNotIn("replicas", scaled["Deployment/collector"]["spec"])
        [metric] = scaled["HorizontalPodAutoscaler/collector"]["spec"]["metrics"]
        name = metric["pods"]["metric"]["name"]
        self.assertIn(f"`{name}`", (ROOT / "docs/reference/metrics.md").read_text())
        [trigger] = rendered(*EVERYTHING)["ScaledObject/collector"]["spec"]["triggers"]
        self.assertIn(
            f"`{trigger['metadata']['topic']}`", (ROOT / "docs/reference/topics.md").read_text()
        )
        self.assertEqual(trigger["metadata"]["consumerGroup"], "trainwatt")

    def test_may_always_lose_one_instance_to_a_drain(self) -> None:
        budget = rendered()["PodDisruptionBudget/collector"]["spec"]
        self.assertEqual(budget["maxUnavailable"], 1)


@unittest.skipUnless(CAN_RUN, NEEDS)
class AroundThem(unittest.TestCase):
    def test_no_pod_carries_a_key_to_the_kubernetes_api(self) -> None:
        for name, each in rendered(*EVERYTHING).items():
            if name.startswith(("Deployment", "DaemonSet")):
                self.assertIs(pod(each)["automountServiceAccountToken"], False, name)
            if name.startswith("ServiceAccount"):
                self.assertIs(each["automountServiceAccountToken"], False, name)
            self.assertNotRegex(name, "Role")

    def test_pods_are_selected_by_what_is_meant_for_them(self) -> None:
        for values in [[], ["--set", "fullnameOverride=other"], EVERYTHING, SCALED]:
            all_of_it = rendered(*values)
            for name, each in all_of_it.items():
                kind, component = name.split("/")
                workload = "DaemonSet/agent" if component == "agent" else "Deployment/collector"
                wanted = {
                    "Service": lambda d: d["spec"]["selector"],
                    "NetworkPolicy": lambda d: d["spec"]["podSelector"]["matchLabels"],
                    "PodDisruptionBudget": lambda d: d["spec"]["selector"]["matchLabels"],
                    "Deployment": lambda d: d["spec"]["selector"]["matchLabels"],
                    "DaemonSet": lambda d: d["spec"]["selector"]["matchLabels"],
                }.get(kind)
                if wanted:
                    labels = all_of_it[workload]["spec"]["template"]["metadata"]["labels"]
                    self.assertLessEqual(wanted(each).items(), labels.items(), name)
            for kind in ("HorizontalPodAutoscaler", "ScaledObject"):
                if scaler := all_of_it.get(f"{kind}/collector"):
                    self.assertEqual(
                        scaler["spec"]["scaleTargetRef"]["name"],
                        all_of_it["Deployment/collector"]["metadata"]["name"],
                    )
            if monitor := all_of_it.get("ServiceMonitor/collector"):
                service = all_of_it["Service/collector"]
                self.assertLessEqual(
                    monitor["spec"]["selector"]["matchLabels"].items(),
                    service["metadata"]["labels"].items(),
                )
                self.assertEqual(
                    monitor["spec"]["endpoints"][0]["port"], service["spec"]["ports"][0]["name"]
                )

    def test_networks_open_to_dns_kafka_and_influxdb_alone(self) -> None:
        everything = rendered(*EVERYTHING)
        agent = everything["NetworkPolicy/agent"]["spec"]
        self.assertEqual(agent["ingress"], [])
        ports = [sorted(p["port"] for p in rule["ports"]) for rule in agent["egress"]]
        self.assertEqual(ports, [[53, 53], [9093, 9094], [443]])
        collector = everything["NetworkPolicy/collector"]["spec"]
        ports = [sorted(p["port"] for p in rule["ports"]) for rule in collector["egress"]]
        self.assertEqual(ports, [[53, 53], [9093, 9094], [8086], [25]])
        [rule] = collector["ingress"]
        self.assertEqual(len(rule["from"]), 2)
        plain = rendered(*SCALED)["NetworkPolicy/collector"]["spec"]
        self.assertEqual(plain["egress"][2]["ports"], [{"port": 80, "protocol": "TCP"}])

    def test_rules_ask_for_metrics_that_exist(self) -> None:
        page = (ROOT / "docs/reference/metrics.md").read_text()
        [group] = rendered(*EVERYTHING)["PrometheusRule/collector"]["spec"]["groups"]
        self.assertEqual(len(group["rules"]), 3)
        for rule in group["rules"]:
            for metric in re.findall(r"trainwatt_\w+", rule["expr"]):
                self.assertIn(f"`{metric}`", page)

    def test_every_board_comes_to_grafana_as_it_is(self) -> None:
        boards = sorted((ROOT / "dashboards").glob("*.json"))
        maps = [
            each
            for each in documents(*EVERYTHING)
            if each["metadata"]["labels"]["app.kubernetes.io/component"] == "dashboards"
        ]
        self.assertEqual(len(maps), len(boards))
        self.assertEqual(len({each["metadata"]["name"] for each in maps}), len(boards))
        for each in maps:
            [(file, text)] = each["data"].items()
            self.assertEqual(
                json.loads(text), json.loads((ROOT / "dashboards" / file).read_text())
            )
            self.assertLess(len(text), 1 << 20)
            self.assertEqual(each["metadata"]["labels"]["grafana_dashboard"], "1")
            self.assertEqual(each["metadata"]["namespace"], "monitoring")

    def test_boards_for_prometheus_come_when_asked_for(self) -> None:
        both = documents(*EVERYTHING, "--set", "dashboards.prometheus=true")
        files = {
            file
            for each in both
            if each["metadata"]["labels"]["app.kubernetes.io/component"] == "dashboards"
            for file in each["data"]
        }
        self.assertIn("fleet.json", files)
        self.assertIn("prometheus-fleet.json", files)

    def test_the_chart_alone_carries_the_boards(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            done = helm("package", str(CHART), "--destination", folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            package = done.stdout.rpartition(" ")[2].strip()
            with tarfile.open(package) as archive:
                names = archive.getnames()
        self.assertIn("trainwatt/dashboards/one-run.json", names)
        self.assertFalse([name for name in names if "/ci/" in name or "provisioning" in name])

    def test_what_is_switched_off_is_left_out(self) -> None:
        agents = rendered("--values", str(CHART / "ci" / "agents-only-values.yaml"))
        self.assertFalse([name for name in agents if name.endswith("/collector")])
        collector = rendered("--values", str(CHART / "ci" / "collector-only-values.yaml"))
        self.assertFalse([name for name in collector if name.endswith("/agent")])
        self.assertNotIn("PodDisruptionBudget/collector", collector)
        plain = rendered()
        self.assertFalse([n for n in variables(plain["Deployment/collector"]) if "INFLUX" in n])
        self.assertFalse([n for n in plain if n.startswith(("Network", "Horizontal", "Scaled"))])

    def test_the_notes_lead_to_a_first_answer_from_a_call_that_exists(self) -> None:
        notes = printed_notes()
        self.assertIn("port-forward service/tw-trainwatt-collector 8484:8484", notes)
        self.assertIn("curl -s http://127.0.0.1:8484/api/v1/nodes", notes)
        self.assertIn("`GET /api/v1/nodes`", (ROOT / "docs/reference/rest-api.md").read_text())


if __name__ == "__main__":
    unittest.main()
