"""What only one of two editors changed is taken; what both changed is shown side by side."""

import random

import pytest
from django.contrib import admin
from django.urls import reverse

from redaktion.abgleich import AbgleichForm, AbgleichFormSet
from team.models import Person

from .crawler import soup, text
from .factories import (
    AbschnittFactory,
    AufgabeFactory,
    BueroFactory,
    HandlungsfeldFactory,
    OrtFactory,
    PersonFactory,
    SchwerpunktFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    VorlagenpunktFactory,
    ZustaendigkeitFactory,
)
from .verwaltung import adresse, formular, meldungen, oeffnen, sichern

pytestmark = pytest.mark.django_db


def zeilen(response):
    return [
        zeile.get_text(" ", strip=True) for zeile in soup(response).select(".vergleich tbody tr")
    ]


# One field of each kind, and two values of it as they are posted.
FELDER = {
    "text": (lambda: SitzungFactory(), "titel", ("Von Anna", "Von hier")),
    "long text": (lambda: BueroFactory(), "weg", ("Mit Tram\n1", "Mit Tram\n2")),
    "rich text": (lambda: AbschnittFactory(), "text", ("<p>Von Anna</p>", "<p>Von hier</p>")),
    "number": (lambda: SitzungFactory(), "nummer", ("7", "8")),
    "date": (lambda: SitzungFactory(), "datum", ("08.03.2027", "08.02.2027")),
    "time": (lambda: SitzungFactory(), "beginn", ("17:00", "18:00")),
    "choice": (lambda: SitzungFactory(), "status", ("bestaetigt", "abgesagt")),
    "record": (
        lambda: SitzungFactory(),
        "ort",
        (lambda: str(OrtFactory(name="A").pk), lambda: str(OrtFactory(name="B").pk)),
    ),
}


@pytest.mark.parametrize("art", FELDER)
def test_field_that_only_another_changed_stays_changed(admin_client, annas_client, art):
    factory, feld, (annas, _) = FELDER[art]
    objekt = factory()
    meine = oeffnen(admin_client, objekt)
    sichern(annas_client, objekt, oeffnen(annas_client, objekt) | {feld: wert(annas)})
    nach_anna = type(objekt).objects.values(feld).get(pk=objekt.pk)

    response = sichern(admin_client, objekt, meine)

    assert response.status_code == 302
    assert type(objekt).objects.values(feld).get(pk=objekt.pk) == nach_anna


@pytest.mark.parametrize("art", FELDER)
def test_field_that_both_changed_is_shown_and_saved_as_decided(admin_client, annas_client, art):
    factory, feld, (annas, meiner) = FELDER[art]
    objekt = factory()
    meine = oeffnen(admin_client, objekt) | {feld: wert(meiner), "grund": "Flut"}
    sichern(annas_client, objekt, oeffnen(annas_client, objekt) | {feld: wert(annas), "grund": ""})
    nach_anna = type(objekt).objects.values(feld).get(pk=objekt.pk)

    gezeigt = sichern(admin_client, objekt, meine)
    noch_annas = type(objekt).objects.values(feld).get(pk=objekt.pk)
    entschieden = sichern(admin_client, objekt, formular(gezeigt))

    assert gezeigt.status_code == 200
    assert len(zeilen(gezeigt)) == 1
    assert noch_annas == nach_anna
    assert entschieden.status_code == 302
    assert type(objekt).objects.values(feld).get(pk=objekt.pk) != nach_anna


@pytest.mark.parametrize("art", FELDER)
def test_same_change_of_both_is_no_conflict(admin_client, annas_client, art):
    factory, feld, (annas, _) = FELDER[art]
    objekt = factory()
    gemeinsam = {feld: wert(annas), "grund": "Flut"}
    meine = oeffnen(admin_client, objekt) | gemeinsam
    sichern(annas_client, objekt, oeffnen(annas_client, objekt) | gemeinsam)

    assert sichern(admin_client, objekt, meine).status_code == 302


def wert(angabe):
    return angabe() if callable(angabe) else angabe


def test_moments_are_merged(admin_client, annas_client):
    seite = SeiteFactory(oeffentlich_ab=None)
    meine = oeffnen(admin_client, seite) | {"titel": "Von hier"}
    zeitpunkt = {"oeffentlich_ab_0": "01.02.2021", "oeffentlich_ab_1": "12:00:00"}
    sichern(annas_client, seite, oeffnen(annas_client, seite) | zeitpunkt)
    nach_anna = type(seite).objects.get().oeffentlich_ab

    sichern(admin_client, seite, meine)

    seite.refresh_from_db()
    assert (seite.titel, seite.oeffentlich_ab) == ("Von hier", nach_anna)


def test_chosen_records_are_merged(admin_client, annas_client):
    punkt = TagesordnungspunktFactory()
    eines, anderes = HandlungsfeldFactory.create_batch(2)
    punkt.handlungsfelder.set([eines])
    meine = oeffnen(admin_client, punkt) | {"titel": "Von hier"}
    annas = {"handlungsfelder": [str(eines.pk), str(anderes.pk)]}
    sichern(annas_client, punkt, oeffnen(annas_client, punkt) | annas)

    sichern(admin_client, punkt, meine)

    punkt.refresh_from_db()
    assert punkt.titel == "Von hier"
    assert set(punkt.handlungsfelder.all()) == {eines, anderes}


def test_what_another_changed_is_said_after_saving(admin_client, annas_client):
    sitzung = SitzungFactory()
    meine = oeffnen(admin_client, sitzung) | {"titel": "Von hier"}
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | {"nummer": "7"})

    response = admin_client.post(adresse(sitzung, "change"), meine, follow=True)

    assert (
        "Anna Muster hat diesen Eintrag auch gespeichert, während Sie daran gearbeitet haben. Was "
        "nur dort geändert wurde, bleibt so: Nummer." in meldungen(response)
    )


ALLEIN = {
    "person": lambda: ZustaendigkeitFactory(person__telefon="0341 123456").person,
    "sitzung": lambda: TagesordnungspunktFactory().sitzung,
    "punkt": TagesordnungspunktFactory,
    "handlungsfeld": lambda: AufgabeFactory().handlungsfeld,
    "jahresplanung": lambda: SchwerpunktFactory().jahresplanung,
    "seite": lambda: AbschnittFactory().seite,
    "vorlage": lambda: VorlagenpunktFactory().vorlage,
    "buero": BueroFactory,
    "ort": OrtFactory,
}


@pytest.mark.parametrize("eintrag", ALLEIN)
def test_who_saves_alone_reads_nothing_of_others(admin_client, eintrag):
    objekt = ALLEIN[eintrag]()

    response = admin_client.post(
        adresse(objekt, "change"), oeffnen(admin_client, objekt), follow=True
    )

    assert [satz for satz in meldungen(response) if "auch gespeichert" in satz] == []
    assert len(response.redirect_chain) == 1


def test_second_window_of_ones_own_is_named_as_such(admin_client):
    sitzung = SitzungFactory()
    meine = oeffnen(admin_client, sitzung) | {"titel": "Aus diesem"}
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"titel": "Aus dem anderen"})

    response = sichern(admin_client, sitzung, meine)

    assert "Sie selbst haben in einem anderen Fenster diesen Eintrag gespeichert" in text(response)


@pytest.mark.parametrize(
    ("annas", "meine", "titel"),
    [
        ({"0-DELETE": "on"}, {"1-titel": "Neu"}, ["Neu"]),
        ({"0-DELETE": "on"}, {"0-DELETE": "on"}, ["Zwei"]),
        ({"0-titel": "Neu"}, {"1-DELETE": "on"}, ["Neu"]),
        ({"0-titel": "Neu"}, {"1-titel": "Auch"}, ["Neu", "Auch"]),
        ({"0-DELETE": "on", "1-DELETE": "on"}, {}, []),
    ],
)
def test_rows_are_merged(admin_client, annas_client, annas, meine, titel):
    sitzung = SitzungFactory()
    for name in ["Eins", "Zwei"]:
        TagesordnungspunktFactory(sitzung=sitzung, titel=name)
    offen = oeffnen(admin_client, sitzung)
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | punkte(annas))

    response = sichern(admin_client, sitzung, offen | punkte(meine))

    assert response.status_code == 302
    assert list(sitzung.tagesordnungspunkte.values_list("titel", flat=True)) == titel


@pytest.mark.parametrize(
    ("annas", "meine", "zeile", "titel"),
    [
        (
            {"0-DELETE": "on"},
            {"0-titel": "Getippt"},
            "Tagesordnungspunkt: Zeile gelöscht als neue Zeile, nicht öffentlich: Titel: Getippt",
            ["Zwei", "Getippt"],
        ),
        (
            {"0-titel": "Neu"},
            {"0-DELETE": "on"},
            "Neu: Zeile geändert: Titel gelöscht",
            ["Zwei"],
        ),
        (
            {"0-titel": "Neu"},
            {"0-titel": "Getippt"},
            "Getippt: Titel Neu Getippt",
            ["Getippt", "Zwei"],
        ),
    ],
)
def test_rows_in_conflict_are_shown_and_saved_as_decided(
    admin_client, annas_client, annas, meine, zeile, titel
):
    sitzung = SitzungFactory()
    for name in ["Eins", "Zwei"]:
        TagesordnungspunktFactory(sitzung=sitzung, titel=name)
    offen = oeffnen(admin_client, sitzung)
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | punkte(annas))

    gezeigt = sichern(admin_client, sitzung, offen | punkte(meine))
    sichern(admin_client, sitzung, formular(gezeigt))

    assert zeilen(gezeigt) == [zeile]
    assert list(sitzung.tagesordnungspunkte.values_list("titel", flat=True)) == titel


NEUER_UNTERPUNKT = {
    "TOTAL_FORMS": "3",
    "2-titel": "Kündigung",
    "2-reihenfolge": "30",
    "2-unterpunkt": "on",
    "2-oeffentlich": "on",
}


@pytest.mark.parametrize(
    ("annas", "meine"),
    [
        (
            {
                "TOTAL_FORMS": "3",
                "2-titel": "Verschiedenes",
                "2-reihenfolge": "30",
                "2-oeffentlich": "on",
            },
            NEUER_UNTERPUNKT,
        ),
        ({"1-DELETE": "on"}, NEUER_UNTERPUNKT),
        ({"1-oeffentlich": "on"}, NEUER_UNTERPUNKT),
        (
            {
                "TOTAL_FORMS": "3",
                "2-titel": "Voran",
                "2-reihenfolge": "5",
                "2-oeffentlich": "on",
            },
            NEUER_UNTERPUNKT | {"2-reihenfolge": "25"},
        ),
    ],
    ids=["row put between", "row above deleted", "row above published", "rows numbered anew"],
)
def test_merging_shows_visitors_nothing_that_neither_editor_has_shown(
    admin_client, annas_client, annas, meine
):
    sitzung = SitzungFactory()
    TagesordnungspunktFactory(sitzung=sitzung, titel="Begrüßung", reihenfolge=10)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Personal", reihenfolge=20, oeffentlich=False)
    offen = oeffnen(admin_client, sitzung)
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | punkte(annas))

    response = admin_client.post(adresse(sitzung, "change"), offen | punkte(meine), follow=True)

    assert any("„Kündigung“ ist nicht öffentlich" in satz for satz in meldungen(response))
    assert not sitzung.tagesordnungspunkte.get(titel="Kündigung").sichtbar


def test_punkt_below_a_hidden_one_that_is_deleted_stays_hidden(admin_client):
    sitzung = SitzungFactory()
    TagesordnungspunktFactory(sitzung=sitzung, titel="Begrüßung", reihenfolge=10)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Personal", reihenfolge=20, oeffentlich=False)
    felder = oeffnen(admin_client, sitzung) | punkte(NEUER_UNTERPUNKT | {"1-DELETE": "on"})

    sichern(admin_client, sitzung, felder)

    assert not sitzung.tagesordnungspunkte.get(titel="Kündigung").sichtbar


def test_what_one_editor_alone_shows_is_shown(admin_client):
    sitzung = SitzungFactory()
    TagesordnungspunktFactory(sitzung=sitzung, titel="Begrüßung", reihenfolge=10)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Personal", reihenfolge=20, oeffentlich=False)
    felder = oeffnen(admin_client, sitzung) | punkte(NEUER_UNTERPUNKT | {"1-oeffentlich": "on"})

    sichern(admin_client, sitzung, felder)

    sichtbare = sitzung.tagesordnungspunkte.filter(sichtbar=True)
    assert [punkt.titel for punkt in sichtbare] == ["Begrüßung", "Personal", "Kündigung"]


def test_row_that_was_hidden_and_deleted_does_not_come_back_public(admin_client, annas_client):
    punkt = TagesordnungspunktFactory()
    offen = oeffnen(admin_client, punkt.sitzung)
    ohne_haken = oeffnen(annas_client, punkt.sitzung)
    del ohne_haken["tagesordnungspunkte-0-oeffentlich"]
    sichern(annas_client, punkt.sitzung, ohne_haken)
    geloescht = oeffnen(annas_client, punkt.sitzung) | punkte({"0-DELETE": "on"})
    sichern(annas_client, punkt.sitzung, geloescht)

    gezeigt = sichern(admin_client, punkt.sitzung, offen | punkte({"0-vortragende": "Frau A"}))
    sichern(admin_client, punkt.sitzung, formular(gezeigt))

    assert not punkt.sitzung.tagesordnungspunkte.get(vortragende="Frau A").oeffentlich


@pytest.mark.parametrize("untidy", ["Gru\u0308nau", "Grün\u200bau", "Grün\u00adau", "Grünau "])
def test_text_that_is_stored_untidily_can_be_changed_and_its_row_deleted(admin_client, untidy):
    sitzung = SitzungFactory()
    eins, _ = TagesordnungspunktFactory.create_batch(2, sitzung=sitzung)
    type(eins).objects.update(titel=untidy)
    meine = punkte({"0-titel": "Von hier", "1-DELETE": "on"})

    response = sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | meine)

    assert response.status_code == 302
    assert [punkt.titel for punkt in sitzung.tagesordnungspunkte.all()] == ["Von hier"]


def punkte(felder):
    return {f"tagesordnungspunkte-{name}": wert for name, wert in felder.items()}


def test_list_that_is_edited_overwrites_no_number_of_others(admin_client, annas_client):
    for nummer in [10, 20]:
        PersonFactory(reihenfolge=nummer)
    liste = reverse("admin:team_person_changelist")
    meine, annas = (formular(client.get(liste)) for client in [admin_client, annas_client])
    annas_client.post(liste, annas | {"form-0-reihenfolge": "30", "_save": "Sichern"})

    admin_client.post(liste, meine | {"form-1-reihenfolge": "5", "_save": "Sichern"})

    assert sorted(Person.objects.values_list("reihenfolge", flat=True)) == [5, 30]


def test_list_shows_the_number_that_somebody_else_has_saved(admin_client, annas_client):
    person = PersonFactory(reihenfolge=10)
    liste = reverse("admin:team_person_changelist")
    meine, annas = (formular(client.get(liste)) for client in [admin_client, annas_client])
    annas_client.post(liste, annas | {"form-0-reihenfolge": "30", "_save": "Sichern"})

    gezeigt = admin_client.post(liste, meine | {"form-0-reihenfolge": "5", "_save": "Sichern"})
    admin_client.post(liste, formular(gezeigt) | {"_save": "Sichern"})

    assert "Reihenfolge jetzt gespeichert: 30" in text(gezeigt)
    person.refresh_from_db()
    assert person.reihenfolge == 5


def test_all_forms_of_content_compare():
    formulare = [
        inline
        for verwaltung in admin.site._registry.values()
        for inline in verwaltung.inlines
        if not issubclass(inline.form, AbgleichForm)
        or not issubclass(inline.formset, AbgleichFormSet)
    ]

    assert formulare == []


@pytest.mark.parametrize(
    ("factory", "fk"),
    [
        (AbschnittFactory, "seite"),
        (AufgabeFactory, "handlungsfeld"),
        (SchwerpunktFactory, "jahresplanung"),
        (ZustaendigkeitFactory, "person"),
    ],
)
def test_rows_that_are_shown_again_offer_no_choice_of_their_ganzes(admin_client, factory, fk):
    ganzes = getattr(factory(), fk)
    felder = oeffnen(admin_client, ganzes)
    texte = {name for name in felder if name in {"titel", "nachname", "untertitel"}}

    response = sichern(admin_client, ganzes, felder | dict.fromkeys(texte, "x" * 1000))

    assert response.status_code == 200
    assert soup(response).select(f"select[name$=-{fk}]") == []


@pytest.mark.lang
def test_nothing_that_only_one_changed_is_lost_in_1000_interleavings(admin_client, annas_client):
    zufall = random.Random(2027)  # noqa: S311 - to be the same in each run
    seite = AbschnittFactory().seite
    AbschnittFactory(seite=seite)
    namen = ["titel", "abschnitte-0-ueberschrift", "abschnitte-1-ueberschrift"]
    offen, antworten = {}, []

    def gespeichertes():
        seite.refresh_from_db()
        ueberschriften = seite.abschnitte.values_list("ueberschrift", flat=True)
        return dict(zip(namen, [seite.titel, *ueberschriften], strict=True))

    for schritt in range(1000):
        client = zufall.choice([admin_client, annas_client])
        if client not in offen:
            offen[client] = oeffnen(client, seite)
            continue
        felder, vorher = offen.pop(client), gespeichertes()
        getippt = dict.fromkeys(zufall.sample(namen, zufall.randint(0, 2)), f"Text {schritt}")
        beide = [name for name in getippt if vorher[name] != felder[name]]
        antworten.append(sichern(client, seite, felder | getippt).status_code)
        assert antworten[-1] == (200 if beide else 302)
        assert gespeichertes() == (vorher if beide else vorher | getippt)

    assert antworten.count(200) > 50
