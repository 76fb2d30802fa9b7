"""Files: how staff send them, what lies in the folder then, and a disk that takes no more."""

import resource
import struct
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from .verwaltung import adresse, formular


def senden(client, adresse, felder, feld, datei, typ):
    """Post a form with a file whose name and type are sent as they are, like no browser would."""
    name, inhalt = datei
    # The test client would send the last part of the name alone.
    koerper = encode_multipart(BOUNDARY, felder | {feld: ContentFile(inhalt, name="NAME")})
    koerper = koerper.replace(
        b'filename="NAME"\r\nContent-Type: application/octet-stream',
        b'filename="%s"\r\nContent-Type: %s' % (name.encode(), typ.encode()),
    )
    return client.generic("POST", adresse, koerper, MULTIPART_CONTENT)


def unterlage_senden(client, sitzung, datei, **felder):
    neu = {
        "unterlagen-TOTAL_FORMS": 1,
        "unterlagen-0-art": "protokoll",
        "unterlagen-0-reihenfolge": 1000,
    }
    return senden(
        client,
        adresse(sitzung, "change"),
        formular(client.get(adresse(sitzung, "change"))) | neu | felder,
        "unterlagen-0-datei",
        datei,
        "application/pdf",
    )


def foto_senden(client, person, datei, typ="image/jpeg", **felder):
    vorher = formular(client.get(adresse(person, "change")))
    return senden(client, adresse(person, "change"), vorher | felder, "foto", datei, typ)


def dateien():
    return [pfad for pfad in Path(settings.MEDIA_ROOT).rglob("*") if pfad.is_file()]


def zip_datei(name=b"word/document.xml"):
    kopf = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0)
    return kopf + name + b"\0" * 1100


@contextmanager
def volle_platte(hoechstens):
    """Let no file grow beyond so many bytes, as on a disk that is full."""
    vorher = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hoechstens, vorher[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, vorher)
