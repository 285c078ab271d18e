# SPDX-License-Identifier: Apache-2.0
"""The launcher as a user meets it, before anything is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "trainwatt"
MUST_RUN = os.environ.get("TRAINWATT_TEST_REQUIRE_ALL") == "true"


def hidden_jdks_work() -> bool:
    """Whether a mount namespace of our own can hide the places where JDKs are."""
    probe = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/opt"]
    return bool(shutil.which("unshare")) and not subprocess.run(probe, capture_output=True).returncode


class TheLauncher(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="trainwatt-launcher-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def bare_path(self) -> str:
        """The programs that the launcher itself uses, and no Java, Maven or Python."""
        folder = self.folder / "bin"
        folder.mkdir()
        for name in ("bash", "env", "dirname", "readlink", "sed", "find", "sort", "cut", "sha256sum"):
            program = shutil.which(name)
            assert program is not None, name
            (folder / name).symlink_to(program)
        return str(folder)

    @unittest.skipUnless(hidden_jdks_work() or MUST_RUN, "hiding the JDKs takes root and unshare")
    def test_names_what_is_missing_without_a_jdk(self) -> None:
        places = [p for p in ("/usr/lib/jvm", "/usr/java", "/opt") if Path(p).is_dir()]
        hide = "".join(f"mount -t tmpfs none {place} && " for place in places)
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", f"{hide} exec env -i PATH={self.bare_path()} HOME={self.folder} {LAUNCHER} --help"],
            capture_output=True,
            text=True,
        )

        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("JDK 25 is missing", done.stderr)
        self.assertIn("→", done.stderr)

    def test_refuses_a_java_home_that_is_older(self) -> None:
        old = self.folder / "old"
        (old / "bin").mkdir(parents=True)
        for name in ("java", "javac"):
            (old / "bin" / name).write_text("#!/bin/sh\necho old >&2; exit 99\n")
            (old / "bin" / name).chmod(0o755)
        (old / "release").write_text('JAVA_VERSION="17.0.1"\n')

        done = subprocess.run(
            [str(LAUNCHER), "test", "--help"],
            env={**os.environ, "JAVA_HOME": str(old)},
            capture_output=True,
            text=True,
        )

        self.assertNotIn("old", done.stderr)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_says_that_maven_is_missing(self) -> None:
        copy = self.folder / "checkout"
        (copy / "cli").mkdir(parents=True)
        shutil.copy(LAUNCHER, copy / "trainwatt")
        path = self.bare_path()
        for name in ("mkdir", "flock", "rm"):
            program = shutil.which(name)
            assert program is not None, name
            (Path(path) / name).symlink_to(program)

        done = subprocess.run(
            [str(copy / "trainwatt"), "--help"],
            env={"PATH": path, "HOME": str(self.folder), "JAVA_HOME": os.environ["JAVA_HOME"]},
            capture_output=True,
            text=True,
        )

        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("Maven is missing", done.stderr)

    def test_runs_from_any_folder_and_through_a_link(self) -> None:
        link = self.folder / "tw"
        link.symlink_to(LAUNCHER)

        done = subprocess.run(
            [str(link), "test", "--help"], cwd=self.folder, capture_output=True, text=True
        )

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("--install", done.stdout)


if __name__ == "__main__":
    unittest.main()
