"""Create thousands of Sitzungen, the same in all runs of one day; rows only, no files."""

import datetime as dt
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from handlungsfelder.models import Handlungsfeld
from termine.models import Aenderung, Jahrgang, Ort, Sitzung, Tagesordnungspunkt, Unterlage
from termine.zeit import ERSTER_TAG

# Their primary keys are far above those of the first content. Number -1 is the large one.
SCHLUESSEL = 1_000_000
GROSSE = -1
TAG_DER_GROSSEN = dt.date(2020, 12, 7)

MONAT = dt.timedelta(days=28)
JE_SCHRITT = 500


@transaction.atomic
def auffuellen(anzahl):
    """Add Sitzungen until there are `anzahl` and the large one besides the first content."""
    neue = Sitzung.objects.filter(pk__gte=SCHLUESSEL + GROSSE).count() + GROSSE
    for beginn in range(neue, anzahl, JE_SCHRITT):
        anlegen(range(beginn, min(beginn + JE_SCHRITT, anzahl)), timezone.localdate())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # PostgreSQL does so itself, a minute later


def anlegen(zahlen, heute):
    vergeben = set(Sitzung.objects.values_list("slug", flat=True))
    felder = Handlungsfeld.objects.order_by("pk").values_list("pk", flat=True)
    ort, _ = Ort.objects.get_or_create(name="Stadtteilladen", strasse="Stuttgarter Allee 19")
    sitzungen, punkte, unterlagen, neuigkeiten = [], [], [], []
    for zahl in zahlen:
        tag = TAG_DER_GROSSEN if zahl == GROSSE else tag_der(zahl, heute)
        slug = next(s for s in adressen(tag) if s not in vergeben)
        vergeben.add(slug)
        sitzung = sitzung_am(tag, pk=SCHLUESSEL + zahl, slug=slug, ort=ort, heute=heute)
        seine_punkte = punkte_der(sitzung, 25 if zahl == GROSSE else 4)
        seine_unterlagen = unterlagen_der(sitzung, seine_punkte, 10 if zahl == GROSSE else 2)
        sitzungen.append(sitzung)
        punkte += seine_punkte
        unterlagen += seine_unterlagen
        neuigkeiten += neuigkeiten_zu(sitzung, seine_punkte, seine_unterlagen)
    Sitzung.objects.bulk_create(sitzungen)
    Tagesordnungspunkt.objects.bulk_create(punkte)
    Unterlage.objects.bulk_create(unterlagen)
    Aenderung.objects.bulk_create(neuigkeiten)
    Jahrgang.objects.nachrechnen({sitzung.datum.year for sitzung in sitzungen})
    verknuepfung = Tagesordnungspunkt.handlungsfelder.through
    verknuepfung.objects.bulk_create(
        verknuepfung(
            tagesordnungspunkt_id=sitzung.pk * 100 + 1,
            handlungsfeld_id=felder[sitzung.pk % len(felder)],
        )
        for sitzung in sitzungen
    )


def tag_der(zahl, heute):
    """Return a day: six lie ahead, the others go back to 2000, then again on other days."""
    if zahl < 12 and zahl % 2 == 0:
        return heute + MONAT * (zahl // 2 + 1)
    durchgang, monat = divmod(zahl, (heute - ERSTER_TAG) // MONAT)
    return heute - MONAT * monat - dt.timedelta(days=5 * durchgang % 28 + 1)


def adressen(tag):
    yield f"{tag}"
    for zaehler in range(2, 1000):
        yield f"{tag}-{zaehler}"


def sitzung_am(tag, *, pk, slug, ort, heute):
    angekuendigt = dt.datetime.combine(min(tag, heute), dt.time(9), dt.UTC) - 2 * MONAT
    return Sitzung(
        pk=pk,
        uid=UUID(int=pk),
        slug=slug,
        titel="Sitzung des Quartiersrats",
        nummer=pk % 10_000,
        datum=tag,
        beginn=dt.time(17),
        ende=dt.time(19),
        ort=ort,
        teilnahme="offen",
        status="bestaetigt",
        oeffentlich_ab=angekuendigt,
        erstmals_oeffentlich_am=angekuendigt,
    )


def punkte_der(sitzung, anzahl):
    return [
        Tagesordnungspunkt(
            pk=sitzung.pk * 100 + stelle,
            sitzung=sitzung,
            reihenfolge=stelle * 10,
            unterpunkt=stelle % 4 == 3,
            titel=f"Bericht Nummer {stelle} aus den Einrichtungen in Grünau",
            beschreibung="<p>Was seit der letzten Sitzung geschehen ist und was ansteht.</p>",
            art="diskussion",
            vortragende="Erika Muster, Leitung",
            organisation="Stadt Leipzig",
            minuten=4,
            ergebnis="<p>Der Quartiersrat nimmt den Bericht zur Kenntnis.</p>",
            sichtbar=True,
        )
        for stelle in range(1, anzahl + 1)
    ]


def unterlagen_der(sitzung, punkte, anzahl):
    """Return Unterlagen, alternately of the Sitzung and of one of its Punkte."""
    return [
        Unterlage(
            pk=sitzung.pk * 100 + stelle,
            sitzung=None if stelle % 2 else sitzung,
            tagesordnungspunkt=punkte[stelle] if stelle % 2 else None,
            art="praesentation" if stelle % 2 else "protokoll",
            bezeichnung=f"Teil {stelle}",
            datei=f"unterlagen/{sitzung.pk}-{stelle}.pdf",
            groesse=300_000,
            seiten=4,
            hat_text=True,
            ist_getaggt=True,
        )
        for stelle in range(anzahl)
    ]


def neuigkeiten_zu(sitzung, punkte, unterlagen):
    """Yield that a Sitzung was announced, and changes on three days after that."""
    protokoll = {"unterlage": unterlagen[0].pk, "als": "Protokoll", "nummer": None}
    tage = [
        [{"art": "angekuendigt"}, {"art": "tagesordnung"}],
        [{"art": "ort", "vorher": None, "nachher": sitzung.ort_id}],
        [{"art": "geaendert", "punkt": punkte[1].pk, "nummer": "2", "vorher": "a", "nachher": "b"}],
        [{"art": "unterlage"} | protokoll],
    ]
    for stelle, was in enumerate(tage):
        um = sitzung.oeffentlich_ab + dt.timedelta(days=10 * stelle)
        yield Aenderung(
            sitzung=sitzung, tag=um.date(), um=um, was=was, ist_ankuendigung=stelle == 0
        )
