"""`make run`, `make update` and `make test` as a newcomer calls them, in a folder of their own.

What a start finds when the one before was cut off, the folder was moved or another Python came.
"""

import contextlib
import fcntl
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path

import pytest

from .environment import ROOT
from .programme import auspacken
from .voraussetzungen import anderes_python, braucht_anderes_python, braucht_git, nur_als_root

pytestmark = [pytest.mark.lang, braucht_git]

# In seconds; no more than a net for a start that hangs.
GEDULD = 180


class Ordner:
    """A copy of this project, and what is called in it."""

    def __init__(self, pfad, zwischenspeicher):
        self.pfad = pfad
        heim = pfad.parent / "heim"
        heim.mkdir(exist_ok=True)
        with socket.socket() as frei:
            frei.bind(("127.0.0.1", 0))
            self.port = frei.getsockname()[1]
        self.umgebung = {
            "HOME": str(heim),
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
            "PIP_CACHE_DIR": str(zwischenspeicher),
            # The program of 441ca13 would have all of them compiled.
            "PIP_NO_COMPILE": "1",
        }

    def make(self, ziel, davor=(), **umgebung):
        """Start a target in a process group of its own; both outputs go to one pipe."""
        return subprocess.Popen(  # noqa: S603
            [*davor, "make", ziel],
            cwd=self.pfad,
            env=self.umgebung | umgebung,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )

    def scheitern(self, ziel, **umgebung):
        """Return what a target that has to fail printed, without make's own last line."""
        lauf = self.make(ziel, **umgebung)
        ausgabe, _ = lauf.communicate(timeout=GEDULD)
        assert lauf.returncode == 2, ausgabe
        *zeilen, von_make = ausgabe.splitlines()
        assert von_make.startswith("make: ***"), ausgabe
        return [zeile for zeile in zeilen if zeile != WARTEN]

    @contextlib.contextmanager
    def laufend(self, **umgebung):
        """Start the site; yield what it printed until it says that it runs; end it."""
        lauf = self.make("run", **umgebung)
        frist = threading.Timer(GEDULD, os.killpg, [lauf.pid, signal.SIGKILL])
        frist.start()
        try:
            zeilen = []
            for zeile in lauf.stdout:
                zeilen.append(zeile.rstrip("\n"))
                if zeile.startswith("Die Website läuft"):
                    break
            else:
                pytest.fail("\n".join(zeilen))
            frist.cancel()
            yield zeilen
        finally:
            frist.cancel()
            beenden(lauf, signal.SIGINT)

    @contextlib.contextmanager
    def antwort(self, adresse):
        verbindung = http.client.HTTPConnection("127.0.0.1", self.port, timeout=GEDULD)
        with contextlib.closing(verbindung):
            verbindung.request("GET", adresse)
            yield verbindung.getresponse()

    def status(self, adresse="/"):
        with self.antwort(adresse) as antwort:
            return antwort.status

    def inhalt(self, adresse):
        with self.antwort(adresse) as antwort:
            return antwort.read().decode()

    def antwortet(self):
        with contextlib.suppress(OSError):
            return self.status() == 200


WARTEN = "Die Bibliotheken werden eingerichtet, das dauert etwa eine halbe Minute."


def warten_bis(bedingung):
    ende = time.monotonic() + GEDULD
    while not bedingung():
        assert time.monotonic() < ende
        time.sleep(0.01)


def beenden(lauf, zeichen):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(lauf.pid, zeichen)
    lauf.stdout.close()
    lauf.wait(timeout=GEDULD)


def kopie(ziel):
    """Copy what belongs to the project, also what is not committed yet."""
    dateien = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    for name in dateien.split("\0"):
        if name and (ROOT / name).exists():
            (ziel / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, ziel / name)
    return ziel


@pytest.fixture(scope="session")
def gemeinsam(tmp_path_factory, worker_id):
    """A folder that all processes of a run share."""
    eigener = tmp_path_factory.getbasetemp()
    return eigener if worker_id == "master" else eigener.parent


@pytest.fixture(scope="session")
def zwischenspeicher():
    """Where pip keeps what it has loaded, so that each library is loaded once."""
    return Path(os.environ.get("PIP_CACHE_DIR", Path.home() / ".cache/pip"))


@pytest.fixture
def neu(tmp_path, zwischenspeicher):
    """A fresh clone."""
    return Ordner(kopie(tmp_path / "site"), zwischenspeicher)


@pytest.fixture(scope="session")
def fertig(gemeinsam, zwischenspeicher):
    """Where the site has run once; made by the process that comes first."""
    ziel = gemeinsam / "fertig/site"
    with (gemeinsam / "fertig.lock").open("w") as sperre:
        fcntl.flock(sperre, fcntl.LOCK_EX)
        war_da = ziel.exists()
        ordner = Ordner(ziel if war_da else kopie(ziel), zwischenspeicher)
        if not war_da:
            with ordner.laufend():
                pass
    return ordner


@pytest.fixture
def eingerichtet(fertig, tmp_path):
    """A copy of a folder in which the site has run; its name is full of what means something
    to a shell, a URL or make."""
    ziel = tmp_path / "Qüartier +%41#?&;'$x (2)"
    shutil.copytree(fertig.pfad, ziel, symlinks=True)
    return Ordner(ziel, Path(fertig.umgebung["PIP_CACHE_DIR"]))


# What a start needs when nothing may be loaded.
OHNE_NETZ = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
OHNE_NETZ |= {"PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}


def ereignis(ordner, muster):
    return any(ordner.pfad.glob(muster))


# The longest comes first, so that no process has to be waited for at the end.
def test_update_takes_a_running_site_from_441ca13_to_today(tmp_path, zwischenspeicher):
    ordner = Ordner(tmp_path / "site", zwischenspeicher)
    ordner.pfad.mkdir()
    auspacken("441ca13", ordner.pfad)

    # That program loads addresses and templates when they are first asked for, in each process.
    with ordner.laufend(GUNICORN_CMD_ARGS="--workers 1"):
        # It says that it runs before it does.
        warten_bis(ordner.antwortet)
        assert ordner.status("/team/") == 200
        gestaltung = re.search(r'href="(/static/css/site.\S+)"', ordner.inhalt("/"))[1]
        kopie(ordner.pfad)
        update = ordner.make("update")
        ausgabe, _ = update.communicate(timeout=GEDULD)
        assert (ordner.status("/team/"), ordner.status(gestaltung)) == (200, 200)

    assert ausgabe.splitlines()[-1] == (
        f"Die Website ist auf dem neuen Stand, ihre Datenbank ist {ordner.pfad}/data/db.sqlite3. "
        "Läuft sie, starten Sie sie jetzt neu."
    )
    with ordner.laufend(**OHNE_NETZ):
        assert ordner.status("/termine/2021-02-01/") == 200
    assert oct((ordner.pfad / "data/db.sqlite3").stat().st_mode) == "0o100600"


ABBRUECHE = [
    ".venv",
    ".venv/bin/python*",
    ".venv/lib/*/site-packages/pip/*.py",
    ".venv/lib/*/site-packages/django/contrib",
    ".venv/eingerichtet",
    "data/secret_key",
    "data/static",
    "data/static/css/site.*.css",
    "data/.static",
    "data/db.sqlite3",
]


def test_first_start_cut_off_at_ten_points_starts_in_the_end(neu):
    for muster in ABBRUECHE:
        lauf = neu.make("run")
        warten_bis(lambda muster=muster: ereignis(neu, muster))
        beenden(lauf, signal.SIGKILL)

    with neu.laufend() as zeilen:
        assert neu.status("/termine/2021-02-01/") == 200
        assert any(re.fullmatch(r"Kennwort \(steht nur hier\): \S{16}", z) for z in zeilen)


def test_first_start_keeps_data_to_its_owner(fertig):
    daten = fertig.pfad / "data"

    rechte = {
        pfad.name: oct(pfad.stat().st_mode & 0o777)
        for pfad in [daten, daten / "db.sqlite3", daten / "secret_key"]
    }
    assert rechte == {"data": "0o700", "db.sqlite3": "0o600", "secret_key": "0o600"}


def test_two_first_starts_at_once_make_one_site(eingerichtet):
    shutil.rmtree(eingerichtet.pfad / "data")
    starts = [eingerichtet.make("run"), eingerichtet.make("run")]

    # The one that does not serve ends by itself.
    warten_bis(lambda: any(start.poll() is not None for start in starts))
    starts.sort(key=lambda start: start.poll() is None)
    ausgabe, _ = starts[0].communicate()

    assert eingerichtet.status() == 200
    assert f"Auf 127.0.0.1:{eingerichtet.port} läuft schon etwas" in ausgabe
    assert "Traceback" not in ausgabe
    beenden(starts[1], signal.SIGINT)


def test_folder_may_be_copied_and_called_anything_without_network(eingerichtet):
    with eingerichtet.laufend(**OHNE_NETZ) as zeilen:
        assert eingerichtet.status() == 200

    adresse = f"http://127.0.0.1:{eingerichtet.port}"
    assert zeilen == [
        f"Die Website läuft auf {adresse}, die Verwaltung auf {adresse}/admin/. Beenden: Strg-C"
    ]
    assert (eingerichtet.pfad / "data/db.sqlite3").exists()


@pytest.fixture
def schmal(tmp_path, zwischenspeicher):
    """A project of one library, in which nothing needs long."""
    alle = (ROOT / "requirements.txt").read_text("utf-8")
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy/bibliotheken.py", tmp_path / "deploy")
    (tmp_path / "requirements.txt").write_text(re.search(r"^idna==(?:.+\\\n)+.+", alle, re.M)[0])

    frage = "import sys, idna; print(sys.version_info.minor)"

    def minor_von_idna(python=sys.executable):
        """Return the minor version of the Python in which the library is there afterwards."""
        lauf = subprocess.run(  # noqa: S603
            [python, "deploy/bibliotheken.py", "requirements.txt", "-c", frage],
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "PIP_CACHE_DIR": str(zwischenspeicher)},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return int(lauf.stdout.removeprefix(f"{WARTEN}\n"))

    return minor_von_idna


def test_venv_without_pip_is_made_anew(schmal, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)  # noqa: S603

    assert schmal() == sys.version_info.minor


@braucht_anderes_python
def test_venv_whose_python_has_become_another_is_made_anew(schmal, tmp_path):
    (anderes, minor), python = anderes_python(), tmp_path / ".venv/bin/python"
    schmal()
    python.unlink()
    python.symlink_to(anderes)

    assert schmal(python) == minor


def test_start_without_network_says_so(neu):
    [satz] = neu.scheitern("run", **OHNE_NETZ)

    assert satz == (
        "Die Bibliotheken lassen sich nicht laden; prüfen Sie die Verbindung zum Internet. "
        "Rufen Sie den Befehl danach noch einmal auf."
    )


def test_new_libraries_that_cannot_be_loaded_leave_the_former_ones(eingerichtet):
    liste = eingerichtet.pfad / "requirements.txt"
    vorher = liste.read_text("utf-8")
    liste.write_text(vorher + "# neu\n")

    [satz] = eingerichtet.scheitern("update", **OHNE_NETZ)

    assert "prüfen Sie die Verbindung zum Internet" in satz
    liste.write_text(vorher)
    with eingerichtet.laufend(**OHNE_NETZ):
        assert eingerichtet.status() == 200


def test_start_without_pythons_package_venv_says_what_to_install(neu, tmp_path):
    """As Debian has it without python3-venv."""
    name = f"python3.{sys.version_info.minor}"
    bibliothek = tmp_path / "python/lib" / name
    bibliothek.mkdir(parents=True)
    for pfad in Path(sysconfig.get_path("stdlib")).iterdir():
        if pfad.name != "ensurepip":
            (bibliothek / pfad.name).symlink_to(pfad)
    (tmp_path / "python/bin").mkdir()
    shutil.copy(Path(sys.base_prefix, "bin", name).resolve(), tmp_path / "python/bin" / name)
    (tmp_path / "python/bin/python3").symlink_to(name)

    [satz] = neu.scheitern("run", PATH=f"{tmp_path}/python/bin:{os.environ['PATH']}")

    assert satz == (
        "Python fehlt sein Paket venv; auf Debian und Ubuntu richtet „apt install python3-venv“ "
        "es ein. Rufen Sie den Befehl danach noch einmal auf."
    )


def test_start_with_an_old_python_says_which_one_it_needs(neu, tmp_path):
    for name in ["python3", "python3.11", "python3.12", "python3.13"]:
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)

    [satz] = neu.scheitern("run", PATH=f"{tmp_path}:{os.environ['PATH']}")

    assert satz == "Diese Website braucht Python 3.11 oder neuer. Bitte richten Sie es ein."


def test_second_start_beside_the_first_says_that_it_runs(eingerichtet):
    with eingerichtet.laufend():
        [satz] = eingerichtet.scheitern("run")

        assert eingerichtet.status() == 200
    assert satz == (
        f"Die Website startet nicht: Auf 127.0.0.1:{eingerichtet.port} läuft schon etwas, "
        "vielleicht diese Website. Beenden Sie es oder nehmen Sie einen anderen PORT."
    )


def test_update_without_a_site_says_how_to_make_one(eingerichtet):
    shutil.rmtree(eingerichtet.pfad / "data")

    [satz] = eingerichtet.scheitern("update")

    assert satz.startswith("Hier ist noch keine Website.")


def test_static_files_are_collected_again_when_one_is_missing(eingerichtet):
    manifest = eingerichtet.pfad / "data/static/staticfiles.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"css/site.css"', '"css/anders.css"'))

    with eingerichtet.laufend():
        assert eingerichtet.status() == 200


@contextlib.contextmanager
def kleiner_datentraeger(pfad, groesse):
    pfad.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={groesse}", "voll", pfad], check=True)  # noqa: S603, S607
    try:
        yield
    finally:
        subprocess.run(["umount", pfad], check=True)  # noqa: S603, S607


@nur_als_root
@pytest.mark.parametrize("platz", ["10m", "60m"], ids=["pip", "libraries"])
def test_full_disk_is_named_while_libraries_are_installed(platz, tmp_path, zwischenspeicher):
    with kleiner_datentraeger(tmp_path / "site", platz):
        ordner = Ordner(kopie(tmp_path / "site"), zwischenspeicher)
        [satz] = ordner.scheitern("run", TMPDIR=str(tmp_path))

    assert satz == (
        "Der Datenträger ist voll; schaffen Sie 500 MB Platz. Rufen Sie den Befehl danach noch "
        "einmal auf."
    )


@nur_als_root
@pytest.mark.parametrize("platz", [0, 100], ids=["static files", "database"])
def test_full_disk_is_named_while_data_is_written(eingerichtet, platz):
    daten, vorher = eingerichtet.pfad / "data", eingerichtet.pfad / "vorher"
    daten.rename(vorher)
    (vorher / "db.sqlite3").unlink()
    if platz:
        # A disk counts in pages of 4 KiB.
        platz += sum(-(-pfad.stat().st_size // 4096) * 4 for pfad in vorher.rglob("*.*"))

    with kleiner_datentraeger(daten, f"{platz or 1_000}k"):
        if platz:
            shutil.copytree(vorher, daten, dirs_exist_ok=True)
        *_, satz = eingerichtet.scheitern("run")
        subprocess.run(["mount", "-o", "remount,size=100m", daten], check=True)  # noqa: S603, S607
        with eingerichtet.laufend():
            assert eingerichtet.status() == 200

    assert "voll" in satz or "full" in satz
