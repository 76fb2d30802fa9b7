"""Set up the site and serve it on this machine (run), or only bring it up to date (update).

Runs in .venv (deploy/bibliotheken.py). Settings that neither the environment nor .env names are
chosen so that the site answers this machine alone.
"""

import errno
import hashlib
import os
import secrets
import subprocess
import sys

import bibliotheken
from bibliotheken import ROOT

sys.path.insert(0, str(ROOT))

from qm_gruenau import umgebung

DATA = ROOT / "data"
SCHLUESSEL = DATA / "secret_key"
GESAMMELT = DATA / "static"
# File with the state of the static files that were collected, or BEGONNEN.
STAND = DATA / ".static"
BEGONNEN = "begonnen"


def main(befehl):
    os.umask(0o077)
    umgebung.laden()
    if befehl == "run":
        os.environ.setdefault("HTTPS", "off")
        umgebung.refuse_if_taken(umgebung.bind())
    try:
        with bibliotheken.allein():
            einrichten(befehl)
    except subprocess.CalledProcessError as error:
        # The command has printed why, unless the system killed it.
        abbrechen(error.returncode if error.returncode > 0 else "Das Einrichten wurde beendet.")
    except OSError as error:
        voll = error.errno in {errno.EDQUOT, errno.ENOSPC}
        grund = bibliotheken.VOLL if voll else f"{error.strerror}: {error.filename}"
        abbrechen(f"Die Website lässt sich nicht einrichten. {grund}.")
    except KeyboardInterrupt:
        sys.exit("\nAbgebrochen. Der nächste Aufruf richtet alles fertig ein.")
    bibliotheken.entfernen(bibliotheken.ALT)
    if befehl == "run":
        gunicorn = ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level", "warning"]
        os.execv(sys.executable, [sys.executable, "-m", *gunicorn])  # noqa: S606 - see above
    datenbank = umgebung.database(DATA / "db.sqlite3")
    print(
        f"Die Website ist auf dem neuen Stand, ihre Datenbank ist {datenbank['NAME']}. "
        "Läuft sie, starten Sie sie jetzt neu."
    )


def abbrechen(status):
    """Exit with a status or a sentence; put the former libraries back for the former program."""
    if bibliotheken.ALT.exists():
        bibliotheken.zurueck()
    sys.exit(status)


def einrichten(befehl):
    """Bring key, static files and database up to date."""
    if DATA.exists() and DATA.stat().st_uid != os.geteuid():
        abbrechen(
            "Der Ordner data/ gehört einem anderen Konto; rufen Sie den Befehl unter ihm auf."
        )
    if not os.environ.get("SECRET_KEY"):
        if befehl == "update":
            abbrechen(
                "In der Datei .env fehlt SECRET_KEY (siehe .env.example)."
                if (ROOT / ".env").exists()
                else "Hier ist noch keine Website. Auf diesem Rechner richtet „make run“ sie ein; "
                "auf einem Server braucht es zuerst eine Datei .env, siehe docs/betrieb.md."
            )
        os.environ["SECRET_KEY"] = schluessel()
    if gesammelter_stand() != soll_stand():
        sammeln()
    manage("einrichten", "--skip-checks")  # checks take a tenth of every start


def schluessel():
    """Return the secret key of this machine, made at the first start."""
    if not SCHLUESSEL.exists():
        DATA.mkdir(mode=0o700, exist_ok=True)
        neu = SCHLUESSEL.with_suffix(".neu")
        neu.touch(mode=0o600)
        neu.write_text(secrets.token_urlsafe(50))
        # A start that is cut off here must not leave half a key.
        neu.replace(SCHLUESSEL)
    return SCHLUESSEL.read_text().strip()


def sammeln():
    """Collect the static files; those that a running site still uses stay beside them."""
    # A collection that was cut off may have left half a file.
    von_vorn = ["--clear"] if gesammelter_stand() == BEGONNEN else []
    DATA.mkdir(exist_ok=True)
    STAND.write_text(BEGONNEN)
    for datei in eigene_dateien():
        # collectstatic would keep a file that is newer than its source, whatever is in it.
        (GESAMMELT / datei.relative_to(ROOT / "static")).unlink(missing_ok=True)
    manage("collectstatic", "--noinput", "--verbosity", "0", *von_vorn)
    STAND.write_text(soll_stand())


def gesammelter_stand():
    return STAND.read_text() if STAND.exists() else None


def soll_stand():
    """Return a text that changes with each file that is collected and with the list of them."""
    summe = hashlib.sha256()
    for datei in [*eigene_dateien(), ROOT / "requirements.txt", GESAMMELT / "staticfiles.json"]:
        summe.update(str(datei.relative_to(ROOT)).encode())
        summe.update(datei.read_bytes() if datei.exists() else b"")
    return summe.hexdigest()


def eigene_dateien():
    return sorted(datei for datei in (ROOT / "static").rglob("*") if datei.is_file())


def manage(*befehl):
    subprocess.run([sys.executable, "manage.py", *befehl], cwd=ROOT, check=True)  # noqa: S603


if __name__ == "__main__":
    main(*sys.argv[1:])
