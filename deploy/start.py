"""Set up the site and serve it on this machine (run), or only bring it up to date (update).

Runs in .venv (deploy/bibliotheken.py). What neither the environment nor .env says is chosen so
that the site answers this machine alone.
"""

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
# What was collected; written last.
VERMERK = DATA / ".static"


def main(befehl):
    os.umask(0o077)
    umgebung.laden()
    if befehl == "run":
        os.environ.setdefault("HTTPS", "off")
        umgebung.refuse_if_taken(umgebung.bind())
    elif not os.environ.get("SECRET_KEY") and not SCHLUESSEL.exists():
        sys.exit(
            "Hier ist noch keine Website. Auf diesem Rechner richtet „make run“ sie ein; auf einem "
            "Server braucht es zuerst eine Datei .env, siehe docs/betrieb.md."
        )
    with bibliotheken.allein():
        einrichten()
    if befehl == "run":
        gunicorn = ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level", "warning"]
        os.execv(sys.executable, [sys.executable, "-m", *gunicorn])  # noqa: S606 - see above
    print("Die Website ist auf dem neuen Stand. Läuft sie, starten Sie sie jetzt neu.")


def einrichten():
    """Bring key, static files and database up to date; where that fails, end as before."""
    try:
        if not os.environ.get("SECRET_KEY"):
            os.environ["SECRET_KEY"] = schluessel()
        if vermerk() != sollvermerk():
            sammeln()
        manage("einrichten")
    except KeyboardInterrupt:
        sys.exit("\nAbgebrochen. Der nächste Aufruf richtet alles fertig ein.")
    except subprocess.CalledProcessError as error:
        # The command has said why; a new start of the former program needs the former libraries.
        if bibliotheken.ALT.exists():
            bibliotheken.zurueck()
        sys.exit(error.returncode)
    bibliotheken.entfernen(bibliotheken.ALT)


def schluessel():
    """Return the secret key of this machine, made at the first start."""
    if not SCHLUESSEL.exists():
        DATA.mkdir(mode=0o700, exist_ok=True)
        neu = SCHLUESSEL.with_suffix(".neu")
        neu.touch(mode=0o600)
        neu.write_text(secrets.token_urlsafe(50))
        # An end at this moment must not leave half a key.
        neu.replace(SCHLUESSEL)
    return SCHLUESSEL.read_text().strip()


def sammeln():
    """Collect the static files; those of a site that is still running stay beside them."""
    von_vorn = [] if VERMERK.exists() else ["--clear"]
    VERMERK.unlink(missing_ok=True)
    for datei in eigene_dateien():
        # Django would keep one that is newer, whatever is in it.
        (GESAMMELT / datei.relative_to(ROOT / "static")).unlink(missing_ok=True)
    manage("collectstatic", "--noinput", "--verbosity", "0", *von_vorn)
    VERMERK.write_text(sollvermerk())


def vermerk():
    return VERMERK.read_text() if VERMERK.exists() else None


def sollvermerk():
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
