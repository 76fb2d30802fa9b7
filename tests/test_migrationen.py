"""A migration that has landed has run somewhere: from then on its file stays as it is.

Or it goes into one that names it, and that does the same to an empty database.
"""

import subprocess
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from .environment import ROOT
from .voraussetzungen import braucht_git

# All migrations up to here have landed.
GELANDET = "441ca13"

MIGRATIONEN = ":(glob)**/migrations/0*.py"


def git(*args):
    # It reads the history of this project.
    return subprocess.run(  # noqa: S603
        ["git", *args],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def hinzugekommene():
    """Return {path: commit in which the file landed}, without those of tests."""
    alte = git("ls-tree", "-r", "--name-only", GELANDET).split()
    landung = {pfad: GELANDET for pfad in alte if Path(pfad).match("*/migrations/0*.py")}
    # What a merge brings lands with it, under the number that it has from then on.
    verlauf = git(
        *["log", "--first-parent", "-m", "--reverse", "--no-renames", "--diff-filter=A"],
        *["--format=commit %H", "--name-only", f"{GELANDET}..HEAD", "--", MIGRATIONEN],
    )
    for zeile in verlauf.split("\n"):
        if zeile.startswith("commit "):
            commit = zeile.removeprefix("commit ")
        elif zeile:
            landung.setdefault(zeile, commit)
    return {pfad: commit for pfad, commit in landung.items() if not pfad.startswith("tests/")}


def ersetzte():
    return {
        f"{app}/migrations/{name}.py"
        for migration in MigrationLoader(None).disk_migrations.values()
        for app, name in migration.replaces
    }


@braucht_git
def test_migration_that_has_landed_is_not_edited():
    landung = hinzugekommene()

    ersetzt = ersetzte()
    geaendert = [
        pfad
        for pfad, commit in landung.items()
        if pfad not in ersetzt
        if not (ROOT / pfad).exists()
        or (ROOT / pfad).read_text("utf-8") != git("show", f"{commit}:{pfad}")
    ]

    assert len(landung) >= 26
    assert geaendert == []
