import secrets

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from seiten.models import Buero

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
        # So that there is something to go back to from the first change on.
        call_command("createinitialrevisions", verbosity=0, comment="Erster Stand")
        konten = get_user_model().objects
        if not konten.exists():
            kennwort = secrets.token_urlsafe(12)
            konten.create_superuser(KONTO, password=kennwort)
            self.stdout.write(
                f"\nErstes Konto für /admin/: {KONTO}\nKennwort (steht nur hier): {kennwort}\n"
            )
