from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from qm_gruenau.inhalt import GANZE, InhaltError, laden

VORSTELLUNG = Path(__file__).resolve().parents[2] / "inhalt.toml"


class Command(BaseCommand):
    help = (
        "Lädt den ersten Inhalt der Website in die Bereiche, die noch leer sind. "
        "Was schon da ist, bleibt unberührt."
    )

    def add_arguments(self, parser):
        parser.add_argument("datei", nargs="?", type=Path, default=VORSTELLUNG)

    def handle(self, *, datei, **options):
        try:
            text = datei.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{datei.name} lässt sich nicht lesen: {error}") from error
        try:
            with transaction.atomic():
                geladen = laden(text)
        except InhaltError as error:
            raise CommandError(f"{datei.name}: {error} Es wurde nichts geladen.") from error
        for name, modell in GANZE.items():
            bereich = modell._meta.verbose_name_plural
            if name in geladen:
                self.stdout.write(f"{bereich}: {geladen[name]} geladen.")
            else:
                self.stdout.write(f"{bereich}: schon vorhanden, nichts geändert.")
