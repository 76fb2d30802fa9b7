import datetime as dt
import re
from contextlib import nullcontext
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from termine.models import (
    UEBLICHER_TITEL,
    Jahrgang,
    Sitzung,
    Tagesordnungspunkt,
    Unterlage,
)
from termine.zeit import ERSTER_TAG, FEHLENDE_STUNDE, LETZTER_TAG, check_uhrzeit

from .crawler import soup, text
from .factories import (
    SEIT_JEHER,
    BueroFactory,
    HandlungsfeldFactory,
    OrtFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    pdf,
)

pytestmark = pytest.mark.django_db

LEIPZIG = ZoneInfo("Europe/Berlin")
MONTAG = dt.date(2027, 1, 11)


def leipzig(stunde, minute=0, tag=MONTAG):
    return dt.datetime.combine(tag, dt.time(stunde, minute), LEIPZIG)


# Visibility


def test_tagesordnungspunkt_is_public_with_its_sitzung():
    sichtbar = TagesordnungspunktFactory()
    TagesordnungspunktFactory(oeffentlich=False)
    TagesordnungspunktFactory(sitzung__oeffentlich_ab=None)

    assert list(Tagesordnungspunkt.objects.oeffentlich()) == [sichtbar]


def test_unterpunkt_of_a_punkt_that_is_not_public_is_not_either():
    sitzung = SitzungFactory()
    # Equal numbers: then the order is that of entry.
    TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=10, titel="1")
    TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=10, titel="1.1", unterpunkt=True)
    TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=20, titel="2", oeffentlich=False)
    TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=20, titel="2.1", unterpunkt=True)
    TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=30, titel="3")
    TagesordnungspunktFactory(
        sitzung=sitzung, reihenfolge=40, titel="3.1", unterpunkt=True, oeffentlich=False
    )
    TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=50, titel="3.2", unterpunkt=True)

    oeffentlich = Tagesordnungspunkt.objects.oeffentlich()

    assert [punkt.titel for punkt in oeffentlich] == ["1", "1.1", "3", "3.2"]


def test_unterlage_is_public_with_its_sitzung_or_punkt():
    zur_sitzung = UnterlageFactory()
    zum_punkt = UnterlageFactory(sitzung=None, tagesordnungspunkt=TagesordnungspunktFactory())
    UnterlageFactory(sitzung__oeffentlich_ab=None)
    for punkt in [
        TagesordnungspunktFactory(oeffentlich=False),
        TagesordnungspunktFactory(sitzung__oeffentlich_ab=None),
    ]:
        UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt)

    assert set(Unterlage.objects.oeffentlich()) == {zur_sitzung, zum_punkt}


def test_verborgene_festhalten_hides_for_good_what_the_punkt_above_hides():
    sitzung = SitzungFactory()
    TagesordnungspunktFactory(sitzung=sitzung, titel="1", oeffentlich=False)
    TagesordnungspunktFactory(sitzung=sitzung, titel="1.1", unterpunkt=True)
    TagesordnungspunktFactory(sitzung=sitzung, titel="2")
    TagesordnungspunktFactory(sitzung=sitzung, titel="2.1", unterpunkt=True)

    sitzung.tagesordnungspunkte.verborgene_festhalten()

    offen = sitzung.tagesordnungspunkte.filter(oeffentlich=True)
    assert [punkt.titel for punkt in offen] == ["2", "2.1"]


# Time


@pytest.mark.parametrize(
    ("jetzt", "vorbei"),
    [
        (leipzig(0), False),
        (leipzig(18, 59), False),
        (leipzig(19), True),
        (leipzig(0, tag=dt.date(2027, 1, 12)), True),
    ],
)
def test_sitzung_with_ende_is_over_after_it(jetzt, vorbei):
    sitzung = SitzungFactory(datum=MONTAG, beginn=dt.time(17), ende=dt.time(19))

    assert sitzung.ist_vorbei(jetzt) == vorbei
    assert list(Sitzung.objects.kommende(jetzt)) == ([] if vorbei else [sitzung])
    assert list(Sitzung.objects.vergangene(jetzt)) == ([sitzung] if vorbei else [])


@pytest.mark.parametrize(
    ("jetzt", "vorbei"),
    [
        (leipzig(23, 59), False),
        (leipzig(0, tag=dt.date(2027, 1, 12)), True),
        # Midnight in Leipzig, not in London.
        (dt.datetime(2027, 1, 11, 22, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2027, 1, 11, 23, 0, tzinfo=dt.UTC), True),
    ],
)
def test_sitzung_without_ende_is_over_after_its_day(jetzt, vorbei):
    sitzung = SitzungFactory(datum=MONTAG, beginn=dt.time(17))

    assert sitzung.ist_vorbei(jetzt) == vorbei
    assert list(Sitzung.objects.kommende(jetzt)) == ([] if vorbei else [sitzung])


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    jetzt=st.integers(-48, 48).map(lambda stunden: leipzig(0) + dt.timedelta(hours=stunden)),
    ende=st.none() | st.times(min_value=dt.time(0, 1)),
)
def test_every_sitzung_is_either_coming_or_over(jetzt, ende):
    Sitzung.objects.all().delete()
    sitzung = SitzungFactory(datum=MONTAG, beginn=dt.time(0) if ende else None, ende=ende)

    assert Sitzung.objects.kommende(jetzt).exists() != sitzung.ist_vorbei(jetzt)
    assert Sitzung.objects.vergangene(jetzt).exists() == sitzung.ist_vorbei(jetzt)


def test_kommende_and_vergangene_begin_with_the_nearest():
    ohne_zeit = SitzungFactory(datum=MONTAG)
    abends = SitzungFactory(datum=MONTAG, beginn=dt.time(19))
    mittags = SitzungFactory(datum=MONTAG, beginn=dt.time(12))
    spaeter = SitzungFactory(datum=dt.date(2027, 2, 1))

    kommende = list(Sitzung.objects.kommende(leipzig(8)))
    vergangene = list(Sitzung.objects.vergangene(leipzig(8, tag=dt.date(2027, 3, 1))))

    assert kommende == [mittags, abends, ohne_zeit, spaeter]
    assert vergangene == [spaeter, abends, mittags, ohne_zeit]


def test_naechste_oder_letzte_is_the_next_that_takes_place():
    SitzungFactory(datum=dt.date(2026, 12, 7))
    abgesagte = SitzungFactory(datum=MONTAG, status="abgesagt", grund="Hochwasser")
    naechste = SitzungFactory(datum=dt.date(2027, 2, 1))
    SitzungFactory(datum=dt.date(2027, 3, 1))

    assert Sitzung.objects.naechste_oder_letzte(leipzig(8)) == (naechste, [abgesagte])


def test_naechste_oder_letzte_is_the_last_that_took_place_when_none_is_announced():
    SitzungFactory(datum=dt.date(2026, 11, 2))
    letzte = SitzungFactory(datum=dt.date(2026, 12, 7))
    SitzungFactory(datum=dt.date(2026, 12, 14), status="abgesagt", grund="Hochwasser")

    assert Sitzung.objects.naechste_oder_letzte(leipzig(8)) == (letzte, [])


def test_naechste_oder_letzte_is_none_without_any():
    assert Sitzung.objects.naechste_oder_letzte(leipzig(8)) == (None, [])


@pytest.mark.parametrize("feld", ["beginn", "ende"])
def test_sitzung_rejects_a_time_that_the_clocks_skip(feld):
    zeiten = {"beginn": dt.time(1), "ende": dt.time(4)} | {feld: dt.time(2, 30)}
    sitzung = SitzungFactory.build(datum=dt.date(2027, 3, 28), **zeiten)

    with pytest.raises(ValidationError) as fehler:
        sitzung.full_clean()

    assert list(fehler.value.message_dict) == [feld]


@pytest.mark.parametrize("feld", ["beginn", "ende"])
@pytest.mark.parametrize(
    ("tag", "uhrzeit", "erlaubt"),
    [
        (dt.date(2027, 3, 28), dt.time(1, 59, 59), True),
        (dt.date(2027, 3, 28), dt.time(2), False),
        (dt.date(2027, 3, 28), dt.time(2, 59, 59, 999999), False),
        (dt.date(2027, 3, 28), dt.time(3), True),
        (dt.date(2027, 3, 21), dt.time(2, 30), True),
        (dt.date(2027, 10, 31), dt.time(2, 30), True),
    ],
)
def test_database_refuses_a_time_that_the_clocks_skip(feld, tag, uhrzeit, erlaubt):
    """Also where nobody has asked the model, as when many are created at once."""
    zeiten = {"beginn": dt.time(1), "ende": dt.time(4)} | {feld: uhrzeit}
    sitzung = SitzungFactory.build(datum=tag, slug="x", **zeiten)

    with (
        nullcontext()
        if erlaubt
        else pytest.raises(IntegrityError, match="sitzung_uhrzeit_gibt_es_an_dem_tag")
    ):
        Sitzung.objects.bulk_create([sitzung])


@given(st.dates(ERSTER_TAG, LETZTER_TAG), st.times())
def test_hour_that_the_database_refuses_is_the_one_that_the_clocks_skip(tag, uhrzeit):
    try:
        check_uhrzeit(tag, uhrzeit)
        fehlt = False
    except ValidationError:
        fehlt = True

    letzter_sonntag = tag.month == 3 and tag.day >= 25 and tag.isoweekday() == 7
    beginn, ende = FEHLENDE_STUNDE
    assert fehlt == (letzter_sonntag and beginn <= uhrzeit <= ende)


def test_sitzung_knows_its_moments_across_the_change_of_clocks():
    sitzung = SitzungFactory.build(
        datum=dt.date(2027, 3, 28), beginn=dt.time(1, 30), ende=dt.time(3, 30)
    )

    dauer = sitzung.ende_zeitpunkt.astimezone(dt.UTC) - sitzung.beginn_zeitpunkt.astimezone(dt.UTC)

    assert dauer == dt.timedelta(hours=1)


# Addresses


def test_sitzung_has_its_date_as_address():
    assert SitzungFactory(datum=MONTAG).get_absolute_url() == "/termine/2027-01-11/"


def test_sitzungen_on_the_same_day_have_different_addresses():
    adressen = [sitzung.slug for sitzung in SitzungFactory.create_batch(3, datum=MONTAG)]

    assert adressen == ["2027-01-11", "2027-01-11-2", "2027-01-11-3"]


def test_address_follows_the_date_of_a_draft():
    sitzung = SitzungFactory(datum=MONTAG, oeffentlich_ab=None)

    sitzung.datum = dt.date(2027, 1, 18)
    sitzung.save()

    assert sitzung.slug == "2027-01-18"


def test_address_follows_a_date_that_is_corrected_on_publishing():
    sitzung = SitzungFactory(datum=MONTAG, oeffentlich_ab=None)

    sitzung.datum, sitzung.oeffentlich_ab = dt.date(2027, 1, 18), SEIT_JEHER
    sitzung.save()

    assert sitzung.slug == "2027-01-18"


@pytest.mark.parametrize("oeffentlich_ab", [SEIT_JEHER, None])
def test_address_that_visitors_have_seen_stays(oeffentlich_ab):
    sitzung = SitzungFactory(datum=MONTAG)
    sitzung.oeffentlich_ab = oeffentlich_ab
    sitzung.save()

    sitzung.datum = dt.date(2027, 1, 18)
    sitzung.save()

    assert sitzung.slug == "2027-01-11"


# Constraints


@pytest.mark.parametrize(
    ("felder", "meldung"),
    [
        ({"beginn": dt.time(17), "ende": dt.time(17)}, "Das Ende muss nach dem Beginn liegen."),
        ({"datum": dt.date(1999, 12, 31)}, "zwischen 2000 und 2099"),
        ({"datum": dt.date(2207, 1, 11)}, "zwischen 2000 und 2099"),
        ({"ende": dt.time(19)}, "Ein Ende braucht auch einen Beginn."),
        ({"status": "abgesagt"}, "Bitte nennen Sie den Grund"),
        ({"status": "verlegt"}, "Bitte nennen Sie den Grund"),
    ],
)
def test_sitzung_rejects(felder, meldung):
    sitzung = SitzungFactory.build(**felder)

    with pytest.raises(ValidationError, match=meldung):
        sitzung.full_clean()
    with pytest.raises(IntegrityError):
        sitzung.save()


def test_sitzung_rejects_an_unknown_status():
    with pytest.raises(IntegrityError, match="sitzung_status_bekannt"):
        SitzungFactory(status="vielleicht")


def test_sitzung_rejects_itself_as_nachfolger():
    sitzung = SitzungFactory()
    sitzung.nachfolger = sitzung

    with pytest.raises(ValidationError, match="nicht auf sich selbst"):
        sitzung.full_clean()
    with pytest.raises(IntegrityError, match="nicht_eigener_nachfolger"):
        sitzung.save()


def test_two_sitzungen_cannot_be_moved_onto_each_other():
    erste = SitzungFactory(status="verlegt", grund="Grund")
    zweite = SitzungFactory(status="verlegt", grund="Grund", nachfolger=erste)
    erste.nachfolger = zweite

    with pytest.raises(ValidationError, match="aufeinander verlegt"):
        erste.full_clean()


def test_tagesordnungspunkt_rejects_an_unknown_art():
    with pytest.raises(IntegrityError, match="tagesordnungspunkt_art_bekannt"):
        TagesordnungspunktFactory(art="plauderei")


def test_tagesordnungspunkt_rejects_more_minuten_than_a_day_has():
    punkt = TagesordnungspunktFactory.build(sitzung=SitzungFactory(), minuten=1441)

    with pytest.raises(ValidationError, match="höchstens 1440 Minuten"):
        punkt.full_clean()
    with pytest.raises(IntegrityError, match="hoechstens_ein_tag"):
        punkt.save()


def test_unterlage_rejects_an_unknown_art():
    with pytest.raises(IntegrityError, match="unterlage_art_bekannt"):
        UnterlageFactory(art="zettel")


@pytest.mark.parametrize("beides", [True, False])
def test_unterlage_belongs_to_either_sitzung_or_punkt(beides):
    punkt = TagesordnungspunktFactory()
    unterlage = UnterlageFactory.build(
        sitzung=punkt.sitzung if beides else None, tagesordnungspunkt=punkt if beides else None
    )

    with pytest.raises(ValidationError, match="entweder zur Sitzung oder"):
        unterlage.full_clean()


def test_unterlage_must_be_a_pdf():
    keine_pdf = UnterlageFactory.build(
        sitzung=SitzungFactory(), datei=ContentFile(b"Hallo", name="protokoll.pdf")
    )
    falsche_endung = UnterlageFactory.build(
        sitzung=SitzungFactory(), datei=ContentFile(pdf(), name="protokoll.exe")
    )

    with pytest.raises(ValidationError, match="lässt sich nicht als PDF lesen"):
        keine_pdf.full_clean()
    with pytest.raises(ValidationError, match="als PDF-Datei hoch"):
        falsche_endung.full_clean()


def test_unterlage_does_not_keep_the_name_of_the_upload():
    unterlage = UnterlageFactory(datei=ContentFile(pdf(), name="📄.pdf"))

    unterlage.full_clean()

    assert re.fullmatch(r"unterlagen/[0-9a-f]{32}\.pdf", unterlage.datei.name)


def test_unterlage_computes_title_size_and_pages():
    unterlage = UnterlageFactory(
        sitzung__datum=dt.date(2021, 2, 1),
        art="anlage",
        bezeichnung="Lageplan",
        datei=ContentFile(pdf(seiten=3), name="x.pdf"),
    )

    assert unterlage.titel == "Anlage vom 1. Februar 2021: Lageplan"
    assert unterlage.dateiname == "2021-02-01-anlage-lageplan.pdf"
    assert (unterlage.seiten, unterlage.groesse) == (3, len(pdf(seiten=3)))


def test_sitzung_or_punkt_with_unterlage_cannot_be_deleted():
    punkt = TagesordnungspunktFactory()
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt)
    zur_sitzung = UnterlageFactory()

    for ganzes in [punkt, punkt.sitzung, zur_sitzung.sitzung]:
        with pytest.raises(ProtectedError):
            ganzes.delete()


def test_nachfolger_cannot_be_deleted():
    nachfolger = SitzungFactory()
    SitzungFactory(status="verlegt", grund="Raum belegt", nachfolger=nachfolger)

    with pytest.raises(ProtectedError):
        nachfolger.delete()


def test_punkte_go_with_their_sitzung():
    punkt = TagesordnungspunktFactory()

    punkt.sitzung.delete()

    assert Tagesordnungspunkt.objects.count() == 0


# Pages


@time_machine.travel(leipzig(8), tick=False)
def test_sitzung_list_splits_coming_and_past(client):
    kommende = SitzungFactory(datum=MONTAG)
    vergangene = SitzungFactory(datum=dt.date(2026, 12, 7))
    SitzungFactory(datum=MONTAG, oeffentlich_ab=None, titel="Marke-Entwurf")

    response = client.get(reverse("termine:sitzung_list"))

    abschnitte = {
        h2["id"]: [zeile.get_text(" ", strip=True) for zeile in h2.find_parent("section")("li")]
        for h2 in soup(response).select("section h2")
        if h2["id"] in {"kommende", "zuletzt"}
    }
    assert abschnitte == {
        "kommende": [f"Montag, 11. Januar 2027 {kommende.titel} Uhrzeit offen Ort offen"],
        "zuletzt": [f"Montag, 7. Dezember 2026 {vergangene.titel}"],
    }
    assert "Marke-Entwurf" not in text(response)


@time_machine.travel(leipzig(8), tick=False)
def test_sitzung_list_links_the_archive_of_each_year(client):
    SitzungFactory(datum=dt.date(2021, 2, 1))
    SitzungFactory(datum=dt.date(2019, 2, 4))
    SitzungFactory(datum=dt.date(2020, 2, 3), oeffentlich_ab=None)

    seite = soup(client.get(reverse("termine:sitzung_list")))

    jahre = [link.get_text() for link in seite.select("a[href^='/termine/archiv/']")]
    assert jahre == ["Alle Sitzungen", "Sitzungen 2021", "Sitzungen 2019"]


def test_sitzung_list_says_when_there_is_none(client):
    seite = text(client.get(reverse("termine:sitzung_list")))

    assert "Zurzeit ist keine Sitzung angekündigt." in seite


@pytest.mark.parametrize("seite", ["0", "-1", "3", "abc", "9" * 40, "%00", "٣"])
def test_sitzung_list_is_404_beyond_its_pages(client, seite):
    SitzungFactory()

    assert client.get(f"/termine/?seite={seite}").status_code == 404


def test_sitzung_archiv_shows_its_year(client):
    gezeigt = SitzungFactory(datum=dt.date(2021, 2, 1))
    SitzungFactory(datum=dt.date(2020, 2, 3))
    SitzungFactory(datum=dt.date(2021, 3, 1), oeffentlich_ab=None)

    seite = soup(client.get("/termine/archiv/2021/"))

    zeilen = [zeile.get_text(" ", strip=True) for zeile in seite.select(".zeilen li")]
    assert zeilen == [f"Montag, 1. Februar 2021 {gezeigt.titel}"]


@pytest.mark.parametrize("jahr", ["2020", "0000", "99999", "1899", "abcd", "-1"])
def test_sitzung_archiv_is_404_for_a_year_without_sitzung(client, jahr):
    SitzungFactory(datum=dt.date(2021, 2, 1))

    assert client.get(f"/termine/archiv/{jahr}/").status_code == 404


@time_machine.travel(leipzig(8), tick=False)
@pytest.mark.parametrize(
    ("felder", "zeile"),
    [
        (
            {"nummer": 181, "beginn": dt.time(17), "ende": dt.time(19)},
            "Montag, 11. Januar 2027 181. Sitzung A · B · C 17:00 bis 19:00 Uhr Laden",
        ),
        (
            {"nummer": 180, "datum": dt.date(2021, 2, 1)},
            "Montag, 1. Februar 2021 180. Sitzung A · B · C",
        ),
        (
            {"status": "abgesagt", "grund": "Hochwasser"},
            "Abgesagt: Montag, 11. Januar 2027 A · B · C Grund: Hochwasser",
        ),
        ({"titel": "Klausur", "datum": dt.date(2021, 2, 1)}, "Montag, 1. Februar 2021 Klausur"),
    ],
    ids=["to come", "over", "cancelled", "with a title of its own"],
)
def test_row_of_a_sitzung_says_what_it_is_about(client, felder, zeile):
    sitzung = SitzungFactory(
        **{"datum": MONTAG, "titel": UEBLICHER_TITEL, "ort": OrtFactory(name="Laden")} | felder
    )
    for titel in ["Begrüßung", "A", "B", "C", "D", "Sonstiges"]:
        TagesordnungspunktFactory(sitzung=sitzung, titel=titel)

    seite = soup(client.get("/termine/archiv/"))

    assert seite.select_one(".zeilen li").get_text(" ", strip=True) == zeile


def test_themen_name_no_hidden_punkt():
    sitzung = SitzungFactory()
    TagesordnungspunktFactory(sitzung=sitzung, titel="Wohnen")
    personal = TagesordnungspunktFactory(sitzung=sitzung, titel="Personal")
    TagesordnungspunktFactory(sitzung=sitzung, titel="Stelle", unterpunkt=True)

    personal.oeffentlich = False
    personal.save()

    sitzung.refresh_from_db()
    assert sitzung.themen == "Wohnen"


def test_sitzung_archiv_without_a_year_shows_all_by_year(client):
    for jahr in [2019, 2021]:
        SitzungFactory(datum=dt.date(jahr, 2, 4))

    seite = soup(client.get("/termine/archiv/"))

    assert [jahr.get_text() for jahr in seite.select("h3.jahrgang")] == ["2021", "2019"]
    assert len(seite.select(".zeilen article")) == 2


def im_archiv(client, anfrage=""):
    """Return the days of the Sitzungen that the archive shows."""
    seite = soup(client.get(f"/termine/archiv/{anfrage}"))
    return [link["href"].split("/")[2] for link in seite.select(".zeilen :is(h3, h4) a")]


@pytest.mark.parametrize(
    ("zustand", "gezeigt"),
    [
        ("angekuendigt", ["2027-01-18", "2027-01-11"]),
        ("stattgefunden", ["2027-01-04"]),
        ("verlegt", ["2027-01-25"]),
        ("abgesagt", ["2026-12-07"]),
        ("", ["2027-01-25", "2027-01-18", "2027-01-11", "2027-01-04", "2026-12-07"]),
    ],
)
def test_sitzung_archiv_is_limited_by_state_as_the_clock_says(client, zustand, gezeigt):
    for tag, status in [
        (dt.date(2026, 12, 7), "abgesagt"),
        (dt.date(2027, 1, 4), "geplant"),
        (MONTAG, "geplant"),
        (dt.date(2027, 1, 18), "bestaetigt"),
        (dt.date(2027, 1, 25), "verlegt"),
    ]:
        SitzungFactory(datum=tag, status=status, grund="Flut")
    SitzungFactory(status="abgesagt", grund="Grund", oeffentlich_ab=None)

    with time_machine.travel(leipzig(23), tick=False):
        assert im_archiv(client, f"?zustand={zustand}") == gezeigt


def test_sitzung_archiv_is_limited_by_handlungsfeld_of_any_year(client):
    for jahr in [2026, 2027]:
        feld = HandlungsfeldFactory(
            schwerpunkt__jahresplanung__jahr=jahr, slug="bildung", titel=f"Bildung {jahr}"
        )
        punkt = TagesordnungspunktFactory(sitzung__datum=dt.date(jahr, 1, 11))
        punkt.handlungsfelder.add(feld)
    SitzungFactory(datum=dt.date(2027, 2, 8))

    seite = text(client.get("/termine/archiv/?handlungsfeld=bildung"))

    assert im_archiv(client, "?handlungsfeld=bildung") == ["2027-01-11", "2026-01-11"]
    assert im_archiv(client, "2026/?handlungsfeld=bildung") == ["2026-01-11"]
    assert "Alle Sitzungen: Bildung 2027" in seite
    assert "Bildung 2026" not in seite


def test_sitzung_archiv_does_not_tell_what_hidden_punkte_are_about(client):
    punkt = TagesordnungspunktFactory(oeffentlich=False)
    punkt.handlungsfelder.add(HandlungsfeldFactory(slug="personal", titel="Personal"))
    offener = TagesordnungspunktFactory()
    entwurf = HandlungsfeldFactory(schwerpunkt__jahresplanung__oeffentlich_ab=None, slug="neu")
    offener.handlungsfelder.add(entwurf)

    seite = text(client.get("/termine/archiv/"))

    assert "Personal" not in seite
    assert entwurf.titel not in seite
    assert client.get("/termine/archiv/?handlungsfeld=personal").status_code == 404
    assert client.get("/termine/archiv/?handlungsfeld=neu").status_code == 404


def test_sitzung_archiv_says_when_nothing_fits(client):
    SitzungFactory()

    seite = client.get("/termine/archiv/?zustand=abgesagt")

    assert "Zu dieser Auswahl gibt es keine Sitzung." in text(seite)
    assert soup(seite).select("main p a")[0]["href"] == "/termine/archiv/"


@pytest.mark.parametrize(
    "anfrage", ["?zustand=x", "?handlungsfeld=%00", "?handlungsfeld=" + "ä" * 500]
)
def test_sitzung_archiv_is_404_for_an_unknown_choice(client, anfrage):
    SitzungFactory()

    assert client.get(f"/termine/archiv/{anfrage}").status_code == 404


def test_pages_of_the_archive_keep_what_was_chosen(client):
    for tag in range(1, 32):
        SitzungFactory(datum=dt.date(2027, 1, tag), status="abgesagt", grund="Grund")

    seite = soup(client.get("/termine/archiv/2027/?zustand=abgesagt&fremd=1"))

    naechste = seite.select_one("a[rel=next]")["href"]
    assert naechste == "?zustand=abgesagt&seite=2"
    assert im_archiv(client, f"2027/{naechste}") == ["2027-01-01"]
    assert seite.select_one("link[rel=canonical]")["href"].endswith("/termine/archiv/2027/")


def test_sitzung_archiv_lists_documents_under_the_day_of_their_sitzung(client):
    sitzung = SitzungFactory(datum=dt.date(2021, 2, 1))
    punkt = TagesordnungspunktFactory(sitzung=sitzung)
    verborgen = TagesordnungspunktFactory(sitzung=sitzung, oeffentlich=False)
    UnterlageFactory(sitzung=sitzung, art="protokoll")
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt, art="praesentation")
    UnterlageFactory(sitzung=None, tagesordnungspunkt=verborgen, bezeichnung="Geheim")

    seite = soup(client.get("/termine/archiv/"))

    titel = [link.get_text().split(" (")[0] for link in seite.select(".unterlagen a")]
    assert titel == ["Protokoll vom 1. Februar 2021", "Präsentation vom 1. Februar 2021"]


def test_archive_of_500_sitzungen_stays_below_100_kb(client):
    sitzungen = [
        SitzungFactory.build(titel="T" * 200, datum=dt.date(2021, 2, 1), slug=f"2021-02-01-{n}")
        for n in range(500)
    ]
    Sitzung.objects.bulk_create(sitzungen)
    Jahrgang.objects.nachrechnen([2021])

    erste = client.get("/termine/archiv/2021/")
    letzte = client.get("/termine/archiv/2021/?seite=17")

    assert len(erste.content) < 100_000
    assert len(soup(erste).select(".zeilen article")) == 30
    assert len(soup(letzte).select(".zeilen article")) == 20
    assert "Seite 17 von 17" in soup(letzte).title.get_text()


@time_machine.travel(leipzig(8), tick=False)
def test_500_coming_sitzungen_stay_below_100_kb(client):
    sitzungen = [
        SitzungFactory.build(titel="T" * 200, datum=MONTAG, slug=f"2027-01-11-{n}")
        for n in range(500)
    ]
    Sitzung.objects.bulk_create(sitzungen)

    assert len(client.get("/termine/").content) < 100_000


def test_sitzung_detail_shows_everything_that_is_known(client):
    sitzung = SitzungFactory(
        datum=MONTAG,
        beginn=dt.time(17),
        ende=dt.time(19),
        ort=OrtFactory(name="Stadtteilladen"),
        nummer=181,
    )
    feld = HandlungsfeldFactory()
    punkt = TagesordnungspunktFactory(
        sitzung=sitzung,
        minuten=15,
        art="diskussion",
        vortragende="Erika Muster",
        organisation="LVB",
        beschreibung="Worum es geht",
        ergebnis="Was herauskam",
    )
    punkt.handlungsfelder.add(feld)
    naechster = TagesordnungspunktFactory(sitzung=sitzung)

    seite = text(client.get(sitzung.get_absolute_url()))

    for angabe in [
        "Montag, 11. Januar 2027, 17:00 bis 19:00 Uhr",
        "Stadtteilladen",
        "181. Sitzung",
        f"TOP 1 {punkt.titel} ca. 17:00 Uhr",
        f"TOP 2 {naechster.titel} ca. 17:15 Uhr",
        "Diskussion, 15 Minuten",
        "Erika Muster, LVB",
        "Worum es geht",
        "Was herauskam",
        feld.titel,
    ]:
        assert angabe in seite


@pytest.mark.parametrize(
    ("jetzt", "sagt", "verschweigt"),
    [
        (
            leipzig(8),
            {
                "Die Uhrzeit steht noch nicht fest.",
                "Der Ort steht noch nicht fest.",
                "Die Tagesordnung steht noch nicht fest.",
            },
            {"None", "Zu dieser Sitzung ist keine"},
        ),
        (
            leipzig(8, tag=dt.date(2027, 1, 12)),
            {"Zu dieser Sitzung ist keine Tagesordnung veröffentlicht."},
            {"None", "Uhr", "Wo ", "noch nicht"},
        ),
    ],
)
def test_sitzung_detail_is_whole_without_time_place_and_agenda(client, jetzt, sagt, verschweigt):
    sitzung = SitzungFactory(datum=MONTAG)

    with time_machine.travel(jetzt, tick=False):
        seite = text(client.get(sitzung.get_absolute_url()))

    assert "Montag, 11. Januar 2027" in seite
    assert {satz for satz in sagt | verschweigt if satz in seite} == sagt


@pytest.mark.parametrize(
    ("ist_anlaufstelle", "mit_buero", "links"), [(True, 1, 1), (False, 1, 0), (True, 0, 0)]
)
def test_sitzung_detail_leads_to_the_anlaufstelle(client, ist_anlaufstelle, mit_buero, links):
    BueroFactory.create_batch(mit_buero)
    ort = OrtFactory(name="Stadtteilladen", ist_anlaufstelle=ist_anlaufstelle)
    sitzung = SitzungFactory(ort=ort)

    seite = soup(client.get(sitzung.get_absolute_url()))

    assert len(seite.select(".fakten a[href='/kontakt/']")) == links
    assert "Wo Stadtteilladen" in " ".join(seite.select_one(".fakten").get_text(" ").split())


@pytest.mark.parametrize(
    ("angaben", "sagt"),
    [
        ({}, "Wo Komm-Haus"),
        ({"stadt": "Leipzig"}, "Wo Komm-Haus Leipzig"),
        ({"strasse": "Selliner Straße 17"}, "Wo Komm-Haus Selliner Straße 17"),
        (
            {"strasse": "Selliner Straße 17", "plz": "04207", "stadt": "Leipzig"},
            "Wo Komm-Haus Selliner Straße 17, 04207 Leipzig",
        ),
        ({"stufenfrei": True}, "Wo Komm-Haus Ohne Stufen zu erreichen"),
        ({"stufenfrei": False}, "Wo Komm-Haus Nur über Stufen zu erreichen"),
    ],
)
def test_sitzung_detail_says_of_a_place_what_is_known(client, angaben, sagt):
    ort = OrtFactory(name="Komm-Haus", **angaben)
    sitzung = SitzungFactory(datum=dt.date(2021, 2, 1), ort=ort)

    fakten = soup(client.get(sitzung.get_absolute_url())).select_one(".fakten")

    assert " ".join(fakten.get_text(" ").split()) == f"Wann Montag, 1. Februar 2021 {sagt}"


def test_sitzung_detail_of_a_cancelled_one_promises_no_agenda(client):
    sitzung = SitzungFactory(status="abgesagt", grund="Hochwasser")

    seite = text(client.get(sitzung.get_absolute_url()))

    assert f"Abgesagt: {sitzung.titel} Grund: Hochwasser" in seite
    assert "Geplant war Montag, 11. Januar 2027" in seite
    assert "Tagesordnung" not in seite


def test_sitzung_detail_says_machines_the_time_in_leipzig(client):
    sitzung = SitzungFactory(datum=dt.date(2027, 7, 5), beginn=dt.time(17))

    zeit = soup(client.get(sitzung.get_absolute_url())).select_one("time")

    assert zeit["datetime"] == "2027-07-05T17:00:00+02:00"


def test_sitzung_detail_hides_what_is_not_public(client):
    sitzung = SitzungFactory(interne_notiz="Marke-Notiz")
    geheim = {"titel": "Marke-Titel", "beschreibung": "Marke-Text", "ergebnis": "Marke-Ergebnis"}
    punkt = TagesordnungspunktFactory(sitzung=sitzung, oeffentlich=False, **geheim)
    TagesordnungspunktFactory(sitzung=sitzung, unterpunkt=True, titel="Marke-Unterpunkt")
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt, bezeichnung="Marke-Unterlage")
    offen = TagesordnungspunktFactory(sitzung=sitzung)
    offen.handlungsfelder.add(
        HandlungsfeldFactory(
            titel="Marke-Handlungsfeld", schwerpunkt__jahresplanung__oeffentlich_ab=None
        )
    )

    response = client.get(sitzung.get_absolute_url())

    assert "Marke" not in response.content.decode()
    assert "TOP 1 Nicht öffentlicher Teil TOP 2" in text(response)


def test_sitzung_detail_lists_unterlagen_where_they_belong(client):
    sitzung = SitzungFactory(datum=dt.date(2021, 2, 1))
    punkt = TagesordnungspunktFactory(sitzung=sitzung)
    UnterlageFactory(sitzung=sitzung, art="protokoll")
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt, art="anlage")

    seite = soup(client.get(sitzung.get_absolute_url()))

    am_punkt = seite.select_one(".tagesordnung .unterlagen a").get_text()
    zur_sitzung = seite.select_one("#unterlagen").find_parent("section").select_one("a").get_text()
    assert am_punkt.startswith("Anlage vom 1. Februar 2021 (PDF, 1 Seite, ")
    assert zur_sitzung.startswith("Protokoll vom 1. Februar 2021 (PDF, 1 Seite, ")


@pytest.mark.parametrize(("oeffentlich_ab", "links"), [(SEIT_JEHER, 1), (None, 0)])
def test_sitzung_detail_gives_reason_and_new_date_of_a_moved_one(client, oeffentlich_ab, links):
    neue = SitzungFactory(datum=dt.date(2027, 1, 18), oeffentlich_ab=oeffentlich_ab)
    sitzung = SitzungFactory(status="verlegt", grund="Der Raum ist belegt.", nachfolger=neue)

    response = client.get(sitzung.get_absolute_url())

    assert "Grund: Der Raum ist belegt." in text(response)
    assert len(soup(response).select(f".hinweis a[href='{neue.get_absolute_url()}']")) == links


@pytest.mark.parametrize(
    ("status", "oeffentlich_ab", "links"),
    [
        ("verlegt", SEIT_JEHER, 1),
        ("abgesagt", SEIT_JEHER, 1),
        ("verlegt", None, 0),
        # The Absage was taken back.
        ("geplant", SEIT_JEHER, 0),
    ],
)
def test_sitzung_detail_names_the_one_that_it_replaces(client, status, oeffentlich_ab, links):
    neue = SitzungFactory(datum=dt.date(2027, 1, 18))
    alte = SitzungFactory(
        datum=MONTAG, status=status, grund="Flut", nachfolger=neue, oeffentlich_ab=oeffentlich_ab
    )

    response = client.get(neue.get_absolute_url())

    assert ("Ersetzt die Sitzung vom Montag, 11. Januar 2027 ." in text(response)) == bool(links)
    assert len(soup(response).select(f".sitzung a[href='{alte.get_absolute_url()}']")) == links


@pytest.mark.parametrize(
    ("jetzt", "status", "zustand"),
    [
        (leipzig(8), "geplant", "Stand: Angekündigt"),
        (leipzig(8), "bestaetigt", "Stand: Bestätigt"),
        (leipzig(16, 59), "bestaetigt", "Stand: Bestätigt"),
        (leipzig(17), "bestaetigt", "Stand: Läuft gerade"),
        (leipzig(18, 59), "bestaetigt", "Stand: Läuft gerade"),
        (leipzig(19), "bestaetigt", "Stand: Hat stattgefunden"),
        (leipzig(18), "abgesagt", "Grund: Flut"),
        (leipzig(8, tag=dt.date(2027, 1, 12)), "abgesagt", "Grund: Flut"),
    ],
)
def test_sitzung_detail_says_its_state(client, jetzt, status, zustand):
    sitzung = SitzungFactory(
        datum=MONTAG, beginn=dt.time(17), ende=dt.time(19), status=status, grund="Flut"
    )

    with time_machine.travel(jetzt, tick=False):
        seite = soup(client.get(sitzung.get_absolute_url()))

    assert seite.select_one("main .stand, main .hinweis").get_text().strip() == zustand
    assert bool(seite.select("[data-laeuft]")) == ("Läuft" in zustand)


def test_sitzung_detail_says_when_there_is_an_einladung(client):
    sitzung = SitzungFactory(datum=MONTAG)
    punkt = TagesordnungspunktFactory(sitzung=sitzung, oeffentlich=False)
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt, art="einladung")

    with time_machine.travel(leipzig(8), tick=False):
        vorher = soup(client.get(sitzung.get_absolute_url()))
        UnterlageFactory(sitzung=sitzung, art="einladung")
        nachher = soup(client.get(sitzung.get_absolute_url()))

    assert vorher.select_one(".stand").get_text() == "Stand: Angekündigt"
    assert nachher.select_one(".stand").get_text() == "Stand: Einladung liegt vor"


@pytest.mark.parametrize(
    ("teilnahme", "sagt"),
    [
        ("offen", "Teilnahme öffentlich, ohne Anmeldung"),
        ("geschlossen", "Teilnahme nicht öffentlich"),
        ("", ""),
    ],
)
def test_sitzung_detail_says_who_may_come(client, teilnahme, sagt):
    sitzung = SitzungFactory(teilnahme=teilnahme)

    seite = text(client.get(sitzung.get_absolute_url()))

    assert sagt in seite
    assert ("Teilnahme" in seite) == bool(sagt)


@pytest.mark.parametrize(
    ("jetzt", "angaben", "weg"),
    [
        (leipzig(8), {"ist_anlaufstelle": True}, "Weg Haltestelle Allee-Center. Über die Brücke."),
        (leipzig(8), {"weg": "Eingang im Hof."}, "Weg Eingang im Hof."),
        (leipzig(8), {}, ""),
        (leipzig(8, tag=dt.date(2027, 1, 12)), {"ist_anlaufstelle": True}, ""),
        (leipzig(8, tag=dt.date(2027, 1, 12)), {"weg": "Eingang im Hof."}, ""),
    ],
)
def test_sitzung_detail_says_how_to_get_there_as_long_as_one_can(client, jetzt, angaben, weg):
    BueroFactory(weg="Haltestelle Allee-Center.\nÜber die Brücke.")
    sitzung = SitzungFactory(datum=MONTAG, ort=OrtFactory(**angaben))

    with time_machine.travel(jetzt, tick=False):
        seite = text(client.get(sitzung.get_absolute_url()))

    assert (weg in seite, " Weg " in seite) == (True, bool(weg))


def test_sitzung_detail_leads_to_the_public_sitzungen_before_and_after(client):
    dritte, am_selben_tag, zweite, erste = (
        SitzungFactory(datum=dt.date(2027, 1, tag), beginn=beginn)
        for tag, beginn in [(18, None), (11, dt.time(19)), (11, dt.time(17)), (4, None)]
    )
    SitzungFactory(datum=dt.date(2027, 1, 6), oeffentlich_ab=None)

    nachbarn = {}
    for sitzung in [erste, zweite, am_selben_tag, dritte]:
        seite = soup(client.get(sitzung.get_absolute_url()))
        nachbarn[sitzung] = [
            seite.select_one(f"main a[rel={rel}]")
            and seite.select_one(f"main a[rel={rel}]")["href"]
            for rel in ["prev", "next"]
        ]

    assert nachbarn == {
        erste: [None, zweite.get_absolute_url()],
        zweite: [erste.get_absolute_url(), am_selben_tag.get_absolute_url()],
        am_selben_tag: [zweite.get_absolute_url(), dritte.get_absolute_url()],
        dritte: [am_selben_tag.get_absolute_url(), None],
    }


def test_address_of_a_punkt_follows_it_when_the_order_changes(client):
    sitzung = SitzungFactory()
    erster = TagesordnungspunktFactory(sitzung=sitzung, titel="Nahverkehr", reihenfolge=10)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Wohnen", reihenfolge=20)

    erster.reihenfolge = 30
    erster.save()
    seite = soup(client.get(sitzung.get_absolute_url()))

    link = seite.select_one(f".tagesordnung a[href='#punkt-{erster.pk}']")
    assert link.get_text() == "TOP 2"
    assert "Nahverkehr" in seite.find(id=f"punkt-{erster.pk}").get_text()


def test_a_sitzung_without_an_end_never_claims_to_be_going_on(client):
    sitzung = SitzungFactory(datum=MONTAG, beginn=dt.time(17), status="bestaetigt")

    with time_machine.travel(leipzig(18), tick=False):
        seite = soup(client.get(sitzung.get_absolute_url()))

    assert seite.select_one(".stand").get_text() == "Stand: Bestätigt"


def test_sitzung_detail_hides_a_draft(client):
    sitzung = SitzungFactory(oeffentlich_ab=None)

    assert client.get(sitzung.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "slug", ["2021-02-30", "0000-01-01", "99999-01-01", "2021-02-01-2", "2021-2-1", "morgen"]
)
def test_sitzung_detail_is_404_for_an_unknown_date(client, slug):
    SitzungFactory(datum=dt.date(2021, 2, 1))

    assert client.get(f"/termine/{slug}/").status_code == 404
