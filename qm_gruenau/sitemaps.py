from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap, x_robots_tag
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handlungsfelder.models import Handlungsfeld, Jahresplanung
from redaktion.adressen import adresse
from seiten.models import Buero, Seite
from team.models import Person
from termine.models import Jahrgang, Sitzung


class Verzeichnis(Sitemap):
    """A sitemap whose items are (address, time of the last change or None)."""

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]


class Seitenverzeichnis(Verzeichnis):
    """All public pages but those of single Sitzungen.

    An overview has no time of change: a record that left it has left no time behind.
    """

    def items(self):
        jahre = Jahrgang.objects.oeffentlich().jahre()
        uebersichten = [
            adresse("start"),
            adresse("termine:sitzung_list"),
            adresse("termine:sitzung_archiv"),
            *(adresse("termine:sitzung_archiv", jahr=jahr) for jahr in jahre),
            *(planung.get_absolute_url() for planung in Jahresplanung.objects.oeffentlich()),
            adresse("team:person_list"),
            adresse("team:thema_list"),
        ]
        datensaetze = [
            *Handlungsfeld.objects.oeffentlich().nur_verweis("geaendert_am"),
            *Person.objects.oeffentlich().only("slug", "geaendert_am"),
            *Seite.objects.oeffentlich().only("slug", "geaendert_am"),
            *Buero.objects.all(),
        ]
        return [(uebersicht, None) for uebersicht in uebersichten] + mit_zeitpunkt(datensaetze)


class Sitzungsverzeichnis(Verzeichnis):
    """The Sitzungen of a year, of which there are about a dozen."""

    def __init__(self, jahr):
        self.jahr = jahr

    def items(self):
        sitzungen = Sitzung.objects.oeffentlich().filter(datum__year=self.jahr)
        return mit_zeitpunkt(sitzungen.only("slug", "geaendert_am"))


def mit_zeitpunkt(datensaetze):
    return [(datensatz.get_absolute_url(), datensatz.geaendert_am) for datensatz in datensaetze]


@require_safe
@x_robots_tag
def index(request):
    """Return the index of sitemaps; Django's own view would count the pages of each."""
    jahre = Jahrgang.objects.oeffentlich().jahre()
    adressen = [
        adresse("sitemap_seiten"),
        *(adresse("sitemap_jahr", jahr=jahr) for jahr in jahre),
    ]
    return render(
        request,
        "sitemap_index.xml",
        {"sitemaps": [SitemapIndexItem(request.build_absolute_uri(eine)) for eine in adressen]},
        content_type="application/xml",
    )


@require_safe
def seiten(request):
    return teil(request, Seitenverzeichnis())


@require_safe
def sitzungen(request, jahr):
    if jahr not in Jahrgang.objects.oeffentlich().jahre():
        raise Http404
    return teil(request, Sitzungsverzeichnis(jahr))


def teil(request, verzeichnis):
    response = sitemap(request, {"": verzeichnis})
    # What is withdrawn, or published at its time, leaves no later time behind; the ETag tells.
    response.headers.pop("Last-Modified", None)
    return response
