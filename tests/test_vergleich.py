"""What differs between two states of a record, as staff read it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from reversion.revisions import create_revision

from .crawler import soup
from .factories import (
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
)
from .verwaltung import adresse, fassungen_von, oeffnen, sichern

pytestmark = pytest.mark.django_db


def test_two_versions_are_compared_in_words(admin_client):
    punkt = TagesordnungspunktFactory(titel="Alt", reihenfolge=10)
    sitzung = punkt.sitzung
    felder = oeffnen(admin_client, sitzung) | {"ort": "Komm-Haus", "beginn": "17:00"}
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
            sichern(client, sitzung, oeffnen(client, sitzung) | {"ort": f"Raum {minute}"})
    alt, neu = fassungen_von(sitzung)

    seite = soup(admin_client.get(adresse(sitzung, "vergleich"), {"alt": alt.pk, "neu": neu.pk}))

    spalten = ["5. Januar 2026, 09:05 Uhr, admin", "5. Januar 2026, 09:06 Uhr, Anna Muster"]
    assert [kopf.get_text() for kopf in seite.select(".vergleich thead th")] == ["Angabe", *spalten]
    # On a phone, where there is no head above.
    assert [feld["data-spalte"] for feld in seite.select(".vergleich td")] == spalten


def test_comparison_tells_a_text_that_only_looks_different(admin_client):
    seite = SeiteFactory(einleitung="<p>Alt</p>")
    for einleitung in ["<p>Neu</p>", "<p><strong>Neu</strong></p>"]:
        sichern(admin_client, seite, oeffnen(admin_client, seite) | {"einleitung": einleitung})
    alt, neu = fassungen_von(seite)

    vergleich = soup(admin_client.get(adresse(seite, "vergleich"), {"alt": alt.pk, "neu": neu.pk}))

    (zeile,) = vergleich.select("tbody tr")
    assert zeile.get_text("|", strip=True) == "Einleitung|Neu|Neu|(anders gestaltet)"


@pytest.mark.parametrize("angaben", [{}, {"alt": "x", "neu": "x"}, {"alt": "0", "neu": "9" * 40}])
def test_comparison_of_unknown_versions_is_not_found(admin_client, angaben):
    response = admin_client.get(adresse(SitzungFactory(), "vergleich"), angaben)

    assert response.status_code == 404


def test_comparison_leaves_out_what_was_saved_together(admin_client):
    eine, andere = PersonFactory(abschluss="alt"), PersonFactory(abschluss="alt")
    with create_revision():
        eine.save()
        andere.save()
    sichern(admin_client, eine, oeffnen(admin_client, eine) | {"abschluss": "neu"})
    alt, neu = fassungen_von(eine)

    seite = soup(admin_client.get(adresse(eine, "vergleich"), {"alt": alt.pk, "neu": neu.pk}))

    assert [zeile.get_text("|", strip=True) for zeile in seite.select("tbody tr")] == [
        "Abschluss|alt|neu"
    ]


@pytest.mark.parametrize("pk", ["abc", "9999", "9" * 30])
def test_comparison_of_an_unknown_record_is_not_found(admin_client, pk):
    response = admin_client.get(reverse("admin:termine_sitzung_vergleich", args=[pk]))

    assert response.status_code == 404
