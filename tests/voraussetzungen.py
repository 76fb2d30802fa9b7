"""What some tests need beyond the libraries: whether it is there, and where it comes from.

Each mark made here skips its tests where something is missing; what is missing is told once more at
the start of the run.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from termine import einladung

from .datenbanken import IST_POSTGRESQL
from .environment import ROOT

NODE_MODULES = Path(__file__).parent / "node_modules"
AXE = NODE_MODULES / "axe-core/axe.min.js"
VNU = NODE_MODULES / "vnu-jar/build/dist/vnu.jar"
# The shell draws the same and is a third faster.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")


def anderes_python():
    """Return (path, minor version) of another Python than this one, None if there is none."""
    for minor in {11, 12, 13} - {sys.version_info.minor}:
        frage = [f"python3.{minor}", "-c", "import sys; print(sys.executable)"]
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            antwort = subprocess.run(frage, capture_output=True, text=True, check=True)  # noqa: S603
            return Path(antwort.stdout.strip()), minor
    return None


def git_kennt_alles():
    """Tell whether the project is here as a clone with all of its history."""
    frage = ["git", "rev-parse", "--is-shallow-repository"]
    with contextlib.suppress(OSError):
        return subprocess.run(frage, cwd=ROOT, capture_output=True, text=True).stdout == "false\n"  # noqa: S603
    return False


# Reasons, in German, why tests of this run are skipped.
UEBERSPRUNGEN = []


def nur_wenn(erfuellt, grund):
    """Return the mark of tests that run only under a condition; the reason says how to meet it."""
    if not erfuellt:
        UEBERSPRUNGEN.append(grund)
    return pytest.mark.skipif(not erfuellt, reason=grund)


# A reason that begins so names what can be installed; .ci/run fails on it.
braucht_chromium = nur_wenn(CHROMIUM, "braucht Chromium: apt install chromium-headless-shell")
braucht_axe = nur_wenn(AXE.exists(), "braucht axe-core: apt install npm, dann make test")
braucht_vnu = nur_wenn(
    VNU.exists() and shutil.which("java"),
    "braucht den Nu Html Checker: apt install npm default-jre-headless, dann make test",
)
braucht_pango = nur_wenn(
    einladung.ist_moeglich(), "braucht Pango: apt install libpango-1.0-0 libpangoft2-1.0-0"
)
braucht_anderes_python = nur_wenn(
    anderes_python(), "braucht ein zweites Python: etwa apt install python3.12"
)
braucht_git = nur_wenn(
    git_kennt_alles(), "braucht die Geschichte des Projekts: git clone, ohne --depth"
)

# These say what else to run, or as whom.
nur_postgresql = nur_wenn(IST_POSTGRESQL, "nur auf PostgreSQL: DATABASE_URL=postgres://… make test")
nur_sqlite = nur_wenn(not IST_POSTGRESQL, "nur auf SQLite: make test ohne DATABASE_URL")
nur_als_root = nur_wenn(os.getuid() == 0, "nur als root")
