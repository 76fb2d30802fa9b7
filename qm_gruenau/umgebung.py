"""The only module that reads the environment and the file .env, both as people write them.

A value that can mean only one thing is accepted. Any other ends the start with one sentence, which
names the variable and what it says, but nothing of a password or a key.

This module imports nothing of Django, because gunicorn loads it before Django.
"""

import errno
import os
import re
import socket
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from io import StringIO
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from unicodedata import category
from urllib.parse import quote, unquote

import idna
from dotenv.parser import parse_stream

BASE_DIR = Path(__file__).resolve().parent.parent

# docker --env-file hands over the quotes of a file; word processors make them typographic.
QUOTES = "\"'„“”‚‘’«»‹›"

# Invisible characters with which copied text begins and ends.
UNSEEN = r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"

# Scheme, host and port; urlsplit() overlooks what stands around the brackets of an IPv6 address.
ADDRESS = re.compile(r"(?:([a-zA-Z]+)://)?(\[[^]]+\]|[^]:/?#@[]+)(?::([0-9]+))?/?")

DEFAULT_PORTS = {"http": "80", "https": "443"}


def refuse_to_start(sentence):
    """End the process with status 1 and one sentence on standard error instead of a traceback."""
    raise SystemExit(f"Die Website startet nicht: {sentence}")


def laden(folder=BASE_DIR):
    """Set what the file .env in a folder says, except for what the environment says already.

    The key that `make run` has made in data/secret_key comes last. May be called any number of
    times. Refuses to start where the file is not clear.
    """
    for name, text in read(folder).items():
        os.environ.setdefault(name, text)
    with suppress(OSError):  # none was made, or it is another user's
        os.environ.setdefault("SECRET_KEY", (folder / "data/secret_key").read_text().strip())


def read(folder):
    """Return what the file .env in a folder says, texts by name; nothing where there is none."""
    found = {}
    for number, line in enumerate(StringIO(_text(folder), newline=None), start=1):
        line = _trimmed(line)
        if not line or line.startswith("#"):
            continue
        # One line at a time: a quote that is never closed must not swallow the lines below.
        binding = next(parse_stream(StringIO(line)))
        if binding.value is None or not re.fullmatch(r"\w+", binding.key):
            refuse_to_start(
                f"Zeile {number} der Datei .env ist weder NAME=Wert noch ein Kommentar mit # davor "
                "(siehe .env.example)."
            )
        if found.setdefault(binding.key, binding.value) != binding.value:
            refuse_to_start(
                f"{binding.key} steht in der Datei .env mehrmals mit verschiedenen Werten; "
                f"löschen Sie eine der Zeilen (die letzte ist Zeile {number})."
            )
    return found


def _text(folder):
    try:
        data = (folder / ".env").read_bytes()
    except (FileNotFoundError, IsADirectoryError):  # some call their virtual environment .env
        if (folder / ".env.txt").exists():
            refuse_to_start("Benennen Sie die Datei .env.txt um; sie muss .env heißen.")
        return ""
    except OSError:
        refuse_to_start("Die Datei .env lässt sich nicht lesen; geben Sie diesem Konto das Recht.")
    is_utf_16 = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    for encoding in ["utf-16"] if is_utf_16 else ["utf-8-sig", "cp1252"]:
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if "\0" not in text:
                return text
    return refuse_to_start("Die Datei .env ist kein lesbarer Text; speichern Sie sie als UTF-8.")


def _trimmed(text):
    return re.sub(rf"\A{UNSEEN}|{UNSEEN}\Z", "", text)


def value(name):
    """Return what a variable says, without blanks and quotes around it; "" where it is not given.

    Refuses to start where it holds what nobody can type into one line.
    """
    text = _trimmed(os.environ.get(name, ""))
    if len(text) > 1 and text[0] in QUOTES and text[-1] in QUOTES:
        text = _trimmed(text[1:-1])
    if {"Cc", "Cs", "Zl", "Zp"} & {category(character) for character in text}:
        refuse_to_start(
            f"{name} enthält einen Zeilenumbruch oder ein Zeichen, das kein UTF-8 ist; mit "
            "Rückstrichen gehört der Wert in einfache Anführungszeichen."
        )
    return text


def switch(name, *, default):
    """Return whether a variable says on; refuse to start where it says neither on nor off."""
    text = value(name)
    if text.lower() in {"on", "true", "1"}:
        return True
    if text.lower() in {"off", "false", "0"}:
        return False
    if text:
        refuse_to_start(f"{name} muss on oder off sein, nicht „{text}“ (siehe .env.example).")
    return default


def texts(name):
    """Return the texts that a variable lists, with commas between them."""
    return [_trimmed(text) for text in value(name).split(",") if _trimmed(text)]


def hosts(name):
    """Return the names that a variable lists, as Django compares them with those of requests.

    Scheme and port are ignored; .example.org stands for all names under it.
    """
    found = []
    for text in _names(name):
        wildcard = re.match(r"\*?\.(?=.)", text)
        rest = text[wildcard.end() :] if wildcard else text
        _, host, _ = _address(name, rest, "die Namen der Website")
        found.append(f".{host}" if wildcard else host)
    return found


def origins(name):
    """Return the addresses that a variable lists, as browsers send them: https://example.org."""
    found = []
    for text in _names(name):
        address = _origin(name, text.replace("*.", "", 1), "https")
        found.append(address.replace("://", "://*.", 1) if "*." in text else address)
    return found


def origin(name, scheme):
    """Return the one address that a variable says, by default of that scheme; "" if not given."""
    text = value(name)
    return _origin(name, text, scheme) if text else ""


def bind():
    """Return where gunicorn listens, by BIND and PORT: host:port, unix:/path or fd://number."""
    default_port = value("PORT").removeprefix(":") or "8000"
    if not _is_port(default_port):
        refuse_to_start(f"PORT muss eine Zahl von 1 bis 65535 sein, nicht „{default_port}“.")
    text = value("BIND") or "127.0.0.1"
    if path := re.fullmatch(r"(?:unix:)?/+(.+)", text, re.IGNORECASE):
        return f"unix:/{path[1]}"
    if re.fullmatch(r"fd://[0-9]+", text):
        return text
    # A port alone means this machine only, though gunicorn takes :8000 for all addresses.
    text = re.sub(r"\A:?(?=[0-9]+\Z)", "127.0.0.1:", text)
    _, host, port = _address(
        "BIND", text, "Adresse und Port wie 127.0.0.1:8000", {"", "http", "tcp"}
    )
    return f"{host}:{port or default_port}"


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
            other = "ändern Sie BIND." if value("BIND") else "nehmen Sie einen anderen PORT."
            refuse_to_start(
                f"Auf {address} läuft schon etwas, vielleicht diese Website. Beenden Sie es oder "
                f"{other}"
            )
        refuse_to_start(f"Auf {address} kann nichts laufen ({error.strerror}). Ändern Sie BIND.")


def database(default):
    """Return Django's entry for the database that DATABASE_URL names, else for a file of SQLite.

    An empty DATABASE_URL is refused: a server must not go on with an empty file by mistake.
    """
    if "DATABASE_URL" not in os.environ:
        return _sqlite(default)
    scheme, _, rest = value("DATABASE_URL").partition("://")
    if scheme.lower() == "sqlite":
        path = unquote(rest.removeprefix("/"))
        if path in {"", ":memory:"}:
            refuse_to_start("DATABASE_URL nennt keine Datenbank (siehe .env.example).")
        if re.search(r"\?\w+=", rest):
            refuse_to_start(
                "DATABASE_URL darf für SQLite hinter dem Pfad nichts einstellen; ein ? im Namen "
                "schreiben Sie als %3F."
            )
        return _sqlite(BASE_DIR / path)
    if scheme.lower() not in {"postgres", "postgresql"}:
        refuse_to_start(
            "DATABASE_URL muss mit postgres:// oder sqlite:// beginnen; für SQLite in data/ "
            "löschen Sie die Angabe ganz (siehe .env.example)."
        )
    return _postgresql(rest)


def _sqlite(path):
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


def _postgresql(rest):
    # Imported here, because SQLite needs none of it.
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    # A password may hold characters at which libpq would split the address.
    address = re.fullmatch(
        r"(?:(?P<account>.*)@)?(?P<place>[^@/?]*/[^@/?]+)/?(?P<options>\?.*)?", rest
    )
    if not address:
        refuse_to_start(
            "DATABASE_URL nennt keine Datenbank; ihr Name steht am Ende hinter rechner:port/ "
            "(siehe .env.example)."
        )
    try:
        account = ":".join(
            quote(unquote(part, errors="strict"), safe="")
            for part in (address["account"] or "").split(":", 1)
        )
        parts = conninfo_to_dict(
            f"postgresql://{account}@{address['place']}{address['options'] or ''}"
        )
    except UnicodeError:
        refuse_to_start("DATABASE_URL enthält ein %XX, das kein Zeichen in UTF-8 ist.")
    except ProgrammingError:
        refuse_to_start(
            "DATABASE_URL ist hinter Benutzer und Kennwort nicht zu verstehen; richtig ist "
            "rechner:port/name (siehe .env.example)."
        )
    for port in filter(None, parts.get("port", "").split(",")):
        if not _is_port(port):
            # Without an @ this text may be a password.
            shown = f" „{port}“" if address["account"] else ""
            refuse_to_start(f"In DATABASE_URL ist der Port{shown} keine Zahl von 1 bis 65535.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }


def _names(name):
    """Return the names that a variable lists; they hold no blanks, so blanks part them too."""
    return list(filter(None, re.split(r"[,;\s]+", value(name))))


def _origin(name, text, default_scheme):
    scheme, host, port = _address(name, text, "eine Adresse wie https://www.qm-gruenau.de")
    scheme = scheme or default_scheme
    return f"{scheme}://{host}" + (f":{port}" if port not in {"", DEFAULT_PORTS[scheme]} else "")


def _address(name, text, meant, schemes=("", "http", "https")):
    """Return scheme, host and port of an address or a name; "" for what it leaves out."""
    bare = text
    with suppress(ValueError):
        bare = f"[{IPv6Address(text)}]"
    try:
        parts = ADDRESS.fullmatch(bare)
        scheme, host, port = parts.groups(default="") if parts else ("", "", "")
        host = _host(host)
        if scheme.lower() not in schemes or (port and not _is_port(port)):
            raise ValueError
    except ValueError:
        # What stands before an @ may be a password.
        shown = re.sub(".*@", "…@", text)
        refuse_to_start(f"{name} muss {meant} nennen, nicht „{shown}“ (siehe .env.example).")
    return scheme.lower(), host, port


def _host(text):
    """Return a name as browsers send it: small letters, xn-- for umlauts, IPv6 in brackets.

    Raises ValueError if no computer can have that name.
    """
    if text.startswith("["):
        return f"[{IPv6Address(text[1:-1])}]"
    host = idna.encode(text.rstrip("."), uts46=True).decode()
    if host.rpartition(".")[2].isdecimal():
        return str(IPv4Address(host))
    return host


def _is_port(text):
    return bool(re.fullmatch("[1-9][0-9]{0,4}", text)) and int(text) <= 65535
