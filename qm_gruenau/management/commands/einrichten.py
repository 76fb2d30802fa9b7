import secrets

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from seiten.models import Buero
from termine.models import Sitzung

KONTO = "verwaltung"


class Command(BaseCommand):
    help = (
        "Richtet die Datenbank ein: Tabellen, den ersten Inhalt, ein erstes Konto. "
        "Was schon da ist, bleibt unberührt."
    )

    def handle(self, **options):
        call_command("migrate", verbosity=0, interactive=False)
        # The office cannot be deleted: where it is, content has been loaded before.
        if not Buero.objects.exists():
            call_command("inhalt_laden", stdout=self.stdout)
        # Of a database from before changes were told: what visitors have seen until now.
        for sitzung in Sitzung.objects.filter(abbild__isnull=True, oeffentlich_ab__isnull=False):
            sitzung.aenderungen_festhalten(timezone.now())
        # So that there is something to go back to from the first change on.
        call_command("createinitialrevisions", verbosity=0, comment="Erster Stand")
        konten = get_user_model().objects
        if not konten.exists():
            kennwort = secrets.token_urlsafe(12)
            konten.create_superuser(KONTO, password=kennwort)
            self.stdout.write(
                f"\nErstes Konto für /admin/: {KONTO}\nKennwort (steht nur hier): {kennwort}\n"
            )
