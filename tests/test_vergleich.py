"""What differs between two states of a record, as staff read it."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.urls import reverse
from reversion.models import Revision, Version
from reversion.revisions import create_revision

from redaktion import vergleich
from redaktion.vergleich import Teil, Unterschied
from termine.models import Unterlage

from .crawler import soup
from .factories import (
    PersonFactory,
    PersonMitFotoFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    upload,
)
from .verwaltung import adresse, fassungen_von, oeffnen, ort, sichern

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wert", "worte"),
    [
        (None, "leer"),
        ("", "leer"),
        (0, "0"),
        (True, "ja"),
        (False, "nein"),
        (dt.datetime(2026, 7, 5, 7, 5, tzinfo=dt.UTC), "5. Juli 2026, 09:05:00 Uhr"),
        (dt.date(2026, 1, 5), "5. Januar 2026"),
        (dt.time(9, 5), "09:05 Uhr"),
        ([], "leer"),
        (["Verkehr", "Grün"], "Verkehr, Grün"),
        ("offen", "offen"),
    ],
)
def test_lesbar_says_a_value_in_words(wert, worte):
    assert vergleich.lesbar(wert) == worte


def test_lesbar_says_the_label_of_a_choice():
    assert vergleich.lesbar("a", [("a", "Aussprache"), ("b", "Beschluss")]) == "Aussprache"


@pytest.mark.parametrize(
    ("konto", "name"),
    [
        (User(username="anna", first_name="Anna", last_name="Muster"), "Anna Muster"),
        (User(username="anna"), "anna"),
        (None, "Website"),
    ],
)
def test_ueberschrift_names_time_and_account(konto, name):
    gespeichert = dt.datetime(2026, 1, 5, 8, 5, tzinfo=dt.UTC)
    version = Version(revision=Revision(date_created=gespeichert, user=konto))

    assert vergleich.ueberschrift(version) == f"5. Januar 2026, 09:05 Uhr, {name}"


def gespeichert(*objekte):
    """Save records together; return the Version of the first."""
    with create_revision():
        for objekt in objekte:
            objekt.save()
    return fassungen_von(objekte[0])[-1]


def test_der_fassungen_leaves_out_what_was_saved_together():
    eine, andere = PersonFactory(abschluss="alt"), PersonFactory(abschluss="alt")
    alt = gespeichert(eine, andere)
    eine.abschluss = "neu"
    neu = gespeichert(eine)

    assert vergleich.der_fassungen(alt, neu, []) == [Unterschied("", "Abschluss", "alt", "neu")]


def test_der_fassungen_tells_a_text_that_only_looks_different():
    seite = SeiteFactory(einleitung="<p>Neu</p>")
    alt = gespeichert(seite)
    seite.einleitung = "<p><strong>Neu</strong></p>"
    neu = gespeichert(seite)

    assert vergleich.der_fassungen(alt, neu, []) == [
        Unterschied("", "Einleitung", "Neu", "Neu\n(anders gestaltet)")
    ]


def test_der_fassungen_tells_another_file_without_its_name():
    person = PersonMitFotoFactory()
    alt = gespeichert(person)
    person.foto = upload(breite=700)
    neu = gespeichert(person)

    assert vergleich.der_fassungen(alt, neu, []) == [
        Unterschied("", "Foto", "eine Datei", "eine Datei\n(eine andere)")
    ]


def test_der_fassungen_does_not_say_of_a_new_row_what_it_belongs_to():
    sitzung = SitzungFactory()
    alt = gespeichert(sitzung)
    unterlage = UnterlageFactory(sitzung=sitzung)
    neu = gespeichert(sitzung, unterlage)

    unterschiede = vergleich.der_fassungen(alt, neu, [(Unterlage, "sitzung", True, [])])

    ort = "Unterlage: Protokoll vom 11.01.2027"
    assert unterschiede == [
        Unterschied(ort, "Art", "leer", "Protokoll"),
        Unterschied(ort, "Datei", "leer", "eine Datei"),
        Unterschied(ort, "Reihenfolge", "leer", "1000"),
    ]


@pytest.mark.parametrize(
    ("frueher", "spaeter", "unterschied"),
    [
        (Teil("", "Ort", "Saal"), Teil("", "Ort", "Saal"), None),
        (Teil("", "Ort", "Saal"), Teil("", "Ort", "Aula"), Unterschied("", "Ort", "Saal", "Aula")),
        (
            Teil("", "Foto", "eine Datei", "a.jpg", "eine andere"),
            Teil("", "Foto", "eine Datei", "b.jpg", "eine andere"),
            Unterschied("", "Foto", "eine Datei", "eine Datei\n(eine andere)"),
        ),
        (
            Teil("", "Text", "leer", "", "anders gestaltet"),
            Teil("", "Text", "leer", "<p></p>", "anders gestaltet"),
            None,
        ),
        (
            Teil("Punkt: Alt", "Titel", "Alt"),
            Teil("Punkt: Neu", "Titel", "Neu"),
            Unterschied("Punkt: Neu", "Titel", "Alt", "Neu"),
        ),
    ],
)
def test_neben_is_what_differs_in_words_or_in_what_they_leave_out(frueher, spaeter, unterschied):
    assert frueher.neben(spaeter) == unterschied


# In the admin


def test_two_versions_are_compared_in_words(admin_client):
    punkt = TagesordnungspunktFactory(titel="Alt", reihenfolge=10)
    sitzung = punkt.sitzung
    felder = oeffnen(admin_client, sitzung) | {"ort": ort("Komm-Haus"), "beginn": "17:00"}
    sichern(admin_client, sitzung, felder)
    felder = oeffnen(admin_client, sitzung) | {
        "ort": "",
        "tagesordnungspunkte-0-titel": "Neu",
        "tagesordnungspunkte-0-unterpunkt": "",
    }
    sichern(admin_client, sitzung, felder)
    alt, neu = fassungen_von(sitzung)

    seite = soup(admin_client.get(adresse(sitzung, "vergleich"), {"alt": alt.pk, "neu": neu.pk}))

    zeilen = [zeile.get_text("|", strip=True) for zeile in seite.select("tbody tr")]
    assert zeilen == ["Ort|Komm-Haus|leer", "Tagesordnungspunkt: Neu: Titel|Alt|Neu"]


def test_comparison_names_time_and_editor_of_both_versions(admin_client, annas_client):
    sitzung = SitzungFactory()
    for client, minute in [(admin_client, 5), (annas_client, 6)]:
        # In the past, so that the sessions have not ended by then.
        with time_machine.travel(dt.datetime(2026, 1, 5, 8, minute, tzinfo=dt.UTC), tick=False):
            sichern(client, sitzung, oeffnen(client, sitzung) | {"ort": ort(f"Raum {minute}")})
    alt, neu = fassungen_von(sitzung)

    seite = soup(admin_client.get(adresse(sitzung, "vergleich"), {"alt": alt.pk, "neu": neu.pk}))

    spalten = ["5. Januar 2026, 09:05 Uhr, admin", "5. Januar 2026, 09:06 Uhr, Anna Muster"]
    assert [kopf.get_text() for kopf in seite.select(".vergleich thead th")] == ["Angabe", *spalten]
    # On a phone, where there is no head above.
    assert [feld["data-spalte"] for feld in seite.select(".vergleich td")] == spalten


@pytest.mark.parametrize("angaben", [{}, {"alt": "x", "neu": "x"}, {"alt": "0", "neu": "9" * 40}])
def test_comparison_of_unknown_versions_is_not_found(admin_client, angaben):
    response = admin_client.get(adresse(SitzungFactory(), "vergleich"), angaben)

    assert response.status_code == 404


@pytest.mark.parametrize("pk", ["abc", "9999", "9" * 30])
def test_comparison_of_an_unknown_record_is_not_found(admin_client, pk):
    response = admin_client.get(reverse("admin:termine_sitzung_vergleich", args=[pk]))

    assert response.status_code == 404
