"""gunicorn for one machine; behind a buffering proxy, never facing the internet itself."""

import os
import sys
from pathlib import Path

# gunicorn itself looks for the website only where it was started.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qm_gruenau import umgebung

umgebung.laden()
bind = umgebung.bind()
# gunicorn makes the Unix socket with this mask, by default for everybody; it is for a proxy in the
# same group. What the website itself writes is its user's alone (qm_gruenau/settings.py).
umask = 0o007
wsgi_app = "qm_gruenau.wsgi"
# Settings that refuse to start end the master with their sentence, not one worker after another.
preload_app = True
worker_class = "gthread"
workers = 2
threads = 4
# A net for what may grow; nothing does (docs/leistung.md), and a new worker begins cold.
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
# What a visitor claims in headers is believed nowhere here; Django's HINTER_PROXY decides.
forwarded_allow_ips = ""
secure_scheme_headers = {}
forwarder_headers = ""


def on_starting(server):
    # A master that takes over from another (SIGUSR2) or gets its socket from systemd finds it in
    # use.
    if not {"GUNICORN_PID", "LISTEN_FDS"} & os.environ.keys():
        umgebung.refuse_if_taken(bind)


def when_ready(server):
    address = bind if bind.startswith(("unix:", "fd:")) else f"http://{bind}"
    print(
        f"Die Website läuft auf {address}, die Verwaltung auf {address}/admin/. Beenden: Strg-C",
        flush=True,
    )
