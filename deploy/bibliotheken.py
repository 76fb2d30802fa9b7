"""Make .venv hold a list of libraries, then run a command in it.

    python3 deploy/bibliotheken.py requirements.txt [ARGUMENT …]

runs `.venv/bin/python ARGUMENT …`. A .venv whose making was cut off is made anew: the note of what
it holds is written last. The former one stays in .venv.alt until a start with the new one has
succeeded (deploy/start.py). Needs Python 3.11 or newer and nothing else.
"""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
ALT = ROOT / ".venv.alt"
WEG = ROOT / ".venv.weg"
PYTHON = VENV / "bin/python"
VERMERK = VENV / "eingerichtet"
# Not sys.executable, which may be in the .venv that is about to be replaced.
PYTHON_DES_SYSTEMS = Path(sys.base_prefix, f"bin/python3.{sys.version_info.minor}")

# Each list holds the one before it and the library named here, by which it is recognized.
LISTEN = {
    "requirements.txt": "django",
    "requirements-pdf.txt": "weasyprint",
    "requirements-test.txt": "pytest",
}

VOLL = "Der Datenträger ist voll; schaffen Sie 500 MB Platz"
# Patterns of what pip and venv print on failure, and what to do about it.
GRUENDE = {
    "No space left|Disk quota": VOLL,
    "No module named ensurepip": "Python fehlt sein Paket venv; auf Debian und Ubuntu richtet "
    "„apt install python3-venv“ es ein",
    "PATH separator": "Der Name eines Ordners auf dem Weg hierher enthält einen Doppelpunkt; "
    "benennen Sie ihn um",
    "HASHES": "Eine Bibliothek ist nicht die, die geprüft wurde; finden Sie heraus, woher pip sie "
    "lädt",
    "versions: none|[Cc]onnection|[Tt]imed out|SSLError|resol": "Die Bibliotheken lassen sich "
    "nicht laden; prüfen Sie die Verbindung zum Internet",
    "No matching distribution": "Für dieses Python gibt es eine der Bibliotheken nicht; richten "
    "Sie Python 3.11, 3.12 oder 3.13 ein und löschen Sie .venv",
}

# Settings of pip that would put a library elsewhere.
WOHIN = {"PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_ROOT", "PIP_TARGET", "PIP_USER"}


class EinrichtungError(Exception):
    """A library could not be installed; the message says why and what to do, without full stop."""


def main(liste, *argumente):
    try:
        with allein():
            if not enthaelt(liste):
                erneuern(groessere(liste, enthaltene()))
    except EinrichtungError as error:
        sys.exit(f"{error}. Rufen Sie den Befehl danach noch einmal auf.")
    except OSError as error:
        grund = VOLL if error.errno == errno.ENOSPC else f"{error.strerror}: {error.filename}"
        sys.exit(f"Die Bibliotheken lassen sich nicht einrichten. {grund}.")
    except KeyboardInterrupt:
        sys.exit("\nAbgebrochen. Der nächste Aufruf richtet alles fertig ein.")
    if argumente:
        os.chdir(ROOT)
        os.execv(PYTHON, [PYTHON, *argumente])  # noqa: S606 - the command is this project's own


@contextmanager
def allein():
    """Hold a lock, so that one process after the other changes .venv."""
    ordner = os.open(ROOT, os.O_RDONLY)
    try:
        with suppress(OSError):  # a network drive may know no locks
            try:
                fcntl.flock(ordner, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Ein anderer Aufruf richtet gerade etwas ein; dieser wartet.", flush=True)
                fcntl.flock(ordner, fcntl.LOCK_EX)
        yield
    finally:
        os.close(ordner)


def enthaelt(liste):
    """Return whether .venv is whole, fits its Python, and holds this list or a larger one."""
    vorhandene, *stand = vermerk()
    return vorhandene == groessere(liste, vorhandene) and stand == [summe(vorhandene), kennung()]


def vermerk():
    """Return which list .venv holds, the list's checksum then, and for which Python it was made."""
    try:
        liste, pruefsumme, abi = VERMERK.read_text().split()
    except (OSError, ValueError):
        liste = None
    return (liste, pruefsumme, abi) if liste in LISTEN else ("requirements.txt", None, None)


def groessere(*listen):
    return max(listen, key=list(LISTEN).index)


def enthaltene():
    """Return the largest list that .venv seems to hold, also if it was made by hand."""
    da = [liste for liste, name in LISTEN.items() if any(VENV.glob(f"lib/*/site-packages/{name}"))]
    return da[-1] if da else "requirements.txt"


def summe(liste):
    return hashlib.sha256((ROOT / liste).read_bytes()).hexdigest()


def kennung():
    """Return for which Python, system and processor .venv is; None if its Python does not run."""
    frage = "import sys, sysconfig; print(sys.prefix, sysconfig.get_config_var('SOABI'), sep='\\n')"
    try:
        ordner, abi = ausgefuehrt(PYTHON, "-I", "-c", frage).splitlines()
    except (EinrichtungError, OSError, ValueError):
        return None
    return abi if Path(ordner) == VENV else None


def erneuern(liste):
    """Make .venv hold a list; where that fails, it holds what it held before."""
    vorherige, pruefsumme, abi = vermerk()
    print("Die Bibliotheken werden eingerichtet, das dauert etwa eine halbe Minute.", flush=True)
    if pruefsumme == summe(vorherige) and abi == kennung():
        ergaenzen(liste)
        return
    # A .venv without a note is old or half made: it must not replace a whole .venv.alt.
    if pruefsumme or not ALT.exists():
        entfernen(ALT)
        with suppress(FileNotFoundError):
            VENV.rename(ALT)
    try:
        entfernen(VENV)
        ausgefuehrt(PYTHON_DES_SYSTEMS, "-I", "-m", "venv", "--without-pip", VENV)
        # A step of its own, because venv does not say why ensurepip fails.
        ausgefuehrt(PYTHON, "-I", "-m", "ensurepip", "--upgrade", "--default-pip")
        installieren(liste)
    except BaseException:
        if ALT.exists():
            zurueck()
        raise


def ergaenzen(liste):
    """Install what a larger list adds; a site that runs in .venv keeps its libraries."""
    bisheriger = VERMERK.read_text()
    VERMERK.unlink()
    try:
        installieren(liste)
    except BaseException:
        VERMERK.write_text(bisheriger)
        raise


def installieren(liste):
    pip = [PYTHON, "-I", "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    # A list is complete (tests/test_requirements.py); pip would look for more for long. Python
    # compiles only what it uses, pip would compile everything.
    schnell = ["--no-deps", "--no-compile"]
    ausgefuehrt(*pip, *schnell, "--require-hashes", "--requirement", ROOT / liste)
    VERMERK.write_text(f"{liste} {summe(liste)} {kennung()}\n")


def zurueck():
    """Put .venv.alt back in the place of .venv."""
    entfernen(VENV)
    ALT.rename(VENV)


def entfernen(pfad):
    """Delete a file or folder; it is renamed first, so that nobody uses a half-deleted one."""
    if pfad.is_symlink() or not pfad.is_dir():
        pfad.unlink(missing_ok=True)
        return
    shutil.rmtree(WEG, ignore_errors=True)
    pfad.rename(WEG)
    shutil.rmtree(WEG)


def ausgefuehrt(*befehl):
    """Return what a command printed; raise EinrichtungError with the reason if it fails."""
    umgebung = {name: wert for name, wert in os.environ.items() if name not in WOHIN}
    lauf = subprocess.run(  # noqa: S603 - the commands stand above
        befehl, env=umgebung, capture_output=True, text=True, errors="replace", check=False
    )
    if lauf.returncode == 0:
        return lauf.stdout
    ausgabe = lauf.stdout + lauf.stderr
    for muster, grund in GRUENDE.items():
        if re.search(muster, ausgabe):
            raise EinrichtungError(grund)
    letzte = ausgabe.strip().splitlines()[-1:] or [f"Status {lauf.returncode}"]
    raise EinrichtungError(f"Die Bibliotheken lassen sich nicht einrichten ({letzte[0][:200]})")


if __name__ == "__main__":
    main(*sys.argv[1:])
