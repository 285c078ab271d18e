#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every test of this checkout: `./trainwatt test` calls this.

Runs what can run here, and says in the end what it left out and why. With --install it first adds
what the rest needs, and then a test that is left out is a failure.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "target" / "test"
TOOLS = ROOT / "target" / "tools" / "bin"
APT = ["chromium", "kcat", "shellcheck", "protobuf-compiler", "python3-protobuf"]
APT += ["prometheus-alertmanager", "python3-aiosmtpd", "openssl"]
APT += ["gcc", "libc6-dev", "python3-venv", "systemd", "util-linux", "iproute2"]
APT += ["slurm-wlm", "munge"]
GO_TOOLS = {
    "influxd": (
        "github.com/influxdata/influxdb/cmd/influxd@v1.8.10",
        "-s -w -X main.version=1.8.10",
    ),
    "helm": ("helm.sh/helm/v3/cmd/helm@v3.21.4", "-s -w"),
    "compose-check": ("github.com/compose-spec/compose-go/v2/cmd@v2.16.2", "-s -w"),
}
# Schemas of what the chart may make for operators: from their Go modules, which carry them.
CRDS = ROOT / "target" / "tools" / "crds"
CRD_MODULES = {
    "github.com/prometheus-operator/prometheus-operator@v0.85.0": [
        "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml",
        "example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml",
    ],
    "github.com/kedacore/keda/v2@v2.17.2": ["config/crd/bases/keda.sh_scaledobjects.yaml"],
}
OLD_INFLUX = ROOT / "target" / "tools" / "influxdb-1.6"
PYTHON = ROOT / "target" / "tools" / "python"
PYTHON_TOOLS = ["kubernetes-validate==1.37.0", "mypy==2.4.1", "ruff==0.17.6", "vermin==1.9.2"]
MAVEN_SECONDS = 50 * 60
FRAMEWORKS_SECONDS = 40 * 60
SLURM_SECONDS = 15 * 60
# Run only when asked for: what they install, or the time they take, is large.
BY_NAME = {"frameworks", "long"}


@dataclass
class Result:
    """What became of one step."""

    tests: int = 0
    failures: list[str] = field(default_factory=list)
    skips: list[str] = field(default_factory=list)
    seconds: float = 0


@dataclass
class Options:
    quick: bool
    must_run: bool


def say(text: str) -> None:
    print(text, flush=True)


def environment(**more: str) -> dict[str, str]:
    variables = dict(os.environ)
    variables["PATH"] = f"{TOOLS}{os.pathsep}{variables.get('PATH', '')}"
    variables["PYTHONDONTWRITEBYTECODE"] = "1"
    return {**variables, **more}


def which(program: str) -> str | None:
    return shutil.which(program, path=environment()["PATH"])


# --- running things -------------------------------------------------------------------------------


def run(
    name: str,
    command: list[str],
    seconds: float,
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    hear: Callable[[str], None] | None = None,
) -> tuple[int, str, Path]:
    """Runs a command into a log of its own. Returns status, output and log; 124 when too slow."""
    log = WORK / f"{name}.log"
    began = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env or environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            heard = 0
            while process.poll() is None:
                time.sleep(0.3)
                if hear:
                    text = log.read_text(errors="replace")
                    for line in text[heard:].splitlines()[:-1]:
                        hear(line)
                    heard = text.rfind("\n") + 1
                if time.monotonic() - began > seconds:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    return 124, log.read_text(errors="replace"), log
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            raise
    return process.returncode, log.read_text(errors="replace"), log


def failed(what: str, status: int, output: str, log: Path) -> str:
    reason = "took too long" if status == 124 else f"ended with {status}"
    tail = "\n".join("      " + line for line in output.splitlines()[-15:])
    return f"{what} {reason}; all of it is in {log}\n{tail}"


# --- the steps ------------------------------------------------------------------------------------


def scripts(options: Options) -> Result:
    result = Result()
    starters = sorted((ROOT / "deploy" / "bin").iterdir())
    files = ["trainwatt", ".ci/run", "benchmarks/crash.sh", *map(str, starters)]
    if not which("shellcheck"):
        result.skips.append("shellcheck is missing, so the shell scripts were not checked")
        return result
    status, output, log = run("shellcheck", ["shellcheck", *files], 60)
    result.tests = len(files)
    if status:
        result.failures.append(failed("shellcheck", status, output, log))
    return result


def java(options: Options) -> Result:
    """All modules: gates, unit tests and, unless quick, integration tests."""
    result = Result()
    # What an earlier version depended on must not stay on a class path.
    for stale in (ROOT / "cli" / "target" / "dist", ROOT / "agent" / "target" / "lib"):
        shutil.rmtree(stale, ignore_errors=True)
    began = time.time()
    command = ["mvn", "-B", "--fail-at-end", "verify"]
    if options.quick:
        command.append("-DskipITs")
        result.skips.append("integration tests were left out, as --quick says")
    status, output, log = run("maven", command, MAVEN_SECONDS, hear=follow_maven)
    read_reports(result, began)
    if status:
        errors = [line for line in output.splitlines() if line.startswith("[ERROR]")][:25]
        result.failures.append(
            f"mvn verify ended with {status}; all of it is in {log}\n"
            + "\n".join("      " + line for line in errors)
        )
    return result


def follow_maven(line: str) -> None:
    if found := re.match(r"\[INFO\] Building Trainwatt ?(.*?) \S+-SNAPSHOT *(\[\d+/\d+\])", line):
        say(f"    {found[2]} {found[1] or 'parent'}")
    elif re.match(r"\[(INFO|WARNING|ERROR)\] Tests run: .*Time elapsed", line):
        say(f"      {line.split('] ', 1)[1]}")


def read_reports(result: Result, since: float) -> None:
    reports = [
        report
        for kind in ("surefire", "failsafe")
        for report in ROOT.glob(f"*/target/{kind}-reports/TEST-*.xml")
        if report.stat().st_mtime >= since
    ]
    for report in sorted(reports):
        module = report.relative_to(ROOT).parts[0]
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            name = f"{module}: {case.get('classname', '').rpartition('.')[2]}.{case.get('name')}"
            result.tests += 1
            for broken in [*case.findall("failure"), *case.findall("error")]:
                why = (broken.get("message") or broken.text or "").strip().splitlines()
                result.failures.append(f"{name}: {why[0] if why else 'no reason given'}")
            skipped = case.find("skipped")
            if skipped is not None:
                result.tests -= 1
                result.skips.append(f"{name}: {skipped.get('message') or 'no reason given'}")


def python(options: Options) -> Result:
    result = Result()
    suites = [
        ("hook", ROOT / "python", "src", ["-t", ".", "-s", "tests"]),
        ("example", ROOT, "python/src:python:examples", ["-s", "examples/tests"]),
        ("launcher", ROOT, "", ["-s", ".ci/tests"]),
    ]
    for name, folder, path, where in suites:
        unittest(result, name, folder, path, where)
    hook(result)
    status, output, log = run(
        "conformance", [sys.executable, "conformance/reference.py", "conformance"], 120
    )
    result.tests += 1
    if status:
        result.failures.append(failed("conformance/reference.py", status, output, log))
    return result


def hook(result: Result) -> None:
    """The hook's types, layout and the oldest and newest Python it is written for."""
    tools = PYTHON / "bin"
    if not (tools / "vermin").exists():
        result.skips.append(
            "mypy, ruff and vermin are missing, so the hook's types were not checked"
        )
        return
    # mypy knows no Python older than 3.10; vermin tells whether 3.9 has all that is used.
    for name, command in (
        ("mypy-oldest", ["mypy", "--python-version", "3.10"]),
        ("mypy-newest", ["mypy", "--python-version", "3.14"]),
        ("vermin", ["vermin", "-q", "-t=3.9-", "--no-tips", "src"]),
        ("ruff", ["ruff", "check", "."]),
        ("ruff-format", ["ruff", "format", "--check", "."]),
    ):
        status, output, log = run(
            f"hook-{name}", [str(tools / command[0]), *command[1:]], 300, cwd=ROOT / "python"
        )
        result.tests += 1
        if status:
            result.failures.append(failed(" ".join(command), status, output, log))


def unittest(
    result: Result,
    name: str,
    folder: Path,
    path: str,
    where: list[str],
    interpreter: str = sys.executable,
) -> None:
    crds = {"TRAINWATT_CRDS": str(CRDS)} if CRDS.exists() else {}
    status, output, log = run(
        f"python-{name}",
        [interpreter, "-W", "error", "-m", "unittest", "discover", "-v", *where],
        600,
        cwd=folder,
        env=environment(PYTHONPATH=path, **crds),
    )
    ran = re.search(r"^Ran (\d+) tests?", output, re.MULTILINE)
    skips = re.findall(r"^(\S+).*? \.\.\. skipped '(.*)'$", output, re.MULTILINE)
    result.tests += int(ran[1]) - len(skips) if ran else 0
    result.skips += [f"{name}: {test}: {why}" for test, why in skips]
    if status or not ran or ran[1] == "0":
        result.failures.append(failed(f"the tests of the {name}", status, output, log))


def helm(options: Options) -> Result:
    result = Result()
    unittest(result, "chart", ROOT, "", ["-s", "helm/tests"], python_with_tools())
    return result


def python_with_tools() -> str:
    """The Python that --install gave what tests need beyond the standard library, or our own."""
    theirs = PYTHON / "bin" / "python"
    return str(theirs) if theirs.exists() else sys.executable


def deploy(options: Options) -> Result:
    """Units, images and compose file; and, unless quick, the tarballs in a root without Java."""
    result = Result()
    if options.quick:
        result.skips.append("the tarballs were left out, as --quick says")
    else:
        built = (ROOT / "cli/target/dist/collector/quarkus-run.jar").exists()
        command = ["deploy/tarball", *(["--built"] if built else [])]
        status, output, log = run("tarball", command, 1200)
        if status:
            result.failures.append(failed("deploy/tarball", status, output, log))
            return result
    files = ["-p", "test_files.py"] if options.quick else []
    unittest(result, "deploy", ROOT, "", ["-s", "deploy/tests", *files])
    return result


def boards(options: Options) -> Result:
    """The types of Grafana's boards, against Grafana's own."""
    result = Result()
    if not (which("node") and which("npm")):
        result.skips.append("the types of the boards need node and npm")
        return result
    folder = ROOT / "dashboards" / "check"
    for name, command in (("npm ci", ["npm", "ci"]), ("npm test", ["npm", "test"])):
        status, output, log = run(f"boards-{name[4:]}", command, 300, cwd=folder)
        if status:
            result.failures.append(failed(f"{name} in dashboards/check", status, output, log))
            return result
    result.tests = int(re.search(r"(\d+) boards keep", output)[1])
    return result


def browser(options: Options) -> Result:
    """The live page in a real browser, against a real stack with a training run."""
    result = Result()
    if options.quick:
        result.skips.append("the browser tests were left out, as --quick says")
        return result
    missing = [name for name in ("node", "npm") if not which(name)]
    if not any(map(which, ("chromium", "chromium-browser", "google-chrome"))):
        missing.append("chromium")
    if missing:
        result.skips.append(f"the browser tests need {' and '.join(missing)}")
        return result
    folder = ROOT / "browser-tests"
    status, output, log = run("npm", ["npm", "ci", "--no-audit", "--no-fund"], 300, cwd=folder)
    if status:
        result.failures.append(failed("npm ci", status, output, log))
        return result
    with stack(result) as variables:
        if variables is None:
            return result
        status, output, log = run(
            "browser",
            ["node", "--test", "--test-reporter=tap"],
            600,
            cwd=folder,
            env={**variables, "TRAINWATT_SCREENSHOTS": str(WORK / "screenshots")},
        )
        result.tests += len(re.findall(r"^\s*ok \d+(?!.*# SKIP)", output, re.MULTILINE))
        skips = re.findall(r"^\s*ok \d+ - (.*?) # SKIP ?(.*)$", output, re.MULTILINE)
        result.skips += [f"browser: {test}: {why}" for test, why in skips]
        if status:
            result.failures.append(failed("node --test", status, output, log))
    return result


def frameworks(options: Options) -> Result:
    """The hook in real frameworks, beside a real stack: installs them, 5.8 GB, the first time."""
    result = Result()
    if not which("kcat"):
        result.skips.append("the tests with frameworks need kcat (apt-get install kcat)")
        return result
    interpreter = frameworks_venv(result)
    if not interpreter:
        return result
    with stack(result, training=False) as variables:
        if variables is None:
            return result
        here = ROOT / "python" / "frameworks"
        path = os.pathsep.join(str(ROOT / "python" / part) for part in ("src", "", "frameworks"))
        status, output, log = run(
            "frameworks",
            [interpreter, "-m", "unittest", "discover", "-v", "-s", str(here)],
            FRAMEWORKS_SECONDS,
            env={**variables, "PYTHONPATH": path, "HF_HUB_OFFLINE": "1"},
        )
        ran = re.search(r"^Ran (\d+) tests?", output, re.MULTILINE)
        result.tests = int(ran[1]) if ran else 0
        if status or not result.tests:
            result.failures.append(failed("the tests with frameworks", status, output, log))
    return result


def slurm(options: Options) -> Result:
    """Jobs of a real Slurm, on daemons of its own, beside a real stack."""
    result = Result()
    if options.quick:
        result.skips.append("the tests with Slurm were left out, as --quick says")
        return result
    path = f"{environment()['PATH']}:/usr/sbin:/sbin"
    absent = [
        name for name in ("munged", "slurmctld", "slurmd") if not shutil.which(name, path=path)
    ]
    if absent or os.geteuid() != 0:
        why = f"{', '.join(absent)} (apt-get install slurm-wlm munge)" if absent else "root"
        result.skips.append(f"the tests with Slurm need {why}")
        return result
    with stack(result, training=False) as variables:
        if variables is None:
            return result
        status, output, log = run(
            "slurm",
            [sys.executable, "-W", "error", "-m", "unittest", "discover", "-v", "-s", ".ci/slurm"],
            SLURM_SECONDS,
            env={**variables, "PYTHONPATH": str(ROOT / ".ci" / "slurm")},
        )
        ran = re.search(r"^Ran (\d+) tests?", output, re.MULTILINE)
        result.tests = int(ran[1]) if ran else 0
        if status or not result.tests:
            result.failures.append(failed("the tests with Slurm", status, output, log))
    return result


def frameworks_venv(result: Result) -> str:
    """The interpreter of a virtual environment with what requirements.txt pins; "" if none."""
    wanted = ROOT / "python" / "frameworks" / "requirements.txt"
    folder = TOOLS.parent / "frameworks"
    interpreter, stamp = folder / "bin" / "python", folder / "installed.txt"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return str(interpreter)
    say("  pip install -r python/frameworks/requirements.txt")
    for name, command in (
        ("venv", [sys.executable, "-m", "venv", str(folder)]),
        ("pip", [str(interpreter), "-m", "pip", "install", "-q", "-r", str(wanted)]),
    ):
        status, output, log = run(f"frameworks-{name}", command, FRAMEWORKS_SECONDS)
        if status:
            result.failures.append(failed(f"{name} of the frameworks", status, output, log))
            return ""
    stamp.write_text(wanted.read_text())
    return str(interpreter)


def long(options: Options) -> Result:
    """What takes too long for every time: files of a gigabyte."""
    result = Result()
    unittest(result, "long", ROOT, "", ["-s", ".ci/long"])
    return result


@contextmanager
def stack(result: Result, training: bool = True) -> Iterator[dict[str, str] | None]:
    """A real stack on free ports, with a training run or none; None where it does not come up."""
    with tempfile.TemporaryDirectory(prefix="trainwatt-test-") as folder:
        http = free_port()
        variables = environment(
            TRAINWATT_DATA_DIR=folder,
            TRAINWATT_HTTP_PORT=str(http),
            TRAINWATT_KAFKA_PORT=str(free_port()),
            TRAINWATT_SOCKET=f"{folder}/agent.sock",
            TRAINWATT_NODE_NAME=f"browser-test-{os.getpid()}",
            TRAINWATT_BASE_URL=f"http://127.0.0.1:{http}/",
            TRAINWATT_BUILT="true",
        )
        command = [str(ROOT / "trainwatt")]
        status, output, log = run("up", [*command, "up"], 600, env=variables)
        trained = None
        try:
            if status:
                result.failures.append(failed("trainwatt up", status, output, log))
                yield None
                return
            if training:
                trained = train(command, variables)
                await_loss(command, variables)
            yield variables
        finally:
            if trained:
                trained.terminate()
                trained.wait(30)
            run("down", [*command, "down"], 120, env=variables)


def train(command: list[str], variables: dict[str, str]) -> subprocess.Popen[bytes]:
    script = [sys.executable, "examples/char_transformer.py", "--seconds", "900"]
    with (WORK / "training.log").open("wb") as out:
        return subprocess.Popen(
            [*command, "run", "--name", "browser", "--", *script],
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )


def await_loss(command: list[str], variables: dict[str, str]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        _, output, _ = run("runs", [*command, "runs", "--json"], 60, env=variables)
        if '"lastLoss"' in output:
            return
        time.sleep(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


STEPS: dict[str, Callable[[Options], Result]] = {
    "scripts": scripts,
    "java": java,
    "python": python,
    "helm": helm,
    "deploy": deploy,
    "boards": boards,
    "browser": browser,
    "slurm": slurm,
    "frameworks": frameworks,
    "long": long,
}


# --- installing -----------------------------------------------------------------------------------


def install() -> list[str]:
    """Adds what tests need beyond JDK, Maven and Python. Returns what could not be added."""
    missing: list[str] = []
    wanted = [*APT]
    if not which("node") or not which("npm"):
        wanted += ["nodejs", "npm"]
    if not which("go") and not (all(map(which, GO_TOOLS)) and any(CRDS.glob("*.yaml"))):
        wanted.append("golang-go")
    missing += install_packages(wanted)
    TOOLS.mkdir(parents=True, exist_ok=True)
    for name, (module, flags) in GO_TOOLS.items():
        if which(name):
            continue
        say(f"  go install {module}")
        status, output, log = run(
            f"install-{name}",
            ["go", "install", f"-ldflags={flags}", module],
            900,
            env=environment(GOBIN=str(TOOLS)),
        )
        if status:
            missing.append(failed(f"go install {module}", status, output, log))
            continue
        # Go names a program after the last part of its path.
        (TOOLS / module.partition("@")[0].rpartition("/")[2]).rename(TOOLS / name)
    return missing + install_old_influx() + install_schemas() + install_python()


def install_old_influx() -> list[str]:
    """Debian's InfluxDB 1.6 beside the newer one: unpacked, so that it does not go before it."""
    if (OLD_INFLUX / "usr" / "bin" / "influxd").exists() or not which("apt-get"):
        return []
    OLD_INFLUX.mkdir(parents=True, exist_ok=True)
    say("  apt-get download influxdb")
    status, output, log = run("install-influxdb", ["apt-get", "download", "influxdb"], 300, OLD_INFLUX)
    if status:
        return [failed("apt-get download influxdb", status, output, log)]
    package = next(OLD_INFLUX.glob("influxdb_*.deb"))
    status, output, log = run(
        "install-influxdb", ["dpkg-deb", "-x", str(package), str(OLD_INFLUX)], 300
    )
    return [failed("dpkg-deb -x", status, output, log)] if status else []


def install_schemas() -> list[str]:
    missing = []
    CRDS.mkdir(parents=True, exist_ok=True)
    for module, paths in CRD_MODULES.items():
        if all((CRDS / Path(path).name).exists() for path in paths):
            continue
        say(f"  go mod download {module}")
        status, output, log = run("install-crds", ["go", "mod", "download", "-json", module], 300)
        if status:
            missing.append(failed(f"go mod download {module}", status, output, log))
            continue
        folder = Path(json.loads(output[output.index("{") :])["Dir"])
        for path in paths:
            (CRDS / Path(path).name).write_bytes((folder / path).read_bytes())
    return missing


def install_python() -> list[str]:
    stamp = PYTHON / "installed"
    if stamp.exists() and stamp.read_text() == "\n".join(PYTHON_TOOLS):
        return []
    say(f"  pip install {' '.join(PYTHON_TOOLS)}")
    for name, command in (
        ("install-venv", [sys.executable, "-m", "venv", str(PYTHON)]),
        ("install-pip", [str(PYTHON / "bin" / "pip"), "install", "-q", *PYTHON_TOOLS]),
    ):
        status, output, log = run(name, command, 300)
        if status:
            return [failed(" ".join(command), status, output, log)]
    stamp.write_text("\n".join(PYTHON_TOOLS))
    return []


def install_packages(wanted: list[str]) -> list[str]:
    absent = [name for name in wanted if not installed(name)]
    if not absent:
        return []
    if not which("apt-get"):
        return [f"there is no apt-get here; install by hand: {' '.join(absent)}"]
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = environment(DEBIAN_FRONTEND="noninteractive")
    say(f"  apt-get install {' '.join(absent)}")
    run("apt-update", [*sudo, "apt-get", "update", "-q"], 300, env=quiet)
    status, output, log = run(
        "apt-install",
        [*sudo, "apt-get", "install", "-q", "-y", "--no-install-recommends", *absent],
        900,
        env=quiet,
    )
    return [failed("apt-get install", status, output, log)] if status else []


def installed(package: str) -> bool:
    if not which("dpkg-query"):
        return False
    done = subprocess.run(
        ["dpkg-query", "-W", "-f=${Status}", package], capture_output=True, text=True, check=False
    )
    return done.stdout.endswith(" installed")


# --- the whole ------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(prog="trainwatt test", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only what takes no server")
    parser.add_argument("--install", action="store_true", help="first add what tests need")
    parser.add_argument(
        "--group",
        action="append",
        choices=[*STEPS],
        help="only this one; may be repeated",
    )
    chosen = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    options = Options(chosen.quick, chosen.install)
    began = time.monotonic()
    problems: list[str] = []
    if chosen.install:
        say("installing what tests need")
        problems = install()
        os.environ["TRAINWATT_TEST_REQUIRE_ALL"] = "true"
    results: dict[str, Result] = {}
    for name in chosen.group or [step for step in STEPS if step not in BY_NAME]:
        say(f"{name}")
        start = time.monotonic()
        results[name] = STEPS[name](options)
        results[name].seconds = time.monotonic() - start
    return summary(results, problems, options, time.monotonic() - began)


def summary(
    results: dict[str, Result], problems: list[str], options: Options, seconds: float
) -> int:
    say("")
    bad = bool(problems)
    for problem in problems:
        say(f"NOT INSTALLED  {problem}")
    for name, result in results.items():
        for failure in result.failures:
            say(f"FAILED   {name}: {failure}")
    for name, result in results.items():
        for skip in result.skips:
            say(f"SKIPPED  {name}: {skip}")
    for name, result in results.items():
        skipped = options.must_run and bool(result.skips)
        bad |= bool(result.failures) or skipped
        verdict = "FAILED" if result.failures else "SKIPS" if result.skips else "ok"
        say(
            f"{name:<10} {verdict:<7} {result.tests:>5} tests, {len(result.failures)} failures, "
            f"{len(result.skips)} skipped, {result.seconds:.0f} s"
        )
    if options.must_run and any(result.skips for result in results.values()):
        say("with --install nothing may be skipped")
    say(f"{'FAILED' if bad else 'passed'} in {seconds:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
