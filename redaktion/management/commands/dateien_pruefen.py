from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from redaktion.dateien import aeltere, ohne_datei, ohne_eintrag


class Command(BaseCommand):
    help = (
        "Nennt hochgeladene Dateien, zu denen es keinen Eintrag gibt, und Einträge, deren Datei "
        "fehlt."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--loeschen", action="store_true", help="Löscht die Dateien ohne Eintrag."
        )

    def handle(self, *, loeschen=False, **options):
        ueberzaehlige = [*ohne_eintrag(), *aeltere(settings.FILE_UPLOAD_TEMP_DIR)]
        uebrig = [pfad for pfad in ueberzaehlige if not self.erledigt(pfad, loeschen)]
        unvollstaendige = ohne_datei()
        for eintrag, name in unvollstaendige:
            bereich = eintrag._meta.verbose_name
            self.stdout.write(f"{bereich} „{eintrag}“: Die Datei {name} fehlt.")
        if uebrig or unvollstaendige:
            raise CommandError(
                f"Dateien ohne Eintrag: {len(uebrig)}. Einträge ohne Datei: {len(unvollstaendige)}."
            )
        self.stdout.write("Zu jeder Datei gibt es einen Eintrag, zu jedem Eintrag seine Datei.")

    def erledigt(self, pfad, loeschen):
        """Name a file, delete it if that is wanted, and return whether it is gone."""
        if not loeschen:
            self.stdout.write(f"Ohne Eintrag: {pfad}")
            return False
        try:
            pfad.unlink(missing_ok=True)
        except OSError as error:
            self.stdout.write(f"Lässt sich nicht löschen: {pfad} ({error.strerror})")
            return False
        self.stdout.write(f"Gelöscht: {pfad}")
        return True
