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
            # Only the first line: below it PostgreSQL quotes the row, maybe with a password hash.
            grund = f"{type(error).__name__}: {error}".splitlines()[0]
            raise CommandError(f"Das Einrichten ist gescheitert ({grund}); {folge}.") from error

    def einrichten(self):
        """Migrate the database and add the content that is missing: all, or nothing.

        One transaction, because a migration that fails or is killed leaves its tables, and those
        of the migrations before it, in a state that no version of the program knows.
        """
        with connection.constraint_checks_disabled(), transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    # Two machines must not do this at once.
                    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('einrichten'))")
                    # PostgreSQL alters no table whose rows have deferred constraints to check.
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            call_command("migrate", verbosity=0, interactive=False)
            # The Buero cannot be deleted: if it exists, content has been loaded before.
            if not Buero.objects.exists():
                call_command("inhalt_laden", stdout=self.stdout)
            # A database from before there were Abbilder: store what visitors have seen until now.
            for sitzung in Sitzung.objects.filter(
                gesehenes__isnull=True, oeffentlich_ab__isnull=False
            ):
                aenderungen_festhalten(sitzung, timezone.now())
            # Even the first change needs an earlier version to go back to.
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
        # Before the commit: nobody could use an account whose password was never printed.
        self.stdout.flush()
