# SPDX-License-Identifier: Apache-2.0
"""Units, scripts, image and compose file: each against what it speaks of."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = shutil.which("compose-check")
ANALYZE = shutil.which("systemd-analyze")
MUST_RUN = os.environ.get("TRAINWATT_TEST_REQUIRE_ALL") == "true"
# In tenths, where less is better. systemd 252 gave 28 and 15; others ask a little more or less.
EXPOSURE = {"trainwatt-agent.service": 32, "trainwatt-collector.service": 20}


def names(page: str, column: int) -> set[str]:
    text = (ROOT / "docs" / "reference" / page).read_text()
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    return {row[column].strip().strip("`") for row in rows if len(row) > column}


def checked(text: str) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "compose.yaml").write_text(text)
        return subprocess.run(
            [COMPOSE or "compose-check", "-format", "json", "-no-path-resolution", "compose.yaml"],
            capture_output=True, text=True, cwd=folder,
        )  # fmt: skip


def options(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w/])-(?:XX:|Xm|Xs|-)[\w+:=.-]+\w", text))


class TheUnits(unittest.TestCase):
    @unittest.skipUnless(ANALYZE or MUST_RUN, "needs systemd-analyze")
    def test_systemd_has_nothing_to_say_against_them(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            system = root / "etc" / "systemd" / "system"
            system.mkdir(parents=True)
            shutil.copytree("/lib/systemd/system", root / "lib/systemd/system", symlinks=True)
            for unit in UNITS:
                shutil.copy(unit, system)
                program = re.search(r"ExecStart=(\S+)", unit.read_text())
                assert program
                command = root / program[1].lstrip("/")
                command.parent.mkdir(parents=True)
                command.write_text("#!/bin/sh\n")
                command.chmod(0o755)
            done = subprocess.run(
                [ANALYZE or "", "verify", f"--root={root}", *(unit.name for unit in UNITS)],
                capture_output=True, text=True,
            )  # fmt: skip
        said = [line for line in done.stderr.splitlines() if "trainwatt" in line]
        self.assertEqual((done.returncode, said), (0, []), done.stderr)

    @unittest.skipUnless(ANALYZE or MUST_RUN, "needs systemd-analyze")
    def test_their_exposure_does_not_grow(self) -> None:
        for unit in UNITS:
            threshold = f"--threshold={EXPOSURE[unit.name]}"
            done = subprocess.run(
                [ANALYZE or "", "security", "--offline=yes", threshold, str(unit)],
                capture_output=True, text=True,
            )  # fmt: skip
            self.assertEqual(done.returncode, 0, done.stdout[-300:] + done.stderr)


class TheScripts(unittest.TestCase):
    def test_agent_starts_with_the_options_that_the_reference_explains(self) -> None:
        script = options((DEPLOY / "bin" / "trainwatt-agent").read_text())
        page = (ROOT / "docs" / "reference" / "agent-config.md").read_text()
        section = page[page.index("## How it is started") : page.index("## Exit codes")]
        explained = {each for each in options(section) if "FILE" not in each}
        self.assertIn("-XX:+UseSerialGC", explained)
        self.assertLessEqual(explained - {"--config"}, script)

    def test_examples_name_settings_that_exist(self) -> None:
        text = (DEPLOY / "config" / "collector.env").read_text()
        said = set(re.findall(r"^#?(TRAINWATT_\w+)=", text, re.MULTILINE))
        self.assertGreater(len(said), 5)
        self.assertLessEqual(said, names("collector-config.md", 2))


class TheImages(unittest.TestCase):
    def test_start_what_the_tarball_holds(self) -> None:
        text = (DEPLOY / "Containerfile").read_text()
        started = set(re.findall(r'ENTRYPOINT \["/opt/trainwatt/bin/([\w-]+)"\]', text))
        self.assertEqual(started, {"trainwatt-agent", "trainwatt-collector"})
        for name in started:
            self.assertTrue((DEPLOY / "bin" / name).exists())


@unittest.skipUnless(COMPOSE or MUST_RUN, "needs compose-check, which --install adds")
class TheComposeFile(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.text = (DEPLOY / "compose.yaml").read_text()
        # The checker takes no variables of the environment.
        cls.with_password = re.sub(r"\$\{GRAFANA_PASSWORD:\?.*?\}", "secret", cls.text)
        done = checked(cls.with_password)
        assert done.returncode == 0, done.stderr
        cls.services: dict[str, Any] = json.loads(done.stdout)["services"]

    def test_a_misspelt_key_is_noticed(self) -> None:
        misspelt = self.with_password.replace("read_only", "readonly")
        self.assertIn("readonly", checked(misspelt).stderr)

    def test_no_password_is_everybodys(self) -> None:
        self.assertIn("GRAFANA_PASSWORD is missing", checked(self.text).stderr)

    def test_settings_are_those_that_agent_and_collector_know(self) -> None:
        for service, page in (("agent", "agent-config.md"), ("collector", "collector-config.md")):
            ours = {n for n in self.services[service]["environment"] if n.startswith("TRAINWATT_")}
            self.assertGreater(len(ours), 3)
            self.assertLessEqual(ours, names(page, 2), service)

    def test_images_are_built_from_targets_that_exist(self) -> None:
        targets = set(re.findall(r" AS (\w+)", (DEPLOY / "Containerfile").read_text()))
        for service in ("agent", "collector"):
            build = self.services[service]["build"]
            self.assertIn(build["target"], targets)
            self.assertEqual((DEPLOY / build["context"]).resolve(), ROOT)

    def test_addresses_lead_to_services_that_listen_there(self) -> None:
        kafka = self.services["kafka"]["environment"]
        self.assertIn("PLAINTEXT://kafka:9092", kafka["KAFKA_ADVERTISED_LISTENERS"])
        for service in ("agent", "collector"):
            variables = self.services[service]["environment"]
            self.assertEqual(variables["TRAINWATT_KAFKA_BOOTSTRAP_SERVERS"], "kafka:9092")
        collector = self.services["collector"]["environment"]
        self.assertEqual(collector["TRAINWATT_INFLUX_URL"], "http://influxdb:8086")
        [published] = self.services["collector"]["ports"]
        self.assertEqual(str(published["target"]), collector["TRAINWATT_HTTP_PORT"])

    def test_nothing_is_published_beyond_this_machine(self) -> None:
        for name, service in self.services.items():
            for port in service.get("ports", []):
                self.assertEqual(port["host_ip"], "127.0.0.1", name)

    def test_agent_has_no_powers(self) -> None:
        agent = self.services["agent"]
        self.assertEqual(agent["cap_drop"], ["ALL"])
        self.assertNotIn("cap_add", agent)
        self.assertNotIn("privileged", agent)
        self.assertTrue(agent["read_only"])
        by_target = {each["target"]: each for each in agent["volumes"]}
        self.assertTrue(by_target["/host/proc"]["read_only"])
        self.assertTrue(by_target["/host/sys"]["read_only"])

    def test_grafana_gets_boards_that_are_there(self) -> None:
        for mount in self.services["grafana"]["volumes"]:
            if mount["type"] == "bind":
                self.assertTrue((DEPLOY / mount["source"]).exists(), mount["source"])


if __name__ == "__main__":
    unittest.main()
