import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.urls import reverse
from reversion.models import Version

from team.models import Person, Thema, Zustaendigkeit

from .crawler import soup, text
from .factories import (
    BueroFactory,
    HandlungsfeldFactory,
    KontoFactory,
    PersonFactory,
    PersonMitFotoFactory,
    ThemaFactory,
    ZustaendigkeitFactory,
    upload,
)
from .verwaltung import formular, meldungen

pytestmark = pytest.mark.django_db

JETZT = dt.datetime(2027, 1, 11, 12, tzinfo=dt.UTC)
HEUTE = JETZT.date()


# Visibility


@pytest.mark.parametrize(
    ("von", "bis", "sichtbar"),
    [
        (None, None, True),
        (HEUTE, HEUTE, True),
        (HEUTE + dt.timedelta(days=1), None, False),
        (None, HEUTE - dt.timedelta(days=1), False),
    ],
)
def test_person_is_public_while_in_the_team(von, bis, sichtbar):
    person = PersonFactory(im_team_von=von, im_team_bis=bis)

    oeffentlich = Person.objects.oeffentlich(JETZT)

    assert list(oeffentlich) == ([person] if sichtbar else [])


def test_mit_themen_keeps_the_order_of_persons_and_themen():
    zweite = PersonFactory(reihenfolge=20)
    erste = PersonFactory(reihenfolge=10)
    b = ZustaendigkeitFactory(person=erste, reihenfolge=20).thema
    a = ZustaendigkeitFactory(person=erste, reihenfolge=10).thema

    personen = Person.objects.oeffentlich(JETZT).mit_themen()

    assert personen == [erste, zweite]
    assert personen[0].themen == [a, b]
    assert personen[1].themen == []


# Constraints


def test_person_rejects_bis_before_von():
    person = PersonFactory.build(im_team_von=HEUTE, im_team_bis=HEUTE - dt.timedelta(days=1))

    with pytest.raises(ValidationError, match="darf nicht vor"):
        person.full_clean()
    with pytest.raises(IntegrityError, match="person_bis_nach_von"):
        person.save()


@pytest.mark.parametrize("fehlt", ["foto", "foto_alternativtext", "foto_einwilligung_am"])
def test_person_rejects_a_published_foto_without(fehlt):
    angaben = {
        "foto": "personen/erika.jpg",
        "foto_alternativtext": "Erika am Schreibtisch",
        "foto_einwilligung_am": dt.date(2021, 1, 1),
    }
    angaben[fehlt] = None if fehlt == "foto_einwilligung_am" else ""
    person = PersonFactory.build(foto_zeigen=True, **angaben)

    with pytest.raises(ValidationError, match="Ein Foto kann nur freigegeben werden"):
        person.full_clean()
    with pytest.raises(IntegrityError, match="person_foto"):
        person.save()


def test_person_rejects_a_published_foto_that_is_described_and_only_decoration():
    person = PersonMitFotoFactory.build(foto="personen/erika.jpg", foto_schmueckend=True)

    with pytest.raises(ValidationError, match="entweder eine Bildbeschreibung hat oder"):
        person.full_clean()
    with pytest.raises(IntegrityError, match="person_foto_beschrieben_oder_schmueckend"):
        person.save()


@pytest.mark.parametrize(
    "text", ["IMG_1234.jpg", "erika.JPEG ", "IMG_1234", "DSC01234", "20260412_101112", "Bild 1"]
)
def test_person_rejects_a_file_name_as_description_of_the_foto(text):
    person = PersonFactory.build(foto_alternativtext=text)

    with pytest.raises(ValidationError, match="sieht nach dem Namen einer Datei aus"):
        person.full_clean()


@pytest.mark.parametrize("text", ["Porträt", "Erika Muster im Jahr 2026", "Haus 7 und Erika"])
def test_person_accepts_words_as_description_of_the_foto(text):
    PersonFactory.build(foto_alternativtext=text).full_clean()


def test_person_accepts_a_foto_with_consent_and_description():
    person = PersonFactory.build(
        foto=upload(),
        foto_alternativtext="Erika am Schreibtisch",
        foto_einwilligung_am=dt.date(2021, 1, 1),
        foto_zeigen=True,
    )

    person.full_clean()
    person.save()

    assert Person.objects.nur_mit_foto().get() == person


def test_person_rejects_the_address_of_the_themen():
    person = PersonFactory.build(slug="themen")

    with pytest.raises(ValidationError, match="gehört schon einer anderen Seite"):
        person.full_clean()
    with pytest.raises(IntegrityError, match="person_adresse_nicht_vergeben"):
        person.save()


def test_zustaendigkeit_rejects_the_same_thema_twice():
    vorhandene = ZustaendigkeitFactory()
    doppelte = ZustaendigkeitFactory.build(person=vorhandene.person, thema=vorhandene.thema)

    with pytest.raises(ValidationError, match="steht bei dieser Person schon"):
        doppelte.full_clean()
    with pytest.raises(IntegrityError):
        doppelte.save()


@pytest.mark.parametrize("name", ["person", "thema"])
def test_what_a_zustaendigkeit_relies_on_cannot_be_deleted(name):
    zustaendigkeit = ZustaendigkeitFactory()

    with pytest.raises(ProtectedError):
        getattr(zustaendigkeit, name).delete()

    assert Zustaendigkeit.objects.count() == 1


# Pages


def test_person_list_shows_people_with_their_themen(client):
    zustaendigkeit = ZustaendigkeitFactory()

    response = client.get(reverse("team:person_list"))

    seite = text(response)
    assert str(zustaendigkeit.person) in seite
    assert zustaendigkeit.thema.name in seite


def test_person_list_hides_who_left(client):
    PersonFactory(nachname="Weg", im_team_bis=dt.date(2020, 1, 1))
    PersonFactory(nachname="Da")

    seite = text(client.get(reverse("team:person_list")))

    assert "Erika Da" in seite
    assert "Weg" not in seite


def test_person_list_says_when_nobody_is_there(client):
    assert "Zurzeit ist hier niemand eingetragen." in text(client.get(reverse("team:person_list")))


def test_person_detail_shows_themen_in_order_and_contact(client):
    person = PersonFactory(email="erika@example.org", telefon="0341 123")
    b = ZustaendigkeitFactory(person=person, reihenfolge=20).thema
    a = ZustaendigkeitFactory(person=person, reihenfolge=10).thema

    seite = text(client.get(person.get_absolute_url()))

    assert seite.index(a.name) < seite.index(b.name)
    assert "Telefon: 0341 123" in seite
    assert "erika@example.org" in seite


def test_person_detail_names_the_office_where_the_person_has_no_address(client):
    BueroFactory(email="buero@example.org")
    person = PersonFactory()

    erreichbar = soup(client.get(person.get_absolute_url())).select_one("main .erreichbar")

    assert " ".join(erreichbar.get_text(" ").split()) == "Über das Büro: buero@example.org"


def test_person_detail_hides_who_left(client):
    person = PersonFactory(im_team_bis=dt.date(2020, 1, 1))

    assert client.get(person.get_absolute_url()).status_code == 404


def test_person_detail_is_404_for_an_unknown_person(client):
    assert client.get("/team/niemand/").status_code == 404


def test_thema_list_shows_themen_from_a_to_z_with_people(client):
    for name in ["Zentrum", "Ökologie", "Arbeit"]:
        ZustaendigkeitFactory(thema__name=name)

    response = client.get(reverse("team:thema_list"))

    assert [dt.get_text() for dt in soup(response).select("dt")] == [
        "Arbeit",
        "Ökologie",
        "Zentrum",
    ]
    assert [h2.get_text() for h2 in soup(response).select("main h2")] == ["A", "O", "Z"]


def test_thema_list_names_everyone_who_is_responsible_but_nobody_who_left(client):
    thema = ThemaFactory()
    zweite = ZustaendigkeitFactory(thema=thema, person__reihenfolge=20).person
    erste = ZustaendigkeitFactory(thema=thema, person__reihenfolge=10).person
    ZustaendigkeitFactory(thema=thema, person__im_team_bis=dt.date(2020, 1, 1))

    personen = soup(client.get(reverse("team:thema_list"))).select("dd > a")

    assert [link.get_text() for link in personen] == [str(erste), str(zweite)]


def test_thema_list_leads_from_each_noun_to_its_thema(client):
    thema = ZustaendigkeitFactory(thema__name="Stadtraum, Wohnen, Klima").thema

    seite = soup(client.get(reverse("team:thema_list")))

    assert [dt.get_text() for dt in seite.select("dt")] == ["Klima", thema.name, "Wohnen"]
    verweise = {link["href"] for link in seite.select("dd a[href^='#']")}
    assert verweise == {f"#{seite.find('dt', string=thema.name).parent['id']}"}


def test_thema_list_names_the_office_once_and_else_only_what_is_the_persons_own(client):
    BueroFactory(email="buero@example.org")
    ZustaendigkeitFactory()
    ZustaendigkeitFactory(person__email="erika@example.org")

    seite = text(client.get(reverse("team:thema_list"))).partition("Mehr auf dieser Website")[0]

    assert seite.count("Alle erreichen Sie über das Büro: buero@example.org") == 1
    assert seite.count("E-Mail: erika@example.org") == 1
    assert "Über das Büro:" not in seite


def test_thema_list_says_when_there_is_none(client):
    seite = text(client.get(reverse("team:thema_list")))

    assert "Zurzeit ist für kein Thema jemand eingetragen." in seite


# Themen that mean the same


def zusammenfuehren(client, thema, anderes):
    seite = reverse("admin:team_thema_zusammenfuehren", args=[thema.pk])
    felder = formular(client.get(seite)) | {"anderes": anderes.pk}
    return client.post(seite, felder, follow=True)


def test_thema_goes_up_in_another_with_all_that_is_linked_to_it(admin_client):
    doppeltes, anderes = ThemaFactory(name="Fonds"), ThemaFactory(name="Verfügungsfonds")
    beide, nur_doppeltes = PersonFactory(), PersonFactory()
    for person, thema in [(beide, doppeltes), (beide, anderes), (nur_doppeltes, doppeltes)]:
        ZustaendigkeitFactory(person=person, thema=thema)
    feld = HandlungsfeldFactory()
    feld.themen.set([doppeltes])

    response = zusammenfuehren(admin_client, doppeltes, anderes)

    assert "„Fonds“ ist in „Verfügungsfonds“ aufgegangen." in meldungen(response)
    assert list(Thema.objects.all()) == [anderes]
    zustaendige = anderes.zustaendigkeiten.values_list("person", flat=True)
    assert sorted(zustaendige) == sorted([beide.pk, nur_doppeltes.pk])
    assert list(feld.themen.all()) == [anderes]


def test_thema_that_went_up_in_another_can_be_brought_back(admin_client):
    doppeltes, anderes = ThemaFactory.create_batch(2)
    zusammenfuehren(admin_client, doppeltes, anderes)

    fassung = Version.objects.get_for_model(Thema).filter(object_id=str(doppeltes.pk)).first()
    zurueck = reverse("admin:team_thema_recover", args=[fassung.pk])
    admin_client.post(zurueck, formular(admin_client.get(zurueck)))

    assert Thema.objects.count() == 2


def test_only_who_may_change_who_is_responsible_may_put_themen_together(client):
    client.force_login(KontoFactory(gruppe="Redaktion"))
    thema = ThemaFactory()

    seite = client.get(reverse("admin:team_thema_zusammenfuehren", args=[thema.pk]))
    formularseite = client.get(reverse("admin:team_thema_change", args=[thema.pk]))

    assert seite.status_code == 403
    assert "zusammenführen" not in text(formularseite)
