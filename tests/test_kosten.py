"""What the public pages ask the database: a few short statements, however much there is."""

import datetime as dt
import io
import re
from threading import Thread

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from handlungsfelder.models import Handlungsfeld
from termine.models import Jahrgang, Sitzung, Tagesordnungspunkt, aenderungen_festhalten

from .crawler import text
from .datenbanken import IST_POSTGRESQL
from .factories import (
    AbschnittFactory,
    AufgabeFactory,
    BueroFactory,
    HandlungsfeldFactory,
    JahresplanungFactory,
    PersonFactory,
    SchwerpunktFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    ZielFactory,
    ZustaendigkeitFactory,
)
from .voraussetzungen import nur_postgresql

pytestmark = pytest.mark.django_db

JETZT = dt.datetime(2027, 1, 11, 12, tzinfo=dt.UTC)
SEITEN = {
    "/": 9,
    "/termine/": 10,
    "/termine/archiv/": 9,
    "/termine/archiv/2021/?handlungsfeld=feld&zustand=verlegt": 9,
    "/termine/2027-01-18/": 11,
    "/termine/2027-01-18/aushang/": 4,
    "/termine/2027-01-18.ics": 3,
    "/termine/kalender.ics": 5,
    "/termine/aenderungen.atom": 2,
    "/handlungsfelder/": 4,
    "/handlungsfelder/2027/feld/": 7,
    "/team/": 4,
    "/team/erika/": 4,
    "/team/themen/": 4,
    "/kontakt/": 2,
    "/seite/": 4,
    "/sitemap.xml": 1,
    "/sitemap-seiten.xml": 6,
    "/sitemap-2027.xml": 2,
}


def fuellen(anzahl):
    """Put so many of each thing on each page."""
    BueroFactory()
    seite = SeiteFactory(slug="seite")
    SeiteFactory.create_batch(anzahl, im_fuss=True)
    AbschnittFactory.create_batch(anzahl, seite=seite)
    erika = PersonFactory(slug="erika")
    for zustaendigkeit in ZustaendigkeitFactory.create_batch(anzahl, person=erika):
        ZustaendigkeitFactory(thema=zustaendigkeit.thema)
    planung = JahresplanungFactory(jahr=2027)
    schwerpunkt = SchwerpunktFactory(jahresplanung=planung)
    feld = HandlungsfeldFactory(schwerpunkt=schwerpunkt, slug="feld")
    HandlungsfeldFactory.create_batch(anzahl, schwerpunkt=schwerpunkt)
    AufgabeFactory.create_batch(anzahl, handlungsfeld=feld)
    ZielFactory.create_batch(anzahl, handlungsfeld=feld)
    feld.themen.set(erika.zustaendigkeiten.values_list("thema", flat=True))
    neue = SitzungFactory(datum=dt.date(2027, 1, 25))
    tag = {"status": "verlegt", "grund": "Saal", "nachfolger": neue}
    sitzung = SitzungFactory(datum=dt.date(2027, 1, 18), **tag)
    SitzungFactory.create_batch(anzahl, datum=dt.date(2027, 2, 1), **tag)
    SitzungFactory.create_batch(anzahl, datum=dt.date(2021, 2, 1), **tag | {"nachfolger": sitzung})
    alte = SitzungFactory.create_batch(
        anzahl, datum=dt.date(2021, 3, 1), **tag | {"nachfolger": sitzung}
    )
    punkte = TagesordnungspunktFactory.create_batch(anzahl, sitzung=sitzung)
    punkte += [TagesordnungspunktFactory(sitzung=alt) for alt in alte]
    for punkt in punkte:
        punkt.handlungsfelder.add(feld)
        UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt)
        UnterlageFactory(sitzung=punkt.sitzung)
    for eine in Sitzung.objects.all():
        aenderungen_festhalten(eine, JETZT - dt.timedelta(days=9))
    TagesordnungspunktFactory(sitzung=sitzung)
    aenderungen_festhalten(sitzung, JETZT)


def gefragtes(client, adresse):
    """Return the statements of a page as they are sent, without their values, and their values."""
    anfragen = []

    def merken(execute, sql, params, many, context):
        anfragen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(merken):
        assert client.get(adresse).status_code == 200
    return anfragen


@time_machine.travel(JETZT, tick=False)
@pytest.mark.parametrize("anzahl", [1, 3, 30])
def test_pages_ask_few_short_statements_however_much_there_is(client, anzahl):
    fuellen(anzahl)

    gefragt = {adresse: gefragtes(client, adresse) for adresse in SEITEN}

    assert {adresse: len(anfragen) for adresse, anfragen in gefragt.items()} == SEITEN
    laengen = {adresse: sum(len(sql) for sql, _ in gefragt[adresse]) for adresse in SEITEN}
    assert {adresse: laenge for adresse, laenge in laengen.items() if laenge > 6000} == {}


@time_machine.travel(JETZT + dt.timedelta(days=99), tick=False)
def test_start_asks_no_more_when_no_sitzung_is_to_come(client):
    fuellen(3)

    gefragt = gefragtes(client, "/")

    assert len(gefragt) == 9
    assert sum(len(sql) for sql, _ in gefragt) <= 6000


def test_no_page_needs_more_than_14_statements():
    assert max(SEITEN.values()) <= 14


@time_machine.travel(JETZT, tick=False)
def test_no_page_looks_through_all_sitzungen_or_punkte(client):
    fuellen(3)

    ganz_gelesen = {
        adresse: zeilen
        for adresse in SEITEN
        for anfrage in gefragtes(client, adresse)
        if (zeilen := ganz_gelesene(*anfrage))
    }

    assert ganz_gelesen == {}


def ganz_gelesene(sql, params):
    """Return of which tables of termine the database would read all rows if there were many."""
    with transaction.atomic(), connection.cursor() as cursor:
        if IST_POSTGRESQL:
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'' if IST_POSTGRESQL else 'QUERY PLAN '}{sql}", params)
        plan = "\n".join(str(zeile[-1]) for zeile in cursor.fetchall())
    tabelle = "termine_(?:sitzung|tagesordnungspunkt)"
    namen = [tabelle, *re.findall(rf'"{tabelle}" ([TU][0-9]+)', sql)]
    return re.findall(rf"Seq Scan on {tabelle}\b|SCAN (?:{'|'.join(namen)})\b(?! USING)", plan)


# What is stored because asking each time would be dear


def test_stored_facts_are_as_they_would_be_worked_out_anew():
    fuellen(3)
    sitzung = Sitzung.objects.get(datum=dt.date(2027, 1, 18))
    erster, zweiter, *_ = sitzung.tagesordnungspunkte.all()
    erster.oeffentlich, zweiter.unterpunkt = False, True
    erster.save()
    zweiter.save()
    Handlungsfeld.objects.get(slug="feld").aufgaben.first().delete()
    sitzung.datum = dt.date(2029, 1, 15)
    sitzung.save()
    vorher = gespeichertes()

    Tagesordnungspunkt.objects.update(sichtbar=False)
    Sitzung.objects.update(themen="Anders")
    Handlungsfeld.objects.update(anzahl_aufgaben=9, anzahl_ziele=9)
    Jahrgang.objects.update(oeffentlich_ab=JETZT)
    call_command("nachrechnen", stdout=io.StringIO())

    assert gespeichertes() == vorher
    assert {False, True} == {punkt.sichtbar for punkt in sitzung.tagesordnungspunkte.all()}
    assert Handlungsfeld.objects.get(slug="feld").anzahl_aufgaben == 2
    assert Jahrgang.objects.oeffentlich().jahre() == [2029, 2027, 2021]


def gespeichertes():
    return [
        list(modell.objects.order_by("pk").values_list("pk", *felder))
        for modell, *felder in [
            (Tagesordnungspunkt, "sichtbar"),
            (Sitzung, "themen"),
            (Handlungsfeld, "anzahl_aufgaben", "anzahl_ziele"),
            (Jahrgang, "oeffentlich_ab"),
        ]
    ]


def test_database_refuses_a_hidden_punkt_that_is_seen():
    punkt = TagesordnungspunktFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Tagesordnungspunkt.objects.filter(pk=punkt.pk).update(oeffentlich=False)


def test_year_is_there_as_long_as_one_of_its_sitzungen():
    erste, zweite = SitzungFactory.create_batch(2, oeffentlich_ab=JETZT)
    SitzungFactory(datum=dt.date(2030, 1, 7), oeffentlich_ab=None)
    zweite.oeffentlich_ab = JETZT - dt.timedelta(days=1)
    zweite.save()

    davor = Jahrgang.objects.oeffentlich(JETZT - dt.timedelta(days=2)).jahre()
    dann = Jahrgang.objects.oeffentlich(JETZT - dt.timedelta(days=1)).jahre()
    erste.delete()
    zweite.datum = dt.date(2028, 1, 10)
    zweite.save()

    assert (davor, dann) == ([], [2027])
    assert Jahrgang.objects.oeffentlich(JETZT).jahre() == [2028]


@nur_postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_saves_beside_another_sees_what_that_one_has_hidden():
    sitzung = SitzungFactory()
    geheimes, anderes = (
        TagesordnungspunktFactory(sitzung=sitzung, titel=titel) for titel in ["Fall M.", "Wohnen"]
    )

    def speichern():
        anderes.save()
        connection.close()

    daneben = Thread(target=speichern)
    with transaction.atomic():
        geheimes.oeffentlich = False
        geheimes.save()
        daneben.start()
        while not jemand_wartet():
            assert daneben.is_alive()
    daneben.join()

    sitzung.refresh_from_db()
    assert sitzung.themen == "Wohnen"


def jemand_wartet():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()


def test_what_the_program_notes_by_itself_is_not_shown_when_a_sitzung_is_deleted(admin_client):
    sitzung = SitzungFactory()
    TagesordnungspunktFactory(sitzung=sitzung, titel="Wohnen")
    aenderungen_festhalten(sitzung, JETZT)

    seite = text(admin_client.get(f"/admin/termine/sitzung/{sitzung.pk}/delete/"))

    assert "Wohnen" in seite
    assert not {"Abbild", "Abbilder", "Änderung:", "Änderungen:"} & set(seite.split())
