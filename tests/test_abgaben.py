"""A form that is sent twice is saved once, and says both times what was done."""

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from team.models import Person, Thema
from termine.models import Tagesordnungspunkt, Unterlage

from .crawler import text
from .factories import (
    PersonFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ThemaFactory,
    pdf,
)
from .gleichzeitig import gleichzeitig
from .verwaltung import adresse, formular, meldungen, oeffnen, sichern
from .voraussetzungen import nur_postgresql

pytestmark = pytest.mark.django_db

NEUES_THEMA = reverse("admin:team_thema_add")


def zweimal(client, pfad, felder):
    """Send a form twice; return both answers, with the pages to which they lead."""
    antworten = []
    for _ in range(2):
        for wert in felder.values():
            if hasattr(wert, "seek"):
                wert.seek(0)
        antworten.append(client.post(pfad, felder, follow=True))
    return antworten


@pytest.mark.parametrize("knopf", ["_save", "_continue", "_addanother", "_veroeffentlichen"])
def test_double_click_on_a_saved_record_says_that_it_is_saved(admin_client, knopf):
    sitzung = SitzungFactory(oeffentlich_ab=None)
    felder = oeffnen(admin_client, sitzung) | {"titel": "Geändert", knopf: "1"}

    erste, zweite = zweimal(admin_client, adresse(sitzung, "change"), felder)

    assert erste.redirect_chain == zweite.redirect_chain != []
    assert meldungen(erste) == meldungen(zweite) != []


def test_double_click_adds_a_row_once(admin_client):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung) | {
        "tagesordnungspunkte-TOTAL_FORMS": "1",
        "tagesordnungspunkte-0-titel": "Neu",
        "tagesordnungspunkte-0-reihenfolge": "10",
    }

    zweimal(admin_client, adresse(sitzung, "change"), felder)

    assert Tagesordnungspunkt.objects.count() == 1


def test_double_click_stores_a_file_once(admin_client):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung) | {
        "unterlagen-TOTAL_FORMS": "1",
        "unterlagen-0-art": "protokoll",
        "unterlagen-0-reihenfolge": "10",
        "unterlagen-0-datei": ContentFile(pdf(1), name="protokoll.pdf"),
    }

    zweimal(admin_client, adresse(sitzung, "change"), felder)

    assert Unterlage.objects.count() == 1


def test_double_click_in_a_popup_adds_one_record_and_closes_it_both_times(admin_client):
    felder = formular(admin_client.get(f"{NEUES_THEMA}?_popup=1"))

    erste, zweite = zweimal(
        admin_client, f"{NEUES_THEMA}?_popup=1", felder | {"name": "Garten", "_popup": "1"}
    )

    assert erste.content == zweite.content
    assert Thema.objects.count() == 1


def test_double_click_deletes_and_says_so(admin_client):
    person = PersonFactory()
    felder = {"post": "yes", "csrfmiddlewaretoken": "einmalig"}

    erste, zweite = zweimal(admin_client, adresse(person, "delete"), felder)

    assert meldungen(erste) == meldungen(zweite) != []
    assert not Person.objects.exists()


def test_form_that_is_sent_again_with_other_content_makes_another_record(admin_client):
    felder = formular(admin_client.get(NEUES_THEMA))

    for name in ["Garten", "Garten", "Hof"]:
        admin_client.post(NEUES_THEMA, felder | {"name": name})

    assert sorted(Thema.objects.values_list("name", flat=True)) == ["Garten", "Hof"]


def test_form_that_is_sent_again_is_saved_again_if_the_record_was_changed_since(admin_client):
    punkt = TagesordnungspunktFactory()

    for oeffentlich in [False, True, False]:
        # Going back shows the form as the record is now, but with the token that it had.
        felder = oeffnen(admin_client, punkt) | {"_abgabe": "einmalig"}
        felder.pop("oeffentlich", None)
        admin_client.post(
            adresse(punkt, "change"), felder | ({"oeffentlich": "on"} if oeffentlich else {})
        )

    punkt.refresh_from_db()
    assert not punkt.oeffentlich


def test_form_that_is_sent_again_is_saved_again_if_a_row_was_changed_on_its_own_page(admin_client):
    punkt = TagesordnungspunktFactory()
    felder = oeffnen(admin_client, punkt.sitzung) | {"tagesordnungspunkte-0-titel": "Von hier"}
    admin_client.post(adresse(punkt.sitzung, "change"), felder)
    eigene = oeffnen(admin_client, punkt) | {"titel": "Von dort"}
    admin_client.post(adresse(punkt, "change"), eigene)

    response = admin_client.post(adresse(punkt.sitzung, "change"), felder)

    assert response.status_code == 200
    assert "wurde inzwischen auch anderswo geändert" in text(response)


def test_records_are_withdrawn_again_if_they_were_published_since(admin_client):
    sitzung = SitzungFactory()
    liste = reverse("admin:termine_sitzung_changelist")
    felder = {"_selected_action": [sitzung.pk], "csrfmiddlewaretoken": "dasselbe"}

    for aktion in ["zurueckziehen", "jetzt_veroeffentlichen", "zurueckziehen"]:
        admin_client.post(liste, felder | {"action": aktion})

    sitzung.refresh_from_db()
    assert sitzung.oeffentlich_ab is None


@pytest.mark.parametrize(
    ("art", "felder"),
    [
        ("auth_group", {"name": "Praktikum"}),
        (
            "auth_user",
            {
                "username": "praktikum",
                **dict.fromkeys(["first_name", "last_name"], "Petra"),
                **dict.fromkeys(["password1", "password2"], "Kastanie-4711-Turm"),
                "email": "petra@example.org",
                "usable_password": "true",
            },
        ),
        ("team_thema", {"name": "Garten"}),
    ],
)
def test_what_was_deleted_since_can_be_added_again(admin_client, art, felder):
    pfad = reverse(f"admin:{art}_add")
    modell = apps.get_model(art.replace("_", "."))
    vorher = set(modell.objects.all())
    gesendet = formular(admin_client.get(pfad)) | felder
    admin_client.post(pfad, gesendet)
    for neuer in set(modell.objects.all()) - vorher:
        admin_client.post(adresse(neuer, "delete"), {"post": "yes"})

    admin_client.post(pfad, gesendet)

    assert len(set(modell.objects.all()) - vorher) == 1


@pytest.mark.parametrize("art", ["auth_group", "auth_user", "team_thema"])
def test_every_opening_of_a_form_has_a_token_of_its_own(admin_client, art):
    pfad = reverse(f"admin:{art}_add")

    marken = {formular(admin_client.get(pfad))["_abgabe"] for _ in range(2)}

    assert len(marken) == 2
    assert "" not in marken


def test_what_came_back_since_can_be_deleted_again(admin_client):
    person = PersonFactory()
    sichern(admin_client, person, oeffnen(admin_client, person) | {"nachname": "Neu"})
    felder = {"post": "yes", "csrfmiddlewaretoken": "einmalig"}
    admin_client.post(adresse(person, "delete"), felder)
    fassung = Version.objects.get_for_model(Person).first()
    zurueck = reverse("admin:team_person_recover", args=[fassung.pk])
    admin_client.post(zurueck, formular(admin_client.get(zurueck)))

    admin_client.post(adresse(person, "delete"), felder)

    assert not Person.objects.exists()


def test_form_for_adding_saves_once_whatever_else_is_deleted(admin_client):
    anderes = ThemaFactory()
    felder = formular(admin_client.get(NEUES_THEMA)) | {"name": "Garten"}
    admin_client.post(NEUES_THEMA, felder)
    admin_client.post(adresse(anderes, "delete"), {"post": "yes"})

    response = admin_client.post(NEUES_THEMA, felder, follow=True)

    assert "erfolgreich hinzugefügt" in meldungen(response)[0]
    assert Thema.objects.count() == 1


def test_form_that_was_refused_is_looked_at_again(admin_client):
    felder = formular(admin_client.get(NEUES_THEMA)) | {"name": ""}

    erste, zweite = zweimal(admin_client, NEUES_THEMA, felder)

    assert text(erste) == text(zweite)
    assert "Dieses Feld ist zwingend erforderlich" in text(zweite)


def test_session_remembers_only_the_last_forms(admin_client):
    for nummer in range(21):
        felder = formular(admin_client.get(NEUES_THEMA))
        admin_client.post(NEUES_THEMA, felder | {"name": f"Thema {nummer}"})

    assert len(admin_client.session["abgaben"]) == 20


@nur_postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_clicks_in_the_same_moment_add_one_row(admin_client):
    zweiter_klick = Client()
    zweiter_klick.cookies = admin_client.cookies
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung) | {
        "tagesordnungspunkte-TOTAL_FORMS": "1",
        "tagesordnungspunkte-0-titel": "Neu",
        "tagesordnungspunkte-0-reihenfolge": "10",
    }

    antworten = gleichzeitig(
        lambda: admin_client.post(adresse(sitzung, "change"), felder),
        lambda: zweiter_klick.post(adresse(sitzung, "change"), felder),
    )

    assert [response.status_code for response in antworten] == [302, 302]
    assert Tagesordnungspunkt.objects.count() == 1


# What is posted


def test_title_of_a_pasted_text_is_stored_in_one_form(admin_client):
    punkt = TagesordnungspunktFactory()
    felder = oeffnen(admin_client, punkt) | {"titel": "Gru\u0308n\u200bau"}

    admin_client.post(adresse(punkt, "change"), felder)

    assert Tagesordnungspunkt.objects.get().titel == "Grünau"
