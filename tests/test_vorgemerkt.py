"""A file that was chosen survives a form that is shown again, and nobody else gets it."""

import datetime as dt
import os
import time
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import models
from django.test import RequestFactory
from django.urls import reverse

from redaktion import vorgemerkt
from redaktion.dateien import EIN_TAG
from redaktion.vorgemerkt import HOECHSTENS, DateiField, vormerken
from team.models import Person
from termine.models import Unterlage

from .crawler import soup, text
from .dateien import dateien, foto_senden, unterlage_senden
from .factories import PersonFactory, PersonMitFotoFactory, SitzungFactory, foto, pdf, upload
from .verwaltung import adresse, fassungen_von, formular, meldungen, oeffnen, sichern

# What is kept goes when a transaction is over.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

EINWILLIGUNG = {
    "foto_einwilligung_am": "01.02.2021",
    "foto_schmueckend": "on",
    "foto_zeigen": "on",
}


@pytest.fixture
def aufgehoben(settings):
    """Return a function that returns the paths of the files that are kept."""
    return lambda: list(Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*"))


@pytest.fixture
def person(admin_client):
    """A person with a photo that was never released."""
    return PersonFactory(foto=upload(breite=500))


def breite(person):
    """Return how wide the stored photo of a person is, or None."""
    person.refresh_from_db()
    return person.foto_breite


def mit_fehler(client, person, **felder):
    """Choose a photo 700 pixels wide and mistype the address; return the answer."""
    datei = ("b.jpg", foto(breite=700))
    return foto_senden(client, person, datei, **{"email": "keine", **felder})


def fehler(response, feld):
    return [zeile.get_text() for zeile in soup(response).select(f".field-{feld} .errorlist li")]


# The file that is kept


def test_file_is_saved_with_what_was_refused_at_first(admin_client, person, aufgehoben):
    gezeigt = mit_fehler(admin_client, person)
    lagen = aufgehoben()

    response = sichern(admin_client, person, formular(gezeigt) | {"email": ""})

    assert "„b.jpg“ (" in soup(gezeigt).select_one(".field-foto .vorgemerkt").get_text()
    assert dateien() != []
    assert response.status_code == 302
    assert breite(person) == 700
    assert (len(lagen), aufgehoben()) == (1, [])


def test_file_is_kept_as_often_as_the_form_is_refused(admin_client, person, aufgehoben):
    gezeigt = mit_fehler(admin_client, person)

    nochmal = sichern(admin_client, person, formular(gezeigt))
    sichern(admin_client, person, formular(nochmal) | {"email": ""})

    assert breite(person) == 700
    assert aufgehoben() == []


def test_file_that_is_chosen_anew_replaces_the_one_that_is_kept(admin_client, person):
    felder = formular(mit_fehler(admin_client, person)) | {"email": ""}

    sichern(admin_client, person, felder | {"foto": upload(breite=900)})

    assert breite(person) == 900


def test_staff_can_go_on_without_the_kept_file(admin_client, person):
    felder = formular(mit_fehler(admin_client, person)) | {"email": "", "foto-verwerfen": "on"}

    response = sichern(admin_client, person, felder)

    assert response.status_code == 302
    assert breite(person) == 500


def test_kept_file_is_for_the_owner_of_the_process_alone(admin_client, person, aufgehoben):
    mit_fehler(admin_client, person)

    [datei] = aufgehoben()

    assert datei.stat().st_mode & 0o077 == 0


def test_kept_file_is_of_no_use_to_another_account(admin_client, annas_client, person):
    felder = formular(mit_fehler(admin_client, person)) | {"email": ""}

    response = sichern(annas_client, person, felder)

    assert "Bitte wählen Sie die Datei noch einmal aus" in fehler(response, "foto")[0]
    assert breite(person) == 500


def test_token_that_was_not_made_here_is_refused(admin_client, person):
    felder = oeffnen(admin_client, person) | {"foto-vorgemerkt": "erfunden", "abschluss": "M.A."}

    response = sichern(admin_client, person, felder)

    assert "Bitte wählen Sie die Datei noch einmal aus" in fehler(response, "foto")[0]
    assert Person.objects.get().abschluss == ""


def test_kept_file_is_forgotten_after_a_day_and_asked_for(admin_client, person, aufgehoben):
    felder = formular(mit_fehler(admin_client, person)) | {"email": "", "abschluss": "M.A."}
    [datei] = aufgehoben()
    gestern = time.time() - EIN_TAG - 1
    os.utime(datei, (gestern, gestern))

    response = sichern(admin_client, person, felder)
    nochmal = sichern(admin_client, person, formular(response))

    assert aufgehoben() == []
    for antwort in [response, nochmal]:
        assert "Bitte wählen Sie die Datei „b.jpg“ noch einmal aus" in fehler(antwort, "foto")[0]
    assert (breite(person), Person.objects.get().abschluss) == (500, "")


def test_file_that_is_missing_can_be_chosen_anew_or_left_out(admin_client, person):
    felder = oeffnen(admin_client, person) | {"foto-fehlt": "b.jpg"}

    ohne = sichern(admin_client, person, felder | {"foto-verwerfen": "on"})
    nach_dem_ersten = breite(person)
    mit = sichern(admin_client, person, felder | {"foto": upload(breite=900)})

    assert (ohne.status_code, mit.status_code) == (302, 302)
    assert (nach_dem_ersten, breite(person)) == (500, 900)


def test_what_was_forgotten_by_others_goes_when_something_is_kept(
    admin_client, person, aufgehoben, settings
):
    alt, neu = (Path(settings.FILE_UPLOAD_TEMP_DIR) / name for name in ["alt.upload", "neu.upload"])
    for datei in [alt, neu]:
        datei.touch()
    os.utime(alt, (0, 0))

    mit_fehler(admin_client, person)

    assert neu in aufgehoben()
    assert alt not in aufgehoben()


def test_file_chosen_while_a_version_is_taken_back_is_kept(admin_client, aufgehoben):
    sitzung = SitzungFactory()
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"titel": "Damals"})
    [damals] = fassungen_von(sitzung)
    fassung = reverse("admin:termine_sitzung_revision", args=[sitzung.pk, damals.pk])
    felder = formular(admin_client.get(fassung)) | {
        "titel": "",
        "unterlagen-TOTAL_FORMS": 1,
        "unterlagen-0-art": "protokoll",
        "unterlagen-0-reihenfolge": 1000,
        "unterlagen-0-datei": ContentFile(pdf(), name="a.pdf"),
    }
    gezeigt = admin_client.post(fassung, felder)

    nochmal = admin_client.post(fassung, formular(gezeigt))
    response = admin_client.post(fassung, formular(nochmal) | {"titel": "Forum"})

    assert "„a.pdf“ (" in text(gezeigt)
    assert response.status_code == 302
    assert (Unterlage.objects.count(), aufgehoben()) == (1, [])


def test_preview_uses_nothing_up(admin_client, aufgehoben):
    sitzung = SitzungFactory()
    gezeigt = unterlage_senden(admin_client, sitzung, ("a.pdf", pdf()), titel="")
    felder = formular(gezeigt) | {"titel": "Forum"}

    vorschau = sichern(admin_client, sitzung, felder | {"_vorschau": "1"})
    lagen = aufgehoben()
    response = sichern(admin_client, sitzung, felder)

    assert (vorschau.status_code, len(lagen)) == (200, 1)
    assert (response.status_code, Unterlage.objects.count()) == (302, 1)
    assert aufgehoben() == []


def test_file_is_kept_whatever_its_name_is_like(admin_client, person):
    name = "ä„ö“ " + "lang" * 70 + ".jpg"
    datei = (name, foto(breite=700))
    gezeigt = foto_senden(admin_client, person, datei, email="keine")

    response = sichern(admin_client, person, formular(gezeigt) | {"email": ""})

    assert response.status_code == 302
    assert breite(person) == 700


# Files that cannot be kept


def test_file_that_was_refused_is_asked_for_until_staff_leave_it_out(admin_client, person):
    gezeigt = foto_senden(admin_client, person, ("b.jpg", b"Hallo"))

    nochmal = sichern(admin_client, person, formular(gezeigt))
    ohne = sichern(admin_client, person, formular(nochmal) | {"foto-verwerfen": "on"})

    assert "lässt sich nicht als Foto lesen" in fehler(gezeigt, "foto")[0]
    assert "„b.jpg“ noch einmal aus" in fehler(nochmal, "foto")[0]
    assert ohne.status_code == 302


def test_reason_why_a_file_was_not_sent_is_said_until_staff_leave_it_out(admin_client, person):
    nicht_gesendet = {"foto-fehlt": "b.jpg", "foto-grund": "ist 16 MB groß."}
    gezeigt = sichern(admin_client, person, oeffnen(admin_client, person) | nicht_gesendet)

    nochmal = sichern(admin_client, person, formular(gezeigt))
    ohne = sichern(admin_client, person, formular(nochmal) | {"foto-verwerfen": "on"})

    for antwort in [gezeigt, nochmal]:
        assert fehler(antwort, "foto") == ["„b.jpg“ ist 16 MB groß."]
    assert (ohne.status_code, breite(person)) == (302, 500)


def test_file_is_asked_for_after_the_session_has_ended(admin_client, admin_user, person):
    felder = oeffnen(admin_client, person) | {"foto": upload(breite=700), "abschluss": "M.A."}
    Session.objects.all().delete()

    anmeldung = sichern(admin_client, person, felder)
    eingaben = soup(anmeldung).select_one("[name=eingaben]")["value"]
    admin_client.post(
        reverse("admin:login") + f"?next={adresse(person, 'change')}",
        {"username": "admin", "password": "password", "eingaben": eingaben},
    )
    gezeigt = admin_client.get(adresse(person, "change"))
    response = sichern(admin_client, person, formular(gezeigt))

    assert "„erika.jpg“ noch einmal aus" in fehler(response, "foto")[0]
    assert Person.objects.get().abschluss == ""


def test_file_that_finds_no_room_to_be_kept_is_asked_for(admin_client, person, settings):
    datei = settings.FILE_UPLOAD_TEMP_DIR / "kein Ordner"
    datei.touch()
    settings.FILE_UPLOAD_TEMP_DIR = datei

    gezeigt = mit_fehler(admin_client, person, abschluss="M.A.")

    felder = {feld["name"]: feld["value"] for feld in soup(gezeigt).select("main form input")}
    assert gezeigt.status_code == 503
    assert (felder["abschluss"], felder["foto-fehlt"]) == ("M.A.", "b.jpg")


def test_name_of_a_file_can_be_copied_when_the_record_is_gone(admin_client, person):
    felder = formular(mit_fehler(admin_client, person))
    Person.objects.all().delete()

    response = sichern(admin_client, person, felder | {"foto": upload()})

    assert response.status_code == 410
    assert "erika.jpg" in text(response)
    assert felder["foto-vorgemerkt"] not in text(response)


def test_photo_and_haken_to_remove_it_contradict_each_other_until_one_goes(admin_client, person):
    beides = mit_fehler(admin_client, person, email="", **{"foto-clear": "on"})
    felder = formular(beides)
    del felder["foto-clear"]

    response = sichern(admin_client, person, felder)

    assert fehler(beides, "foto") != []
    assert "„b.jpg“ noch einmal aus" in fehler(response, "foto")[0]
    assert breite(person) == 500


def test_more_files_than_a_form_can_have_are_asked_for(admin_client, admin_user, person):
    marken = [
        vormerken(ContentFile(b"a", name=f"{nummer}.jpg"), admin_user.pk)
        for nummer in range(HOECHSTENS + 1)
    ]
    viele = {f"x{nummer}-vorgemerkt": marke for nummer, marke in enumerate(marken[1:])}
    felder = oeffnen(admin_client, person) | viele

    response = sichern(admin_client, person, felder | {"foto-vorgemerkt": marken[0]})

    assert "Bitte wählen Sie die Datei „0.jpg“ noch einmal aus" in fehler(response, "foto")[0]


def test_folder_is_looked_through_once_however_many_files_are_named(
    admin_client, person, monkeypatch
):
    durchgesehen = []
    aeltere = vorgemerkt.aeltere
    monkeypatch.setattr(
        vorgemerkt, "aeltere", lambda ordner: durchgesehen.append(ordner) or aeltere(ordner)
    )
    viele = {f"x{nummer}-vorgemerkt": "erfunden" for nummer in range(3)}

    mit_fehler(admin_client, person, **viele)

    assert len(durchgesehen) == 1


def test_photo_and_haken_to_remove_it_are_named_beside_a_photo_of_somebody_else(
    admin_client, annas_client, person
):
    offen = oeffnen(admin_client, person) | {"foto": upload(breite=700), "foto-clear": "on"}
    foto_senden(annas_client, person, ("c.jpg", foto(breite=900)))

    response = sichern(admin_client, person, offen)

    [zeile] = soup(response).select(".vergleich tbody tr")
    assert "eine andere Datei eine Datei und zugleich keine" in zeile.get_text(" ", strip=True)
    assert breite(person) == 900


# Rows


def test_kept_file_is_for_one_row_alone(admin_client):
    sitzung = SitzungFactory()
    felder = formular(unterlage_senden(admin_client, sitzung, ("a.pdf", pdf()), titel=""))
    doppelt = {
        name.replace("-0-", "-1-"): wert
        for name, wert in felder.items()
        if name.startswith("unterlagen-0-")
    }

    response = sichern(
        admin_client, sitzung, felder | doppelt | {"titel": "Forum", "unterlagen-TOTAL_FORMS": 2}
    )

    assert text(response).count("Bitte wählen Sie die Datei „a.pdf“ noch einmal aus") == 1
    assert Unterlage.objects.count() == 0


def test_files_of_several_rows_are_saved_with_what_was_refused_at_first(admin_client, aufgehoben):
    sitzung = SitzungFactory()
    gezeigt = unterlage_senden(
        admin_client,
        sitzung,
        ("eins.pdf", pdf(seiten=1)),
        **{
            "unterlagen-TOTAL_FORMS": 2,
            "unterlagen-1-art": "zettel",
            "unterlagen-1-reihenfolge": 1000,
            "unterlagen-1-datei": ContentFile(pdf(seiten=2), name="zwei.pdf"),
        },
    )

    response = sichern(admin_client, sitzung, formular(gezeigt) | {"unterlagen-1-art": "anlage"})

    assert response.status_code == 302
    assert set(Unterlage.objects.values_list("art", "seiten")) == {("protokoll", 1), ("anlage", 2)}
    assert aufgehoben() == []


def test_row_with_a_missing_file_alone_is_not_taken_for_empty(admin_client):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung) | {
        "unterlagen-TOTAL_FORMS": 1,
        "unterlagen-0-art": "",
        "unterlagen-0-reihenfolge": 1000,
        "unterlagen-0-datei-fehlt": "a.pdf",
    }

    response = sichern(admin_client, sitzung, felder)

    assert "Bitte wählen Sie die Datei „a.pdf“ noch einmal aus" in text(response)


def test_kept_file_moves_up_with_its_row_when_somebody_deletes_the_one_before(admin_client):
    sitzung = SitzungFactory()
    unterlage_senden(admin_client, sitzung, ("alt.pdf", pdf(seiten=3)))
    felder = oeffnen(admin_client, sitzung) | {
        "titel": "",
        "unterlagen-TOTAL_FORMS": 2,
        "unterlagen-1-art": "anlage",
        "unterlagen-1-reihenfolge": 1000,
        "unterlagen-1-datei": ContentFile(pdf(seiten=2), name="neu.pdf"),
    }
    gezeigt = sichern(admin_client, sitzung, felder)
    Unterlage.objects.get().delete()

    response = sichern(admin_client, sitzung, formular(gezeigt) | {"titel": "Forum"})

    assert response.status_code == 302
    assert [unterlage.seiten for unterlage in Unterlage.objects.all()] == [2]


def test_every_file_field_of_the_admin_keeps_what_was_chosen(admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user
    felder = [
        (verwaltung, feld)
        for modell_admin in admin.site._registry.values()
        for verwaltung in [modell_admin, *modell_admin.get_inline_instances(request)]
        for feld in verwaltung.model._meta.fields
        if isinstance(feld, models.FileField)
    ]

    formfelder = [verwaltung.formfield_for_dbfield(feld, request) for verwaltung, feld in felder]

    assert len(formfelder) == 4
    assert {type(feld) for feld in formfelder} == {DateiField}


# Only the photo that staff looked at is released


def oeffentlich(client, person):
    """Return how wide the photo is that visitors see, or None."""
    person.refresh_from_db()
    return person.foto_breite if person.foto_zeigen else None


def test_consent_for_a_new_photo_releases_that_one_after_an_error(admin_client, person):
    gezeigt = mit_fehler(admin_client, person, **EINWILLIGUNG)

    sichern(admin_client, person, formular(gezeigt) | {"email": ""})

    assert oeffentlich(admin_client, person) == 700


def test_consent_for_a_photo_that_was_left_out_releases_no_other_unseen(admin_client, person):
    gezeigt = mit_fehler(admin_client, person, **EINWILLIGUNG)
    ohne = sichern(admin_client, person, formular(gezeigt) | {"email": "", "foto-verwerfen": "on"})
    nach_dem_ersten = oeffentlich(admin_client, person)

    sichern(admin_client, person, formular(ohne))

    assert "Jetzt steht hier ein anderes Foto als vorhin" in fehler(ohne, "foto_zeigen")[0]
    assert soup(ohne).select(".field-foto_vorschau img") != []
    assert (nach_dem_ersten, oeffentlich(admin_client, person)) == (None, 500)


def test_consent_for_a_photo_that_was_refused_releases_no_other(admin_client, person):
    gezeigt = foto_senden(admin_client, person, ("b.heic", b"Hallo"), **EINWILLIGUNG)

    sichern(admin_client, person, formular(gezeigt))
    sichern(admin_client, person, formular(gezeigt) | {"foto-verwerfen": "on"})

    assert oeffentlich(admin_client, person) is None


def test_photo_that_somebody_else_stored_meanwhile_is_not_released_unseen(
    admin_client, annas_client, person
):
    offen = oeffnen(admin_client, person)
    foto_senden(annas_client, person, ("c.jpg", foto(breite=900)))

    response = sichern(admin_client, person, offen | EINWILLIGUNG)
    nach_dem_ersten = oeffentlich(admin_client, person)
    sichern(admin_client, person, formular(response))

    assert "Jetzt steht hier ein anderes Foto als vorhin" in fehler(response, "foto_zeigen")[0]
    assert (nach_dem_ersten, oeffentlich(admin_client, person)) == (None, 900)


def test_release_by_somebody_else_of_the_photo_before_is_none_of_the_new_one(
    admin_client, annas_client
):
    person = PersonMitFotoFactory(foto_zeigen=False, foto_einwilligung_am=dt.date(2021, 1, 1))
    offen = oeffnen(admin_client, person)
    sichern(annas_client, person, oeffnen(annas_client, person) | {"foto_zeigen": "on"})

    neues = {"foto": upload(breite=700), "foto_einwilligung_am": "02.02.2021"}
    response = sichern(admin_client, person, offen | neues)

    folgeseite = admin_client.get(response["Location"])
    assert oeffentlich(admin_client, person) is None
    assert "noch nicht zu sehen" in " ".join(meldungen(folgeseite))


@pytest.mark.parametrize("name", ["foto_alternativtext", "foto_nachweis"])
@pytest.mark.parametrize("neues_foto_von", ["hier", "anderswo"])
def test_photo_of_one_is_not_shown_with_words_of_another_unseen(
    admin_client, annas_client, neues_foto_von, name
):
    person = PersonMitFotoFactory(foto_alternativtext="Bei der Arbeit", foto_schmueckend=False)
    foto_neu = {"foto": upload(breite=700), "foto_einwilligung_am": "02.02.2021"}
    worte_neu = {name: "Am Schreibtisch"}
    hier, anderswo = (foto_neu, worte_neu) if neues_foto_von == "hier" else (worte_neu, foto_neu)
    offen = oeffnen(admin_client, person)
    sichern(annas_client, person, oeffnen(annas_client, person) | anderswo)
    vorher = oeffentlich(admin_client, person), getattr(person, name)

    response = sichern(admin_client, person, offen | hier)
    nach_dem_ersten = oeffentlich(admin_client, person), getattr(person, name)
    sichern(admin_client, person, formular(response))

    assert "kommen jetzt von zwei Personen" in fehler(response, "foto_alternativtext")[0]
    assert nach_dem_ersten == vorher
    assert (oeffentlich(admin_client, person), getattr(person, name)) == (700, "Am Schreibtisch")
