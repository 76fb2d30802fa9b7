import secrets

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from qm_gruenau import datenbankstand
from qm_gruenau.sicherung import sichern
from seiten.models import Buero
from termine.models import Sitzung, aenderungen_festhalten

KONTO = "verwaltung"


class Command(BaseCommand):
    help = (
        "Richtet die Datenbank ein oder stellt sie auf diese Version um: Tabellen, der erste "
        "Inhalt, ein erstes Konto. Was schon da ist, bleibt; vor dem Umstellen wird es gesichert."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--ohne-sicherung",
            action="store_true",
            help="Stellt um, ohne zu sichern; für Datenbanken, die anderswo gesichert werden.",
        )

    def handle(self, *, ohne_sicherung=False, **options):
        stand = datenbankstand.lesen(connection)
        if stand.ablehnung:
            raise CommandError(stand.ablehnung)
        folge = "die Datenbank ist so, wie sie vorher war"
        if stand.ausstehende and not stand.leer and not ohne_sicherung:
            sicherung = sichern(timezone.now())
            self.stdout.write(f"Sicherung vor dem Umstellen: {sicherung}")
            folge += (
                f", ihre Sicherung liegt in {sicherung}, und die bisherige Version passt zu ihr"
            )
        try:
            self.einrichten()
        except Exception as error:
            # The first line alone: PostgreSQL quotes the row below it, maybe with a password hash.
            grund = f"{type(error).__name__}: {error}".splitlines()[0]
            raise CommandError(f"Das Einrichten ist gescheitert ({grund}); {folge}.") from error

    def einrichten(self):
        """Bring the database to this version, and give it what is missing: all, or nothing.

        One transaction, because a migration that fails or is killed leaves its tables, and those
        of the migrations before it, in a state that no version of the program knows.
        """
        with connection.constraint_checks_disabled(), transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    # Two machines must not do this at once.
                    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('einrichten'))")
                    # PostgreSQL alters no table that has rows still to be checked.
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            call_command("migrate", verbosity=0, interactive=False)
            # The office cannot be deleted: where it is, content has been loaded before.
            if not Buero.objects.exists():
                call_command("inhalt_laden", stdout=self.stdout)
            # Of a database from before changes were told: what visitors have seen until now.
            for sitzung in Sitzung.objects.filter(
                gesehenes__isnull=True, oeffentlich_ab__isnull=False
            ):
                aenderungen_festhalten(sitzung, timezone.now())
            # So that there is something to go back to from the first change on.
            call_command("createinitialrevisions", verbosity=0, comment="Erster Stand")
            connection.check_constraints()
            if not get_user_model().objects.exists():
                self.erstes_konto()

    def erstes_konto(self):
        kennwort = secrets.token_urlsafe(12)
        get_user_model().objects.create_superuser(KONTO, password=kennwort)
        self.stdout.write(
            f"\nErstes Konto für /admin/: {KONTO}\nKennwort (steht nur hier): {kennwort}\n"
        )
        # Before the account is there for good: nobody else ever knows its password.
        self.stdout.flush()
