"""A list of the admin finds what it shows, with either database."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion import get_registered_models

from team.models import Person
from termine.models import Sitzung, Tagesordnungspunkt, Unterlage

from .crawler import soup
from .factories import (
    AbschnittFactory,
    AufgabeFactory,
    OrtFactory,
    PersonFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    VorlagenpunktFactory,
    ZielFactory,
    ZustaendigkeitFactory,
)

pytestmark = pytest.mark.django_db


def gefundene(client, modell, begriff):
    meta = modell._meta
    liste = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    seite = soup(client.get(liste, {"q": begriff}))
    return [zeile.get_text() for zeile in seite.select("#result_list tbody th")]


@pytest.mark.parametrize(
    "begriff",
    [
        "Übergabe",
        "übergabe",
        "U\u0308BERGABE",
        "Dezember",
        "14. dezember",
        "14.12.2026",
        "2026",
        "182",
        "182.",
        "182. Sitzung",
        "Nr. 182",
        "haushalt",
        "bestätigt",
        "seit",
        "öffentlich",
        "zu sehen seit",
        "stadtteilladen",
    ],
)
def test_sitzung_is_found_by_what_the_list_shows(admin_client, begriff):
    sitzung = SitzungFactory(
        titel="Übergabe",
        datum=dt.date(2026, 12, 14),
        nummer=182,
        status="bestaetigt",
        ort=OrtFactory(name="Stadtteilladen"),
    )
    TagesordnungspunktFactory(sitzung=sitzung, titel="Haushalt")
    SitzungFactory(titel="Andere", datum=dt.date(2027, 3, 1), oeffentlich_ab=None)

    assert gefundene(admin_client, Sitzung, begriff) == ["Übergabe"]


@pytest.mark.parametrize(
    ("begriff", "titel"),
    [
        ("2026", []),
        ("August", []),
        ("Entwurf", ["Gamma"]),
        ("öffentlich", ["Alpha"]),
        ("82. Sitzung", []),
    ],
)
def test_sitzung_is_not_found_by_the_day_of_its_publication_or_by_half_a_number(
    admin_client, begriff, titel
):
    seit = dt.datetime(2026, 8, 1, 12, tzinfo=dt.UTC)
    bis = dt.datetime(2099, 8, 1, 12, tzinfo=dt.UTC)
    SitzungFactory(titel="Alpha", datum=dt.date(2027, 3, 1), oeffentlich_ab=seit, nummer=182)
    SitzungFactory(titel="Beta", datum=dt.date(2027, 3, 1), oeffentlich_ab=bis)
    SitzungFactory(titel="Gamma", datum=dt.date(2027, 3, 1), oeffentlich_ab=None)

    assert gefundene(admin_client, Sitzung, begriff) == titel


@pytest.mark.parametrize("begriff", ["MÜLLER", "müller", "Jörg müller", "Diplom"])
def test_person_is_found_in_small_and_capital_letters(admin_client, begriff):
    PersonFactory(vorname="Jörg", nachname="Müller", abschluss="Diplomsoziologe")
    PersonFactory(vorname="Jana", nachname="Fischer", abschluss="")

    assert gefundene(admin_client, Person, begriff) == ["Jörg Müller"]


def test_unterlage_is_found_by_its_kind(admin_client):
    einladung = UnterlageFactory(art="einladung")
    UnterlageFactory(art="protokoll")

    assert gefundene(admin_client, Unterlage, "Einladung") == [str(einladung)]


@pytest.mark.parametrize("begriff", ["November", "2. November 2026", "2.11.2026", "02.11.2026"])
def test_unterlage_is_found_by_its_title_and_the_day_of_its_sitzung(admin_client, begriff):
    unterlage = UnterlageFactory(sitzung__datum=dt.date(2026, 11, 2))
    UnterlageFactory(sitzung__datum=dt.date(2026, 12, 12))

    assert gefundene(admin_client, Unterlage, begriff) == [str(unterlage)]


def test_what_has_a_sign_is_found_by_the_name_of_its_column(admin_client):
    TagesordnungspunktFactory(titel="Offen", oeffentlich=True)
    TagesordnungspunktFactory(titel="Geheim", oeffentlich=False)

    assert gefundene(admin_client, Tagesordnungspunkt, "öffentlich") == ["Offen"]


def test_suggestions_find_the_same(admin_client):
    sitzung = SitzungFactory(titel="Übergabe")
    adresse = reverse("admin:autocomplete")
    felder = {"app_label": "termine", "model_name": "sitzung", "field_name": "nachfolger"}

    antwort = admin_client.get(adresse, felder | {"term": "übergabe"}).json()

    assert [zeile["id"] for zeile in antwort["results"]] == [str(sitzung.pk)]


def sitzung_mit_allem():
    sitzung = SitzungFactory(ort=OrtFactory())
    punkt = TagesordnungspunktFactory(sitzung=sitzung)
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt)
    UnterlageFactory(sitzung=sitzung)


def alles_andere():
    AbschnittFactory()
    AufgabeFactory()
    ZielFactory()
    VorlagenpunktFactory()
    ZustaendigkeitFactory()


@pytest.mark.parametrize("modell", sorted(get_registered_models(), key=lambda m: m.__name__))
def test_search_needs_the_same_queries_for_any_number_of_records(admin_client, modell):
    meta = modell._meta
    liste = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    anzahlen = set()

    for _ in range(3):
        for _ in range(3):
            sitzung_mit_allem()
            alles_andere()
        # The first time fills what Django remembers of the models.
        admin_client.get(liste, {"q": "gibt es nicht"})
        with CaptureQueriesContext(connection) as abfragen:
            admin_client.get(liste, {"q": "gibt es nicht"})
        anzahlen.add(len(abfragen))

    assert len(anzahlen) == 1


@time_machine.travel(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC), tick=False)
def test_coming_sitzungen_come_first_the_next_one_on_top(admin_client):
    for nummer, tag in enumerate(["10-05", "11-02", "11-30", "12-07", "12-14"], start=1):
        SitzungFactory(datum=dt.date.fromisoformat(f"2026-{tag}"), nummer=nummer)

    seite = soup(admin_client.get(reverse("admin:termine_sitzung_changelist")))

    nummern = [zelle.get_text() for zelle in seite.select("#result_list .field-nr")]
    assert nummern == ["3", "4", "5", "2", "1"]
    assert seite.select_one(".column-nr").get_text().strip() == "Nr."
