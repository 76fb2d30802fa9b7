"""Programs in processes of their own: today's, as it is here, and those of before."""

import os
import shutil
import subprocess
import sys

from .environment import NICHTS_ANGEGEBEN, ROOT


def start(*args, cwd=ROOT, **environment):
    """Run Python in a folder: in that of this project, or of a copy that has a .env of its own."""
    vorgaben = {} if cwd.joinpath("deploy").exists() and cwd != ROOT else NICHTS_ANGEGEBEN
    umgebung = vorgaben | {"PATH": os.environ["PATH"], "PYTHONDEVMODE": "0"} | environment
    return subprocess.run(  # noqa: S603 - the command is this project's own
        [sys.executable, *args],
        cwd=cwd,
        env=umgebung,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def auspacken(commit, ziel):
    archiv = ziel / "archiv.zip"
    subprocess.run(  # noqa: S603 - it reads the history of this project
        ["/usr/bin/env", "git", "archive", f"--output={archiv}", commit], cwd=ROOT, check=True
    )
    shutil.unpack_archive(archiv, ziel)
