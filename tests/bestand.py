"""What fills the site is done once in a run; after that its rows and files are put back."""

import shutil
from itertools import groupby
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction

APPS = ["team", "handlungsfelder", "termine", "seiten", "redaktion"]


class Bestand:
    def __init__(self, ordner):
        """Keep the copies of files in a folder."""
        self.ordner = ordner
        self.zeilen = {}

    def holen(self, fuellen):
        """Leave rows and files as a call of the function does, which gets no arguments.

        Before it the site has to be in the state that it was in before the first call.
        """
        kopien = self.ordner / fuellen.__name__
        if fuellen in self.zeilen:
            zurueckschreiben(self.zeilen[fuellen])
            shutil.copytree(kopien, settings.MEDIA_ROOT, dirs_exist_ok=True)
            return
        vorher = alle_zeilen()
        fuellen()
        Path(settings.MEDIA_ROOT).mkdir(exist_ok=True)
        shutil.copytree(settings.MEDIA_ROOT, kopien)
        self.zeilen[fuellen] = [
            zeile
            for schluessel, zeile in alle_zeilen().items()
            if schluessel not in vorher or werte(zeile) != werte(vorher[schluessel])
        ]


def alle_zeilen():
    """Return the rows of the site, by model and key, each model's one after the other."""
    return {
        (modell, zeile.pk): zeile
        for app in APPS
        for modell in apps.get_app_config(app).get_models(include_auto_created=True)
        for zeile in modell._base_manager.all()
    }


def werte(zeile):
    return [feld.value_from_object(zeile) for feld in zeile._meta.concrete_fields]


def zurueckschreiben(zeilen):
    with transaction.atomic():
        for modell, seine in groupby(zeilen, type):
            modell._base_manager.bulk_create(
                seine,
                update_conflicts=True,
                unique_fields=["pk"],
                update_fields=[f.name for f in modell._meta.concrete_fields if not f.primary_key],
            )
