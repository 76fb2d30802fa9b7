"""Nothing that is posted to the admin in place of what its forms send makes it fail."""

import pytest
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Group
from django.urls import reverse

from .crawler import soup
from .factories import (
    AbschnittFactory,
    AufgabeFactory,
    BueroFactory,
    HandlungsfeldFactory,
    KontoFactory,
    OrtFactory,
    PersonFactory,
    PersonMitFotoFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UmleitungFactory,
    UnterlageFactory,
    VorlagenpunktFactory,
    ZustaendigkeitFactory,
)
from .verwaltung import adresse, formular, oeffnen, sichern

pytestmark = pytest.mark.django_db

SELTSAME = {
    "a word": "abc",
    "NUL": "\0",
    "a number for no database": "9" * 40,
    "a digit of another script": "٣",
    "broken HTML": "<p><![<![",
    "tags that are not closed": "<p>" + "<a " * 2000,
}

# One record of each model that has a form.
EINTRAEGE = {
    "abschnitt": AbschnittFactory,
    "aufgabe": AufgabeFactory,
    "buero": BueroFactory,
    "handlungsfeld": lambda: AufgabeFactory().handlungsfeld,
    "jahresplanung": lambda: HandlungsfeldFactory().schwerpunkt.jahresplanung,
    "gruppe": lambda: Group.objects.first(),
    "konto": KontoFactory,
    "ort": OrtFactory,
    "person": lambda: ZustaendigkeitFactory(person=PersonMitFotoFactory()).person,
    "punkt": lambda: (
        UnterlageFactory(
            sitzung=None, tagesordnungspunkt=TagesordnungspunktFactory()
        ).tagesordnungspunkt
    ),
    "schwerpunkt": lambda: HandlungsfeldFactory().schwerpunkt,
    "seite": lambda: AbschnittFactory().seite,
    "sitzung": lambda: TagesordnungspunktFactory(sitzung=UnterlageFactory().sitzung).sitzung,
    "thema": lambda: ZustaendigkeitFactory().thema,
    "umleitung": UmleitungFactory,
    "unterlage": UnterlageFactory,
    "vorlage": lambda: VorlagenpunktFactory().vorlage,
    "zustaendigkeit": ZustaendigkeitFactory,
}


@pytest.fixture(params=EINTRAEGE)
def eintrag(request):
    return EINTRAEGE[request.param]()


@pytest.fixture(params=SELTSAME.values(), ids=SELTSAME)
def seltsames(request):
    return request.param


def test_form_that_is_filled_in_with_anything_is_shown_again(admin_client, eintrag, seltsames):
    felder = oeffnen(admin_client, eintrag)
    for name in felder:
        if name.endswith("-initial"):
            felder[name] = "was es nie gab"  # as if somebody had changed it meanwhile
        elif name != "_abgabe" and not name.endswith("_FORMS"):
            felder[name] = seltsames

    response = sichern(admin_client, eintrag, felder)

    assert response.status_code == 200
    assert soup(response).select(".errorlist li") != []


@pytest.mark.parametrize("feld", ["nachfolger", "ort"])
def test_form_is_opened_whatever_its_address_proposes(admin_client, feld, seltsames):
    response = admin_client.get(reverse("admin:termine_sitzung_add"), {feld: seltsames})

    assert response.status_code == 200


def test_choice_of_anything_is_said_beside_what_another_chose(admin_client, seltsames):
    sitzung = SitzungFactory(ort=OrtFactory(name="Stadtteilladen"))
    felder = oeffnen(admin_client, sitzung) | {"ort": seltsames}
    sitzung.ort = OrtFactory(name="Rathaus")
    sitzung.save()

    response = sichern(admin_client, sitzung, felder)

    [zeile] = soup(response).select(".vergleich tbody tr")
    assert zeile.get_text(" ", strip=True) == "Ort Rathaus leer"


@pytest.mark.parametrize("knopf", ["_veroeffentlichen", "_zurueckziehen"])
def test_button_at_an_address_of_no_record_publishes_nothing(admin_client, knopf, seltsames):
    url = reverse("admin:termine_sitzung_change", args=[quote(seltsames)])

    response = admin_client.post(url, {knopf: "1", "oeffentlich_ab_0": "1.2.2021"})

    assert response.status_code in {404, 410}


@pytest.mark.parametrize("modell", ["auth_user", "termine_sitzung"])
def test_list_takes_nothing_but_records_for_ticked(admin_client, modell, seltsames):
    felder = {"action": "delete_selected", "_selected_action": seltsames}

    response = admin_client.post(reverse(f"admin:{modell}_changelist"), felder)

    assert response.status_code == 400


def test_list_takes_nothing_but_records_for_its_rows(admin_client, seltsames):
    url = adresse(PersonFactory(), "changelist")
    felder = formular(admin_client.get(url)) | {"form-0-id": seltsames, "_save": "1"}

    assert admin_client.post(url, felder).status_code == 400


@pytest.mark.parametrize("modell", ["auth_group", "auth_user", "termine_sitzung"])
def test_list_is_filtered_and_searched_by_anything(admin_client, modell, seltsames):
    url = reverse(f"admin:{modell}_changelist")

    antworten = [admin_client.get(url, {name: seltsames}) for name in ["pk__in", "q"]]

    assert {antwort.status_code for antwort in antworten} <= {200, 302}


def test_list_finds_records_beside_one_with_any_title(admin_client, seltsames):
    SitzungFactory(titel=seltsames[:100].strip("\0"))
    gesuchte = SitzungFactory(titel="Forum")

    response = admin_client.get(adresse(gesuchte, "changelist"), {"q": "Forum"})

    assert [zeile.titel for zeile in response.context["cl"].result_list] == ["Forum"]


def test_anything_that_was_typed_about_a_deleted_record_can_be_copied(admin_client, seltsames):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung) | {"grund": seltsames}
    sitzung.delete()

    response = sichern(admin_client, sitzung, felder)

    assert response.status_code == 410
    assert seltsames.strip("\0") in soup(response).select_one("#content-main dl").get_text()
