import importlib
import logging
import os
import re

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import Error, connection
from django.template.loader import get_template

from . import datenbankstand
from .statisch import nicht_gesammelt
from .umgebung import refuse_to_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qm_gruenau.settings")

VORLAGEN = settings.BASE_DIR / "templates"

django = get_wsgi_application()

# Imported before the workers start: a worker that starts after „git pull“ must not mix programs.
importlib.import_module(settings.ROOT_URLCONF)
# Parsed here, so that no worker has to, and no first visitor has to wait for it.
for vorlage in VORLAGEN.rglob("*.html"):
    get_template(f"{vorlage.relative_to(VORLAGEN)}")

# The Content-Type of a form. By any other a visitor could choose the codec with which Django reads
# address and form: some take minutes, some fail, some read another address.
FORM_TYPE = re.compile(
    r"(application/x-www-form-urlencoded|multipart/form-data; ?boundary=[0-9a-z_-]{1,70})"
    r"(; ?charset=utf-8)?",
    re.IGNORECASE,
)


def application(environ, start_response):
    """Let Django answer the request, without its Content-Type if that is not of a form."""
    if not FORM_TYPE.fullmatch(environ.get("CONTENT_TYPE", "")):
        environ["CONTENT_TYPE"] = ""
    return django(environ, start_response)


if fehlende := nicht_gesammelt():
    refuse_to_start(
        f"Die Datei static/{fehlende[0]} ist noch nicht nach data/static gesammelt; rufen Sie "
        "„make update“ auf."
    )

try:
    stand = datenbankstand.lesen(connection)
except Error as error:
    # The site starts without its database and answers 503 until that is back; say so at once.
    logging.getLogger(__name__).error(
        "Die Datenbank ist nicht erreichbar (%s); prüfen Sie DATABASE_URL und ob sie läuft.",
        " ".join(str(error).split()),
    )
else:
    if hindernis := stand.ablehnung or stand.rueckstand:
        refuse_to_start(hindernis)
finally:
    connection.close()
