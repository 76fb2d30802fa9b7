from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from redaktion.models import Ganzes
from termine.models import Jahrgang
from termine.zeit import ERSTER_TAG, LETZTER_TAG


class Command(BaseCommand):
    help = "Rechnet nach, was die Datenbank für schnelle Seiten fertig bereithält."

    @transaction.atomic
    def handle(self, *args, **options):
        for modell in apps.get_models():
            if issubclass(modell, Ganzes):
                for ganzes in modell.objects.all():
                    ganzes.nachrechnen()
        Jahrgang.objects.nachrechnen(range(ERSTER_TAG.year, LETZTER_TAG.year + 1))
        self.stdout.write("Nachgerechnet. Es ist alles, wie es sein soll.")
