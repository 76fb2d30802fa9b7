import datetime as dt

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse

from seiten.models import PFLICHTSEITEN
from termine.models import Sitzung, Tagesordnungspunkt

from .crawler import soup, text
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
    ThemaFactory,
    UnterlageFactory,
    ZielFactory,
    ZustaendigkeitFactory,
)

pytestmark = pytest.mark.django_db

FRUEHER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)

FACTORIES = [
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
    ThemaFactory,
    UnterlageFactory,
    ZielFactory,
    ZustaendigkeitFactory,
]


def adresse(objekt, seite):
    meta = objekt._meta
    args = [] if seite in {"add", "changelist"} else [objekt.pk]
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{seite}", args=args)


def formular(response):
    """Return the fields of the main form as a browser would send them back unchanged."""
    felder = {}
    for feld in soup(response).select("#content-main form :is(input, select, textarea)[name]"):
        if "__prefix__" in feld["name"] or feld.get("type") in {"submit", "file"}:
            continue
        if feld.name == "select":
            felder[feld["name"]] = [
                option.get("value") for option in feld.select("option[selected]")
            ]
        elif feld.name == "textarea":
            felder[feld["name"]] = feld.get_text().removeprefix("\n")
        elif feld.get("type") != "checkbox":
            felder[feld["name"]] = feld.get("value", "")
        elif feld.has_attr("checked"):
            felder[feld["name"]] = "on"
    return felder


@pytest.mark.parametrize("factory", FACTORIES)
@pytest.mark.parametrize("seite", ["changelist", "add", "change", "history", "delete"])
def test_every_model_has_its_pages_in_the_admin(admin_client, factory, seite):
    objekt = factory()
    # There is one Büro, and a Punkt is added at its Sitzung.
    verboten = {
        (BueroFactory, "add"),
        (BueroFactory, "delete"),
        (TagesordnungspunktFactory, "add"),
    }

    response = admin_client.get(adresse(objekt, seite))

    assert response.status_code == (403 if (factory, seite) in verboten else 200)


def test_every_model_is_registered():
    eigene = {
        modell
        for modell in admin.site._registry
        if modell._meta.app_label in {"team", "handlungsfelder", "termine", "seiten"}
    }

    assert eigene == {factory._meta.model for factory in FACTORIES}


@pytest.mark.parametrize("factory", FACTORIES)
def test_search_in_the_admin_finds_without_error(admin_client, factory):
    objekt = factory()

    response = admin_client.get(adresse(objekt, "changelist"), {"q": "Gesucht"})

    assert response.status_code == 200


def test_admin_asks_for_login(client):
    response = client.get("/admin/")

    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/")


def test_staff_put_up_a_sitzung_with_its_agenda(admin_client, client):
    leer = formular(admin_client.get(reverse("admin:termine_sitzung_add")))
    punkte = {"tagesordnungspunkte-TOTAL_FORMS": 2}
    for nummer, (titel, unterpunkt) in enumerate([("Begrüßung", ""), ("Vorstellung", "on")]):
        punkte |= {
            f"tagesordnungspunkte-{nummer}-titel": titel,
            f"tagesordnungspunkte-{nummer}-reihenfolge": nummer,
            f"tagesordnungspunkte-{nummer}-oeffentlich": "on",
        }
        if unterpunkt:
            punkte[f"tagesordnungspunkte-{nummer}-unterpunkt"] = unterpunkt

    response = admin_client.post(
        reverse("admin:termine_sitzung_add"),
        leer | punkte | {"titel": "Januar", "datum": "11.01.2027", "veroeffentlicht": "on"},
    )

    assert response.status_code == 302
    seite = text(client.get("/termine/2027-01-11/"))
    assert "TOP 1 Begrüßung 1.1 Vorstellung" in seite


def test_agenda_that_begins_with_an_unterpunkt_is_refused(admin_client):
    punkt = TagesordnungspunktFactory()
    felder = formular(admin_client.get(adresse(punkt.sitzung, "change")))

    response = admin_client.post(
        adresse(punkt.sitzung, "change"), felder | {"tagesordnungspunkte-0-unterpunkt": "on"}
    )

    assert response.status_code == 200
    assert "Der erste Punkt der Tagesordnung kann kein Unterpunkt sein." in text(response)
    assert not Tagesordnungspunkt.objects.get().unterpunkt


def test_agenda_may_lose_its_first_punkt_but_not_begin_with_an_unterpunkt(admin_client):
    sitzung = SitzungFactory()
    TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=10)
    TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=20, unterpunkt=True)
    felder = formular(admin_client.get(adresse(sitzung, "change")))

    response = admin_client.post(
        adresse(sitzung, "change"), felder | {"tagesordnungspunkte-0-DELETE": "on"}
    )

    assert "Der erste Punkt der Tagesordnung kann kein Unterpunkt sein." in text(response)
    assert Tagesordnungspunkt.objects.count() == 2


@pytest.mark.parametrize(
    ("felder", "meldung"),
    [
        ({"ende": "16:00", "beginn": "17:00"}, "Das Ende muss nach dem Beginn liegen."),
        ({"ende": "16:00"}, "Ein Ende braucht auch einen Beginn."),
        ({"status": "abgesagt"}, "Bitte nennen Sie den Grund"),
        ({"datum": "28.03.2027", "beginn": "02:30"}, "weil die Uhren vorgestellt werden"),
        ({"datum": "30.02.2027"}, "Bitte ein gültiges Datum eingeben."),
    ],
)
def test_bad_input_is_answered_with_a_sentence(admin_client, felder, meldung):
    leer = formular(admin_client.get(reverse("admin:termine_sitzung_add")))

    response = admin_client.post(
        reverse("admin:termine_sitzung_add"),
        leer | {"titel": "Januar", "datum": "11.01.2027"} | felder,
    )

    assert response.status_code == 200
    assert meldung in text(response)
    assert not Sitzung.objects.exists()


def test_handlungsfeld_with_a_taken_address_is_refused(admin_client):
    vorhandenes = HandlungsfeldFactory(slug="bildung")
    leer = formular(admin_client.get(reverse("admin:handlungsfelder_handlungsfeld_add")))

    response = admin_client.post(
        reverse("admin:handlungsfelder_handlungsfeld_add"),
        leer | {"schwerpunkt": vorhandenes.schwerpunkt.pk, "titel": "Bildung", "slug": "bildung"},
    )

    assert "hat schon ein Handlungsfeld diese Adresse" in text(response)


@pytest.mark.parametrize(
    "objekt",
    [
        lambda: ZustaendigkeitFactory().person,
        lambda: ZustaendigkeitFactory().thema,
        lambda: UnterlageFactory().sitzung,
    ],
    ids=["person", "thema", "sitzung"],
)
def test_deleting_what_something_relies_on_is_refused_with_a_sentence(admin_client, objekt):
    objekt = objekt()

    seite = text(admin_client.get(adresse(objekt, "delete")))
    admin_client.post(adresse(objekt, "delete"), {"post": "yes"})

    assert "geschützten" in seite
    assert type(objekt).objects.filter(pk=objekt.pk).exists()


def test_upload_in_the_admin_is_named_but_not_linked(admin_client):
    unterlage = UnterlageFactory()

    seite = soup(admin_client.get(adresse(unterlage, "change")))

    assert unterlage.datei.name in seite.select_one(".file-upload").get_text()
    assert seite.select(".file-upload a") == []


@pytest.mark.parametrize("slug", PFLICHTSEITEN)
def test_seite_that_the_law_wants_cannot_be_deleted_or_moved(admin_client, slug):
    seite = SeiteFactory(slug=slug)

    formularfelder = formular(admin_client.get(adresse(seite, "change")))

    assert admin_client.get(adresse(seite, "delete")).status_code == 403
    assert {"slug", "veroeffentlicht"} & formularfelder.keys() == set()


@pytest.mark.parametrize(
    "factory", [BueroFactory, HandlungsfeldFactory, PersonFactory, SeiteFactory, SitzungFactory]
)
def test_saving_a_form_as_it_was_is_no_change(admin_client, factory):
    with time_machine.travel(FRUEHER, tick=False):
        objekt = factory()

    felder = formular(admin_client.get(adresse(objekt, "change")))
    response = admin_client.post(adresse(objekt, "change"), felder)

    assert response.status_code == 302
    objekt.refresh_from_db()
    assert objekt.geaendert_am == FRUEHER


def test_deleting_parts_in_a_list_is_a_change_of_their_whole(admin_client):
    with time_machine.travel(FRUEHER, tick=False):
        ziel = ZielFactory()

    admin_client.post(
        adresse(ziel, "changelist"),
        {"action": "delete_selected", "_selected_action": [ziel.pk], "post": "yes"},
    )

    ziel.handlungsfeld.refresh_from_db()
    assert ziel.handlungsfeld.geaendert_am > FRUEHER
