"""Measure load, memory and start of the site behind gunicorn, as `make run` starts it."""

import http.client
import json
import socket
import statistics
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
WRK = ["wrk", "--threads", "1", "--connections", "8", "--script", "bench/wrk.lua"]
# In seconds, for each page.
DAUER = 2
STARTS = 3
# After how many requests memory is measured, and how many seconds these may take at most.
STAENDE = [0, 10_000, 20_000]
FRIST = 150
# In seconds: how long to wait for gunicorn.
GEDULD = 40


@contextmanager
def server(ordner, umgebung, *argumente):
    """Start gunicorn in a folder; yield pid, port and the seconds until it first answered."""
    with socket.socket() as freier:
        freier.bind(("127.0.0.1", 0))
        port = freier.getsockname()[1]
    beginn = time.perf_counter()
    lauf = subprocess.Popen(  # noqa: S603 - the command is this project's own
        [*GUNICORN, "--log-level", "warning", *argumente],
        cwd=ordner,
        env=umgebung | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not antwortet(port):
            if lauf.poll() is not None or time.perf_counter() - beginn > GEDULD:
                sys.exit("gunicorn antwortet nicht.")
            time.sleep(0.005)
        yield lauf.pid, port, time.perf_counter() - beginn
    finally:
        lauf.terminate()
        try:
            lauf.wait(GEDULD)
        except subprocess.TimeoutExpired:
            lauf.kill()
            lauf.wait()


def antwortet(port):
    try:
        return antwort(port, "/")[0] == 200
    except OSError:
        return False


def antwort(port, adresse):
    """Return status and ETag."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=GEDULD)) as verbindung:
        verbindung.request("GET", adresse)
        antwort = verbindung.getresponse()
        return antwort.status, antwort.headers["ETag"]


def nackter_server(ordner, umgebung):
    """Start gunicorn as server() does, with the bare view in a Django of its own."""
    umgebung = umgebung | {"DJANGO_SETTINGS_MODULE": "bench.nackt"}
    return server(ordner, umgebung, "django.core.wsgi:get_wsgi_application()")


def wrk(ordner, port, *adressen, dauer=DAUER, etag=None):
    """Return what wrk counted: requests, interrupted connections, and times in microseconds."""
    bedingung = ["--header", f"If-None-Match: {etag}"] if etag else []
    zeit = ["--duration", f"{dauer}s", f"http://127.0.0.1:{port}"]
    ausgabe = subprocess.run(  # noqa: S603 - the command is fixed
        [*WRK, *bedingung, *zeit, "--", *adressen],
        cwd=ordner,
        capture_output=True,
        encoding="utf-8",
        timeout=dauer + GEDULD,
        check=True,
    ).stdout
    return json.loads(ausgabe.splitlines()[-1])


def unter_last(ordner, umgebung, seiten):
    """Return {name: what wrk counted} of each page, and of the bare view under the name ""."""
    with nackter_server(ordner, umgebung) as (_, port, _):
        wrk(ordner, port, "/", dauer=1)
        ergebnis = {"": wrk(ordner, port, "/")}
    with server(ordner, umgebung) as (_, port, _):
        wrk(ordner, port, *[adresse for _, adresse, *_ in seiten])
        for name, adresse, _, bedingt in seiten:
            etag = antwort(port, adresse)[1] if bedingt else None
            ergebnis[name] = wrk(ordner, port, adresse, etag=etag)
    return ergebnis


def speicher(ordner, umgebung, seiten):
    """Return [(requests so far, bytes of the largest worker, bytes of all processes), …].

    Workers are not replaced meanwhile. After all pages only the first half is asked for by turns,
    because so many requests to all would take too long.
    """
    adressen = [adresse for _, adresse, *_ in seiten]
    anfragen, ergebnis = 0, []
    with server(ordner, umgebung, "--max-requests", "0") as (pid, port, _):
        ende = time.monotonic() + FRIST
        for stand in STAENDE:
            while anfragen < stand and time.monotonic() < ende:
                gefragte = adressen[: len(adressen) // 2] if anfragen else adressen
                anfragen += wrk(ordner, port, *gefragte)["anfragen"]
            arbeiter = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            anteile = [pss(arbeiter) for arbeiter in arbeiter]
            ergebnis.append((anfragen, max(anteile), sum(anteile) + pss(pid)))
            if anfragen < stand:
                break
    return ergebnis


def pss(pid):
    """Return the PSS of a process in bytes: of shared memory only its share counts."""
    for zeile in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if zeile.startswith("Pss:"):
            return int(zeile.split()[1]) * 1024
    raise ValueError(f"/proc/{pid}/smaps_rollup nennt kein Pss.")


def kaltstart(ordner, umgebung):
    """Return the seconds from the start of gunicorn to its first answer, the median of several."""
    dauern = []
    for _ in range(STARTS):
        with server(ordner, umgebung) as (_, _, dauer):
            dauern.append(dauer)
    return statistics.median(dauern)
