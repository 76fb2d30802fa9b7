"""Write down as JSON what a site holds and what it answers; runs with the program of any version.

Standard input is what is asked: {"adressen": [address, besides those found], "konten": {name:
password}, "verwaltung": whether to bring back what is deleted and to open each version}.
"""

import hashlib
import json
import sys
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import reverse
from reversion.admin import VersionAdmin
from reversion.models import Version

# What the program makes anew by itself, and what is gone with the day.
NICHT_VON_MENSCHEN = {"axes", "contenttypes", "sessions"}


def datensaetze():
    """Return {model: {primary key: {field: value}}}."""
    return {
        modell._meta.label_lower: {
            str(zeile["pk"]): zeile["fields"]
            for zeile in serializers.serialize("python", modell._base_manager.all())
        }
        for modell in apps.get_models()
        if modell._meta.app_label not in NICHT_VON_MENSCHEN
    }


def dateien():
    """Return {path below data/media: hash}."""
    return {
        str(pfad.relative_to(settings.MEDIA_ROOT)): hashlib.sha256(pfad.read_bytes()).hexdigest()
        for pfad in settings.MEDIA_ROOT.rglob("*")
        if pfad.is_file()
    }


def antworten(adressen):
    """Return {address: [status, where it leads, what is there]} of these and all they lead to."""
    client = Client()
    gefunden = {}
    offen = list(adressen)
    while offen:
        if (adresse := offen.pop()) in gefunden:
            continue
        response = client.get(adresse)
        body = response.getvalue()
        inhalt, links = gelesen(response.get("Content-Type", ""), body)
        nach = response.get("Location", "")
        gefunden[adresse] = [response.status_code, nach, inhalt]
        for link in [*links, nach]:
            ziel = urlsplit(urljoin(f"http://testserver{adresse}", link))
            eigene = ziel.netloc == "testserver" and not ziel.path.startswith("/static/")
            # A list that is limited in two ways has nothing that it has not when limited in one.
            if eigene and "&" not in ziel.query:
                offen.append(ziel._replace(scheme="", netloc="", fragment="").geturl())
    return gefunden


def gelesen(art, body):
    """Return what a reader finds, and the links: words of a page, identities, or a hash."""
    if art.startswith("text/html"):
        seite = BeautifulSoup(body, "html.parser")
        links = [link["href"] for link in seite.select("[href]")]
        links += [bild["src"] for bild in seite.select("[src]")]
        links += [wort for bild in seite.select("[srcset]") for wort in bild["srcset"].split()]
        return (seite.main or seite).get_text(" ").split(), links
    if art.startswith("text/calendar"):
        zeilen = body.decode().replace("\r\n ", "").splitlines()
        return sorted(zeile for zeile in zeilen if zeile.startswith("UID:")), []
    if "xml" in art:
        seite = BeautifulSoup(body, "html.parser")
        orte = [ort.get_text() for ort in seite.select("loc")]
        return sorted(
            [*orte, *(eintrag.get_text() for eintrag in seite.select("entry > id"))]
        ), orte
    return hashlib.sha256(body).hexdigest(), []


def fassungen():
    """Return {version: address of its page in the admin, "" where its model has none}."""
    adressen = {}
    for version in Version.objects.all():
        modell = version.content_type.model_class()
        seiten = admin.site._registry.get(modell)
        adresse = ""
        if isinstance(seiten, VersionAdmin):
            name = f"admin:{modell._meta.app_label}_{modell._meta.model_name}"
            adresse = (
                reverse(f"{name}_revision", args=[version.object_id, version.pk])
                if modell._base_manager.filter(pk=version.object_id).exists()
                else reverse(f"{name}_recover", args=[version.pk])
            )
        adressen[f"{modell._meta.label_lower} {version.object_id} {version.pk}"] = adresse
    return adressen


def in_der_verwaltung():
    """Bring back what is deleted, then open each version; return all records, {address: status}."""
    # Asked of today's program alone; those of before have it elsewhere.
    from tests.verwaltung import formular

    client = Client()
    client.force_login(
        User.objects.get(username="verwaltung"), "django.contrib.auth.backends.ModelBackend"
    )
    # A whole comes before its parts, which come back with it.
    for modell in apps.get_models():
        if isinstance(admin.site._registry.get(modell), VersionAdmin):
            for version in Version.objects.get_deleted(modell):
                name = f"admin:{modell._meta.app_label}_{modell._meta.model_name}_recover"
                adresse = reverse(name, args=[version.pk])
                client.post(adresse, formular(client.get(adresse)))
    seiten = filter(None, fassungen().values())
    return {
        "mit_geloeschten": datensaetze(),
        "geoeffnete": {adresse: client.get(adresse).status_code for adresse in seiten},
    }


auftrag = json.load(sys.stdin)
ergebnis = {
    "datensaetze": datensaetze(),
    "dateien": dateien(),
    "fassungen": fassungen(),
    "konten": {
        name: Client().post("/admin/login/", {"username": name, "password": kennwort}).status_code
        for name, kennwort in auftrag["konten"].items()
    },
}
# In an app that depends on the version.
(Umleitung,) = (modell for modell in apps.get_models() if modell.__name__ == "Umleitung")
alte = [u.alte_adresse.replace("*", "irgendwas") for u in Umleitung.objects.all()]
ergebnis["antworten"] = antworten(
    ["/", "/sitemap.xml", "/robots.txt", "/healthz", *alte, *auftrag["adressen"]]
)
# One that is split says the same as one in a piece.
sitemap = ergebnis["antworten"]["/sitemap.xml"]
for teil in [ort for ort in sitemap[2] if ort.endswith(".xml")]:
    sitemap[2] += ergebnis["antworten"][urlsplit(teil).path][2]
sitemap[2].sort()
if auftrag["verwaltung"]:
    ergebnis |= in_der_verwaltung()
json.dump(ergebnis, sys.stdout, cls=DjangoJSONEncoder)
