from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from qm_gruenau.sicherung import sichern, zurueckspielen


class Command(BaseCommand):
    help = (
        "Spielt eine Sicherung der Datenbank aus data/sicherungen zurück; "
        "was bis dahin galt, wird vorher gesichert."
    )

    def add_arguments(self, parser):
        parser.add_argument("datei", type=Path)

    def handle(self, *, datei, **options):
        if connection.introspection.table_names():
            self.stdout.write(f"Der bisherige Stand liegt in {sichern(timezone.now())}.")
        zurueckspielen(datei)
        self.stdout.write(f"Die Datenbank ist wieder auf dem Stand von {datei}.")
