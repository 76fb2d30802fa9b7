import datetime as dt

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.urls import reverse

from handlungsfelder.models import Jahresplanung
from redaktion.abgleich import AbgleichForm
from redaktion.admin import InhaltAdmin
from redaktion.admin.inhalt import MAX_ZEILEN
from seiten.models import PFLICHTSEITEN
from termine.models import Abbild, Aenderung, Jahrgang, Sitzung, Tagesordnungspunkt

from .crawler import soup, text
from .factories import (
    AbschnittFactory,
    AufgabeFactory,
    BueroFactory,
    HandlungsfeldFactory,
    JahresplanungFactory,
    OrtFactory,
    PersonFactory,
    SchwerpunktFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ThemaFactory,
    UmleitungFactory,
    UnterlageFactory,
    VorlageFactory,
    VorlagenpunktFactory,
    ZielFactory,
    ZustaendigkeitFactory,
    pdf,
)
from .verwaltung import adresse, formular

pytestmark = pytest.mark.django_db

FRUEHER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)

FACTORIES = [
    AbschnittFactory,
    AufgabeFactory,
    BueroFactory,
    HandlungsfeldFactory,
    JahresplanungFactory,
    OrtFactory,
    PersonFactory,
    SchwerpunktFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ThemaFactory,
    UmleitungFactory,
    UnterlageFactory,
    VorlageFactory,
    VorlagenpunktFactory,
    ZielFactory,
    ZustaendigkeitFactory,
]


@pytest.mark.parametrize("factory", FACTORIES)
@pytest.mark.parametrize("seite", ["changelist", "add", "change", "history", "delete"])
def test_every_model_has_its_pages_in_the_admin(admin_client, factory, seite):
    objekt = factory()
    # There is one Büro, a Punkt comes and goes at its Sitzung, and so comes an Unterlage.
    verboten = {
        (BueroFactory, "add"),
        (BueroFactory, "delete"),
        (TagesordnungspunktFactory, "add"),
        (TagesordnungspunktFactory, "delete"),
        (UnterlageFactory, "add"),
    }

    response = admin_client.get(adresse(objekt, seite))

    assert response.status_code == (403 if (factory, seite) in verboten else 200)


@pytest.mark.parametrize("factory", FACTORIES)
def test_no_form_deletes_what_it_only_chooses(admin_client, factory):
    seite = soup(admin_client.get(adresse(factory(), "change")))

    assert seite.select(".delete-related") == []


# What the program notes by itself, for staff to change by changing what it is about.
VERMERKE = {Abbild, Aenderung, Jahrgang}


def test_every_model_is_registered():
    eigene = {
        modell
        for app in ["team", "handlungsfelder", "termine", "seiten", "redaktion"]
        for modell in apps.get_app_config(app).get_models()
    } - VERMERKE

    assert {factory._meta.model for factory in FACTORIES} == eigene
    assert eigene <= set(admin.site._registry)


@pytest.mark.parametrize("factory", FACTORIES)
def test_search_in_the_admin_finds_without_error(admin_client, factory):
    objekt = factory()

    response = admin_client.get(adresse(objekt, "changelist"), {"q": "Gesucht"})

    assert response.status_code == 200


def test_every_form_of_content_can_be_shown_instead_of_saved():
    """What InhaltAdmin relies on to refuse the second of two saves."""
    formulare = {
        type(verwaltung): verwaltung.form
        for verwaltung in admin.site._registry.values()
        if isinstance(verwaltung, InhaltAdmin)
    }

    assert [name for name, form in formulare.items() if not issubclass(form, AbgleichForm)] == []


@pytest.mark.parametrize(
    "suche",
    [
        "datum__year=9999",
        "datum__year=9999&datum__month=12&datum__day=31",
        "datum__year__gt=99999",
        "geaendert_am__gt=9999-12-31T23:59:59-12:00",
    ],
)
def test_list_of_a_day_that_no_calendar_has_is_a_list(admin_client, suche):
    liste = reverse("admin:termine_sitzung_changelist")

    # PostgreSQL knows days that Python does not, and finds none of them.
    response = admin_client.get(f"{liste}?{suche}", follow=True)

    assert response.status_code == 200
    assert soup(response).select_one("#changelist")


@pytest.mark.parametrize("factory", [PersonFactory, SitzungFactory, UnterlageFactory])
def test_search_for_very_many_words_finds_without_error(admin_client, factory):
    objekt = factory()

    response = admin_client.get(adresse(objekt, "changelist"), {"q": "a " * 1500})

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
        leer
        | punkte
        | {"titel": "Januar", "datum": "11.01.2027", "_veroeffentlichen": "Veröffentlichen"},
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
        ({"datum": "11.01.2207", "beginn": "17:00"}, "zwischen 2000 und 2099"),
        ({"datum": "01.01.0001", "beginn": "00:10"}, "zwischen 2000 und 2099"),
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


@pytest.mark.parametrize(
    ("angaben", "zeilen", "satz"),
    [
        ({"TOTAL_FORMS": 2000}, MAX_ZEILEN, "Hier gehen höchstens 200 Zeilen."),
        (
            {"TOTAL_FORMS": 10**30, "INITIAL_FORMS": 10**30},
            MAX_ZEILEN,
            "Hier gehen höchstens 200 Zeilen.",
        ),
        ({"TOTAL_FORMS": "viele"}, 0, "Von diesen Zeilen kam nur ein Teil an."),
    ],
)
def test_more_rows_than_anybody_writes_are_refused_and_not_built(
    admin_client, angaben, zeilen, satz
):
    sitzung = SitzungFactory()
    felder = formular(admin_client.get(adresse(sitzung, "change")))

    response = admin_client.post(
        adresse(sitzung, "change"),
        felder | {f"tagesordnungspunkte-{name}": wert for name, wert in angaben.items()},
    )

    assert response.status_code == 200
    assert satz in text(response)
    assert len(response.context["inline_admin_formsets"][0].formset.forms) == zeilen


def test_as_many_rows_as_allowed_are_saved(admin_client, monkeypatch):
    monkeypatch.setattr("redaktion.admin.inhalt.MAX_ZEILEN", 2)
    sitzung = TagesordnungspunktFactory.create_batch(2, sitzung=SitzungFactory())[0].sitzung
    felder = formular(admin_client.get(adresse(sitzung, "change")))

    response = admin_client.post(adresse(sitzung, "change"), felder | {"titel": "Voll"})

    assert response.status_code == 302
    assert Sitzung.objects.get().titel == "Voll"


@pytest.mark.parametrize("seite", ["change", "changelist"])
def test_jahresplanung_is_offered_for_the_next_year(admin_client, seite):
    JahresplanungFactory(jahr=2025)
    planung = JahresplanungFactory(jahr=2026)

    links = soup(admin_client.get(adresse(planung, seite))).select(".object-tools a")

    assert adresse(planung, "uebernehmen") in [link["href"] for link in links]


def test_staff_take_a_jahresplanung_over_into_the_next_year(admin_client):
    feld = HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2026)
    planung = feld.jahresplanung
    felder = formular(admin_client.get(adresse(planung, "uebernehmen")))

    response = admin_client.post(adresse(planung, "uebernehmen"), felder, follow=True)

    neue = Jahresplanung.objects.get(jahr=2027)
    assert response.redirect_chain == [(adresse(neue, "change"), 302)]
    assert "Die Jahresplanung 2027 ist als Entwurf angelegt." in text(response)
    assert neue.handlungsfelder.get().fuehrt_fort == feld
    verlauf = text(admin_client.get(adresse(neue, "history")))
    assert "Übernommen aus: Jahresplanung 2026." in verlauf


@pytest.mark.parametrize(
    ("jahr", "meldung"),
    [
        ("2027", "Für dieses Jahr gibt es schon eine Jahresplanung."),
        ("2020", "Übernommen wird in ein späteres Jahr als 2026."),
        ("2100", "Das Jahr muss zwischen 2000 und 2099 liegen."),
        ("9" * 30, "Dieser Wert muss kleiner oder gleich"),
        ("", "Dieses Feld ist zwingend erforderlich."),
    ],
)
def test_jahresplanung_is_not_taken_over_into_a_year_that_cannot_be(admin_client, jahr, meldung):
    JahresplanungFactory(jahr=2027)
    planung = JahresplanungFactory(jahr=2026)

    response = admin_client.post(adresse(planung, "uebernehmen"), {"jahr": jahr})

    assert response.status_code == 200
    assert meldung in text(response)
    assert Jahresplanung.objects.count() == 2


@pytest.mark.parametrize("rechte", [[], ["view"], ["add"], ["view", "change", "delete"]])
def test_jahresplanung_is_taken_over_only_by_who_may_see_and_add_one(
    client, django_user_model, rechte
):
    konto = django_user_model.objects.create_user("buero", is_staff=True)
    konto.user_permissions.set(
        Permission.objects.filter(codename__in=[f"{recht}_jahresplanung" for recht in rechte])
    )
    client.force_login(konto)
    planung = JahresplanungFactory(jahr=2026)

    response = client.post(adresse(planung, "uebernehmen"), {"jahr": "2027"})

    assert response.status_code == 403
    assert Jahresplanung.objects.count() == 1
    if "view" in rechte:
        assert "übernehmen" not in text(client.get(adresse(planung, "change")))


def test_pasted_list_becomes_rows_at_the_end(admin_client):
    feld = HandlungsfeldFactory()
    ZielFactory(handlungsfeld=feld, text="Schon da")
    felder = formular(admin_client.get(adresse(feld, "change"))) | {
        "ziele-TOTAL_FORMS": 2,
        "ziele-1-text": "Getippt",
        "ziele-1-reihenfolge": 1000,
        "ziele-liste": "•\tEins\r\n•\tZwei\r\n",
        "aufgaben-liste": "1. Tun",
    }

    admin_client.post(adresse(feld, "change"), felder)

    assert list(feld.ziele.values_list("text", "reihenfolge")) == [
        ("Schon da", 10),
        ("Getippt", 20),
        ("Eins", 30),
        ("Zwei", 40),
    ]
    assert [aufgabe.text for aufgabe in feld.aufgaben.all()] == ["Tun"]
    assert "„Zwei“" in text(admin_client.get(adresse(feld, "history")))


def test_pasted_list_comes_along_with_a_new_handlungsfeld(admin_client):
    schwerpunkt = SchwerpunktFactory()
    seite = reverse("admin:handlungsfelder_handlungsfeld_add")
    leer = formular(admin_client.get(seite))

    admin_client.post(
        seite, leer | {"schwerpunkt": schwerpunkt.pk, "titel": "Grün", "ziele-liste": "Eins\nZwei"}
    )

    feld = schwerpunkt.handlungsfelder.get()
    assert [ziel.text for ziel in feld.ziele.all()] == ["Eins", "Zwei"]


def test_pasted_list_with_a_line_too_long_is_refused_and_kept(admin_client):
    feld = HandlungsfeldFactory()
    felder = formular(admin_client.get(adresse(feld, "change")))
    liste = "Kurz\n" + "x" * 501

    response = admin_client.post(adresse(feld, "change"), felder | {"ziele-liste": liste})

    assert "Die Ziele aus mehreren Zeilen sind noch nicht übernommen." in text(response)
    assert "Zeile 2 („xxxxx" in text(response)
    assert formular(response)["ziele-liste"] == liste
    assert not feld.ziele.exists()


def test_pasted_list_is_not_taken_from_who_may_not_add(client, django_user_model):
    konto = django_user_model.objects.create_user("buero", is_staff=True)
    konto.user_permissions.set(
        Permission.objects.filter(codename__in=["change_handlungsfeld", "change_ziel"])
    )
    client.force_login(konto)
    feld = HandlungsfeldFactory()
    felder = formular(client.get(adresse(feld, "change")))

    response = client.post(adresse(feld, "change"), felder | {"ziele-liste": "Eins"})

    assert "ziele-liste" not in felder
    assert response.status_code == 302
    assert not feld.ziele.exists()


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

    assert "kann nicht gelöscht werden, weil noch etwas davon abhängt." in seite
    assert type(objekt).objects.filter(pk=objekt.pk).exists()


def test_upload_in_the_admin_is_named_but_not_linked(admin_client):
    unterlage = UnterlageFactory(datei=ContentFile(pdf(), name="Protokoll Januar.pdf"))

    seite = soup(admin_client.get(adresse(unterlage, "change")))

    assert "Derzeit: Protokoll Januar.pdf" in seite.select_one(".file-upload").get_text()
    assert seite.select(".file-upload a") == []


@pytest.mark.parametrize("slug", PFLICHTSEITEN)
def test_seite_that_the_law_wants_cannot_be_deleted_or_moved(admin_client, slug):
    seite = SeiteFactory(slug=slug)

    formularfelder = formular(admin_client.get(adresse(seite, "change")))

    assert admin_client.get(adresse(seite, "delete")).status_code == 403
    assert {"slug", "oeffentlich_ab_0"} & formularfelder.keys() == set()


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


def test_internal_note_is_no_change_of_the_page(admin_client):
    with time_machine.travel(FRUEHER, tick=False):
        sitzung = SitzungFactory()

    felder = formular(admin_client.get(adresse(sitzung, "change")))
    admin_client.post(adresse(sitzung, "change"), felder | {"interne_notiz": "Schlüssel holen"})

    sitzung.refresh_from_db()
    assert (sitzung.interne_notiz, sitzung.geaendert_am) == ("Schlüssel holen", FRUEHER)


@pytest.mark.parametrize(
    ("factory", "ganzes"),
    [
        (AbschnittFactory, "seite"),
        (AufgabeFactory, "handlungsfeld"),
        (SchwerpunktFactory, "jahresplanung"),
        (UnterlageFactory, "sitzung"),
        (ZielFactory, "handlungsfeld"),
        (ZustaendigkeitFactory, "person"),
    ],
)
def test_deleting_parts_in_a_list_is_a_change_of_their_whole(admin_client, factory, ganzes):
    with time_machine.travel(FRUEHER, tick=False):
        teil = factory()

    admin_client.post(
        adresse(teil, "changelist"),
        {"action": "delete_selected", "_selected_action": [teil.pk], "post": "yes"},
    )

    assert not type(teil).objects.exists()
    geaendert = getattr(teil, ganzes)
    geaendert.refresh_from_db()
    assert geaendert.geaendert_am > FRUEHER


@pytest.mark.parametrize(
    ("factory", "felder"),
    [
        (AbschnittFactory, {"seite"}),
        (AufgabeFactory, {"handlungsfeld"}),
        (JahresplanungFactory, {"jahr"}),
        (SchwerpunktFactory, {"jahresplanung"}),
        (TagesordnungspunktFactory, {"sitzung", "reihenfolge", "unterpunkt"}),
        (UnterlageFactory, {"sitzung", "tagesordnungspunkt"}),
        (ZielFactory, {"handlungsfeld"}),
        (ZustaendigkeitFactory, {"person"}),
    ],
)
def test_what_a_record_belongs_to_is_fixed_once_it_is_there(admin_client, factory, felder):
    objekt = factory()

    assert not felder & formular(admin_client.get(adresse(objekt, "change"))).keys()


def test_sitzung_takes_its_punkte_along_when_it_is_deleted(admin_client):
    punkt = TagesordnungspunktFactory()

    admin_client.post(adresse(punkt.sitzung, "delete"), {"post": "yes"})

    assert not Sitzung.objects.exists()


def test_unterlage_is_uploaded_at_its_sitzung(admin_client, client):
    sitzung = SitzungFactory(datum=dt.date(2027, 1, 11))
    felder = formular(admin_client.get(adresse(sitzung, "change")))

    admin_client.post(
        adresse(sitzung, "change"),
        felder
        | {
            "unterlagen-TOTAL_FORMS": 1,
            "unterlagen-0-art": "protokoll",
            "unterlagen-0-bezeichnung": "Größe",
            "unterlagen-0-reihenfolge": 1000,
            "unterlagen-0-datei": ContentFile(pdf(seiten=2), name="beliebig.pdf"),
        },
    )

    assert "Protokoll vom 11. Januar 2027: Größe (PDF, 2 Seiten" in text(
        client.get(sitzung.get_absolute_url())
    )
    datei = client.get(sitzung.unterlagen.get().get_absolute_url())
    datei.close()
    assert 'filename="2027-01-11-protokoll-groesse.pdf"' in datei["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "inhalt", "meldung"),
    [
        ("protokoll.pdf", b"Hallo", "lässt sich nicht als PDF lesen"),
        ("protokoll.pdf", pdf(seiten=0), "lässt sich nicht als PDF lesen"),
        ("protokoll.docx", b"PK", "Bitte laden Sie die Unterlage als PDF-Datei hoch."),
    ],
)
def test_upload_that_is_no_pdf_is_refused_with_one_sentence(admin_client, name, inhalt, meldung):
    sitzung = SitzungFactory()
    felder = formular(admin_client.get(adresse(sitzung, "change")))

    response = admin_client.post(
        adresse(sitzung, "change"),
        felder
        | {
            "unterlagen-TOTAL_FORMS": 1,
            "unterlagen-0-art": "protokoll",
            "unterlagen-0-reihenfolge": 1000,
            "unterlagen-0-datei": ContentFile(inhalt, name=name),
        },
    )

    fehler = soup(response).select("#unterlagen-group .errorlist li")
    assert len(fehler) == 1
    assert meldung in fehler[0].get_text()
    assert not sitzung.unterlagen.exists()


def test_unterpunkt_below_a_hidden_punkt_stays_hidden_when_that_goes(admin_client, client):
    sitzung = SitzungFactory()
    TagesordnungspunktFactory(sitzung=sitzung, titel="Offen")
    geheim = TagesordnungspunktFactory(sitzung=sitzung, oeffentlich=False)
    TagesordnungspunktFactory(sitzung=sitzung, unterpunkt=True, titel="Marke")
    felder = formular(admin_client.get(adresse(sitzung, "change")))
    admin_client.post(adresse(sitzung, "change"), felder)

    geheim.delete()

    assert "Marke" not in client.get(sitzung.get_absolute_url()).content.decode()


def test_rows_are_numbered_in_tens_after_saving(admin_client):
    person = PersonFactory()
    erste, zweite = ZustaendigkeitFactory.create_batch(2, person=person)
    felder = formular(admin_client.get(adresse(person, "change")))

    admin_client.post(adresse(person, "change"), felder | {"zustaendigkeiten-1-reihenfolge": 5})

    assert list(person.zustaendigkeiten.values_list("pk", "reihenfolge")) == [
        (zweite.pk, 10),
        (erste.pk, 20),
    ]


def test_thema_that_a_person_has_already_is_refused_with_a_sentence(admin_client):
    vorhandene = ZustaendigkeitFactory()
    felder = formular(admin_client.get(adresse(vorhandene.person, "change")))
    # As if another window had added it meanwhile.
    neue = ZustaendigkeitFactory(person=vorhandene.person)

    response = admin_client.post(
        adresse(vorhandene.person, "change"),
        felder
        | {
            "zustaendigkeiten-TOTAL_FORMS": 2,
            "zustaendigkeiten-1-person": vorhandene.person.pk,
            "zustaendigkeiten-1-thema": neue.thema.pk,
            "zustaendigkeiten-1-reihenfolge": 1000,
        },
    )

    assert "Dieses Thema steht bei dieser Person schon." in text(response)


@pytest.mark.parametrize(
    ("factory", "felder"),
    [
        (HandlungsfeldFactory, {"schwerpunkt__jahresplanung__oeffentlich_ab": None}),
        (JahresplanungFactory, {"oeffentlich_ab": None}),
        (PersonFactory, {"im_team_bis": dt.date(2020, 1, 1)}),
        (SeiteFactory, {"oeffentlich_ab": None}),
        (SitzungFactory, {"oeffentlich_ab": None}),
        (UnterlageFactory, {"sitzung__oeffentlich_ab": None}),
    ],
)
def test_admin_links_the_page_only_of_what_visitors_may_see(admin_client, factory, felder):
    oeffentlich, verborgen = factory(), factory(**felder)

    links = [
        [link["href"] for link in soup(response).select("a.viewsitelink")]
        for response in (
            admin_client.get(adresse(objekt, "change")) for objekt in [oeffentlich, verborgen]
        )
    ]
    assert links == [[oeffentlich.get_absolute_url()], []]


def test_history_of_a_record_is_written_in_german(admin_client):
    sitzung = SitzungFactory(datum=dt.date(2027, 3, 8))
    UnterlageFactory(sitzung=sitzung)
    felder = formular(admin_client.get(adresse(sitzung, "change")))

    admin_client.post(adresse(sitzung, "change"), felder | {"unterlagen-0-bezeichnung": "Neu"})

    verlauf = text(admin_client.get(adresse(sitzung, "history")))
    assert "Protokoll vom 08.03.2027: Neu" in verlauf
    assert "March" not in verlauf


def test_admin_sets_no_cookies_but_the_two_named_in_the_datenschutz(client, django_user_model):
    django_user_model.objects.create_superuser("verwaltung", password="ein-langes-kennwort")
    seite = SeiteFactory()

    client.post("/admin/login/", {"username": "verwaltung", "password": "ein-langes-kennwort"})
    client.post(
        adresse(seite, "change"),
        formular(client.get(adresse(seite, "change"))) | {"titel": "Anders"},
    )

    assert set(client.cookies) == {"sessionid", "csrftoken"}


def test_session_ends_after_twelve_hours_whatever_is_done_in_it(client, admin_user):
    anmeldung = dt.datetime(2021, 2, 1, 8, tzinfo=dt.UTC)
    with time_machine.travel(anmeldung, tick=False):
        client.force_login(admin_user)
        thema = ThemaFactory()

    with time_machine.travel(anmeldung + dt.timedelta(hours=11, minutes=59), tick=False):
        felder = formular(client.get(adresse(thema, "change"))) | {"name": "Neu"}
        gespeichert = client.post(adresse(thema, "change"), felder, follow=True)
    with time_machine.travel(anmeldung + dt.timedelta(hours=12), tick=False):
        danach = client.get("/admin/")

    assert "erfolgreich geändert" in text(gespeichert)
    assert danach.get("Location") == "/admin/login/?next=/admin/"


@pytest.mark.parametrize(
    ("teil", "ganzes", "stattdessen"),
    [
        (ZustaendigkeitFactory, "person", "Tragen Sie bei ihr „im Team bis“ ein"),
        (UnterlageFactory, "sitzung", "Wählen Sie Absagen oder Verlegen : Wer den Termin kennt"),
        (ZustaendigkeitFactory, "thema", "Es wurde nichts gelöscht."),
    ],
)
def test_what_something_depends_on_is_not_deleted_but_told_what_to_do(
    admin_client, teil, ganzes, stattdessen
):
    objekt = getattr(teil(), ganzes)

    seite = text(admin_client.get(adresse(objekt, "delete")))

    assert stattdessen in seite
    assert f"„{objekt}“ kann nicht gelöscht werden" in seite
