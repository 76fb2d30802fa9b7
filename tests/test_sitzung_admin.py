"""Sitzungen in the admin: proposals, Tagesordnung, dates of a year, Absagen and Verlegen."""

import datetime as dt

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from termine.models import (
    Aenderung,
    Ort,
    Sitzung,
    Tagesordnungspunkt,
    Vorlage,
    aenderungen_festhalten,
)
from termine.zeit import LEIPZIG

from .crawler import soup, text
from .factories import (
    HandlungsfeldFactory,
    OrtFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    VorlageFactory,
    VorlagenpunktFactory,
)
from .verwaltung import adresse, fassungen_von, formular, meldungen, oeffnen, sichern, warnungen

pytestmark = pytest.mark.django_db

NEU = "/admin/termine/sitzung/add/"
JAHRESTERMINE = "/admin/termine/sitzung/jahrestermine/"


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=LEIPZIG), tick=False):
        yield


def schritt(name, sitzung):
    return reverse(f"admin:termine_sitzung_{name}", args=[sitzung.pk])


def titel(sitzung):
    return list(sitzung.tagesordnungspunkte.values_list("titel", "unterpunkt"))


# Neue Sitzung


def test_new_sitzung_proposes_what_is_usual(admin_client):
    SitzungFactory(
        datum=dt.date(2026, 9, 7),
        titel="Quartiersrat",
        ort=OrtFactory(name="Stadtteilladen"),
        nummer=7,
    )
    SitzungFactory(
        datum=dt.date(2026, 10, 5), titel="Quartiersrat", beginn=dt.time(17), ende=dt.time(19)
    )
    SitzungFactory(
        datum=dt.date(2026, 11, 2), titel="Quartiersrat", status="abgesagt", grund="Flut", nummer=8
    )

    felder = formular(admin_client.get(NEU))

    assert {
        name: felder[name] for name in ["titel", "nummer", "datum", "beginn", "ende", "ort"]
    } == {
        "titel": "Quartiersrat",
        "nummer": "8",
        "datum": "07.12.2026",
        "beginn": "17:00",
        "ende": "19:00",
        "ort": [str(Ort.objects.get().pk)],
    }
    assert felder["oeffentlich_ab_0"] == ""


@pytest.mark.usefixtures("inhalt")
def test_new_sitzung_after_the_first_content_invents_nothing(admin_client):
    felder = formular(admin_client.get(NEU))

    assert felder["titel"] == "Sitzung des Quartiersrats"
    assert felder["datum"] == "07.12.2026"
    assert [felder[name] for name in ["nummer", "beginn", "ende", "ort"]] == ["", "", "", [""]]


def test_new_sitzung_takes_a_tagesordnung_along_with_one_save(admin_client):
    fruehere = SitzungFactory(datum=dt.date(2026, 10, 5))
    TagesordnungspunktFactory(
        sitzung=fruehere,
        titel="Verkehr",
        art="information",
        minuten=45,
        vortragende="Herr Muster",
        ergebnis="Zugestimmt",
    )
    TagesordnungspunktFactory(sitzung=fruehere, titel="Bus", unterpunkt=True, oeffentlich=False)
    felder = formular(admin_client.get(NEU))

    admin_client.post(NEU, felder | {"tagesordnung_von": fruehere.pk})

    neue = Sitzung.objects.get(datum=dt.date(2026, 12, 7))
    assert neue.oeffentlich_ab is None
    assert list(
        neue.tagesordnungspunkte.values_list(
            *["titel", "unterpunkt", "art", "minuten", "oeffentlich"],
            *["vortragende", "ergebnis", "reihenfolge"],
        )
    ) == [
        ("Verkehr", False, "information", 45, True, "", "", 10),
        ("Bus", True, "", None, False, "", "", 20),
    ]
    assert fruehere.tagesordnungspunkte.count() == 2


def test_date_and_time_are_taken_as_people_write_them(admin_client):
    felder = formular(admin_client.get(NEU))

    admin_client.post(NEU, felder | {"datum": "7.12.2026", "beginn": "17.30 Uhr"})

    sitzung = Sitzung.objects.get()
    felder = formular(admin_client.get(adresse(sitzung, "change")))
    assert (felder["datum"], felder["beginn"]) == ("07.12.2026", "17:30")


# Hinweise


def test_unusual_sitzung_is_saved_and_pointed_out(admin_client):
    SitzungFactory(datum=dt.date(2026, 11, 18), titel="Andere")
    felder = formular(admin_client.get(NEU))

    response = admin_client.post(
        NEU,
        felder
        | {"datum": "18.11.2026", "beginn": "17", "ende": "18"}
        | {
            "tagesordnungspunkte-TOTAL_FORMS": 1,
            "tagesordnungspunkte-0-titel": "Verkehr",
            "tagesordnungspunkte-0-reihenfolge": 10,
            "tagesordnungspunkte-0-minuten": 90,
        },
        follow=True,
    )

    assert Sitzung.objects.count() == 2
    assert warnungen(response) == [
        "Der 18. November 2026 ist ein Mittwoch.",
        "Der 18. November 2026 ist ein Feiertag: Buß- und Bettag.",
        "Die Sitzung liegt in der Vergangenheit.",
        "An diesem Tag gibt es noch eine Sitzung: „Andere“.",
        "Die Tagesordnung dauert 90 Minuten, die Sitzung aber nur 60.",
    ]


def test_past_sitzung_may_be_saved_again_without_a_word(admin_client):
    sitzung = SitzungFactory(datum=dt.date(2021, 2, 1))
    felder = formular(admin_client.get(adresse(sitzung, "change")))

    response = admin_client.post(adresse(sitzung, "change"), felder, follow=True)

    assert response.redirect_chain
    assert warnungen(response) == []


def test_what_is_chosen_anew_or_twice_is_pointed_out(admin_client):
    SitzungFactory(datum=dt.date(2027, 2, 1), nummer=190)
    sitzung = SitzungFactory(datum=dt.date(2026, 12, 7))
    url = adresse(sitzung, "change")
    felder = formular(admin_client.get(url))

    response = admin_client.post(
        url, felder | {"datum": "Mo, 2.11.26", "beginn": "5", "nummer": "190"}, follow=True
    )

    assert warnungen(response) == [
        "Die Sitzung beginnt um 05:00 Uhr. Bitte prüfen Sie, ob das stimmt.",
        "Die Nummer 190 haben auch diese Sitzungen: 1. Februar 2027.",
        "Die Sitzung liegt in der Vergangenheit.",
    ]


# Tagesordnung


def test_table_shows_number_and_time_as_they_will_appear(admin_client):
    sitzung = SitzungFactory(beginn=dt.time(17))
    TagesordnungspunktFactory(sitzung=sitzung, minuten=45)
    TagesordnungspunktFactory(sitzung=sitzung, unterpunkt=True)

    zeilen = soup(admin_client.get(adresse(sitzung, "change"))).select(".has_original")

    assert [
        zeile.select_one(".field-so_erscheint_es").get_text(strip=True) for zeile in zeilen
    ] == [
        "TOP 1 · 17:00 Uhr",
        "TOP 1.1 · 17:45 Uhr",
    ]


def test_table_names_its_fields_and_offers_new_punkte_as_public(admin_client):
    seite = soup(admin_client.get(NEU))

    zeile = seite.select_one("#tagesordnungspunkte-empty")
    assert zeile.select_one("[name$=-titel]")["aria-label"] == "Titel"
    assert zeile.select_one("[name$=-oeffentlich]").has_attr("checked")


def test_page_of_a_sitzung_has_nothing_inline_that_runs(admin_client):
    seite = soup(admin_client.get(adresse(TagesordnungspunktFactory().sitzung, "change")))

    inline = {skript.get("type") for skript in seite.select("script:not([src])")}
    assert inline <= {"application/json"}
    assert seite.select("style, [style]") == []


def test_row_that_only_the_script_has_numbered_is_no_punkt(admin_client):
    felder = formular(admin_client.get(NEU))

    response = admin_client.post(
        NEU,
        felder
        | {
            "tagesordnungspunkte-TOTAL_FORMS": 1,
            "tagesordnungspunkte-0-titel": "",
            "tagesordnungspunkte-0-reihenfolge": 10,
            "tagesordnungspunkte-0-oeffentlich": "on",
        },
    )

    assert response.status_code == 302
    assert not Tagesordnungspunkt.objects.exists()


def test_number_of_queries_is_constant_in_the_punkte(admin_client, django_assert_num_queries):
    wenige, viele = SitzungFactory.create_batch(2)
    TagesordnungspunktFactory(sitzung=wenige)
    TagesordnungspunktFactory.create_batch(5, sitzung=viele)
    admin_client.get(adresse(wenige, "change"))

    for sitzung in [wenige, viele]:
        with django_assert_num_queries(11):
            admin_client.get(adresse(sitzung, "change"))


def test_vorlage_is_put_behind_what_is_there(admin_client):
    vorlage = Vorlage.objects.get()
    sitzung = TagesordnungspunktFactory(titel="Vorhanden", reihenfolge=1000).sitzung
    felder = formular(admin_client.get(schritt("tagesordnung", sitzung)))

    response = admin_client.post(
        schritt("tagesordnung", sitzung), felder | {"quelle": f"vorlage-{vorlage.pk}"}, follow=True
    )

    assert "Tagesordnungspunkte übernommen: 4." in meldungen(response)[0]
    assert titel(sitzung) == [
        ("Vorhanden", False),
        ("Begrüßung", False),
        ("Protokoll der letzten Sitzung", False),
        ("Sonstiges", False),
        ("Aktuelles aus den Einrichtungen", True),
    ]
    assert LogEntry.objects.get().change_message == "Tagesordnungspunkte übernommen: 4."


def test_vorlage_is_copied_as_staff_have_made_it(admin_client):
    punkt = VorlagenpunktFactory(
        vorlage__name="Vergabe", titel="Anträge", art="empfehlung", reihenfolge=10
    )
    VorlagenpunktFactory(
        vorlage=punkt.vorlage, titel="Personal", minuten=5, oeffentlich=False, reihenfolge=20
    )
    VorlagenpunktFactory(vorlage=punkt.vorlage, titel="Name", unterpunkt=True, reihenfolge=30)
    seite = adresse(punkt.vorlage, "change")
    felder = formular(admin_client.get(seite)) | {"punkte-0-titel": "Anträge an den Fonds"}

    admin_client.post(seite, felder)

    sitzung = SitzungFactory()
    neue = formular(admin_client.get(schritt("tagesordnung", sitzung)))
    quelle = {"quelle": f"vorlage-{punkt.vorlage.pk}"}
    admin_client.post(schritt("tagesordnung", sitzung), neue | quelle)
    kopien = sitzung.tagesordnungspunkte.values_list("titel", "art", "minuten", "oeffentlich")
    assert list(kopien) == [
        ("Anträge an den Fonds", "empfehlung", None, True),
        ("Personal", "", 5, False),
        ("Name", "", None, False),
    ]


def test_vorlage_without_punkte_is_not_offered(admin_client):
    Vorlage.objects.all().delete()
    VorlageFactory(name="Leere")
    sitzung = SitzungFactory()

    seite = text(admin_client.get(schritt("tagesordnung", sitzung)))
    response = admin_client.post(schritt("tagesordnung", sitzung), {"vorhandene": 0})

    assert "Leere" not in seite
    assert response.status_code == 200
    assert "Dieses Feld ist zwingend erforderlich." in text(response)


def test_vorlage_cannot_begin_with_an_unterpunkt(admin_client):
    punkt = VorlagenpunktFactory()
    seite = adresse(punkt.vorlage, "change")
    felder = formular(admin_client.get(seite)) | {"punkte-0-unterpunkt": "on"}

    response = admin_client.post(seite, felder)

    assert "kann kein Unterpunkt sein" in text(response)
    punkt.refresh_from_db()
    assert not punkt.unterpunkt


def test_tagesordnung_is_offered_from_the_last_sitzung_that_has_one(admin_client):
    mit_punkten = TagesordnungspunktFactory(sitzung__datum=dt.date(2026, 9, 7)).sitzung
    SitzungFactory(datum=dt.date(2026, 10, 5))
    neue = SitzungFactory(datum=dt.date(2026, 12, 7))

    felder = formular(admin_client.get(schritt("tagesordnung", neue)))

    assert felder["quelle"] == [str(mit_punkten.pk)]


def test_second_click_copies_nothing_twice(admin_client):
    sitzung = SitzungFactory()
    felder = formular(admin_client.get(schritt("tagesordnung", sitzung)))

    for _ in range(2):
        response = admin_client.post(schritt("tagesordnung", sitzung), felder, follow=True)

    assert meldungen(response) == [f"{sitzung}: Tagesordnungspunkte übernommen: 4."]
    assert len(titel(sitzung)) == 4


def test_second_window_copies_nothing_twice(admin_client):
    sitzung = SitzungFactory()
    eines, anderes = (
        formular(admin_client.get(schritt("tagesordnung", sitzung))) for _ in range(2)
    )

    admin_client.post(schritt("tagesordnung", sitzung), eines)
    response = admin_client.post(schritt("tagesordnung", sitzung), anderes)

    assert "Inzwischen hat sich die Tagesordnung dieser Sitzung geändert" in text(response)
    assert len(titel(sitzung)) == 4


def test_unterpunkt_that_only_its_punkt_hides_is_copied_as_hidden(admin_client):
    fruehere = SitzungFactory()
    TagesordnungspunktFactory(sitzung=fruehere, oeffentlich=False)
    TagesordnungspunktFactory(sitzung=fruehere, unterpunkt=True)
    neue = SitzungFactory()
    felder = formular(admin_client.get(schritt("tagesordnung", neue)))

    admin_client.post(schritt("tagesordnung", neue), felder | {"quelle": fruehere.pk})

    assert list(neue.tagesordnungspunkte.values_list("oeffentlich", flat=True)) == [False, False]


# Absagen und Verlegen


ABSAGE = "fieldset:has(#id_grund)"


@pytest.mark.parametrize(
    ("felder", "zugeklappt"),
    [({}, 1), ({"status": "abgesagt", "grund": "Flut"}, 0), ({"status": "bestaetigt"}, 1)],
)
def test_absage_is_folded_away_unless_it_is_one(admin_client, felder, zugeklappt):
    seite = soup(admin_client.get(adresse(SitzungFactory(**felder), "change")))

    assert len(seite.select(ABSAGE)) == 1
    assert len(seite.select(f"{ABSAGE} > details")) == zugeklappt


def test_new_sitzung_asks_for_no_absage(admin_client):
    assert soup(admin_client.get(NEU)).select(ABSAGE) == []


@pytest.mark.parametrize(
    ("felder", "meldung"),
    [
        ({"grund": "x" * 301}, "höchstens 300 Zeichen"),
        ({"status": "abgesagt"}, "Bitte nennen Sie den Grund"),
    ],
)
def test_what_is_wrong_with_an_absage_is_not_folded_away(admin_client, felder, meldung):
    sitzung = SitzungFactory()
    bisher = formular(admin_client.get(adresse(sitzung, "change")))

    seite = soup(admin_client.post(adresse(sitzung, "change"), bisher | felder))

    assert meldung in seite.select_one(".errorlist").get_text()
    assert len(seite.select(ABSAGE)) == 1
    assert seite.select(f"{ABSAGE} > details") == []


def test_absage_of_a_sitzung_deleted_meanwhile_is_shown_for_copying(admin_client):
    sitzung = SitzungFactory(status="abgesagt", grund="Flut")
    felder = formular(admin_client.get(adresse(sitzung, "change")))
    sitzung.delete()

    response = admin_client.post(adresse(sitzung, "change"), felder)

    assert response.status_code == 410
    assert "Flut" in text(response)


def test_sitzung_is_cancelled_with_a_reason(admin_client, client):
    sitzung = TagesordnungspunktFactory(sitzung__datum=dt.date(2026, 12, 7)).sitzung
    felder = formular(admin_client.get(schritt("absagen", sitzung)))

    admin_client.post(schritt("absagen", sitzung), felder | {"grund": "Hochwasser"})

    sitzung.refresh_from_db()
    assert (sitzung.status, sitzung.nachfolger) == ("abgesagt", None)
    assert "Grund: Hochwasser" in text(client.get(sitzung.get_absolute_url()))
    assert sitzung.tagesordnungspunkte.count() == 1
    assert LogEntry.objects.get().change_message == "Abgesagt: Hochwasser"


@pytest.mark.parametrize(
    ("name", "felder", "meldung"),
    [
        ("absagen", {"grund": ""}, "Dieses Feld ist zwingend erforderlich."),
        ("absagen", {"punkte": True}, "Bitte wählen Sie die Sitzung, in die die Punkte kommen"),
        ("verlegen", {"grund": ""}, "Dieses Feld ist zwingend erforderlich."),
        ("verlegen", {}, "Bitte tragen Sie hier das neue Datum ein"),
        ("verlegen", {"datum": "30.2.2027"}, "Bitte ein gültiges Datum eingeben."),
        ("verlegen", {"datum": "4.1.2127"}, "zwischen 2000 und 2099"),
        ("verlegen", {"datum": "4.1.2026"}, "Der 4. Januar 2026 ist schon vorbei"),
        ("verlegen", {"datum": "4.1.2027", "ende": "16"}, "Ein Ende braucht auch einen Beginn."),
        (
            "verlegen",
            {"datum": "28.3.2027", "beginn": "2.30"},
            "weil die Uhren vorgestellt werden",
        ),
    ],
)
def test_step_that_is_not_clear_changes_nothing(admin_client, name, felder, meldung):
    punkt = TagesordnungspunktFactory(sitzung__datum=dt.date(2026, 12, 7))
    if "punkte" in felder:
        felder = {"punkte": punkt.pk}
    leer = formular(admin_client.get(schritt(name, punkt.sitzung)))

    response = admin_client.post(
        schritt(name, punkt.sitzung), leer | {"grund": "Saal belegt"} | felder
    )

    assert response.status_code == 200
    assert meldung in text(response)
    assert Sitzung.objects.get().status == "geplant"


def test_past_sitzung_may_be_recorded_as_moved_to_a_past_day(admin_client):
    sitzung = SitzungFactory(datum=dt.date(2026, 11, 2))
    felder = formular(admin_client.get(schritt("verlegen", sitzung)))

    admin_client.post(
        schritt("verlegen", sitzung), felder | {"grund": "Sturm", "datum": "9.11.2026"}
    )

    sitzung.refresh_from_db()
    assert sitzung.nachfolger.datum == dt.date(2026, 11, 9)


def test_moved_sitzung_is_found_at_once_at_its_new_date(admin_client, client):
    alte = SitzungFactory(
        datum=dt.date(2026, 12, 7),
        nummer=190,
        beginn=dt.time(17),
        ort=OrtFactory(name="Stadtteilladen"),
    )
    UnterlageFactory(sitzung=alte)
    feld = HandlungsfeldFactory()
    erster = TagesordnungspunktFactory(sitzung=alte, titel="Erledigt", ergebnis="Ja")
    TagesordnungspunktFactory(sitzung=alte, titel="Daran", unterpunkt=True, vortragende="Frau M.")
    erster.handlungsfelder.add(feld)
    offen = TagesordnungspunktFactory(sitzung=alte, titel="Offen", beschreibung="Lang")
    offen.handlungsfelder.add(feld)
    felder = formular(admin_client.get(schritt("verlegen", alte)))

    admin_client.post(
        schritt("verlegen", alte),
        felder | {"grund": "Saal belegt", "datum": "14.12.2026", "punkte": punkte_von(alte)[1:]},
    )

    alte.refresh_from_db()
    neue = alte.nachfolger
    assert (neue.titel, neue.nummer, neue.beginn, neue.ort.name, neue.oeffentlich_ab) == (
        *(alte.titel, 190, dt.time(17), "Stadtteilladen", timezone.now()),
    )
    # What was below a Punkt that stays behind stands for itself.
    assert titel(neue) == [("Daran", False), ("Offen", False)]
    assert neue.tagesordnungspunkte.first().vortragende == "Frau M."
    assert list(neue.tagesordnungspunkte.last().handlungsfelder.all()) == [feld]
    assert len(titel(alte)) == 3
    assert not neue.unterlagen.exists()
    assert "Grund: Saal belegt Neuer Termin: Montag, 14. Dezember 2026" in text(
        client.get(alte.get_absolute_url())
    )
    seite = client.get(neue.get_absolute_url())
    assert "Ersetzt die Sitzung vom Montag, 7. Dezember 2026 ." in text(seite)
    assert soup(seite).select(f'a[href="{alte.get_absolute_url()}"]') != []
    assert LogEntry.objects.count() == 2


def punkte_von(sitzung):
    return list(sitzung.tagesordnungspunkte.values_list("pk", flat=True))


@pytest.mark.parametrize("name", ["absagen", "verlegen"])
def test_punkte_can_go_into_a_sitzung_that_is_there(admin_client, name):
    alte = SitzungFactory(datum=dt.date(2026, 12, 7))
    TagesordnungspunktFactory(sitzung=alte, titel="Offen")
    andere = SitzungFactory(datum=dt.date(2027, 1, 4))
    TagesordnungspunktFactory(sitzung=andere, titel="Schon da", reihenfolge=10)
    felder = formular(admin_client.get(schritt(name, alte)))

    admin_client.post(
        schritt(name, alte),
        felder | {"grund": "Flut", "nachfolger": andere.pk, "punkte": punkte_von(alte)},
    )

    alte.refresh_from_db()
    assert alte.nachfolger == andere
    assert [punkt.titel for punkt in andere.tagesordnungspunkte.all()] == ["Schon da", "Offen"]
    assert Sitzung.objects.count() == 2


def test_moving_to_a_new_and_a_present_sitzung_at_once_is_refused(admin_client):
    alte = SitzungFactory(datum=dt.date(2026, 12, 7))
    andere = SitzungFactory(datum=dt.date(2027, 1, 4))
    felder = formular(admin_client.get(schritt("verlegen", alte)))

    response = admin_client.post(
        schritt("verlegen", alte),
        felder | {"grund": "Flut", "nachfolger": andere.pk, "datum": "14.12.2026"},
    )

    assert "eins von beiden" in text(response)
    assert Sitzung.objects.count() == 2


def test_second_click_moves_nothing_twice(admin_client):
    sitzung = SitzungFactory(datum=dt.date(2026, 12, 7))
    felder = formular(admin_client.get(schritt("verlegen", sitzung)))
    felder |= {"grund": "Saal belegt", "datum": "14.12.2026"}

    erste, zweite = (
        meldungen(admin_client.post(schritt("verlegen", sitzung), felder, follow=True))
        for _ in range(2)
    )

    assert erste == zweite != []
    assert Sitzung.objects.count() == 2


def test_second_window_moves_nothing_twice(admin_client):
    sitzung = SitzungFactory(datum=dt.date(2026, 12, 7))
    eines, anderes = (
        formular(admin_client.get(schritt("verlegen", sitzung)))
        | {"grund": "Saal belegt", "datum": "14.12.2026"}
        for _ in range(2)
    )

    admin_client.post(schritt("verlegen", sitzung), eines)
    response = admin_client.post(schritt("verlegen", sitzung), anderes, follow=True)

    assert "Diese Sitzung ist schon verlegt. Es blieb, wie es war." in meldungen(response)
    assert Sitzung.objects.count() == 2


def test_new_date_of_a_draft_is_a_draft(admin_client):
    sitzung = SitzungFactory(datum=dt.date(2026, 12, 7), oeffentlich_ab=None)
    felder = formular(admin_client.get(schritt("verlegen", sitzung)))

    admin_client.post(
        schritt("verlegen", sitzung), felder | {"grund": "Saal belegt", "datum": "14.12.2026"}
    )

    assert not Sitzung.objects.oeffentlich().exists()


# Was Besucher vom neuen Termin sehen

MORGEN = dt.datetime(2026, 11, 24, 8, tzinfo=LEIPZIG)
KEIN_NEUER_TERMIN = (
    "Bei der Sitzung am 7. Dezember 2026 lesen Besucher „{}“, aber keinen neuen Termin: Die "
    "Sitzung am 4. Januar 2027 ist {}. Sollen sie ihn lesen, veröffentlichen Sie diese."
)


def verlegte(neue_ab=None, **felder):
    """Return a public Sitzung that is moved, and its successor."""
    neue = SitzungFactory(
        datum=dt.date(2027, 1, 4), nummer=190, oeffentlich_ab=neue_ab, titel="Neue"
    )
    angaben = {"status": "verlegt", "grund": "Saal", "nummer": 190, "nachfolger": neue} | felder
    return SitzungFactory(datum=dt.date(2026, 12, 7), **angaben), neue


@pytest.mark.parametrize("name", ["absagen", "verlegen"])
@pytest.mark.parametrize("oeffentlich_ab", [None, MORGEN])
def test_draft_that_replaces_a_sitzung_is_published_with_it(
    admin_client, client, name, oeffentlich_ab
):
    alte = SitzungFactory(datum=dt.date(2026, 12, 7))
    neue = SitzungFactory(datum=dt.date(2027, 1, 4), oeffentlich_ab=oeffentlich_ab, titel="Neue")
    felder = formular(admin_client.get(schritt(name, alte)))
    felder |= {"grund": "Flut", "nachfolger": neue.pk, "mit_veroeffentlichen": "on"}

    response = admin_client.post(schritt(name, alte), felder, follow=True)

    neue.refresh_from_db()
    assert neue.oeffentlich_ab == timezone.now()
    assert "Neuer Termin: Montag, 4. Januar 2027" in text(client.get(alte.get_absolute_url()))
    zustand = {"absagen": "Abgesagt", "verlegen": "Verlegt"}[name]
    assert meldungen(response) == [
        f"{alte}: {zustand}: Flut",
        f"{neue}: Ersetzt: {alte}. Punkte von dort: 0. Mit veröffentlicht.",
        f"Das lesen Besucher: „{zustand}: Flut“ Neuer Termin: Montag, 4. Januar 2027.",
    ]
    assert neue.vermerkte_aenderungen.get().ist_ankuendigung


def test_new_date_appears_together_with_a_sitzung_that_is_public_later(admin_client):
    alte = SitzungFactory(datum=dt.date(2026, 12, 7), oeffentlich_ab=MORGEN)
    felder = formular(admin_client.get(schritt("verlegen", alte)))

    admin_client.post(
        schritt("verlegen", alte), felder | {"grund": "Saal belegt", "datum": "14.12.2026"}
    )

    alte.refresh_from_db()
    assert alte.nachfolger.oeffentlich_ab == MORGEN


@pytest.mark.parametrize(
    ("name", "feld"), [("absagen", "nachfolger"), ("verlegen", "nachfolger"), ("verlegen", "datum")]
)
def test_new_date_may_stay_a_draft_and_staff_are_told_what_visitors_read(
    admin_client, client, name, feld
):
    alte = SitzungFactory(datum=dt.date(2026, 12, 7))
    entwurf = SitzungFactory(datum=dt.date(2027, 1, 4), oeffentlich_ab=None)
    felder = formular(admin_client.get(schritt(name, alte)))
    felder.pop("mit_veroeffentlichen", None)
    felder |= {"grund": "Flut", feld: entwurf.pk if feld == "nachfolger" else "4.1.2027"}

    response = admin_client.post(schritt(name, alte), felder, follow=True)

    zustand = {"absagen": "abgesagt", "verlegen": "verlegt"}[name]
    assert KEIN_NEUER_TERMIN.format(zustand, "ein Entwurf") in warnungen(response)
    assert f"Das lesen Besucher: „{zustand.capitalize()}: Flut“" in meldungen(response)
    assert "Neuer Termin" not in text(client.get(alte.get_absolute_url()))
    assert list(Sitzung.objects.oeffentlich()) == [alte]


def test_choice_of_the_new_date_names_what_visitors_do_not_see(admin_client):
    alte = SitzungFactory(datum=dt.date(2026, 12, 7))
    for tag, ab in [(4, None), (11, MORGEN), (18, timezone.now())]:
        SitzungFactory(datum=dt.date(2027, 1, tag), titel="Rat", oeffentlich_ab=ab)

    seite = soup(admin_client.get(schritt("verlegen", alte)))

    assert [option.get_text() for option in seite.select("#id_nachfolger option")] == [
        "---------",
        "Rat am 04.01.2027 (Entwurf)",
        "Rat am 11.01.2027 (erst ab 24. November 2026 zu sehen)",
        "Rat am 18.01.2027",
    ]


@pytest.mark.parametrize(
    ("name", "alte", "neue", "gefragt"),
    [
        ("verlegen", {}, {}, 1),
        ("verlegen", {"oeffentlich_ab": None}, {"oeffentlich_ab": None}, 0),
        ("absagen", {}, {}, 0),
        ("absagen", {}, {"oeffentlich_ab": None}, 1),
        ("absagen", {"oeffentlich_ab": MORGEN}, {"oeffentlich_ab": MORGEN}, 0),
    ],
)
def test_publishing_is_asked_for_only_where_something_could_stay_hidden(
    admin_client, name, alte, neue, gefragt
):
    sitzung = SitzungFactory(datum=dt.date(2026, 12, 7), **alte)
    SitzungFactory(datum=dt.date(2027, 1, 4), **neue)

    seite = soup(admin_client.get(schritt(name, sitzung)))

    assert len(seite.select("#id_mit_veroeffentlichen")) == gefragt


@pytest.mark.parametrize(("name", "haken"), [("absagen", 0), ("verlegen", 2)])
def test_what_becomes_of_a_new_date_is_ticked_only_where_there_will_be_one(
    admin_client, name, haken
):
    sitzung = TagesordnungspunktFactory(sitzung__datum=dt.date(2026, 12, 7)).sitzung
    SitzungFactory(datum=dt.date(2027, 1, 4), oeffentlich_ab=None)

    seite = soup(admin_client.get(schritt(name, sitzung)))

    assert len(seite.select("[type=checkbox][checked]")) == haken
    hilfen = [
        seite.select_one(f"#id_{feld}_helptext").get_text().startswith("Zählt nur, wenn")
        for feld in ["mit_veroeffentlichen", "punkte"]
    ]
    assert hilfen == [not haken] * 2


@pytest.mark.parametrize(
    ("ab", "ist"),
    [(None, "ein Entwurf"), (MORGEN, "erst ab 24. November 2026, 08:00 Uhr zu sehen")],
)
def test_successor_that_visitors_do_not_see_is_pointed_out_on_either_page(admin_client, ab, ist):
    alte, neue = verlegte(ab)

    gesichert = [
        admin_client.post(
            adresse(sitzung, "change"),
            formular(admin_client.get(adresse(sitzung, "change"))),
            follow=True,
        )
        for sitzung in [alte, neue]
    ]

    for response in gesichert:
        assert KEIN_NEUER_TERMIN.format("verlegt", ist) in warnungen(response)


def test_withdrawing_a_sitzung_says_that_visitors_were_led_to_it(admin_client):
    _, neue = verlegte(timezone.now())
    felder = formular(admin_client.get(adresse(neue, "change")))

    response = admin_client.post(
        adresse(neue, "change"), felder | {"_zurueckziehen": "1"}, follow=True
    )

    assert KEIN_NEUER_TERMIN.format("verlegt", "ein Entwurf") in warnungen(response)


@pytest.mark.parametrize(
    ("felder", "satz"),
    [
        ({"nachfolger": None}, "aber keinen neuen Termin. Steht er fest, wählen Sie ihn dort"),
        (
            {"status": "geplant", "grund": "", "nummer": None},
            "Besucher lesen das nicht, weil diese Sitzung weder abgesagt noch verlegt ist.",
        ),
    ],
)
def test_state_that_does_not_fit_the_new_date_is_pointed_out(admin_client, felder, satz):
    alte, _ = verlegte(timezone.now(), **felder)
    url = adresse(alte, "change")

    response = admin_client.post(url, formular(admin_client.get(url)), follow=True)

    (warnung,) = warnungen(response)
    assert satz in warnung


@pytest.mark.parametrize(
    ("felder", "ab"),
    [
        ({}, dt.datetime(2026, 11, 1, tzinfo=LEIPZIG)),
        ({"oeffentlich_ab": None}, None),
        ({"nachfolger": None, "status": "abgesagt"}, None),
    ],
)
def test_moved_sitzung_is_saved_without_a_word_where_visitors_miss_nothing(
    admin_client, felder, ab
):
    alte, _ = verlegte(ab, **felder)
    url = adresse(alte, "change")

    response = admin_client.post(url, formular(admin_client.get(url)), follow=True)

    assert response.redirect_chain
    assert warnungen(response) == []


# Verlegung und Absage zurücknehmen


DOCH = "Die Sitzung findet doch am Montag, 7. Dezember 2026, statt."


def zuruecknehmen(client, alte, **felder):
    """Take back what was done to a Sitzung; return the answer."""
    bisher = formular(client.get(schritt("zuruecknehmen", alte)))
    return client.post(schritt("zuruecknehmen", alte), bisher | felder, follow=True)


@pytest.mark.parametrize(
    ("wahl", "felder", "nummer", "ab", "status", "satz"),
    [
        ("entwurf", {}, None, False, "geplant", "Zurückgezogen. Nummer entfernt."),
        ("eigene", {}, None, True, "geplant", "Nummer entfernt."),
        ("eigene", {"nummer_behalten": "on"}, 190, True, "geplant", ""),
        (
            "absagen",
            {},
            None,
            True,
            "abgesagt",
            f"Abgesagt: {DOCH} Nummer entfernt.",
        ),
    ],
)
def test_step_takes_a_verlegung_back_and_asks_what_becomes_of_the_new_date(
    admin_client, wahl, felder, nummer, ab, status, satz
):
    alte, neue = verlegte(timezone.now())

    response = zuruecknehmen(admin_client, alte, neuer_termin=wahl, **felder)

    alte.refresh_from_db()
    neue.refresh_from_db()
    assert (alte.status, alte.grund, alte.nachfolger, alte.nummer) == ("geplant", "", None, 190)
    assert (neue.nummer, neue.oeffentlich_ab is not None, neue.status) == (nummer, ab, status)
    assert meldungen(response)[:3] == [
        f"{alte}: Verlegung zurückgenommen.",
        f"{neue}: Ersetzt nicht mehr: {alte}. {satz}".strip(),
        f"Das lesen Besucher: {alte.titel}, Montag, 7. Dezember 2026.",
    ]
    assert LogEntry.objects.count() == 2


def test_visitors_read_that_a_moved_sitzung_is_held_after_all(admin_client, client):
    gestern = timezone.now() - dt.timedelta(days=1)
    alte, neue = verlegte(gestern)
    for sitzung in [alte, neue]:
        aenderungen_festhalten(sitzung, gestern)

    zuruecknehmen(admin_client, alte, neuer_termin="absagen")

    seite_alte, seite_neue = (
        text(client.get(sitzung.get_absolute_url())) for sitzung in [alte, neue]
    )
    assert "23. November 2026 findet doch statt" in seite_alte
    assert "23. November 2026 abgesagt" in seite_neue
    assert "Neuer Termin: Montag, 7. Dezember 2026" in seite_neue


def test_step_names_the_new_date_and_the_punkte_there(admin_client):
    alte, neue = verlegte(timezone.now())
    for sitzung, eigener in [(alte, "Nur hier"), (neue, "Nur dort")]:
        TagesordnungspunktFactory(sitzung=sitzung, titel="Offen")
        TagesordnungspunktFactory(sitzung=sitzung, titel=eigener)

    seite = text(admin_client.get(schritt("zuruecknehmen", alte)))

    assert "Neuer Termin: Neue am 04.01.2027." in seite
    assert "Diese Punkte stehen hier und bleiben auch dort: „Offen“." in seite
    assert "Diese Punkte stehen nur dort: „Nur dort“." in seite
    assert "Nummer 190 auch dort behalten" in seite


@pytest.mark.parametrize(
    ("felder", "namen"),
    [
        ({"nachfolger": None}, {"status"}),
        ({"nummer": 180}, {"status"}),
        ({}, {"status", "nummer_behalten"}),
    ],
)
def test_step_asks_only_what_there_is_to_decide(admin_client, felder, namen):
    alte, neue = verlegte(None, **felder)

    seite = soup(admin_client.get(schritt("zuruecknehmen", alte)))
    zuruecknehmen(admin_client, alte)

    alte.refresh_from_db()
    neue.refresh_from_db()
    assert {feld["name"] for feld in seite.select(".form-row [name]")} == namen
    assert (alte.status, neue.oeffentlich_ab) == ("geplant", None)


def test_step_that_is_not_answered_takes_nothing_back(admin_client):
    alte, _ = verlegte(timezone.now())

    response = zuruecknehmen(admin_client, alte)

    alte.refresh_from_db()
    assert "Dieses Feld ist zwingend erforderlich." in text(response)
    assert alte.status == "verlegt"


def test_new_date_that_was_cancelled_itself_is_not_cancelled_again(admin_client):
    alte, neue = verlegte(timezone.now())
    Sitzung.objects.filter(pk=neue.pk).update(status="abgesagt", grund="Flut")

    seite = soup(admin_client.get(schritt("zuruecknehmen", alte)))

    assert [wahl["value"] for wahl in seite.select("[name=neuer_termin]")] == ["entwurf", "eigene"]


def test_other_sitzungen_that_lose_their_new_date_are_named(admin_client):
    alte, neue = verlegte(timezone.now())
    SitzungFactory(
        datum=dt.date(2026, 12, 14), status="verlegt", grund="Saal", nachfolger=neue, titel="Andere"
    )

    response = zuruecknehmen(admin_client, alte, neuer_termin="entwurf")

    assert warnungen(response) == [
        KEIN_NEUER_TERMIN.format("verlegt", "ein Entwurf").replace("7. Dez", "14. Dez")
    ]


@pytest.mark.parametrize(
    ("felder", "knoepfe"),
    [
        ({}, ["Verlegen", "Absagen"]),
        ({"status": "verlegt", "grund": "x"}, ["Verlegung zurücknehmen"]),
        ({"status": "abgesagt", "grund": "x"}, ["Absage zurücknehmen"]),
    ],
)
def test_page_offers_the_step_that_fits(admin_client, felder, knoepfe):
    sitzung = SitzungFactory(**felder)

    seite = soup(admin_client.get(adresse(sitzung, "change")))

    assert [
        link.get_text()
        for link in seite.select(".object-tools a")
        if link["href"].endswith(("/verlegen/", "/absagen/", "/zuruecknehmen/"))
    ] == knoepfe


def test_second_window_takes_nothing_back_twice(admin_client):
    alte, _ = verlegte(timezone.now())
    felder = formular(admin_client.get(schritt("zuruecknehmen", alte)))
    zuruecknehmen(admin_client, alte, neuer_termin="eigene")

    response = admin_client.post(
        schritt("zuruecknehmen", alte), felder | {"neuer_termin": "entwurf"}, follow=True
    )

    assert "Diese Sitzung ist weder abgesagt noch verlegt. Es blieb, wie es war." in meldungen(
        response
    )
    assert not Sitzung.objects.filter(oeffentlich_ab=None).exists()


@pytest.mark.parametrize("nachfolger", [True, False])
def test_status_that_is_set_back_by_hand_leads_to_the_step(admin_client, nachfolger):
    alte, _ = verlegte(timezone.now())
    url = adresse(alte, "change")
    felder = formular(admin_client.get(url)) | {"status": "geplant", "grund": ""}
    if not nachfolger:
        felder["nachfolger"] = ""

    seite = soup(admin_client.post(url, felder))

    assert seite.select_one(".errorlist a")["href"] == schritt("zuruecknehmen", alte)
    assert Sitzung.objects.get(pk=alte.pk).status == "verlegt"


def test_older_version_that_knows_no_new_date_says_that_it_is_still_there(admin_client):
    sitzung = SitzungFactory(datum=dt.date(2026, 12, 7))
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"titel": "Vorher"})
    felder = formular(admin_client.get(schritt("verlegen", sitzung)))
    felder |= {"grund": "Saal belegt", "datum": "14.12.2026"}
    admin_client.post(schritt("verlegen", sitzung), felder)
    damals = reverse(
        "admin:termine_sitzung_revision", args=[sitzung.pk, fassungen_von(sitzung)[0].pk]
    )

    response = admin_client.post(damals, formular(admin_client.get(damals)), follow=True)

    sitzung.refresh_from_db()
    assert sitzung.status == "geplant"
    (warnung,) = warnungen(response)
    assert "Vorher am 14.12.2026 war ihr neuer Termin und ist weiter zu sehen." in warnung


def test_absage_without_a_new_date_is_taken_back_by_hand_too(admin_client):
    sitzung = SitzungFactory(status="abgesagt", grund="Flut")
    url = adresse(sitzung, "change")

    admin_client.post(url, formular(admin_client.get(url)) | {"status": "bestaetigt", "grund": ""})

    sitzung.refresh_from_db()
    assert sitzung.status == "bestaetigt"


# Schritte


def test_preview_says_which_times_and_days_of_the_week_are_not_taken(admin_client):
    liste = "Mi 24.3.2027\n28.4.2027, 18 Uhr\nDi 23.6.2027"
    felder = formular(admin_client.get(JAHRESTERMINE)) | {"liste": liste}

    vorschau = soup(admin_client.post(JAHRESTERMINE, felder)).select_one("#vorschau")

    uhrzeit, wochentag = vorschau.select("p")
    assert "Sie wird nicht übernommen" in uhrzeit.get_text()
    assert uhrzeit.find_next("ul").get_text(strip=True) == "Zeile 2: „28.4.2027, 18 Uhr“"
    assert "passt der Wochentag nicht zum Datum" in wochentag.get_text()
    assert wochentag.find_next("ul").get_text(strip=True) == "Zeile 3: „Di 23.6.2027“"


@pytest.mark.parametrize(
    "name",
    ["tagesordnung", "einladung", "absagen", "verlegen", "zuruecknehmen", "jahrestermine"],
)
def test_steps_are_for_staff_who_may_change_sitzungen(client, django_user_model, name):
    sitzung = SitzungFactory()
    ziel = JAHRESTERMINE if name == "jahrestermine" else schritt(name, sitzung)
    ohne_anmeldung = client.get(ziel)
    client.force_login(django_user_model.objects.create_user("neu", is_staff=True))

    assert ohne_anmeldung.status_code == 302
    assert [client.get(ziel).status_code, client.post(ziel).status_code] == [403, 403]


@pytest.mark.parametrize(
    "name", ["tagesordnung", "einladung", "absagen", "verlegen", "zuruecknehmen"]
)
def test_step_with_a_sitzung_that_is_not_there_is_not_found(admin_client, name):
    assert admin_client.get(f"/admin/termine/sitzung/99/{name}/").status_code == 404


# Jahrestermine


def test_dates_of_a_year_are_created_from_the_rule(admin_client):
    SitzungFactory(
        datum=dt.date(2026, 11, 2), nummer=189, beginn=dt.time(17), ort=OrtFactory(name="Laden")
    )
    felder = formular(admin_client.get(JAHRESTERMINE))
    felder |= {"monate": [3, 4, 5], "woche": "1"}

    vorschau = formular(admin_client.post(JAHRESTERMINE, felder))
    response = admin_client.post(
        JAHRESTERMINE,
        vorschau | {"monate": [3, 4, 5], "tag": ["2027-03-01", "2027-05-03"], "anlegen": "Anlegen"},
        follow=True,
    )

    assert meldungen(response) == [
        "Sitzungen angelegt: 2.",
        "Das sehen Besucher: Entwurf: nirgends zu sehen.",
    ]
    assert list(
        Sitzung.objects.filter(datum__year=2027)
        .order_by("datum")
        .values_list("datum", "nummer", "beginn", "ort__name", "oeffentlich_ab", "titel")
    ) == [
        (tag, nummer, dt.time(17), "Laden", None, "Sitzung des Quartiersrats")
        for tag, nummer in [(dt.date(2027, 3, 1), 190), (dt.date(2027, 5, 3), 191)]
    ]
    assert LogEntry.objects.count() == 2


def test_dates_are_proposed_for_the_year_that_has_hardly_any(admin_client):
    for monat in range(1, 13):
        SitzungFactory(datum=dt.date(2026, monat, 1))
    SitzungFactory(datum=dt.date(2027, 1, 4))

    felder = formular(admin_client.get(JAHRESTERMINE))

    assert felder["jahr"] == "2027"


def test_dates_of_a_year_can_be_public_from_a_time_on(admin_client):
    felder = formular(admin_client.get(JAHRESTERMINE)) | {"liste": "4.1.2027\n1.2.2027"}
    felder |= {"oeffentlich_ab_0": "Mo, 23.11.26", "oeffentlich_ab_1": "10 Uhr"}

    vorschau = formular(admin_client.post(JAHRESTERMINE, felder))
    response = admin_client.post(JAHRESTERMINE, vorschau | {"anlegen": "Anlegen"}, follow=True)

    seit = dt.datetime(2026, 11, 23, 10, tzinfo=LEIPZIG)
    assert [sitzung.oeffentlich_ab for sitzung in Sitzung.objects.all()] == [seit, seit]
    assert Aenderung.objects.filter(ist_ankuendigung=True, um=seit).count() == 2
    assert meldungen(response) == [
        "Sitzungen angelegt: 2.",
        "Das sehen Besucher: seit 23. November 2026 zu sehen.",
    ]


def vorschau(response):
    """Return of each line its text, and whether its tick is there and set."""
    return [
        (
            " ".join(zeile.get_text(" ").split()),
            [haken.has_attr("checked") for haken in zeile.select("input")],
        )
        for zeile in soup(response).select(".vorschau li")
    ]


def test_preview_says_what_speaks_against_a_date(admin_client):
    SitzungFactory(datum=dt.date(2027, 2, 1), titel="Februar")
    felder = formular(admin_client.get(JAHRESTERMINE))

    response = admin_client.post(
        JAHRESTERMINE,
        felder | {"liste": "4.1.2027\n01.02.27\n2027-03-29\nMittwoch, 21. April 2027\nPause"},
    )

    assert vorschau(response) == [
        ("Montag, 4. Januar 2027", [True]),
        ("Montag, 1. Februar 2027: hier gibt es schon Februar .", []),
        ("Montag, 29. März 2027 Der 29. März 2027 ist ein Feiertag: Ostermontag.", [False]),
        ("Mittwoch, 21. April 2027 Der 21. April 2027 ist ein Mittwoch.", [True]),
    ]
    assert "Zeile 5: „Pause“" in text(response)
    assert Sitzung.objects.count() == 1


def test_second_click_creates_no_date_twice(admin_client):
    felder = formular(admin_client.get(JAHRESTERMINE)) | {"liste": "4.1.2027"}
    felder |= {"gezeigt": "2027-01-04", "tag": ["2027-01-04"], "anlegen": "Anlegen"}

    erste, zweite = (
        meldungen(admin_client.post(JAHRESTERMINE, felder, follow=True)) for _ in range(2)
    )

    assert erste == zweite != []
    assert Sitzung.objects.count() == 1


def test_second_window_creates_no_date_twice(admin_client):
    eines, anderes = (
        formular(admin_client.get(JAHRESTERMINE))
        | {"liste": "4.1.2027", "gezeigt": "2027-01-04", "tag": ["2027-01-04"], "anlegen": "1"}
        for _ in range(2)
    )

    admin_client.post(JAHRESTERMINE, eines)
    response = admin_client.post(JAHRESTERMINE, anderes)

    assert "hier gibt es schon Sitzung des Quartiersrats" in text(response)
    assert Sitzung.objects.count() == 1


@pytest.mark.parametrize(
    ("felder", "meldung"),
    [
        ({"monate": []}, "Bitte haken Sie mindestens einen Monat an."),
        ({"liste": "Pause"}, "In keiner dieser Zeilen steht ein vollständiges Datum."),
        ({"jahr": "1999"}, "größer oder gleich 2000"),
        ({"titel": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"beginn": "19", "ende": "17"}, "Das Ende muss nach dem Beginn liegen."),
        ({"gezeigt": "2027-01-04"}, "Die Vorschau war nicht mehr aktuell."),
        ({"tag": []}, "Bitte haken Sie unten mindestens einen freien Termin an."),
        ({"tag": ["2027-03-28"], "beginn": "2.30"}, "weil die Uhren vorgestellt werden"),
    ],
)
def test_dates_that_are_not_clear_create_nothing(admin_client, felder, meldung):
    leer = formular(admin_client.get(JAHRESTERMINE))
    # A day in March on which the clocks go forward.
    angehakt = {"liste": "28.3.2027", "gezeigt": "2027-03-28", "tag": ["2027-03-28"]}
    if felder.keys() & {"monate", "jahr"}:
        angehakt = {}

    response = admin_client.post(JAHRESTERMINE, leer | angehakt | {"anlegen": "Ja"} | felder)

    assert response.status_code == 200
    assert meldung in text(response)
    assert not Sitzung.objects.exists()


# Liste


@pytest.mark.parametrize(
    ("begriff", "gefunden"),
    [
        ("01.02.2021", ["Februar"]),
        ("1. Februar 2021", ["Februar"]),
        ("2021-02-01", ["Februar"]),
        ("Februar 2021", ["Februar"]),
        ("140", ["März"]),
        ("2021", ["März", "Februar"]),
        ("Februar", ["Februar"]),
        ("9999", []),
        ("9" * 99, []),
        ("30.2.2021", []),
    ],
)
def test_list_is_searched_by_date_and_number(admin_client, begriff, gefunden):
    SitzungFactory(datum=dt.date(2021, 2, 1), titel="Februar")
    SitzungFactory(datum=dt.date(2021, 3, 1), titel="März", nummer=140)
    SitzungFactory(datum=dt.date(2022, 3, 7), titel="Anderes Jahr")

    seite = soup(admin_client.get("/admin/termine/sitzung/", {"q": begriff}))

    assert [zelle.get_text() for zelle in seite.select("th.field-titel")] == gefunden


def test_list_of_a_thousand_sitzungen_takes_few_queries(
    admin_client, django_assert_max_num_queries
):
    Sitzung.objects.bulk_create(
        Sitzung(titel=f"Sitzung {n}", slug=f"s-{n}", datum=dt.date(2000, 1, 3) + dt.timedelta(n))
        for n in range(1000)
    )

    with django_assert_max_num_queries(10):
        response = admin_client.get("/admin/termine/sitzung/")

    assert len(soup(response).select("#result_list tbody tr")) == 100


@pytest.mark.parametrize(
    ("rechte", "schritt", "status"),
    [
        (["change_sitzung"], "absagen", 200),
        (["change_sitzung"], "verlegen", 403),
        (["change_sitzung", "add_sitzung"], "verlegen", 200),
        (["view_sitzung"], "tagesordnung", 403),
    ],
)
def test_step_with_a_sitzung_asks_for_its_rights(
    client, django_user_model, rechte, schritt, status
):
    """Who moves a Sitzung puts up a new one."""
    konto = django_user_model.objects.create_user("petra", is_staff=True)
    konto.user_permissions.set(Permission.objects.filter(codename__in=rechte))
    client.force_login(konto)

    response = client.get(adresse(SitzungFactory(), schritt))

    assert response.status_code == status


# Results


def test_results_of_a_whole_sitzung_are_entered_on_one_page(admin_client, client):
    sitzung = SitzungFactory()
    eins, zwei = (
        TagesordnungspunktFactory(sitzung=sitzung, titel=titel) for titel in ["Eins", "Zwei"]
    )
    felder = formular(admin_client.get(schritt("ergebnisse", sitzung)))
    felder |= {f"ergebnis_{eins.pk}": "<p>Zugestimmt.</p>"}

    response = admin_client.post(schritt("ergebnisse", sitzung), felder, follow=True)

    assert f"{sitzung}: Ergebnisse eingetragen: 1 Eins." in meldungen(response)
    assert "Zugestimmt." in text(client.get(sitzung.get_absolute_url()))
    zwei.refresh_from_db()
    assert zwei.ergebnis == ""


def test_table_without_a_head_is_pointed_out_among_the_results(admin_client):
    punkt = TagesordnungspunktFactory()
    felder = formular(admin_client.get(schritt("ergebnisse", punkt.sitzung)))
    tabelle = "<table><tbody><tr><td><p>Ja</p></td></tr></tbody></table>"

    response = admin_client.post(
        schritt("ergebnisse", punkt.sitzung),
        felder | {f"ergebnis_{punkt.pk}": tabelle},
        follow=True,
    )

    [warnung] = [satz for satz in warnungen(response) if "Tabelle" in satz]
    assert warnung.startswith(f"„{punkt}“, Ergebnis: Eine Tabelle hat keine Kopfzeile.")


def test_punkt_that_makes_the_tagesordnung_too_long_is_pointed_out_on_its_own_page(admin_client):
    punkt = TagesordnungspunktFactory(sitzung__beginn=dt.time(17), sitzung__ende=dt.time(19))
    felder = formular(admin_client.get(adresse(punkt, "change")))

    response = admin_client.post(adresse(punkt, "change"), felder | {"minuten": "121"}, follow=True)

    assert warnungen(response) == ["Die Tagesordnung dauert 121 Minuten, die Sitzung aber nur 120."]


def test_result_that_another_has_entered_meanwhile_stays(admin_client, annas_client):
    sitzung = SitzungFactory()
    eins, zwei = TagesordnungspunktFactory.create_batch(2, sitzung=sitzung)
    meine, annas = (
        formular(client.get(schritt("ergebnisse", sitzung)))
        for client in [admin_client, annas_client]
    )
    annas_client.post(
        schritt("ergebnisse", sitzung), annas | {f"ergebnis_{eins.pk}": "<p>Von Anna</p>"}
    )

    admin_client.post(
        schritt("ergebnisse", sitzung), meine | {f"ergebnis_{zwei.pk}": "<p>Von hier</p>"}
    )

    assert list(sitzung.tagesordnungspunkte.values_list("ergebnis", flat=True)) == [
        "<p>Von Anna</p>",
        "<p>Von hier</p>",
    ]


def test_result_that_both_have_entered_is_shown_side_by_side(admin_client, annas_client):
    punkt = TagesordnungspunktFactory(titel="Eins")
    pfad, name = schritt("ergebnisse", punkt.sitzung), f"ergebnis_{punkt.pk}"
    meine, annas = (formular(client.get(pfad)) for client in [admin_client, annas_client])
    annas_client.post(pfad, annas | {name: "<p>Von Anna</p>"})

    response = admin_client.post(pfad, meine | {name: "<p>Von hier</p>"})

    zeilen = [z.get_text(" ", strip=True) for z in soup(response).select(".vergleich tbody tr")]
    assert zeilen == ["1 Eins Von Anna Von hier"]


def test_result_of_a_punkt_that_another_has_deleted_is_shown_for_copying(
    admin_client, annas_client
):
    eins, zwei = TagesordnungspunktFactory.create_batch(2, sitzung=SitzungFactory())
    pfad = schritt("ergebnisse", eins.sitzung)
    meine = formular(admin_client.get(pfad)) | {
        f"ergebnis_{eins.pk}": "<p>Beschluss zum Hof</p>",
        f"ergebnis_{zwei.pk}": "<p>Zugestimmt.</p>",
    }
    eins.delete()

    gezeigt = admin_client.post(pfad, meine)
    admin_client.post(pfad, formular(gezeigt))

    assert "kopieren Sie ihn bitte: Beschluss zum Hof" in text(gezeigt)
    zwei.refresh_from_db()
    assert zwei.ergebnis == "<p>Zugestimmt.</p>"


def test_result_that_nobody_touched_is_no_reason_to_ask(admin_client):
    sitzung = SitzungFactory()
    eins = TagesordnungspunktFactory(sitzung=sitzung, ergebnis="<p>Steht schon da</p>")
    zwei = TagesordnungspunktFactory(sitzung=sitzung)
    pfad = schritt("ergebnisse", sitzung)
    felder = formular(admin_client.get(pfad)) | {f"ergebnis_{zwei.pk}": "<p>Zugestimmt.</p>"}
    eins.delete()

    response = admin_client.post(pfad, felder)

    assert response.status_code == 302


def test_result_of_a_punkt_that_another_has_added_stays(admin_client):
    sitzung = SitzungFactory()
    meine = formular(admin_client.get(schritt("ergebnisse", sitzung)))
    punkt = TagesordnungspunktFactory(sitzung=sitzung, ergebnis="<p>Von Anna</p>")

    admin_client.post(schritt("ergebnisse", sitzung), meine | {"knopf": "1"})

    punkt.refresh_from_db()
    assert punkt.ergebnis == "<p>Von Anna</p>"


@pytest.mark.parametrize(
    ("pfad", "feld", "getippt"),
    [
        (lambda punkt: schritt("ergebnisse", punkt.sitzung), "ergebnis_{pk}", "<p>Zugestimmt.</p>"),
        (lambda punkt: schritt("absagen", punkt.sitzung), "grund", "Wasserschaden"),
        (lambda punkt: JAHRESTERMINE, "liste", "11.1.2027"),
    ],
    ids=["ergebnisse", "absagen", "jahrestermine"],
)
def test_what_was_typed_in_a_step_survives_the_end_of_the_session(
    admin_client, pfad, feld, getippt
):
    punkt = TagesordnungspunktFactory()
    feld, seite = feld.format(pk=punkt.pk), pfad(punkt)
    felder = formular(admin_client.get(seite)) | {feld: getippt}
    Session.objects.all().delete()

    anmeldung = soup(admin_client.post(seite, felder))
    admin_client.post(
        anmeldung.select_one("#login-form")["action"],
        {
            "eingaben": anmeldung.select_one("[name=eingaben]")["value"],
            "next": seite,
            "username": "admin",
            "password": "password",
        },
    )
    gezeigt = admin_client.get(seite)

    assert formular(gezeigt)[feld] == getippt
    assert "Ihre Anmeldung war abgelaufen" in text(gezeigt)
    assert Sitzung.objects.get().status == "geplant"


@pytest.mark.parametrize(
    ("stelle", "knopf", "ziel"),
    [(0, "_naechster", "punkt"), (1, "_naechster", "sitzung"), (0, "_save", "sitzung")],
)
def test_after_a_punkt_comes_the_next_or_its_sitzung(admin_client, stelle, knopf, ziel):
    punkte = TagesordnungspunktFactory.create_batch(2, sitzung=SitzungFactory())
    felder = oeffnen(admin_client, punkte[stelle]) | {knopf: "1"}

    response = sichern(admin_client, punkte[stelle], felder)

    assert (
        response.url
        == {
            "punkt": adresse(punkte[1], "change"),
            "sitzung": f"{adresse(punkte[0].sitzung, 'change')}#tagesordnungspunkte-group",
        }[ziel]
    )
