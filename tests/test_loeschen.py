"""What other records link to is not deleted; what is deleted comes back with its links."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from .crawler import soup, text
from .factories import (
    HandlungsfeldFactory,
    KontoFactory,
    OrtFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ThemaFactory,
    UnterlageFactory,
    ZustaendigkeitFactory,
)
from .verwaltung import adresse, fassungen_von, formular, meldungen, oeffnen, sichern

pytestmark = pytest.mark.django_db


def feld_mit_punkt():
    feld = HandlungsfeldFactory()
    punkt = TagesordnungspunktFactory(titel="Schule", sitzung__titel="Rat")
    punkt.handlungsfelder.add(feld)
    return feld, punkt, "Tagesordnungspunkt: Schule (Rat am 11.01.2027)"


def schwerpunkt_mit_punkt():
    feld, punkt, worte = feld_mit_punkt()
    return feld.schwerpunkt, punkt, worte


def jahresplanung_mit_punkt():
    feld, punkt, worte = feld_mit_punkt()
    return feld.jahresplanung, punkt, worte


def fortgefuehrtes_feld():
    feld = HandlungsfeldFactory(schwerpunkt__jahresplanung__jahr=2026)
    neues = HandlungsfeldFactory(
        titel="Bildung", fuehrt_fort=feld, schwerpunkt__jahresplanung__jahr=2027
    )
    return feld, neues, "Handlungsfeld: Bildung (2027)"


def thema_mit_feld():
    thema = ThemaFactory()
    feld = HandlungsfeldFactory(titel="Bildung", schwerpunkt__jahresplanung__jahr=2027)
    feld.themen.add(thema)
    return thema, feld, "Handlungsfeld: Bildung (2027)"


def thema_mit_person():
    zustaendigkeit = ZustaendigkeitFactory(person__nachname="Muster")
    return zustaendigkeit.thema, zustaendigkeit.person, "Person: Erika Muster"


def person_mit_thema():
    zustaendigkeit = ZustaendigkeitFactory(person__nachname="Muster", thema__name="Schule")
    return zustaendigkeit.person, zustaendigkeit, "Zuständigkeit: Erika Muster: Schule"


def ort_mit_sitzung():
    sitzung = SitzungFactory(titel="Rat", ort=OrtFactory())
    return sitzung.ort, sitzung, "Sitzung: Rat am 11.01.2027"


def neuer_termin():
    sitzung = SitzungFactory(
        titel="Rat", status="verlegt", grund="Saal", nachfolger=SitzungFactory()
    )
    return sitzung.nachfolger, sitzung, "Sitzung: Rat am 11.01.2027"


def sitzung_mit_unterlage():
    unterlage = UnterlageFactory()
    return unterlage.sitzung, unterlage, "Unterlage: Protokoll vom 11.01.2027"


@pytest.mark.parametrize(
    "anlegen",
    [
        feld_mit_punkt,
        fortgefuehrtes_feld,
        jahresplanung_mit_punkt,
        neuer_termin,
        ort_mit_sitzung,
        person_mit_thema,
        schwerpunkt_mit_punkt,
        sitzung_mit_unterlage,
        thema_mit_feld,
        thema_mit_person,
    ],
)
@pytest.mark.parametrize("aus_der_liste", [False, True])
def test_what_others_link_to_is_not_deleted_and_they_are_named(
    admin_client, anlegen, aus_der_liste
):
    objekt, verweisendes, worte = anlegen()
    seite, daten = adresse(objekt, "delete"), {"post": "yes"}
    if aus_der_liste:
        seite = adresse(objekt, "changelist")
        daten |= {"action": "delete_selected", "_selected_action": [objekt.pk]}

    response = admin_client.post(seite, daten)

    assert type(objekt).objects.filter(pk=objekt.pk).exists()
    assert "Es wurde nichts gelöscht." in text(response)
    genannte = soup(response).select("#deleted-objects li")
    assert [zeile.get_text() for zeile in genannte] == [worte]
    assert [zeile.a["href"] for zeile in genannte] == [adresse(verweisendes, "change")]


@pytest.mark.parametrize("aus_der_liste", [False, True])
def test_page_before_deleting_names_what_goes_in_words_of_the_office(admin_client, aus_der_liste):
    feld = HandlungsfeldFactory(titel="Bildung", schwerpunkt__jahresplanung__jahr=2027)
    feld.themen.add(ThemaFactory(name="Schule"))
    planung = feld.jahresplanung
    seite, daten = adresse(planung, "delete"), {}
    if aus_der_liste:
        seite = adresse(planung, "changelist")
        daten = {"action": "delete_selected", "_selected_action": [planung.pk]}

    response = admin_client.post(seite, daten) if daten else admin_client.get(seite)

    inhalt = soup(response).select_one("#content")
    zeilen = [zeile.a.get_text() for zeile in inhalt.select("li:has(> a)")]
    assert zeilen[0] == "Jahresplanung 2027"
    assert "Bildung (2027)" in zeilen
    for rest in ["Jahresplanung: Jahresplanung", "Beziehung", "object", "relationship", "_"]:
        assert rest not in inhalt.get_text()


def test_deleted_punkt_comes_back_with_its_handlungsfelder(admin_client):
    feld = HandlungsfeldFactory()
    punkt = TagesordnungspunktFactory()
    punkt.handlungsfelder.add(feld)
    sitzung = punkt.sitzung
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"nummer": "5"})
    admin_client.post(adresse(sitzung, "delete"), {"post": "yes"})
    url = reverse("admin:termine_sitzung_recover", args=[fassungen_von(sitzung)[-1].pk])

    response = admin_client.post(url, formular(admin_client.get(url)), follow=True)

    assert feld.tagesordnungspunkte.count() == 1
    assert f"„{sitzung}“ ist wiederhergestellt." in meldungen(response)
    assert "erfolgreich geändert" not in text(response)


def test_deleted_handlungsfeld_comes_back_with_its_themen(admin_client):
    thema = ThemaFactory()
    feld = HandlungsfeldFactory()
    feld.themen.add(thema)
    sichern(admin_client, feld, oeffnen(admin_client, feld) | {"titel": "Bildung"})
    admin_client.post(adresse(feld, "delete"), {"post": "yes"})
    url = reverse("admin:handlungsfelder_handlungsfeld_recover", args=[fassungen_von(feld)[-1].pk])

    admin_client.post(url, formular(admin_client.get(url)))

    assert thema.handlungsfelder.count() == 1


@pytest.fixture
def geloeschte_unterlage(admin_client):
    """An Unterlage that was changed once and then deleted, both in the admin."""
    unterlage = UnterlageFactory()
    sichern(admin_client, unterlage, oeffnen(admin_client, unterlage) | {"bezeichnung": "Liste"})
    unterlage = type(unterlage).objects.get()
    admin_client.post(adresse(unterlage, "delete"), {"post": "yes"})
    return unterlage


@pytest.mark.parametrize("von", ["changelist", "history"])
def test_deleted_unterlage_is_found_where_it_stood_and_comes_back(
    admin_client, client, geloeschte_unterlage, von
):
    objekt = geloeschte_unterlage if von == "changelist" else geloeschte_unterlage.sitzung
    seite = soup(admin_client.get(adresse(objekt, von)))
    [liste] = seite.select("#content a:-soup-contains('Gelöschte Unterlagen')")
    [geloeschte] = soup(admin_client.get(liste["href"])).select("#change-history a")
    vorher = client.get(geloeschte_unterlage.get_absolute_url()).status_code

    admin_client.post(geloeschte["href"], formular(admin_client.get(geloeschte["href"])))

    assert geloeschte.get_text() == "Protokoll vom 11.01.2027: Liste"
    nachher = client.get(geloeschte_unterlage.get_absolute_url())
    assert (vorher, nachher.status_code) == (404, 200)
    nachher.close()


@pytest.mark.usefixtures("inhalt")
def test_deleted_punkt_comes_back_alone_from_the_page_of_its_sitzung(client):
    client.force_login(KontoFactory(gruppe="Redaktion"))
    punkt = TagesordnungspunktFactory(titel="Verkehr")
    sitzung = punkt.sitzung
    for anderer in [punkt, TagesordnungspunktFactory(titel="Woanders")]:
        sichern(client, anderer, oeffnen(client, anderer) | {"ergebnis": "<p>Ja</p>"})
        felder = oeffnen(client, anderer.sitzung) | {"tagesordnungspunkte-0-DELETE": "on"}
        sichern(client, anderer.sitzung, felder)

    seite = soup(client.get(adresse(sitzung, "history")))
    [liste] = seite.select("#content a:-soup-contains('Gelöschte Tagesordnungspunkte')")
    [geloeschter] = soup(client.get(liste["href"])).select("#change-history a")
    client.post(geloeschter["href"], formular(client.get(geloeschter["href"])))

    assert geloeschter.get_text() == "Verkehr"
    assert list(sitzung.tagesordnungspunkte.values_list("titel", "ergebnis")) == [
        ("Verkehr", "<p>Ja</p>")
    ]


def test_deleted_unterlage_is_only_for_those_who_may_add_one(client, geloeschte_unterlage):
    konto = KontoFactory()
    konto.user_permissions.set(
        Permission.objects.filter(
            codename__in=["change_unterlage", "view_unterlage", "change_sitzung"]
        )
    )
    client.force_login(konto)
    seiten = [adresse(geloeschte_unterlage, "changelist")]
    seiten.append(adresse(geloeschte_unterlage.sitzung, "history"))

    gezeigt = [text(client.get(seite)) for seite in seiten]
    response = client.get(reverse("admin:termine_unterlage_recoverlist"))

    assert ["Gelöschte" in seite for seite in gezeigt] == [False, False]
    assert response.status_code == 403
