import re

from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from redaktion.adressen import adresse

from . import aenderungen
from .models import Aenderung, Tagesordnungspunkt

EINTRAEGE = 30

# Prefix of all ids: the domain, and a date at which it belonged to this site (RFC 4151).
TAG = "tag:qm-gruenau.de,2026:"

# Characters that XML cannot hold (XML 1.0, 2.2), though a form accepts them.
NICHT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class AenderungenFeed(Feed):
    """Announcements and changes (Atom, RFC 4287), one entry for each Sitzung and day.

    It becomes a new one when people have to know something new, see Aenderung.name.
    """

    feed_type = Atom1Feed
    feed_guid = f"{TAG}aenderungen"
    language = "de"
    title = "Quartiersrat Grünau: Was sich geändert hat"
    subtitle = "Neue Termine, Tagesordnungen, Absagen und Protokolle"
    author_name = "Quartiersmanagement Leipzig-Grünau"

    def __call__(self, *args, **kwargs):
        response = super().__call__(*args, **kwargs)
        # Withdrawing a Sitzung would not raise Last-Modified; the ETag changes.
        del response.headers["Last-Modified"]
        return response

    def link(self):
        return adresse("termine:sitzung_list")

    def feed_url(self):
        return adresse("termine:aenderungen")

    def items(self):
        """Return [(Aenderung, [sentence, …]), …], the newest first."""
        jetzt = timezone.now()
        neueste = Aenderung.objects.oeffentlich(jetzt).select_related("sitzung__ort")[:EINTRAEGE]
        punkte = Tagesordnungspunkt.objects.oeffentlich(jetzt)
        titel = dict(
            punkte.filter(sitzung__in={neues.sitzung_id for neues in neueste}).values_list(
                "pk", "titel"
            )
        )
        return [
            (neues, [aenderungen.in_worten(eines, titel) for eines in neues.was])
            for neues in neueste
        ]

    def item_title(self, item):
        neues, saetze = item
        tag = date_format(neues.sitzung.datum, "j. F Y")
        return ohne_steuerzeichen(f"Sitzung am {tag}: {', '.join(saetze)}")

    def item_description(self, item):
        sitzung, saetze = item[0].sitzung, item[1]
        html = format_html(
            "<p>{}: {}{}</p><ul>{}</ul>",
            sitzung.ueberschrift,
            sitzung.wann,
            f", {sitzung.ort}" if sitzung.ort else "",
            format_html_join("", "<li>{}</li>", [[satz] for satz in saetze]),
        )
        return ohne_steuerzeichen(html)

    def item_link(self, item):
        return item[0].sitzung.get_absolute_url()

    def item_guid(self, item):
        neues, _ = item
        return f"{TAG}{neues.sitzung.uid}/{neues.name}"

    def item_updateddate(self, item):
        return item[0].um


def ohne_steuerzeichen(text):
    return NICHT_IN_XML.sub("", text)
