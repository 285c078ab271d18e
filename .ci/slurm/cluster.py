# SPDX-License-Identifier: Apache-2.0
"""A Slurm cluster of one node, from Debian's packages, in a folder of its own.

Real daemons as their makers ship them: munged, slurmctld, slurmd, all as root, on free ports, with a
configuration of their own, so that a Slurm that this machine may have besides is left alone.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "scontrol")
GROUPS = Path("/sys/fs/cgroup")
HIERARCHIES = ("cpuacct", "cpuset", "freezer", "memory")
PATIENCE = 60.0


def missing() -> list[str]:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    absent = [name for name in PROGRAMS if not shutil.which(name, path=path)]
    return absent if os.geteuid() == 0 else [*absent, "root"]


def has_cgroups() -> bool:
    """Whether the hierarchies of version 1 are there, which this Slurm's plug-in for it needs."""
    return all((GROUPS / name / "tasks").exists() for name in HIERARCHIES)


class Cluster:
    """Up between `start` and `stop`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output_folder = folder / "out"
        self.host = socket.gethostname()
        self.with_groups = has_cgroups()
        self.daemons: list[subprocess.Popen[bytes]] = []
        self.environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "SLURM_CONF": str(folder / "slurm.conf"),
        }

    def start(self) -> None:
        self.folder.chmod(0o755)
        for name in ("state", "spool", "log", "run"):
            (self.folder / name).mkdir()
        # slurmstepd opens a job's output as the job's user.
        self.output_folder.mkdir()
        self.output_folder.chmod(0o1777)
        (self.folder / "munge.key").write_bytes(os.urandom(1024))
        (self.folder / "munge.key").chmod(0o400)
        self._configure()
        run = self.folder / "run"
        self._daemon(
            *("munged", "--foreground", "--force"),
            *(f"--key-file={self.folder / 'munge.key'}", f"--socket={run / 'munge.sock'}"),
            *(f"--pid-file={run / 'munged.pid'}", f"--seed-file={run / 'seed'}"),
            f"--log-file={self.folder / 'log' / 'munged.log'}",
        )
        self._await("munged", lambda: (run / "munge.sock").exists())
        self._daemon("slurmctld", "-D", "-f", self.environment["SLURM_CONF"])
        self._daemon("slurmd", "-D", "-f", self.environment["SLURM_CONF"])
        self._await("an idle node", lambda: "idle" in self.run("sinfo", "-h", "-o", "%T").stdout)

    def stop(self) -> None:
        """Cancels what runs, and ends the daemons by their ids, the last one started first.

        They are of this process's group, so that whoever ends that ends them too.
        """
        if not self.daemons:
            return
        with suppress(subprocess.SubprocessError):
            self.run("scancel", "--user", "root,nobody")
            self._await("no job", lambda: not self.run("squeue", "-h").stdout.strip())
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self.daemons.clear()
        for hierarchy in HIERARCHIES:
            for group in sorted(
                (GROUPS / hierarchy / f"slurm_{self.host}").glob("**/"), reverse=True
            ):
                with suppress(OSError):
                    group.rmdir()

    def run(self, *command: str, user: str = "") -> subprocess.CompletedProcess[str]:
        """A command of Slurm's, with nothing in its environment but where the cluster is."""
        return subprocess.run(
            [*(("runuser", "-u", user, "--") if user else ()), *command],
            cwd="/",
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def submit(self, script: Path, *options: str, user: str = "nobody") -> str:
        """What a user does: sbatch. The job's number."""
        done = self.run(
            *("sbatch", "--parsable", "--mem=500", f"--output={self.output_folder}/job-%j.out"),
            *(*options, str(script)),
            user=user,
        )
        if done.returncode:
            raise AssertionError(f"sbatch: {done.stderr}")
        return done.stdout.strip().partition(";")[0]

    def output(self, job: str) -> str:
        return (self.output_folder / f"job-{job}.out").read_text(errors="replace")

    def _daemon(self, *command: str) -> None:
        log = self.folder / "log" / f"{command[0]}.out"
        with log.open("wb") as out:
            self.daemons.append(
                subprocess.Popen(
                    command,
                    cwd=self.folder,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                )
            )

    def _await(self, what: str, holds: object) -> None:
        assert callable(holds)
        end = time.monotonic() + PATIENCE
        while not holds():
            ended = [d.args for d in self.daemons if d.poll() is not None]
            if ended or time.monotonic() > end:
                logs = "\n".join(
                    f"{log.name}: {log.read_text(errors='replace')[-1500:]}"
                    for log in (self.folder / "log").glob("*.out")
                )
                raise AssertionError(f"no {what} within {PATIENCE} s; ended: {ended}\n{logs}")
            time.sleep(0.2)

    def _configure(self) -> None:
        ports = free_ports(2)
        track = (
            "ProctrackType=proctrack/cgroup\nTaskPlugin=task/cgroup\n"
            "JobAcctGatherType=jobacct_gather/cgroup\nSelectTypeParameters=CR_Core_Memory"
            if self.with_groups
            else "ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\n"
            "SelectTypeParameters=CR_Core"
        )
        here = self.folder
        (here / "slurm.conf").write_text(
            f"""ClusterName=test
SlurmctldHost={self.host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={here}/run/munge.sock
StateSaveLocation={here}/state
SlurmdSpoolDir={here}/spool
SlurmctldPidFile={here}/run/slurmctld.pid
SlurmdPidFile={here}/run/slurmd.pid
{track}
SelectType=select/cons_tres
ReturnToService=2
MpiDefault=none
KillWait=5
NodeName={self.host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} RealMemory=2000 State=UNKNOWN
PartitionName=all Nodes={self.host} Default=YES MaxTime=INFINITE State=UP
"""
        )
        (here / "cgroup.conf").write_text(
            "CgroupPlugin=cgroup/v1\nCgroupMountpoint=/sys/fs/cgroup\nCgroupAutomount=no\n"
            "ConstrainCores=yes\nConstrainRAMSpace=yes\n"
        )


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
