from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from handlungsfelder.models import Handlungsfeld, Jahresplanung
from seiten.models import Buero, Seite
from team.models import Person
from termine.models import Jahrgang, Sitzung


class Seitenverzeichnis(Sitemap):
    """All public pages, those of a single record with the time of its last change.

    An overview has none: what is no longer on it has left no time behind.
    """

    def items(self):
        """Return [(address, time of the last change or None), …]."""
        jahre = Jahrgang.objects.oeffentlich().jahre()
        uebersichten = [
            reverse("start"),
            reverse("termine:sitzung_list"),
            reverse("termine:sitzung_archiv"),
            *(reverse("termine:sitzung_archiv", kwargs={"jahr": jahr}) for jahr in jahre),
            *(planung.get_absolute_url() for planung in Jahresplanung.objects.oeffentlich()),
            reverse("team:person_list"),
            reverse("team:thema_list"),
        ]
        datensaetze = [
            *Sitzung.objects.oeffentlich().only("slug", "geaendert_am"),
            *Handlungsfeld.objects.oeffentlich().nur_verweis("geaendert_am"),
            *Person.objects.oeffentlich().only("slug", "geaendert_am"),
            *Seite.objects.oeffentlich().only("slug", "geaendert_am"),
            *Buero.objects.all(),
        ]
        return [(adresse, None) for adresse in uebersichten] + [
            (datensatz.get_absolute_url(), datensatz.geaendert_am) for datensatz in datensaetze
        ]

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]


sitemaps = {"seiten": Seitenverzeichnis}
