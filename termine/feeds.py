import re

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from . import aenderungen
from .models import Sitzung, Tagesordnungspunkt

EINTRAEGE = 50

# A date at which the names of the entries belonged to this site, as RFC 4151 asks for.
TAG = "tag:qm-gruenau.de,2026:"

# Nothing that XML could hold (XML 1.0, 2.2), though a form takes it.
NICHT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class AenderungenFeed(Feed):
    """What has been announced and changed (Atom, RFC 4287), an entry for each day of a Sitzung."""

    feed_type = Atom1Feed
    feed_guid = f"{TAG}aenderungen"
    language = "de"
    title = "Quartiersrat Grünau: Was sich geändert hat"
    subtitle = "Neue Termine, Tagesordnungen, Absagen und Protokolle"
    author_name = "Quartiersmanagement Leipzig-Grünau"

    def __call__(self, *args, **kwargs):
        response = super().__call__(*args, **kwargs)
        # What is withdrawn leaves no time behind; its ETag tells.
        del response.headers["Last-Modified"]
        return response

    def link(self):
        return reverse("termine:sitzung_list")

    def feed_url(self):
        return reverse("termine:aenderungen")

    def items(self):
        """Return [(Sitzung, aware datetime, name within its feed, [sentence, …]), …]."""
        jetzt = timezone.now()
        eintraege = [
            (um, name, sitzung, was)
            for sitzung in Sitzung.objects.oeffentlich(jetzt)
            for um, name, was in neuigkeiten(sitzung)
            if um <= jetzt
        ]
        neueste = sorted(eintraege, key=lambda eintrag: eintrag[:2], reverse=True)[:EINTRAEGE]
        titel = dict(
            Tagesordnungspunkt.objects.oeffentlich(jetzt)
            .filter(sitzung__in={sitzung.pk for _, _, sitzung, _ in neueste})
            .values_list("pk", "titel")
        )
        return [
            (sitzung, um, name, [aenderungen.in_worten(eines, titel) for eines in was])
            for um, name, sitzung, was in neueste
        ]

    def item_title(self, item):
        sitzung, _, _, saetze = item
        tag = date_format(sitzung.datum, "j. F Y")
        return ohne_steuerzeichen(f"Sitzung am {tag}: {', '.join(saetze)}")

    def item_description(self, item):
        sitzung, _, _, saetze = item
        html = format_html(
            "<p>{}: {}{}</p><ul>{}</ul>",
            sitzung.ueberschrift,
            sitzung.wann,
            f", {sitzung.ort}" if sitzung.ort else "",
            format_html_join("", "<li>{}</li>", [[satz] for satz in saetze]),
        )
        return ohne_steuerzeichen(html)

    def item_link(self, item):
        return item[0].get_absolute_url()

    def item_guid(self, item):
        sitzung, _, name, _ = item
        return f"{TAG}{sitzung.uid}/{name}"

    def item_updateddate(self, item):
        return item[1]


def neuigkeiten(sitzung):
    """Yield (aware datetime, name, items as in Aenderungen) of the news about a Sitzung."""
    if sitzung.erstmals_oeffentlich_am:
        arten = {eines["art"] for a in sitzung.aenderungen for eines in a["was"]}
        was = [{"art": "angekuendigt"}]
        # It was there at first if nobody had to be told of it; also where nothing of it is left.
        hat_punkte = sitzung.abbild and aenderungen.sichtbare(sitzung.abbild)
        if "tagesordnung" not in arten and (hat_punkte or arten & {"entfaellt", "verborgen"}):
            was.append({"art": "tagesordnung"})
        yield sitzung.erstmals_oeffentlich_am, "angekuendigt", was
    for aenderung in sitzung.aenderungen:
        if was := aenderungen.noch_da(sitzung, aenderung):
            yield aenderungen.zeitpunkt(aenderung), f"{aenderungen.tag(aenderung)}", was


def ohne_steuerzeichen(text):
    return NICHT_IN_XML.sub("", text)
