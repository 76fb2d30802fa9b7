from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from redaktion.models import Ganzes
from termine.models import Jahrgang, Sitzung


class Command(BaseCommand):
    help = "Rechnet nach, was die Datenbank für schnelle Seiten fertig bereithält."

    @transaction.atomic
    def handle(self, *args, **options):
        for modell in apps.get_models():
            if issubclass(modell, Ganzes):
                for ganzes in modell.objects.all():
                    ganzes.nachrechnen()
        jahre = {tag.year for tag in Sitzung.objects.dates("datum", "year")}
        Jahrgang.objects.nachrechnen({*jahre, *Jahrgang.objects.jahre()})
        self.stdout.write("Nachgerechnet. Es ist alles, wie es sein soll.")
