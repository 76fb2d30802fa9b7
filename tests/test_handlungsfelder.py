import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.urls import reverse

from handlungsfelder.models import Aufgabe, Handlungsfeld, Jahresplanung, Schwerpunkt, Ziel

from .crawler import soup, text
from .factories import (
    SEIT_JEHER,
    AufgabeFactory,
    HandlungsfeldFactory,
    JahresplanungFactory,
    PersonFactory,
    SchwerpunktFactory,
    ThemaFactory,
    ZielFactory,
    ZustaendigkeitFactory,
)

pytestmark = pytest.mark.django_db


# Visibility


def test_handlungsfeld_is_public_with_its_year():
    sichtbar = HandlungsfeldFactory()
    HandlungsfeldFactory(schwerpunkt__jahresplanung__oeffentlich_ab=None)

    assert list(Handlungsfeld.objects.oeffentlich()) == [sichtbar]


# Constraints


def test_jahresplanung_rejects_a_second_one_in_the_year():
    JahresplanungFactory(jahr=2027)
    zweite = JahresplanungFactory.build(jahr=2027)

    with pytest.raises(ValidationError, match="gibt es schon eine Jahresplanung"):
        zweite.full_clean()
    with pytest.raises(IntegrityError):
        zweite.save()


@pytest.mark.parametrize("jahr", [0, 1999, 2100])
def test_jahresplanung_rejects_a_year_without_an_address(jahr):
    jahresplanung = JahresplanungFactory.build(jahr=jahr)

    with pytest.raises(ValidationError, match="zwischen 2000 und 2099"):
        jahresplanung.full_clean()
    with pytest.raises(IntegrityError, match="jahresplanung_jahr"):
        jahresplanung.save()


def test_schwerpunkt_rejects_an_unknown_art():
    schwerpunkt = SchwerpunktFactory.build(jahresplanung=JahresplanungFactory(), art="nebensache")

    with pytest.raises(IntegrityError, match="schwerpunkt_art_bekannt"):
        schwerpunkt.save()


def test_handlungsfeld_rejects_an_address_taken_in_its_year():
    vorhandenes = HandlungsfeldFactory(slug="bildung")
    anderer_schwerpunkt = SchwerpunktFactory(jahresplanung=vorhandenes.jahresplanung)
    doppeltes = HandlungsfeldFactory.build(schwerpunkt=anderer_schwerpunkt, slug="bildung")

    with pytest.raises(ValidationError, match="hat schon ein Handlungsfeld diese Adresse"):
        doppeltes.full_clean()
    with pytest.raises(IntegrityError):
        doppeltes.save()


def test_handlungsfeld_may_have_the_same_address_in_another_year():
    HandlungsfeldFactory(slug="bildung")

    HandlungsfeldFactory(slug="bildung")

    assert Handlungsfeld.objects.filter(slug="bildung").count() == 2


def test_handlungsfeld_rejects_to_continue_itself():
    feld = HandlungsfeldFactory()
    feld.fuehrt_fort = feld

    with pytest.raises(ValidationError, match="nicht sich selbst"):
        feld.validate_constraints()
    with pytest.raises(IntegrityError, match="nicht_sich_selbst"):
        feld.save()


def test_handlungsfeld_rejects_to_continue_one_of_the_same_or_a_later_year():
    spaeteres = HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2028)
    feld = HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2027)
    feld.fuehrt_fort = spaeteres

    with pytest.raises(ValidationError, match="aus einem früheren Jahr"):
        feld.full_clean()


def test_handlungsfeld_follows_its_schwerpunkt_into_another_year():
    feld = HandlungsfeldFactory()
    andere = JahresplanungFactory()

    feld.schwerpunkt.jahresplanung = andere
    feld.schwerpunkt.save()

    feld.refresh_from_db()
    assert feld.jahresplanung == andere


def test_handlungsfeld_that_is_continued_cannot_be_deleted():
    altes = HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2026)
    HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2027, fuehrt_fort=altes)

    with pytest.raises(ProtectedError):
        altes.delete()


def test_parts_go_with_their_jahresplanung():
    feld = HandlungsfeldFactory()
    AufgabeFactory(handlungsfeld=feld)
    ZielFactory(handlungsfeld=feld)

    feld.jahresplanung.delete()

    assert [
        modell.objects.count()
        for modell in [Jahresplanung, Schwerpunkt, Handlungsfeld, Aufgabe, Ziel]
    ] == [0, 0, 0, 0, 0]


# The next year


def test_uebernehmen_copies_a_year_with_all_its_parts():
    alte = JahresplanungFactory(
        jahr=2026, untertitel="Neu", was_bleibt="Netze", schwerpunktsetzung="Klima"
    )
    rahmen = SchwerpunktFactory(jahresplanung=alte, art="rahmen", titel="R", reihenfolge=20)
    erster = SchwerpunktFactory(jahresplanung=alte, titel="E", reihenfolge=10)
    HandlungsfeldFactory(schwerpunkt=rahmen, titel="Presse", slug="presse")
    altes = HandlungsfeldFactory(
        schwerpunkt=erster, titel="Bildung", slug="bildung", kurztext="<p>Kurz</p>", reihenfolge=10
    )
    altes.themen.set(ThemaFactory.create_batch(2))
    ZielFactory(handlungsfeld=altes, text="Zwei", reihenfolge=20)
    ZielFactory(handlungsfeld=altes, text="Eins", reihenfolge=10)
    AufgabeFactory(handlungsfeld=altes, text="Tun")

    neue = alte.uebernehmen(2027)

    neue.refresh_from_db()
    assert (neue.untertitel, neue.was_bleibt, neue.schwerpunktsetzung) == ("", "Netze", "")
    assert [(teil.art, teil.titel) for teil in neue.schwerpunkte.all()] == [
        ("schwerpunkt", "E"),
        ("rahmen", "R"),
    ]
    assert [feld.titel for feld in neue.handlungsfelder.all()] == ["Bildung", "Presse"]
    feld = neue.handlungsfelder.first()
    assert (feld.slug, feld.kurztext, feld.schwerpunkt.titel) == ("bildung", "<p>Kurz</p>", "E")
    assert feld.fuehrt_fort == altes
    assert list(feld.themen.all()) == list(altes.themen.all())
    assert [ziel.text for ziel in feld.ziele.all()] == ["Eins", "Zwei"]
    assert [aufgabe.text for aufgabe in feld.aufgaben.all()] == ["Tun"]


def test_uebernehmen_makes_a_draft_and_leaves_the_old_year_as_it_was(client):
    altes = HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2026)
    ZielFactory(handlungsfeld=altes)
    vorher = client.get(altes.get_absolute_url()).content

    neue = altes.jahresplanung.uebernehmen(2027)

    assert client.get(neue.get_absolute_url()).status_code == 404
    assert client.get(altes.get_absolute_url()).content == vorher


@pytest.mark.parametrize(
    ("jahr", "meldung"),
    [
        (2028, "Für dieses Jahr gibt es schon eine Jahresplanung."),
        (2027, "Für dieses Jahr gibt es schon eine Jahresplanung."),
        (2026, "Übernommen wird in ein späteres Jahr als 2027."),
        (2100, "zwischen 2000 und 2099"),
    ],
)
def test_uebernehmen_refuses_a_year_that_is_taken_or_not_later(jahr, meldung):
    JahresplanungFactory(jahr=2028)
    feld = HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2027)

    with pytest.raises(ValidationError, match=meldung):
        feld.jahresplanung.uebernehmen(jahr)

    assert (Jahresplanung.objects.count(), Handlungsfeld.objects.count()) == (2, 1)


def test_uebernehmen_copies_nothing_if_a_part_fails(monkeypatch):
    ziel = ZielFactory()
    monkeypatch.setattr(Ziel, "text", property(lambda ziel: None, lambda ziel, wert: None))

    with pytest.raises(IntegrityError):
        ziel.handlungsfeld.jahresplanung.uebernehmen(2099)

    assert (Jahresplanung.objects.count(), Handlungsfeld.objects.count()) == (1, 1)


@pytest.mark.parametrize("anzahl", [1, 3, 30])
def test_uebernehmen_needs_18_queries(anzahl, django_assert_num_queries):
    planung = JahresplanungFactory(jahr=2026)
    for feld in HandlungsfeldFactory.create_batch(anzahl, schwerpunkt__jahresplanung=planung):
        feld.themen.add(ThemaFactory())
        AufgabeFactory.create_batch(2, handlungsfeld=feld)
        ZielFactory.create_batch(2, handlungsfeld=feld)

    # Five to check the year, two for the savepoint, one for the new year; then one to read
    # and one to write each kind of part.
    with django_assert_num_queries(18):
        planung.uebernehmen(2027)


# Pages


def test_jahresplanung_aktuell_shows_the_newest_published_year(client):
    alt = HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2026)
    neu = HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2027)
    HandlungsfeldFactory(
        schwerpunkt__jahresplanung__jahr=2028, schwerpunkt__jahresplanung__oeffentlich_ab=None
    )

    response = client.get(reverse("handlungsfelder:jahresplanung_aktuell"))

    felder = [link.get_text() for link in soup(response).select(".felder a")]
    assert felder == [neu.titel]
    assert alt.titel not in text(response)
    assert soup(response).select_one("link[rel=canonical]")["href"] == (
        "http://testserver/handlungsfelder/2027/"
    )


def test_jahresplanung_aktuell_says_when_there_is_none(client):
    response = client.get(reverse("handlungsfelder:jahresplanung_aktuell"))

    assert response.status_code == 200
    assert "Zurzeit ist keine Jahresplanung veröffentlicht." in text(response)


def test_jahresplanung_detail_groups_the_fields_by_schwerpunkt(client):
    planung = JahresplanungFactory(jahr=2027, was_bleibt="Dies\nDas", schwerpunktsetzung="Jenes")
    rahmen = SchwerpunktFactory(jahresplanung=planung, art="rahmen", reihenfolge=20)
    erster = SchwerpunktFactory(jahresplanung=planung, reihenfolge=10)
    HandlungsfeldFactory(schwerpunkt=rahmen, titel="C")
    HandlungsfeldFactory(schwerpunkt=erster, titel="B", reihenfolge=20)
    HandlungsfeldFactory(schwerpunkt=erster, titel="A", reihenfolge=10)

    seite = soup(client.get(planung.get_absolute_url()))

    gruppen = [
        (
            " ".join(h2.get_text(" ").split()),
            [link.get_text() for link in h2.find_parent("section").select(".felder a")],
        )
        for h2 in seite.select("h2.gruppe")
    ]
    assert gruppen == [
        (f"Schwerpunkt: {erster.titel}", ["A", "B"]),
        (f"Rahmen: {rahmen.titel}", ["C"]),
    ]
    assert [li.get_text() for li in seite.select(".punkte li")] == ["Dies", "Das", "Jenes"]


def test_jahresplanung_detail_leads_to_each_schwerpunkt(client):
    erster = HandlungsfeldFactory().schwerpunkt
    zweiter = HandlungsfeldFactory(
        schwerpunkt__jahresplanung=erster.jahresplanung, schwerpunkt__reihenfolge=2000
    ).schwerpunkt

    seite = soup(client.get(erster.jahresplanung.get_absolute_url()))

    ziele = {
        link.get_text(): seite.select_one(link["href"]).get_text(" ")
        for link in seite.select("nav[aria-labelledby=schwerpunkte] a")
    }
    assert ziele == {
        erster.titel: f"Schwerpunkt:  {erster.titel}",
        zweiter.titel: f"Schwerpunkt:  {zweiter.titel}",
    }


def test_jahresplanung_detail_says_when_it_has_no_fields_yet(client):
    planung = JahresplanungFactory(jahr=2027)

    seite = text(client.get(planung.get_absolute_url()))

    assert "Die Handlungsfelder für 2027 stehen noch nicht fest." in seite


@pytest.mark.parametrize("jahr", ["2031", "0000", "99999", "1999", "abcd"])
def test_jahresplanung_detail_is_404_for_an_unknown_year(client, jahr):
    assert client.get(f"/handlungsfelder/{jahr}/").status_code == 404


def test_jahresplanung_detail_hides_a_draft(client):
    entwurf = JahresplanungFactory(oeffentlich_ab=None)

    assert client.get(entwurf.get_absolute_url()).status_code == 404


def test_handlungsfeld_detail_shows_ziele_aufgaben_and_people(client):
    feld = HandlungsfeldFactory()
    ZielFactory(handlungsfeld=feld, text="Zwei", reihenfolge=20)
    ZielFactory(handlungsfeld=feld, text="Eins", reihenfolge=10)
    AufgabeFactory(handlungsfeld=feld, text="Tun")
    zustaendigkeit = ZustaendigkeitFactory()
    feld.themen.add(zustaendigkeit.thema)

    seite = soup(client.get(feld.get_absolute_url()))

    assert [li.get_text() for li in seite.select(".punkte li")] == ["Eins", "Zwei", "Tun"]
    assert [h3.get_text() for h3 in seite.select(".person h3")] == [str(zustaendigkeit.person)]


def test_handlungsfeld_detail_names_a_person_once_with_all_shared_themen(client):
    feld = HandlungsfeldFactory()
    person = PersonFactory()
    for _ in range(2):
        feld.themen.add(ZustaendigkeitFactory(person=person).thema)
    ZustaendigkeitFactory(person=person)

    karten = soup(client.get(feld.get_absolute_url())).select(".person")

    assert len(karten) == 1
    assert len(karten[0].select("li")) == 2


def test_handlungsfeld_detail_hides_people_who_left(client):
    feld = HandlungsfeldFactory()
    zustaendigkeit = ZustaendigkeitFactory(person__im_team_bis="2020-01-01")
    feld.themen.add(zustaendigkeit.thema)

    seite = text(client.get(feld.get_absolute_url()))

    assert zustaendigkeit.person.nachname not in seite
    assert "Für dieses Handlungsfeld ist zurzeit niemand eingetragen." in seite


def test_handlungsfeld_detail_says_what_is_not_known_yet(client):
    seite = text(client.get(HandlungsfeldFactory().get_absolute_url()))

    assert "Die Ziele stehen noch nicht fest." in seite
    assert "Die Aufgaben stehen noch nicht fest." in seite


@pytest.mark.parametrize(("oeffentlich_ab", "links"), [(SEIT_JEHER, 1), (None, 0)])
def test_handlungsfeld_detail_links_last_year_only_if_that_is_public(client, oeffentlich_ab, links):
    altes = HandlungsfeldFactory(
        schwerpunkt__jahresplanung__jahr=2026,
        schwerpunkt__jahresplanung__oeffentlich_ab=oeffentlich_ab,
        titel="Marke-Vorjahr",
    )
    feld = HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2027, fuehrt_fort=altes)

    response = client.get(feld.get_absolute_url())

    assert text(response).count("Marke-Vorjahr") == links


def test_handlungsfeld_detail_hides_a_draft(client):
    feld = HandlungsfeldFactory(schwerpunkt__jahresplanung__oeffentlich_ab=None)

    assert client.get(feld.get_absolute_url()).status_code == 404


def test_handlungsfeld_detail_is_404_in_another_year(client):
    feld = HandlungsfeldFactory()
    JahresplanungFactory(jahr=2021)

    assert client.get(f"/handlungsfelder/2021/{feld.slug}/").status_code == 404
