from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.utils import timezone

from qm_gruenau.sicherung import sichern, zurueckspielen


class Command(BaseCommand):
    help = (
        "Spielt eine Sicherung der Datenbank aus data/sicherungen zurück; "
        "was bis dahin galt, wird vorher gesichert."
    )

    def add_arguments(self, parser):
        parser.add_argument("datei", type=Path)
        parser.add_argument(
            "--ohne-sicherung",
            action="store_true",
            help="Sichert vorher nicht; wenn sich die Datenbank nicht mehr lesen lässt.",
        )

    def handle(self, *, datei, ohne_sicherung=False, **options):
        if not datei.is_file():
            raise CommandError(f"Die Datei {datei} gibt es nicht; geändert wurde nichts.")
        try:
            if not ohne_sicherung and connection.introspection.table_names():
                self.stdout.write(f"Der bisherige Stand liegt in {sichern(timezone.now())}.")
            zurueckspielen(datei)
        except Error as error:
            raise CommandError(
                f"Die Datenbank lässt sich nicht lesen ({error}); wie Sie die Sicherung von Hand "
                "zurückspielen, steht in docs/betrieb.md unter „Sicherungen“."
            ) from error
        self.stdout.write(f"Die Datenbank ist wieder auf dem Stand von {datei}.")
