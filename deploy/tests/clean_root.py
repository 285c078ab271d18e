# SPDX-License-Identifier: Apache-2.0
"""A root directory with a C library, a shell and nothing else, and units' commands run in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

PROGRAMS = ("sh", "readlink", "dirname", "setpriv", "sleep")
ENTER = """PATH=$PATH:/usr/sbin:/sbin
for each in proc sys dev; do mount --rbind "/$each" "$0/$each"; done
exec chroot "$0" "$@"
"""
NOBODY = 65534


class Unit:
    """What a service file says, as far as a test can do the same without systemd."""

    def __init__(self, path: Path) -> None:
        self._lines = [
            line.split("=", 1)
            for line in path.read_text().splitlines()
            if "=" in line and not line.startswith("#")
        ]

    def all(self, key: str) -> list[str]:
        return [value for name, value in self._lines if name == key]

    def one(self, key: str) -> str:
        return self.all(key)[-1]

    @property
    def successes(self) -> set[int]:
        return {0, *(int(code) for each in self.all("SuccessExitStatus") for code in each.split())}


class CleanRoot:
    """Programs and the libraries that they load, copied; no Java, no Python, no package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("proc", "sys", "dev", "etc/trainwatt", "opt", "run/lock", "tmp", "var/lib"):
            (folder / name).mkdir(parents=True)
        for name in ("tmp", "run/lock"):
            (folder / name).chmod(0o1777)
        folder.chmod(0o755)
        for program in PROGRAMS:
            found = shutil.which(program)
            assert found, program
            self._place(Path(found).resolve(), Path("usr/bin") / program)
            printed = subprocess.run(["ldd", found], capture_output=True, text=True, check=True)
            for library in re.findall(r"(/\S+) \(0x", printed.stdout):
                self._place(Path(library).resolve(), Path(library.lstrip("/")))
        (folder / "bin").symlink_to("usr/bin")

    def _place(self, source: Path, target: Path) -> None:
        to = self.folder / target
        if not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, to)

    def library(self, name: str) -> None:
        """One more library of this machine, such as those that the C library comes in."""
        printed = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=True)
        found = re.search(rf"{re.escape(name)} .*=> (/\S+)", printed.stdout)
        assert found, name
        self._place(Path(found[1]).resolve(), Path(found[1].lstrip("/")))

    def unpack(self, tarball: Path, name: str) -> Path:
        """As the how-to says: below /opt, by a link without a version."""
        with tarfile.open(tarball) as archive:
            top = archive.getnames()[0].split("/")[0]
            archive.extractall(self.folder / "opt", filter="tar")
        (self.folder / "opt" / name).symlink_to(top)
        return self.folder / "opt" / top

    def unit(self, name: str) -> Unit:
        part = name.removesuffix(".service")
        return Unit(self.folder / "opt" / part / "systemd" / name)

    def start(self, unit: Unit, log: Path) -> subprocess.Popen[bytes]:
        """Its folders, environment, user and powers, then its command."""
        variables = {"PATH": "/usr/bin:/bin"}
        for line in unit.all("Environment"):
            variables.update([line.split("=", 1)])
        for file in unit.all("EnvironmentFile"):
            for line in (self.folder / file.lstrip("/")).read_text().splitlines():
                if line and not line.startswith("#"):
                    variables.update([line.split("=", 1)])
        user = NOBODY if unit.all("DynamicUser") else 0
        for key, parent in (("StateDirectory", "var/lib"), ("RuntimeDirectory", "run")):
            for name in unit.all(key):
                made = self.folder / parent / name
                made.mkdir(exist_ok=True)
                os.chown(made, user, user)
        kept = unit.one("CapabilityBoundingSet").lower().split()
        powers = "".join(f",+{each.removeprefix('cap_')}" for each in kept)
        drop = ["/usr/bin/setpriv", "--no-new-privs", f"--bounding-set=-all{powers}"]
        if user:
            drop += [f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        return self.run([*drop, *unit.one("ExecStart").split()], variables, log)

    def run(
        self, command: list[str], variables: dict[str, str], log: Path
    ) -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            return subprocess.Popen(
                ["unshare", "--mount", "/bin/sh", "-ec", ENTER, str(self.folder), *command],
                env=variables, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )  # fmt: skip
