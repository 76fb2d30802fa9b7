import datetime as dt
from importlib import import_module
from uuid import UUID

import pytest
from django.apps import apps
from django.urls import reverse
from reversion.models import Version

from termine.models import Sitzung

from .factories import SitzungFactory, TagesordnungspunktFactory
from .test_admin import adresse, formular

pytestmark = pytest.mark.django_db

MONTAG = dt.date(2027, 1, 11)


# By what calendars know a Sitzung again


@pytest.mark.parametrize(
    ("felder", "folge"),
    [
        ({"datum": dt.date(2027, 1, 18)}, 4),
        ({"beginn": dt.time(18)}, 4),
        ({"beginn": None, "ende": None}, 4),
        ({"ende": dt.time(20)}, 4),
        ({"ort": "Komm-Haus"}, 4),
        ({"status": "bestaetigt"}, 4),
        ({"status": "abgesagt", "grund": "Hochwasser", "ort": ""}, 4),
        ({"titel": "Wege", "interne_notiz": "Kuchen", "oeffentlich_ab": None}, 3),
        ({}, 3),
    ],
)
@pytest.mark.parametrize("nur_diese", [True, False])
def test_sequence_rises_with_time_place_and_state(felder, folge, nur_diese):
    sitzung = SitzungFactory(
        datum=MONTAG, beginn=dt.time(17), ende=dt.time(19), ort="Laden", folge=3
    )
    for name, wert in felder.items():
        setattr(sitzung, name, wert)

    sitzung.save(**({"update_fields": [*felder]} if nur_diese else {}))

    assert sitzung.folge == Sitzung.objects.get().folge == folge


def test_sequence_counts_only_what_is_saved():
    sitzung = SitzungFactory(ort="Laden")

    sitzung.ort = "Komm-Haus"
    sitzung.save(update_fields=["titel"])

    assert Sitzung.objects.get().folge == 0


def test_sequence_never_falls_when_an_older_copy_is_saved():
    sitzung = SitzungFactory(ort="Laden")
    alt = Sitzung.objects.get()
    for ort in ["Komm-Haus", "Schule"]:
        sitzung.ort = ort
        sitzung.save()

    alt.save()

    assert Sitzung.objects.get().folge == 3


def test_new_tagesordnung_costs_the_sitzung_no_query_more(django_assert_num_queries):
    punkt = TagesordnungspunktFactory()

    with django_assert_num_queries(2):
        punkt.save()

    assert Sitzung.objects.get().folge == 0


def geaendert(admin_client, sitzung, **felder):
    formularseite = adresse(sitzung, "change")
    admin_client.post(formularseite, formular(admin_client.get(formularseite)) | felder)
    return Version.objects.get_for_object(sitzung).first()


def zurueckholen(admin_client, art, *args):
    seite = reverse(f"admin:termine_sitzung_{art}", args=args)
    response = admin_client.post(seite, formular(admin_client.get(seite)))
    assert response.status_code == 302


def test_older_version_that_is_taken_back_is_a_newer_entry(admin_client):
    sitzung = SitzungFactory()
    fassung = geaendert(admin_client, sitzung, ort="Laden")
    geaendert(admin_client, sitzung, ort="Komm-Haus")
    # As if the version were from before there was a UID.
    Sitzung.objects.update(uid=UUID(int=7))

    zurueckholen(admin_client, "revision", sitzung.pk, fassung.pk)

    sitzung = Sitzung.objects.get()
    assert (sitzung.ort, sitzung.folge, sitzung.uid) == ("Laden", 3, UUID(int=7))


def test_older_titel_that_is_taken_back_is_the_same_entry(admin_client):
    sitzung = SitzungFactory()
    fassung = geaendert(admin_client, sitzung, titel="Wege")
    geaendert(admin_client, sitzung, titel="Plätze")

    zurueckholen(admin_client, "revision", sitzung.pk, fassung.pk)

    assert Sitzung.objects.values_list("titel", "folge", "uid").get() == ("Wege", 0, sitzung.uid)


def test_deleted_sitzung_comes_back_as_the_same_entry(admin_client):
    sitzung = SitzungFactory()
    fassung = geaendert(admin_client, sitzung, ort="Laden")
    Sitzung.objects.all().delete()

    zurueckholen(admin_client, "recover", fassung.pk)

    assert Sitzung.objects.values_list("uid", "folge").get() == (sitzung.uid, 1)


def test_uid_and_sequence_are_no_conflict_between_editors(admin_client):
    sitzung = SitzungFactory()
    formularseite = adresse(sitzung, "change")
    felder = formular(admin_client.get(formularseite)) | {"ort": "Laden"}
    Sitzung.objects.update(uid=UUID(int=7), folge=5)

    admin_client.post(formularseite, felder)

    assert Sitzung.objects.values_list("ort", "uid", "folge").get() == ("Laden", UUID(int=7), 6)


def test_sitzungen_from_before_get_a_uid_each():
    migration = import_module("termine.migrations.0006_kalender")
    vorher = {sitzung.uid for sitzung in SitzungFactory.create_batch(3)}

    migration.kennungen_vergeben(apps, None)

    nachher = set(Sitzung.objects.values_list("uid", flat=True))
    assert (len(nachher), nachher & vorher) == (3, set())
