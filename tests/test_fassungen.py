"""Versions: what the history says, and what is taken back, by whom."""

import datetime as dt
import json
import random

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from reversion.revisions import add_to_revision, create_revision

from redaktion import fassungen
from team.models import Person
from termine.models import Sitzung, Tagesordnungspunkt

from .crawler import soup, text
from .factories import (
    AufgabeFactory,
    HandlungsfeldFactory,
    OrtFactory,
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ThemaFactory,
    UnterlageFactory,
    pdf,
)
from .verwaltung import adresse, fassungen_von, formular, meldungen, oeffnen, ort, sichern

pytestmark = pytest.mark.django_db


def test_fremdschluessel_is_the_one_from_part_to_whole():
    assert fassungen.fremdschluessel(Tagesordnungspunkt, Sitzung) == "sitzung"


def test_fremdschluessel_of_what_is_no_part_is_an_error():
    with pytest.raises(ValueError, match="not enough values"):
        fassungen.fremdschluessel(Person, Sitzung)


def veraendern(zufall, sitzung):
    """Change the Sitzung or its rows in one of the ways in which the form can."""
    punkte = list(sitzung.tagesordnungspunkte.all())
    punkt = zufall.choice(punkte) if punkte else None
    match zufall.randrange(5):
        case 0:
            Sitzung.objects.filter(pk=sitzung.pk).update(ort=OrtFactory())
        case 1:
            TagesordnungspunktFactory(sitzung=sitzung)
        case 2 if punkt:
            punkt.delete()
        case 3 if punkt:
            punkte[0].reihenfolge, punkt.reihenfolge = zufall.sample(range(10_000), 2)
            punkte[0].save()
            punkt.save()
        case _ if punkt:
            Tagesordnungspunkt.objects.filter(pk=punkt.pk).update(titel=str(zufall.random()))
        case _:
            Sitzung.objects.filter(pk=sitzung.pk).update(nummer=zufall.randrange(10_000))


@pytest.mark.lang
def test_fingerprint_differs_exactly_where_the_content_does():
    zufall = random.Random(2027)  # noqa: S311 - to be the same in each run
    sitzung = SitzungFactory()
    teile = [(Tagesordnungspunkt, "sitzung", True, [])]

    for _ in range(1000):
        vorher = fassungen.fingerabdruck(sitzung, teile)
        unveraendert = fassungen.fingerabdruck(sitzung, teile)
        veraendern(zufall, sitzung)
        nachher = fassungen.fingerabdruck(sitzung, teile)
        assert vorher == unveraendert
        assert vorher != nachher


def test_every_change_is_in_the_history_with_name_and_what(admin_client, admin_user):
    admin_user.first_name, admin_user.last_name = "Berta", "Beispiel"
    admin_user.save()
    sitzung = SitzungFactory()
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": ort("Komm-Haus")})

    zeile = soup(admin_client.get(adresse(sitzung, "history"))).select_one("tbody tr")

    assert "Berta Beispiel" in zeile.get_text()
    assert "Ort geändert" in zeile.get_text()


def test_older_version_says_what_saving_it_does(annas_client):
    thema = ThemaFactory(name="Alt")
    with time_machine.travel(dt.datetime(2026, 1, 5, 8, 5, tzinfo=dt.UTC), tick=False):
        sichern(annas_client, thema, oeffnen(annas_client, thema) | {"name": "Neu"})
    (fassung,) = fassungen_von(thema)

    seite = annas_client.get(reverse("admin:team_thema_revision", args=[thema.pk, fassung.pk]))

    assert soup(seite).h1.get_text() == "Frühere Fassung"
    assert "So war dieser Eintrag gespeichert: 5. Januar 2026, 09:05 Uhr, Anna Muster." in text(
        seite
    )
    assert "„Sichern“ holt diese Fassung zurück" in text(seite)
    assert "Ob Besucher etwas sehen, bleibt dabei, wie es jetzt ist." in text(seite)


def test_deleted_record_says_what_saving_it_does(annas_client):
    thema = ThemaFactory(name="Alt")
    with time_machine.travel(dt.datetime(2026, 1, 5, 8, 5, tzinfo=dt.UTC), tick=False):
        sichern(annas_client, thema, oeffnen(annas_client, thema) | {"name": "Weg"})
    thema.delete()

    liste = annas_client.get(reverse("admin:team_thema_recoverlist"))
    (link,) = soup(liste).select("#change-history a")
    seite = annas_client.get(link["href"])

    zeilen = [zeile.get_text("|", strip=True) for zeile in soup(liste).select("#change-history tr")]
    assert zeilen == ["Thema|Zuletzt gespeichert", "Weg|5. Januar 2026, 09:05 Uhr"]
    assert "So war er zuletzt gespeichert: 5. Januar 2026, 09:05 Uhr, Anna Muster." in text(seite)
    assert "„Sichern“ legt ihn wieder an" in text(seite)
    assert "Besucher sehen ihn dann wieder, soweit sie ihn zuletzt sahen." in text(seite)


def test_older_version_is_taken_back_with_its_rows(admin_client):
    punkt = TagesordnungspunktFactory(titel="Alt", reihenfolge=10)
    sitzung = punkt.sitzung
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": ort("Komm-Haus")})
    felder = oeffnen(admin_client, sitzung) | {
        "ort": "",
        "tagesordnungspunkte-TOTAL_FORMS": "2",
        "tagesordnungspunkte-0-titel": "Neu",
        "tagesordnungspunkte-1-titel": "Dazu",
        "tagesordnungspunkte-1-reihenfolge": "20",
    }
    sichern(admin_client, sitzung, felder)
    damals = reverse(
        "admin:termine_sitzung_revision", args=[sitzung.pk, fassungen_von(sitzung)[0].pk]
    )

    response = admin_client.post(damals, formular(admin_client.get(damals)))

    assert response.status_code == 302
    assert Sitzung.objects.get().ort.name == "Komm-Haus"
    assert list(Tagesordnungspunkt.objects.values_list("titel", flat=True)) == ["Alt"]


def test_looking_at_an_older_version_changes_nothing(admin_client):
    sitzung = SitzungFactory()
    for name in ["Komm-Haus", "Völkerfreundschaft"]:
        sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": ort(name)})

    damals = fassungen_von(sitzung)[0]
    response = admin_client.get(
        reverse("admin:termine_sitzung_revision", args=[sitzung.pk, damals.pk])
    )

    assert formular(response)["ort"] == [ort("Komm-Haus")]
    assert Sitzung.objects.get().ort.name == "Völkerfreundschaft"


def test_deleted_sitzung_comes_back_with_rows_files_and_address(admin_client, client):
    punkt = TagesordnungspunktFactory(titel="Begrüßung", reihenfolge=10)
    sitzung = punkt.sitzung
    unterlage = UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt)
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": ort("Komm-Haus")})
    datei = unterlage.get_absolute_url()
    vorher = client.get(sitzung.get_absolute_url()).content
    unterlage.delete()
    Sitzung.objects.all().delete()
    wieder = reverse("admin:termine_sitzung_recover", args=[fassungen_von(sitzung)[-1].pk])

    response = admin_client.post(wieder, formular(admin_client.get(wieder)))

    assert response.status_code == 302
    assert client.get(sitzung.get_absolute_url()).content == vorher
    assert b"".join(client.get(datei)).startswith(b"%PDF")


def test_taking_one_record_back_leaves_what_was_saved_together(admin_client):
    eine, andere = PersonFactory(abschluss="alt"), PersonFactory(abschluss="alt")
    with create_revision():
        eine.save()
        andere.save()
    Person.objects.update(abschluss="neu")
    damals = reverse("admin:team_person_revision", args=[eine.pk, fassungen_von(eine)[0].pk])

    admin_client.post(damals, formular(admin_client.get(damals)))

    eine.refresh_from_db()
    andere.refresh_from_db()
    assert (eine.abschluss, andere.abschluss) == ("alt", "neu")


def test_what_refers_to_something_gone_is_not_taken_back(admin_client):
    neue = SitzungFactory(datum=dt.date(2027, 1, 18))
    sitzung = SitzungFactory(status="verlegt", grund="Der Raum ist belegt.", nachfolger=neue)
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": ort("Komm-Haus")})
    fassung = fassungen_von(sitzung)[0]
    sitzung.delete()
    neue.delete()

    response = admin_client.get(
        reverse("admin:termine_sitzung_recover", args=[fassung.pk]), follow=True
    )

    assert "stellen Sie das bitte zuerst wieder her." in text(response)
    assert not Sitzung.objects.exists()


def test_revert_of_a_jahresplanung_keeps_newer_schwerpunkte(admin_client):
    aufgabe = AufgabeFactory()
    planung = aufgabe.handlungsfeld.jahresplanung
    with create_revision():
        planung.save()
    HandlungsfeldFactory(schwerpunkt__jahresplanung=planung)
    damals = reverse(
        "admin:handlungsfelder_jahresplanung_revision",
        args=[planung.pk, fassungen_von(planung)[0].pk],
    )

    admin_client.post(damals, formular(admin_client.get(damals)))

    assert planung.handlungsfelder.count() == 2


def test_version_is_taken_back_only_by_the_forms_of_its_own_model(admin_client):
    person = PersonFactory(telefon="0341 1")
    sichern(admin_client, person, oeffnen(admin_client, person) | {"telefon": "0341 2"})
    fassung = fassungen_von(person)[0]
    ThemaFactory(pk=person.pk)

    adressen = [
        reverse("admin:team_thema_revision", args=[person.pk, fassung.pk]),
        reverse("admin:team_thema_recover", args=[fassung.pk]),
    ]

    assert [admin_client.get(url).status_code for url in adressen] == [404, 404]
    assert [admin_client.post(url, {}).status_code for url in adressen] == [404, 404]


@pytest.mark.parametrize("seite", ["vergleich", "history"])
def test_versions_are_for_those_who_may_see_the_record(client, django_user_model, seite):
    client.force_login(django_user_model.objects.create_user("neu", is_staff=True))

    response = client.get(adresse(SitzungFactory(), seite))

    assert response.status_code == 403


def test_version_is_not_taken_back_over_what_was_saved_meanwhile(admin_client, annas_client):
    sitzung = SitzungFactory()
    for name in ["Komm-Haus", "Völkerfreundschaft"]:
        sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": ort(name)})
    damals = reverse(
        "admin:termine_sitzung_revision", args=[sitzung.pk, fassungen_von(sitzung)[0].pk]
    )
    felder = formular(admin_client.get(damals))
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | {"ort": ort("Annas Ort")})

    response = admin_client.post(damals, felder, follow=True)

    assert "Es wurde nichts zurückgeholt." in text(response)
    assert Sitzung.objects.get().ort.name == "Annas Ort"


def test_taking_a_version_back_is_a_change(admin_client):
    sitzung = SitzungFactory()
    for name in ["Komm-Haus", "Völkerfreundschaft"]:
        sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": ort(name)})
    sitzung.refresh_from_db()
    vorher = sitzung.geaendert_am
    damals = reverse(
        "admin:termine_sitzung_revision", args=[sitzung.pk, fassungen_von(sitzung)[0].pk]
    )

    admin_client.post(damals, formular(admin_client.get(damals)))

    sitzung.refresh_from_db()
    assert sitzung.geaendert_am > vorher


def test_version_is_taken_back_only_by_who_may_change_the_record_now(client, django_user_model):
    """A page may have become one of those that the law wants since then."""
    konto = django_user_model.objects.create_user("petra", is_staff=True)
    konto.groups.add(Group.objects.get(name="Redaktion"))
    client.force_login(konto)
    seite = SeiteFactory()
    sichern(client, seite, oeffnen(client, seite) | {"titel": "Über uns"})
    type(seite).objects.update(slug="impressum")
    damals = reverse("admin:seiten_seite_revision", args=[seite.pk, fassungen_von(seite)[0].pk])

    assert (client.get(damals).status_code, client.post(damals).status_code) == (403, 403)


def test_version_is_not_taken_back_over_a_result_that_was_entered_meanwhile(
    admin_client, annas_client
):
    punkt = TagesordnungspunktFactory()
    sichern(admin_client, punkt.sitzung, oeffnen(admin_client, punkt.sitzung))
    fassung = fassungen_von(punkt.sitzung)[0]
    damals = reverse("admin:termine_sitzung_revision", args=[punkt.sitzung.pk, fassung.pk])
    felder = formular(admin_client.get(damals))
    annas = oeffnen(annas_client, punkt) | {"ergebnis": "<p>Beschluss</p>"}
    sichern(annas_client, punkt, annas)

    admin_client.post(damals, felder)

    punkt.refresh_from_db()
    assert punkt.ergebnis == "<p>Beschluss</p>"


def test_name_of_an_upload_that_the_version_does_not_know_is_left_out(admin_client):
    unterlage = UnterlageFactory(hochgeladen_als="alt.pdf")
    with create_revision():
        add_to_revision(unterlage)
    fassung = fassungen_von(unterlage)[0]
    [eintrag] = json.loads(fassung.serialized_data)
    del eintrag["fields"]["hochgeladen_als"]
    fassung.serialized_data = json.dumps([eintrag])
    fassung.save()
    unterlage.datei = ContentFile(pdf(), name="falsch.pdf")
    unterlage.save()
    damals = reverse("admin:termine_unterlage_revision", args=[unterlage.pk, fassung.pk])

    admin_client.post(damals, formular(admin_client.get(damals)))

    unterlage.refresh_from_db()
    assert unterlage.datei.name == eintrag["fields"]["datei"]
    assert unterlage.hochgeladen_als == ""


def test_version_with_rows_is_taken_back_only_by_who_may_change_rows(client, django_user_model):
    konto = django_user_model.objects.create_user("petra", is_staff=True)
    rechte = ["view_sitzung", "change_sitzung", "view_tagesordnungspunkt", "view_unterlage"]
    konto.user_permissions.set(Permission.objects.filter(codename__in=rechte))
    client.force_login(konto)
    sitzung = SitzungFactory()
    sichern(client, sitzung, oeffnen(client, sitzung) | {"titel": "Erste Fassung"})
    TagesordnungspunktFactory(sitzung=sitzung, titel="Dazu")
    damals = reverse(
        "admin:termine_sitzung_revision", args=[sitzung.pk, fassungen_von(sitzung)[0].pk]
    )

    response = client.post(damals, formular(client.get(damals)))

    assert response.status_code == 403
    assert Tagesordnungspunkt.objects.get().titel == "Dazu"


def test_staff_are_told_of_a_deleted_unterlage_that_visitors_see_again(admin_client):
    unterlage = UnterlageFactory(bezeichnung="Anwesenheit")
    sitzung = unterlage.sitzung
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung))
    felder = oeffnen(admin_client, sitzung) | {"unterlagen-0-DELETE": "on"}
    sichern(admin_client, sitzung, felder)
    damals = reverse(
        "admin:termine_sitzung_revision", args=[sitzung.pk, fassungen_von(sitzung)[0].pk]
    )

    response = admin_client.post(damals, formular(admin_client.get(damals)), follow=True)

    assert any(
        "sind es mit dieser Fassung wieder: Protokoll vom 11.01.2027: Anwesenheit." in satz
        for satz in meldungen(response)
    )
