from django.core.management.base import BaseCommand, CommandError

from redaktion.verweise import kaputte_verweise


class Command(BaseCommand):
    help = "Nennt jeden Link in Texten, der auf dieser Website ins Leere führt."

    def handle(self, *args, **options):
        kaputte = kaputte_verweise()
        for objekt, adresse, linktext in kaputte:
            bereich = objekt._meta.verbose_name
            self.stdout.write(f"{bereich} „{objekt}“: Der Link „{linktext}“ führt zu {adresse}")
        if kaputte:
            raise CommandError(f"Links, die ins Leere führen: {len(kaputte)}.")
        self.stdout.write("Alle Links innerhalb der Website führen zu einer Seite.")
