import errno
import os
import socket


def refuse_to_start(sentence):
    raise SystemExit(f"Die Website startet nicht: {sentence}")


def laden():
    pass


def bind():
    return os.environ.get("BIND") or "127.0.0.1:" + os.environ.get("PORT", "8000")


def refuse_if_taken(address):
    """Refuse to start where nobody can listen at an address as bind() returns it."""
    if address.startswith(("unix:", "fd:")):
        return
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), int(port)), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            refuse_to_start(
                f"Auf {address} läuft schon etwas, vielleicht diese Website. Beenden Sie es oder "
                f"nehmen Sie einen anderen Port: PORT={int(port) % 65535 + 1} make run"
            )
        refuse_to_start(f"Auf {address} kann nichts laufen ({error.strerror}). Ändern Sie BIND.")
