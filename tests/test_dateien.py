"""A file goes with the last row or version that names it, and no earlier."""

import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse
from reversion.errors import RevertError
from reversion.models import Revision, Version

from redaktion.dateien import EIN_TAG, Ablage, AblageError, mit_der_datenbank
from redaktion.fassungen import zuruecksetzen
from team.models import Person
from termine.models import Unterlage

from .dateien import dateien, foto_senden, senden, unterlage_senden, volle_platte
from .factories import (
    PersonFactory,
    PersonMitFotoFactory,
    SitzungFactory,
    UnterlageFactory,
    foto,
    pdf,
)
from .gleichzeitig import gleichzeitig
from .verwaltung import adresse, formular
from .voraussetzungen import nur_postgresql

# Files are deleted when a transaction is over.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def fassungen_loeschen(**optionen):
    call_command("deleterevisions", verbosity=0, **optionen)


def neues_foto(client, person, **felder):
    """Upload a photo in the admin; return the stem that its files share."""
    assert foto_senden(client, person, ("a.jpg", foto()), **felder).status_code == 302
    person.refresh_from_db()
    return Path(person.foto.name).stem


def foto_entfernen(client, person):
    url = adresse(person, "change")
    return client.post(url, formular(client.get(url)) | {"foto-clear": "on"})


def neue_datei(client, unterlage, seiten):
    """Replace a PDF in the admin; return the stem of the new one."""
    url = adresse(unterlage, "change")
    datei = ("a.pdf", pdf(seiten=seiten))
    response = senden(client, url, formular(client.get(url)), "datei", datei, "application/pdf")
    assert response.status_code == 302
    unterlage.refresh_from_db()
    return Path(unterlage.datei.name).stem


def loeschen(client, objekt):
    assert client.post(adresse(objekt, "delete"), {"post": "yes"}).status_code == 302


def zurueckholen(client, person, fassung):
    url = reverse("admin:team_person_revision", args=[person.pk, fassung.pk])
    return client.post(url, formular(client.get(url)))


def staemme():
    """Return, of all files that are kept, the part of the name that a photo's files share."""
    return {pfad.stem.partition("-")[0] for pfad in dateien()}


@pytest.fixture
def person(admin_client):
    return PersonFactory()


@pytest.fixture
def ablegen():
    """Return a function that puts an empty file where it says."""
    return lambda name: default_storage.save(name, ContentFile(b""))


def namen():
    return {str(pfad.relative_to(settings.MEDIA_ROOT)) for pfad in dateien()}


@pytest.mark.django_db
def test_what_was_written_goes_when_the_block_fails_and_nothing_else(ablegen):
    ablegen("vorher.pdf")

    def scheitern():
        with mit_der_datenbank():
            ablegen("darin.pdf")
            raise ValueError("abgebrochen")

    with pytest.raises(ValueError, match="abgebrochen"):
        scheitern()

    assert namen() == {"vorher.pdf"}


@pytest.mark.django_db
def test_what_was_written_stays_when_the_block_ends_well(ablegen):
    with mit_der_datenbank():
        ablegen("darin.pdf")

    assert namen() == {"darin.pdf"}


@pytest.mark.django_db
def test_file_that_does_not_fit_on_the_disk_leaves_no_part_of_it():
    with volle_platte(1000), pytest.raises(AblageError, match=r"media/ganz\.pdf"):
        default_storage.save("ganz.pdf", ContentFile(b"x" * 100_000))

    assert namen() == set()


@pytest.mark.django_db
def test_all_else_that_was_written_goes_even_if_one_cannot_be_deleted(ablegen):
    def scheitern():
        with mit_der_datenbank():
            ablegen("eins.pdf")
            ablegen("zwei.pdf")
            eins = Path(settings.MEDIA_ROOT, "eins.pdf")
            eins.unlink()
            # A folder with something in it cannot be deleted as a file.
            eins.mkdir()
            eins.joinpath("darin").touch()
            raise ValueError("abgebrochen")

    with pytest.raises(ValueError, match="abgebrochen"):
        scheitern()

    assert namen() == {"eins.pdf/darin"}


@pytest.mark.django_db
def test_file_goes_with_what_is_named_after_it_and_nothing_else(ablegen):
    for name in ["p/ab.jpg", "p/ab-480.webp", "p/abc.jpg", "p/c-ab.jpg", "q/ab.jpg"]:
        ablegen(name)

    Person._meta.get_field("foto").loeschen("p/ab.jpg", "gibt/es/nicht.jpg")

    assert namen() == {"p/abc.jpg", "p/c-ab.jpg", "q/ab.jpg"}


# Left behind


def vor_zwei_tagen(*pfade):
    zeitpunkt = time.time() - 2 * EIN_TAG
    for pfad in pfade:
        os.utime(pfad, (zeitpunkt, zeitpunkt))


def pruefen(*args):
    """Return what the command says, and whether it ends with an error."""
    ausgabe = io.StringIO()
    try:
        call_command("dateien_pruefen", *args, stdout=ausgabe)
    except CommandError as error:
        return f"{ausgabe.getvalue()}{error}", True
    return ausgabe.getvalue(), False


@pytest.fixture
def bestand(admin_client):
    """Files that a row or a Version names, all of them old; return their paths."""
    person = PersonFactory()
    neues_foto(admin_client, person)
    neues_foto(admin_client, person)
    UnterlageFactory()
    vor_zwei_tagen(*dateien())
    return set(dateien())


@pytest.mark.usefixtures("bestand")
def test_nothing_is_left_over_where_rows_and_versions_name_all_files():
    assert pruefen() == (
        "Zu jeder Datei gibt es einen Eintrag, zu jedem Eintrag seine Datei.\n",
        False,
    )


def test_files_without_record_are_named_and_deleted_on_demand(bestand, ablegen):
    uebrige = {
        Path(settings.MEDIA_ROOT, ablegen("personen/abc.jpg")),
        Path(settings.MEDIA_ROOT, ablegen("personen/abc-480.webp")),
        settings.FILE_UPLOAD_TEMP_DIR / "abgebrochen.upload.pdf",
    }
    settings.FILE_UPLOAD_TEMP_DIR.joinpath("abgebrochen.upload.pdf").touch()
    vor_zwei_tagen(*uebrige)

    genannt, offen = pruefen()
    noch_da = all(pfad.exists() for pfad in uebrige)
    geloescht, noch_offen = pruefen("--loeschen")

    assert all(f"Ohne Eintrag: {pfad}\n" in genannt for pfad in uebrige)
    assert "Dateien ohne Eintrag: 3. Einträge ohne Datei: 0." in genannt
    assert all(f"Gelöscht: {pfad}\n" in geloescht for pfad in uebrige)
    assert (offen, noch_da, noch_offen) == (True, True, False)
    assert set(dateien()) == bestand
    assert list(settings.FILE_UPLOAD_TEMP_DIR.glob("*")) == []


def test_files_of_today_are_no_rest_since_their_record_may_be_on_its_way(bestand, ablegen):
    ablegen("personen/abc.jpg")

    assert pruefen("--loeschen")[1] is False
    assert len(dateien()) == len(bestand) + 1


def test_record_without_its_file_is_named(bestand):
    unterlage = Unterlage.objects.get()
    default_storage.delete(unterlage.datei.name)

    gesagt, offen = pruefen("--loeschen")

    assert f"Unterlage „{unterlage}“: Die Datei {unterlage.datei.name} fehlt.\n" in gesagt
    assert "Dateien ohne Eintrag: 0. Einträge ohne Datei: 1." in gesagt
    assert offen
    assert len(dateien()) == len(bestand) - 1


# In the admin


def test_replaced_photo_goes_in_all_widths_with_its_last_version(admin_client, person):
    erstes, zweites = neues_foto(admin_client, person), neues_foto(admin_client, person)
    vorher = staemme()

    fassungen_loeschen(keep=1)

    assert vorher == {erstes, zweites}
    assert staemme() == {zweites}
    assert len(dateien()) == 3


def test_photo_that_is_removed_leaves_nothing_of_any_photo(admin_client, person):
    neues_foto(admin_client, person)
    neues_foto(admin_client, person)
    fassungen_loeschen(keep=1)
    neues_foto(admin_client, person)

    foto_entfernen(admin_client, person)

    assert dateien() == []


def test_photo_that_is_removed_and_in_no_version_leaves_nothing(admin_client, person):
    neues_foto(admin_client, person)
    fassungen_loeschen()

    foto_entfernen(admin_client, person)

    assert dateien() == []


def test_photo_that_is_replaced_and_in_no_version_goes_at_once(admin_client, person):
    neues_foto(admin_client, person)
    fassungen_loeschen()

    zweites = neues_foto(admin_client, person)

    assert staemme() == {zweites}


def test_photo_that_was_taken_back_stays_when_its_versions_go(admin_client, person):
    erstes = neues_foto(admin_client, person)
    damals = Version.objects.get_for_object(person)[0]
    neues_foto(admin_client, person)
    zurueckholen(admin_client, person, damals)

    fassungen_loeschen(keep=1)

    person.refresh_from_db()
    assert Path(person.foto.name).stem == erstes
    assert staemme() == {erstes}


def test_photos_that_other_versions_name_stay(admin_client, person):
    erstes, zweites = neues_foto(admin_client, person), neues_foto(admin_client, person)
    neues_foto(admin_client, andere := PersonFactory())

    fassungen_loeschen(keep=2)
    Version.objects.get_for_object(andere).delete()

    assert staemme() == {erstes, zweites, Path(andere.foto.name).stem}


def test_photo_of_a_deleted_person_comes_back_until_its_versions_go(admin_client, person):
    erstes = neues_foto(admin_client, person)
    loeschen(admin_client, person)
    nach_dem_loeschen = staemme()
    [geloeschte] = Version.objects.get_deleted(Person)
    url = reverse("admin:team_person_recover", args=[geloeschte.pk])
    admin_client.post(url, formular(admin_client.get(url)))
    wieder_da = Person.objects.get().foto.name

    loeschen(admin_client, person)
    fassungen_loeschen()

    assert nach_dem_loeschen == {erstes}
    assert wieder_da == f"personen/{erstes}.jpg"
    assert dateien() == []


def test_photo_of_a_deleted_person_in_no_version_goes_at_once(admin_client):
    person = PersonMitFotoFactory()

    loeschen(admin_client, person)

    assert dateien() == []


def test_replaced_pdf_goes_with_its_last_version(admin_client):
    sitzung = SitzungFactory()
    unterlage_senden(admin_client, sitzung, ("a.pdf", pdf()))
    unterlage = Unterlage.objects.get()
    erste = Path(unterlage.datei.name).stem
    zweite = neue_datei(admin_client, unterlage, seiten=2)
    vorher = staemme()

    fassungen_loeschen(keep=1)

    assert vorher == {erste, zweite}
    assert staemme() == {zweite}


def test_deleted_pdf_goes_with_its_last_version(admin_client):
    unterlage = UnterlageFactory()
    zweite = neue_datei(admin_client, unterlage, seiten=2)
    loeschen(admin_client, unterlage)
    vorher = staemme()

    fassungen_loeschen()

    assert vorher == {zweite}
    assert dateien() == []


def test_file_whose_row_is_not_saved_yet_is_left_alone(admin_client, person):
    neues_foto(admin_client, person)
    unterwegs = default_storage.save(f"personen/{'f' * 32}.jpg", ContentFile(foto()))
    default_storage.save(f"personen/{'f' * 32}-480.webp", ContentFile(foto()))

    foto_entfernen(admin_client, person)
    fassungen_loeschen()

    assert staemme() == {Path(unterwegs).stem}
    assert len(dateien()) == 2


def test_files_stay_when_deleting_versions_fails(admin_client, person):
    beide = {neues_foto(admin_client, person), neues_foto(admin_client, person)}

    with transaction.atomic():
        fassungen_loeschen(keep=1)
        transaction.set_rollback(True)

    assert Version.objects.get_for_object(person).count() == 2
    assert staemme() == beide


def test_files_stay_when_removing_a_photo_fails(admin_client, person, monkeypatch):
    beide = {neues_foto(admin_client, person), neues_foto(admin_client, person)}

    def scheitern(*args, **kwargs):
        raise ValueError("abgebrochen")

    monkeypatch.setattr(Revision, "save", scheitern)

    with pytest.raises(ValueError, match="abgebrochen"):
        foto_entfernen(admin_client, person)

    assert staemme() == beide


def test_what_cannot_be_deleted_is_logged_and_undoes_nothing(
    admin_client, person, monkeypatch, caplog
):
    erstes = neues_foto(admin_client, person)
    fassungen_loeschen()

    def verweigern(self, name):
        raise PermissionError(13, "Keine Berechtigung", name)

    monkeypatch.setattr(Ablage, "delete", verweigern)
    zweites = neues_foto(admin_client, person)

    assert staemme() == {erstes, zweites}
    [meldung] = [eintrag.getMessage() for eintrag in caplog.records if eintrag.levelname == "ERROR"]
    assert "Keine Berechtigung" in meldung
    assert erstes in meldung


def test_removed_photo_that_cannot_be_deleted_keeps_no_other(admin_client, person, monkeypatch):
    erstes, _ = neues_foto(admin_client, person), neues_foto(admin_client, person)
    loeschen = Ablage.delete

    def verweigern(self, name):
        if erstes in name:
            raise PermissionError(13, "Keine Berechtigung", name)
        loeschen(self, name)

    monkeypatch.setattr(Ablage, "delete", verweigern)

    with pytest.raises(ExceptionGroup, match=erstes):
        foto_entfernen(admin_client, person)

    assert staemme() == {erstes}


def test_version_that_is_deleted_meanwhile_is_not_taken_back(admin_client, person):
    erstes = neues_foto(admin_client, person)
    damals = Version.objects.get_for_object(person).select_related("revision")[0]
    zweites = neues_foto(admin_client, person)
    fassungen_loeschen(keep=1)

    with pytest.raises(RevertError, match="wurde gerade gelöscht"):
        zuruecksetzen(damals, [])

    person.refresh_from_db()
    assert Path(person.foto.name).stem == zweites
    assert erstes not in staemme()


def haelt_jemanden_auf():
    """Tell whether another connection to PostgreSQL waits for this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone() is not None


@nur_postgresql
def test_photo_stays_when_its_version_is_deleted_while_it_is_taken_back(admin_client, person):
    erstes = neues_foto(admin_client, person)
    damals = Version.objects.get_for_object(person)[0]
    neues_foto(admin_client, person)

    with ThreadPoolExecutor() as threads, transaction.atomic():
        zuruecksetzen(damals, [])
        anderer = threads.submit(gleichzeitig, lambda: fassungen_loeschen(keep=1))
        while not anderer.done() and not haelt_jemanden_auf():
            pass
    anderer.result()

    person.refresh_from_db()
    assert Path(person.foto.name).stem == erstes
    assert erstes in staemme()
