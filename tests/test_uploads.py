"""What is kept in the folder of what people send: nothing of what is refused."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from reversion.models import Version

from team import fotos
from team.models import Person
from termine import dokumente
from termine.models import Unterlage

from .crawler import soup
from .dateien import dateien, foto_senden, senden, unterlage_senden
from .factories import (
    PersonFactory,
    PersonMitFotoFactory,
    SitzungFactory,
    UnterlageFactory,
    foto,
    pdf,
)
from .verwaltung import adresse, formular

pytestmark = pytest.mark.django_db


def test_every_field_for_a_file_says_how_large_it_may_be(admin_client):
    felder = {
        feld["name"]: feld.get("data-hoechstens")
        for objekt in [UnterlageFactory(), PersonFactory(), SitzungFactory()]
        for feld in soup(admin_client.get(adresse(objekt, "change"))).select("input[type=file]")
    }

    assert felder == {
        "datei": str(dokumente.HOECHSTENS),
        "foto": str(fotos.HOECHSTENS),
        "unterlagen-__prefix__-datei": str(dokumente.HOECHSTENS),
    }


def test_good_file_is_not_kept_when_another_row_is_refused(admin_client):
    sitzung = SitzungFactory()

    response = unterlage_senden(
        admin_client,
        sitzung,
        ("gut.pdf", pdf()),
        **{
            "unterlagen-TOTAL_FORMS": 2,
            "unterlagen-1-art": "protokoll",
            "unterlagen-1-reihenfolge": 1000,
            "unterlagen-1-datei": ContentFile(b"Hallo", name="schlecht.pdf"),
        },
    )

    assert response.status_code == 200
    assert dateien() == []


def test_good_photo_is_not_kept_when_another_field_is_refused(admin_client):
    response = foto_senden(admin_client, PersonFactory(), ("a.jpg", foto()), email="keine")

    assert response.status_code == 200
    assert soup(response).select(".field-foto_vorschau img") == []
    assert dateien() == []


def test_files_of_all_rows_go_when_the_database_refuses_the_last(admin_client, monkeypatch):
    sitzung = SitzungFactory()
    # The check in the form would find it; another process may be quicker than that.
    monkeypatch.setattr(Unterlage, "validate_constraints", lambda self, exclude=None: None)
    monkeypatch.setattr(Unterlage._meta.get_field("art"), "choices", None)

    with pytest.raises(IntegrityError, match="unterlage_art_bekannt"):
        unterlage_senden(
            admin_client,
            sitzung,
            ("gut.pdf", pdf()),
            **{
                "unterlagen-TOTAL_FORMS": 2,
                "unterlagen-1-art": "zettel",
                "unterlagen-1-reihenfolge": 1000,
                "unterlagen-1-datei": ContentFile(pdf(), name="auch gut.pdf"),
            },
        )

    assert not Unterlage.objects.exists()
    assert dateien() == []


def test_photo_in_all_widths_goes_when_the_database_refuses_the_person(admin_client, monkeypatch):
    person = PersonFactory()
    monkeypatch.setattr(Person, "validate_constraints", lambda self, exclude=None: None)

    with pytest.raises(IntegrityError, match="person_foto_beschrieben_oder_schmueckend"):
        foto_senden(
            admin_client,
            person,
            ("a.jpg", foto()),
            foto_schmueckend="on",
            foto_alternativtext="Porträt",
            foto_einwilligung_am="01.01.2021",
            foto_zeigen="on",
        )

    assert dateien() == []


def test_files_of_what_is_replaced_or_deleted_stay_with_its_versions(
    admin_client, django_capture_on_commit_callbacks
):
    unterlage = UnterlageFactory()
    person = PersonMitFotoFactory()
    call_command("createinitialrevisions", verbosity=0)
    alte = set(dateien())
    eigene_seite = adresse(unterlage, "change")

    with django_capture_on_commit_callbacks(execute=True):
        senden(
            admin_client,
            eigene_seite,
            formular(admin_client.get(eigene_seite)),
            "datei",
            ("neu.pdf", pdf(seiten=2)),
            "application/pdf",
        )
        foto_senden(admin_client, person, ("neu.jpg", foto()))
    neue = set(dateien())
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(adresse(unterlage, "delete"), {"post": "yes"})

    assert alte < neue
    assert len(neue) == 2 * len(alte)
    assert not Unterlage.objects.exists()
    assert set(dateien()) == neue


@pytest.fixture
def person_ohne_foto(admin_client, django_capture_on_commit_callbacks):
    """A person whose photo was replaced once and then removed, both in the admin."""
    person = PersonMitFotoFactory()
    PersonMitFotoFactory()
    url = adresse(person, "change")
    admin_client.post(url, formular(admin_client.get(url)) | {"abschluss": "M.A."})
    foto_senden(admin_client, person, ("neu.jpg", foto(breite=700)))
    felder = formular(admin_client.get(url)) | {"foto-clear": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(url, felder)
    person.refresh_from_db()
    return person


def test_photo_that_is_removed_leaves_no_file_of_the_person(person_ohne_foto):
    (andere,) = Person.objects.exclude(pk=person_ohne_foto.pk)

    assert not person_ohne_foto.foto
    assert {datei.name[:32] for datei in dateien()} == {Path(andere.foto.name).stem}


def test_photo_that_is_removed_does_not_come_back_with_an_older_version(
    admin_client, person_ohne_foto
):
    damals = Version.objects.get_for_object(person_ohne_foto).order_by("pk")[0]
    url = reverse("admin:team_person_revision", args=[person_ohne_foto.pk, damals.pk])

    admin_client.post(url, formular(admin_client.get(url)))

    person_ohne_foto.refresh_from_db()
    assert (person_ohne_foto.abschluss, bool(person_ohne_foto.foto)) == ("M.A.", False)
