"""gunicorn for one machine; behind a buffering proxy, never facing the internet itself."""

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
max_requests = 500
max_requests_jitter = 50
control_socket_disable = True
# What a visitor claims in headers is believed nowhere here; Django's HINTER_PROXY decides.
forwarded_allow_ips = ""
secure_scheme_headers = {}
forwarder_headers = ""
