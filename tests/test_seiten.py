from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from qm_gruenau import urls
from seiten.models import PFLICHTSEITEN, VERGEBENE_ADRESSEN, Buero, Seite

from .crawler import soup, text
from .factories import AbschnittFactory, BueroFactory, SeiteFactory

pytestmark = pytest.mark.django_db


# Constraints


def test_buero_stays_the_only_one():
    BueroFactory(name="Altes Büro")
    BueroFactory.build(name="Neues Büro").save()

    assert [buero.name for buero in Buero.objects.all()] == ["Neues Büro"]


def test_database_rejects_a_second_buero():
    BueroFactory()

    with pytest.raises(IntegrityError, match="buero_nur_eines"):
        Buero.objects.bulk_create([BueroFactory.build(pk=2)])


@pytest.mark.parametrize("slug", VERGEBENE_ADRESSEN)
def test_seite_rejects_an_address_of_another_area(slug):
    seite = SeiteFactory.build(slug=slug)

    with pytest.raises(ValidationError, match="gehört schon einem anderen Bereich"):
        seite.full_clean()
    with pytest.raises(IntegrityError, match="seite_adresse_nicht_vergeben"):
        seite.save()


@pytest.mark.parametrize("slug", PFLICHTSEITEN)
def test_seite_that_the_law_wants_cannot_be_a_draft(slug):
    seite = SeiteFactory.build(slug=slug, oeffentlich_ab=None)

    with pytest.raises(ValidationError, match="müssen immer zu sehen sein"):
        seite.full_clean()
    with pytest.raises(IntegrityError, match="pflichtseite_oeffentlich"):
        seite.save()


def test_addresses_of_other_areas_are_all_known():
    erste_teile = {str(muster.pattern).split("/")[0] for muster in urls.urlpatterns} | {"kontakt"}

    # An address with a dot, or none, cannot be that of a Seite.
    assert {teil for teil in erste_teile if teil and "." not in teil} - {"healthz"} <= set(
        VERGEBENE_ADRESSEN
    )


# Pages


def test_seite_detail_shows_its_abschnitte_in_order(client):
    seite = SeiteFactory(einleitung="Zuerst dies.")
    AbschnittFactory(seite=seite, ueberschrift="Zwei", reihenfolge=20)
    AbschnittFactory(seite=seite, ueberschrift="Eins", reihenfolge=10)

    response = client.get(seite.get_absolute_url())

    assert [h2.get_text() for h2 in soup(response).select("main h2")] == ["Eins", "Zwei"]
    assert "Zuerst dies." in text(response)


def test_seite_detail_says_that_an_unknown_fact_follows(client):
    abschnitt = AbschnittFactory(ueberschrift="Register", text="")

    seite = text(client.get(abschnitt.seite.get_absolute_url()))

    assert "Register Diese Angabe folgt." in seite


def test_seite_detail_links_addresses_and_escapes_the_rest(client):
    abschnitt = AbschnittFactory(text="<script>alert(1)</script> https://example.org a@example.org")

    seite = soup(client.get(abschnitt.seite.get_absolute_url())).select_one("main")

    assert seite.select("script") == []
    assert [link["href"] for link in seite.select("section a")] == [
        "https://example.org",
        "mailto:a@example.org",
    ]


@pytest.mark.parametrize(("mit_kontakt", "anzahl"), [(True, 1), (False, 0)])
def test_seite_detail_shows_the_contact_of_the_office_where_wanted(client, mit_kontakt, anzahl):
    BueroFactory(strasse="Musterweg 1")
    seite = SeiteFactory(mit_kontakt=mit_kontakt)

    inhalt = soup(client.get(seite.get_absolute_url())).select_one("main").get_text()

    assert inhalt.count("Musterweg 1") == anzahl


def test_seite_detail_hides_a_draft(client):
    seite = SeiteFactory(oeffentlich_ab=None)

    assert client.get(seite.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("anzahl", "links"), [(4, 0), (5, 5)])
def test_seite_detail_leads_to_its_abschnitte(client, anzahl, links):
    seite = SeiteFactory()
    AbschnittFactory.create_batch(anzahl, seite=seite)

    verzeichnis = soup(client.get(seite.get_absolute_url())).select(
        "nav[aria-labelledby=abschnitte] a"
    )

    assert len(verzeichnis) == links


def test_seite_detail_is_404_for_an_unknown_address(client):
    assert client.get("/gibt-es-nicht/").status_code == 404


def test_head_and_foot_of_each_page_link_the_seiten_meant_for_them(client):
    SeiteFactory(titel="Im Kopf", im_kopf=True)
    SeiteFactory(titel="Im Fuß", im_fuss=True)
    SeiteFactory(titel="Marke-Nirgends")
    SeiteFactory(titel="Marke-Entwurf", im_kopf=True, im_fuss=True, oeffentlich_ab=None)

    seite = soup(client.get("/"))

    kopf = [link.get_text() for link in seite.select("header nav a")]
    fuss = [link.get_text() for link in seite.select("footer nav a")]
    assert kopf == ["Termine", "Handlungsfelder", "Team", "Kontakt", "Im Kopf"]
    assert fuss == ["Im Fuß", "Impressum", "Datenschutz", "Barrierefreiheit", "Barriere melden"]


def test_every_page_offers_to_report_a_barrier_with_its_own_address(client):
    BueroFactory(email="buero@example.org")

    link = soup(client.get("/team/")).select_one("footer a[href*='subject=Barriere']")

    assert link["href"] == (
        "mailto:buero@example.org?subject=Barriere%20auf%20der%20Website"
        "&body=http%3A%2F%2Ftestserver%2Fteam%2F"
    )


def test_kontakt_shows_what_is_known(client):
    BueroFactory(
        telefon="0341 123", oeffnungszeiten="Montag 10 bis 12 Uhr\nDienstag zu", weg="Zwei Stufen."
    )

    seite = text(client.get("/kontakt/"))

    for angabe in [
        "Musterweg 1 04209 Leipzig",
        "Telefon 0341 123",
        "buero@example.org",
        "Montag 10 bis 12 Uhr Dienstag zu",
        "Zwei Stufen.",
    ]:
        assert angabe in seite


def test_kontakt_searches_the_map_for_the_address_and_nothing_else(client):
    BueroFactory(strasse="Am Markt 1 & 2", plz="1&2#3", ort="Leipzig")

    link = soup(client.get("/kontakt/")).select_one("a[href*=openstreetmap]")

    assert parse_qs(urlsplit(link["href"]).query) == {"query": ["Am Markt 1 & 2, 1&2#3 Leipzig"]}


def test_kontakt_says_what_follows(client):
    BueroFactory()

    seite = text(client.get("/kontakt/"))

    assert "Telefon Diese Angabe folgt." in seite
    assert "Öffnungszeiten Diese Angabe folgt." in seite


def test_kontakt_is_whole_without_any_record(client):
    assert "Diese Angaben folgen." in text(client.get("/kontakt/"))


# What the loaded pages say


@pytest.mark.usefixtures("inhalt")
def test_datenschutz_names_the_cookies_and_their_life(client, settings):
    seite = text(client.get("/datenschutz/"))

    assert f"„__Host-{settings.SESSION_COOKIE_NAME}“" in seite
    assert f"„__Host-{settings.CSRF_COOKIE_NAME}“" in seite
    stunden = settings.SESSION_COOKIE_AGE // 3600
    assert settings.CSRF_COOKIE_AGE == settings.SESSION_COOKIE_AGE
    assert f"höchstens {stunden} Stunden" in seite


@pytest.mark.usefixtures("inhalt")
def test_legal_pages_have_no_leftovers_of_older_laws(client):
    for slug in PFLICHTSEITEN:
        seite = text(client.get(f"/{slug}/"))

        assert [
            wort for wort in ["TMG", "TTDSG", "RStV", "Haftung für Links"] if wort in seite
        ] == []


@pytest.mark.usefixtures("inhalt")
def test_pflichtseiten_are_loaded():
    assert set(PFLICHTSEITEN) <= set(Seite.objects.oeffentlich().values_list("slug", flat=True))


# Languages


def test_seite_in_another_language_says_so_wherever_its_words_stand(client):
    seite = SeiteFactory(titel="مرحبا", sprache="ar", im_kopf=True, im_fuss=True)
    AbschnittFactory.create_batch(5, seite=seite, ueberschrift="عنوان", text="")

    dokument = soup(client.get(seite.get_absolute_url()))

    mit_titel = dokument.find_all(string="مرحبا")
    assert [eines.find_parent(lang=True)["lang"] for eines in mit_titel] == ["ar"] * len(mit_titel)
    assert {eines.find_parent(dir=True)["dir"] for eines in mit_titel} == {"rtl"}
    assert len(mit_titel) == 4
    for deutsch in ["Diese Angabe folgt.", "Auf dieser Seite", "Team"]:
        eltern = dokument.find(string=deutsch).find_parent(lang=True)
        assert (eltern["lang"], eltern.get("dir", "ltr")) == ("de", "ltr")


def test_german_seite_says_nothing_of_languages(client):
    seite = SeiteFactory(im_fuss=True)

    dokument = soup(client.get(seite.get_absolute_url()))

    assert [eines.name for eines in dokument.select("[lang]")] == ["html"]
    assert dokument.select("[dir]") == []


def test_database_rejects_an_unknown_language():
    seite = SeiteFactory()

    with pytest.raises(IntegrityError, match="seite_sprache_bekannt"):
        Seite.objects.filter(pk=seite.pk).update(sprache="xx")
