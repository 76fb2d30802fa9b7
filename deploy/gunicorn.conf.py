"""gunicorn for one machine; behind a buffering proxy, never facing the internet itself."""

import os
import sys
from pathlib import Path

# gunicorn itself imports the website only from the folder where it was started.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qm_gruenau import umgebung

umgebung.laden()
bind = umgebung.bind()
# The mask of the Unix socket, which by default everybody could use, not only a proxy in the same
# group. What the website itself writes is for its user alone (qm_gruenau/settings.py).
umask = 0o007
wsgi_app = "qm_gruenau.wsgi"
# Settings that are refused then end the master with a sentence, not one worker after another.
preload_app = True
worker_class = "gthread"
workers = 2
threads = 4
# A net against growing memory; none is known (docs/leistung.md), and a new worker begins cold.
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
# gunicorn believes no header of a visitor; HINTER_PROXY decides about them in Django.
forwarded_allow_ips = ""
secure_scheme_headers = {}
forwarder_headers = ""


def on_starting(server):
    # A master that replaces another (SIGUSR2) or gets its socket from systemd finds the address
    # in use.
    if not {"GUNICORN_PID", "LISTEN_FDS"} & os.environ.keys():
        umgebung.refuse_if_taken(bind)


def when_ready(server):
    address = bind if bind.startswith(("unix:", "fd:")) else f"http://{bind}"
    print(
        f"Die Website läuft auf {address}, die Verwaltung auf {address}/admin/. Beenden: Strg-C",
        flush=True,
    )
