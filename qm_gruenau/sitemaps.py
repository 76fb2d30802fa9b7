from collections import defaultdict

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from handlungsfelder.models import Handlungsfeld, Jahresplanung
from seiten.models import Buero, Seite
from team.models import Person
from termine.models import Sitzung


class Seitenverzeichnis(Sitemap):
    """All public pages with the time at which their content last changed."""

    def items(self):
        """Return [(address, time of the last change), …]."""
        # An overview is as new as the newest record it shows.
        uebersichten = defaultdict(list)
        eintraege = []

        def aufnehmen(objekt, *adressen):
            eintraege.append((objekt.get_absolute_url(), objekt.geaendert_am))
            for adresse in [reverse("start"), *adressen]:
                uebersichten[adresse].append(objekt.geaendert_am)

        for sitzung in Sitzung.objects.oeffentlich():
            archiv = reverse("termine:sitzung_archiv", kwargs={"jahr": sitzung.datum.year})
            aufnehmen(sitzung, reverse("termine:sitzung_list"), archiv)
        for jahresplanung in Jahresplanung.objects.oeffentlich():
            adresse = jahresplanung.get_absolute_url()
            uebersichten[adresse].append(jahresplanung.geaendert_am)
        for feld in Handlungsfeld.objects.oeffentlich().select_related("jahresplanung"):
            aufnehmen(feld, feld.jahresplanung.get_absolute_url())
        for person in Person.objects.oeffentlich():
            aufnehmen(person, reverse("team:person_list"), reverse("team:thema_list"))
        for seite in Seite.objects.oeffentlich():
            eintraege.append((seite.get_absolute_url(), seite.geaendert_am))
        for buero in Buero.objects.all():
            aufnehmen(buero)
        return [(adresse, max(zeiten)) for adresse, zeiten in uebersichten.items()] + eintraege

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]


sitemaps = {"seiten": Seitenverzeichnis}
