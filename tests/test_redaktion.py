"""What the admin of content adds to Django's: nothing typed is lost, a form can be previewed."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from reversion.models import Revision

from termine.models import Sitzung, Tagesordnungspunkt, Unterlage

from .crawler import soup, text
from .factories import (
    HandlungsfeldFactory,
    OrtFactory,
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    pdf,
)
from .gleichzeitig import gleichzeitig
from .verwaltung import adresse, formular, oeffnen, ort, sichern
from .voraussetzungen import nur_postgresql

pytestmark = pytest.mark.django_db

NEU = reverse("admin:termine_sitzung_add")


# Two people on one record


def test_second_save_is_refused_and_shown_side_by_side(admin_client, annas_client):
    sitzung = SitzungFactory(ort=OrtFactory(name="Stadtteilladen"))
    meine = oeffnen(admin_client, sitzung)
    sichern(
        annas_client, sitzung, oeffnen(annas_client, sitzung) | {"ort": ort("Völkerfreundschaft")}
    )

    response = sichern(admin_client, sitzung, meine | {"ort": ort("Komm-Haus")})

    zeilen = [zeile.get_text(" ", strip=True) for zeile in soup(response).select(".vergleich tr")]
    assert "Anna Muster hat diesen Eintrag gespeichert" in text(response)
    assert zeilen == [
        "Angabe Jetzt gespeichert In Ihrem Formular",
        "Ort Völkerfreundschaft Komm-Haus",
    ]
    assert Sitzung.objects.get().ort.name == "Völkerfreundschaft"


def test_what_was_compared_can_be_saved(admin_client, annas_client):
    sitzung = SitzungFactory(ort=OrtFactory(name="Stadtteilladen"))
    meine = oeffnen(admin_client, sitzung)
    sichern(
        annas_client, sitzung, oeffnen(annas_client, sitzung) | {"ort": ort("Völkerfreundschaft")}
    )
    gezeigt = formular(sichern(admin_client, sitzung, meine | {"ort": ort("Komm-Haus")}))

    response = sichern(admin_client, sitzung, gezeigt)

    assert response.status_code == 302
    assert Sitzung.objects.get().ort.name == "Komm-Haus"


@pytest.mark.parametrize(
    "aenderung",
    [
        {"tagesordnungspunkte-0-titel": "Neu gefasst"},
        {"tagesordnungspunkte-0-reihenfolge": "30"},
        {"tagesordnungspunkte-0-DELETE": "on"},
        {
            "tagesordnungspunkte-TOTAL_FORMS": "3",
            "tagesordnungspunkte-2-titel": "Noch ein Punkt",
            "tagesordnungspunkte-2-reihenfolge": "30",
        },
    ],
    ids=["row changed", "order changed", "row deleted", "row added"],
)
def test_rows_that_only_others_changed_stay_so(admin_client, annas_client, aenderung):
    sitzung = SitzungFactory()
    for nummer in [10, 20]:
        TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=nummer, titel=f"Punkt {nummer}")
    meine = oeffnen(admin_client, sitzung)
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | aenderung)
    nach_anna = list(sitzung.tagesordnungspunkte.values_list("titel", flat=True))

    response = sichern(
        admin_client, sitzung, meine | {"tagesordnungspunkte-1-titel": "Meine Fassung"}
    )

    assert response.status_code == 302
    assert list(sitzung.tagesordnungspunkte.values_list("titel", flat=True)) == [
        "Meine Fassung" if titel == "Punkt 20" else titel for titel in nach_anna
    ]


def test_text_typed_into_a_row_that_somebody_deleted_becomes_a_new_row(admin_client, annas_client):
    punkt = TagesordnungspunktFactory(reihenfolge=10)
    meine = oeffnen(admin_client, punkt.sitzung)
    punkt.delete()

    gezeigt = formular(
        sichern(admin_client, punkt.sitzung, meine | {"tagesordnungspunkte-0-titel": "Getippt"})
    )
    sichern(admin_client, punkt.sitzung, gezeigt)

    assert [punkt.titel for punkt in Tagesordnungspunkt.objects.all()] == ["Getippt"]


def test_form_without_a_change_of_others_is_saved_at_once(admin_client):
    sitzung = TagesordnungspunktFactory().sitzung
    felder = oeffnen(admin_client, sitzung)

    response = sichern(admin_client, sitzung, felder | {"ort": ort("Komm-Haus")})

    assert response.status_code == 302
    assert Sitzung.objects.get().ort.name == "Komm-Haus"


@pytest.mark.parametrize("factory", [SeiteFactory, SitzungFactory, TagesordnungspunktFactory])
def test_text_typed_about_a_record_that_was_deleted_is_shown_for_copying(admin_client, factory):
    objekt = factory()
    felder = oeffnen(admin_client, objekt)
    objekt.delete()

    response = sichern(admin_client, objekt, felder | {"titel": "Ein langer Text"})

    assert response.status_code == 410
    assert "Ein langer Text" in text(response)
    assert not type(objekt).objects.exists()


@pytest.mark.parametrize("anzahl", [1, 2])
def test_form_that_is_sent_twice_creates_one_record(admin_client, anzahl):
    formulare = [formular(admin_client.get(NEU)) for _ in range(anzahl)]
    angaben = {"titel": "Januar", "datum": "11.01.2027"}

    for felder in [*formulare, *formulare]:
        response = admin_client.post(NEU, felder | angaben)

    assert response.status_code == 302
    assert Sitzung.objects.count() == anzahl


# What is refused


@pytest.mark.parametrize("factory", [HandlungsfeldFactory, PersonFactory, SeiteFactory])
def test_empty_address_beside_another_error_is_shown_again(admin_client, factory):
    objekt = factory()
    feld = "nachname" if factory is PersonFactory else "titel"
    felder = oeffnen(admin_client, objekt) | {"slug": "", feld: "x" * 1000}

    response = sichern(admin_client, objekt, felder)

    assert response.status_code == 200
    assert formular(response)[feld] == "x" * 1000


@pytest.mark.parametrize("factory", [HandlungsfeldFactory, PersonFactory, SeiteFactory])
def test_empty_address_beside_a_conflict_is_shown_again(admin_client, annas_client, factory):
    objekt = factory()
    feld = "nachname" if factory is PersonFactory else "titel"
    felder = oeffnen(admin_client, objekt) | {"slug": "", feld: "Von hier"}
    sichern(annas_client, objekt, oeffnen(annas_client, objekt) | {feld: "Von Anna"})

    response = sichern(admin_client, objekt, felder)

    assert response.status_code == 200
    assert formular(response)[feld] == "Von hier"


# Preview


@pytest.mark.parametrize(
    "factory", [HandlungsfeldFactory, PersonFactory, SeiteFactory, SitzungFactory]
)
def test_preview_shows_the_page_and_saves_nothing(admin_client, factory):
    entwurf = {"schwerpunkt__jahresplanung__oeffentlich_ab": None}
    objekt = factory(**(entwurf if factory is HandlungsfeldFactory else {"oeffentlich_ab": None}))
    felder = oeffnen(admin_client, objekt)
    feld = "nachname" if factory is PersonFactory else "titel"
    vorher = list(type(objekt).objects.values())

    response = sichern(admin_client, objekt, felder | {feld: "Gezeigt", "_vorschau": "Vorschau"})

    seite = soup(response)
    assert "Gezeigt" in seite.select_one("h1").get_text()
    assert "Noch sieht das niemand außer Ihnen" in seite.select_one("main").get_text()
    assert list(type(objekt).objects.values()) == vorher
    assert (LogEntry.objects.count(), Revision.objects.count()) == (0, 0)
    assert response["Cache-Control"] == "private, no-store"


def test_preview_of_a_new_sitzung_shows_its_agenda(admin_client):
    felder = formular(admin_client.get(NEU)) | {
        "titel": "Januar",
        "datum": "11.01.2027",
        "tagesordnungspunkte-TOTAL_FORMS": "1",
        "tagesordnungspunkte-0-titel": "Begrüßung",
        "tagesordnungspunkte-0-reihenfolge": "10",
        "tagesordnungspunkte-0-oeffentlich": "on",
        "_vorschau": "Vorschau",
    }

    response = admin_client.post(NEU, felder)

    assert "TOP 1 Begrüßung" in text(response)
    assert not Sitzung.objects.exists()


def test_preview_of_who_left_shows_the_person(admin_client):
    person = PersonFactory(im_team_bis=dt.date(2020, 1, 1))

    response = sichern(admin_client, person, oeffnen(admin_client, person) | {"_vorschau": "1"})

    assert str(person) in soup(response).select_one("h1").get_text()


def test_pages_of_visitors_have_no_preview_band(client):
    assert "Noch sieht das niemand" not in text(client.get(SitzungFactory().get_absolute_url()))


@pytest.mark.parametrize(
    ("liste", "name"),
    [("termine_sitzung", "Sitzungen"), ("team_person", "Personen"), ("auth_user", "Benutzer")],
)
def test_lists_are_named_after_what_is_in_them(admin_client, liste, name):
    seite = soup(admin_client.get(reverse(f"admin:{liste}_changelist")))

    assert (seite.h1.get_text(), seite.title.get_text()) == (name, f"{name} | Verwaltung")


# Two at the same moment


@nur_postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_saves_in_the_same_moment_one_is_refused(admin_client, annas_client):
    sitzung = SitzungFactory()
    felder = [oeffnen(client, sitzung) for client in [admin_client, annas_client]]

    antworten = gleichzeitig(
        lambda: sichern(admin_client, sitzung, felder[0] | {"ort": ort("Komm-Haus")}),
        lambda: sichern(annas_client, sitzung, felder[1] | {"ort": ort("Völkerfreundschaft")}),
    )

    assert sorted(response.status_code for response in antworten) == [200, 302]


@nur_postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_clicks_in_the_same_moment_create_one_record(admin_client, admin_user):
    zweiter_klick = Client()
    zweiter_klick.cookies = admin_client.cookies
    felder = formular(admin_client.get(NEU)) | {"titel": "Januar", "datum": "11.01.2027"}

    antworten = gleichzeitig(
        lambda: admin_client.post(NEU, felder), lambda: zweiter_klick.post(NEU, felder)
    )

    assert [response.status_code for response in antworten] == [302, 302]
    assert Sitzung.objects.count() == 1


def test_name_of_an_earlier_editor_is_not_given_for_a_row_that_others_changed(
    admin_client, annas_client
):
    punkt = TagesordnungspunktFactory()
    sitzung = punkt.sitzung
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | {"ort": ort("Komm-Haus")})
    meine = oeffnen(admin_client, sitzung)
    punkt.titel = "Von anderswo geändert"
    punkt.save()

    response = sichern(admin_client, sitzung, meine | {"tagesordnungspunkte-0-titel": "Von hier"})

    assert "Jemand hat diesen Eintrag gespeichert" in text(response)


def test_file_that_both_have_replaced_is_shown_and_not_overwritten(admin_client, annas_client):
    unterlage = UnterlageFactory()
    sitzung = unterlage.sitzung
    meine, annas = oeffnen(admin_client, sitzung), oeffnen(annas_client, sitzung)
    annas["unterlagen-0-datei"] = ContentFile(pdf(3), name="annas.pdf")
    sichern(annas_client, sitzung, annas)

    meine["unterlagen-0-datei"] = ContentFile(pdf(2), name="neu.pdf")
    response = sichern(admin_client, sitzung, meine)

    (zeile,) = soup(response).select(".vergleich tbody tr")
    assert "Datei eine andere Datei neu.pdf" in zeile.get_text(" ", strip=True)
    assert Unterlage.objects.get().seiten == 3


def test_file_that_only_another_has_replaced_stays(admin_client, annas_client):
    unterlage = UnterlageFactory()
    sitzung = unterlage.sitzung
    meine, annas = oeffnen(admin_client, sitzung), oeffnen(annas_client, sitzung)
    annas["unterlagen-0-datei"] = ContentFile(pdf(3), name="annas.pdf")
    sichern(annas_client, sitzung, annas)

    sichern(admin_client, sitzung, meine | {"unterlagen-0-bezeichnung": "Zum Haushalt"})

    assert Unterlage.objects.values_list("bezeichnung", "seiten").get() == ("Zum Haushalt", 3)


def test_preview_says_nothing_about_saving(admin_client):
    dienstag = dt.date(2027, 1, 12)  # which is pointed out on saving
    sitzung = SitzungFactory(oeffentlich_ab=None, datum=dienstag)

    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"_vorschau": "1"})

    seite = soup(admin_client.get(adresse(sitzung, "changelist")))
    assert seite.select(".messagelist") == []


@pytest.mark.parametrize("pk", [1, 9999])
def test_account_without_rights_does_not_learn_which_records_exist(client, django_user_model, pk):
    SitzungFactory(pk=1)
    client.force_login(django_user_model.objects.create_user("neu", is_staff=True))

    response = client.post(reverse("admin:termine_sitzung_change", args=[pk]), {})

    assert response.status_code == 403
