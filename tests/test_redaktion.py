import datetime as dt
import errno
import random

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from reversion.models import Revision
from reversion.revisions import create_revision

from redaktion import fassungen
from redaktion.eingaben import entpackt
from team.models import Person
from termine.models import Sitzung, Tagesordnungspunkt

from .crawler import soup, text
from .factories import (
    AufgabeFactory,
    BueroFactory,
    HandlungsfeldFactory,
    PersonFactory,
    PersonMitFotoFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ThemaFactory,
    UnterlageFactory,
    pdf,
)
from .gleichzeitig import gleichzeitig
from .verwaltung import adresse, fassungen_von, formular, oeffnen, sichern
from .voraussetzungen import nur_postgresql

pytestmark = pytest.mark.django_db

NEU = reverse("admin:termine_sitzung_add")
# Everything that a page could damage on its way through a hidden field.
SCHWIERIG = "Zeile 1\r\n\r\n  „Grünau“ & <b>\"fett\"</b> 'ä' 😀\tTab %41+ ende "


@pytest.fixture
def anna(django_user_model):
    return django_user_model.objects.create_superuser(
        "anna", password="anna-kennwort", first_name="Anna", last_name="Muster"
    )


@pytest.fixture
def annas_client(anna):
    client = Client()
    client.force_login(anna)
    return client


# Two people on one record


def test_second_save_is_refused_and_shown_side_by_side(admin_client, annas_client):
    sitzung = SitzungFactory(ort="Stadtteilladen")
    meine = oeffnen(admin_client, sitzung)
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | {"ort": "Völkerfreundschaft"})

    response = sichern(admin_client, sitzung, meine | {"ort": "Komm-Haus"})

    zeilen = [zeile.get_text(" ", strip=True) for zeile in soup(response).select(".vergleich tr")]
    assert "Anna Muster hat diesen Eintrag gespeichert" in text(response)
    assert zeilen == [
        "Angabe Jetzt gespeichert In Ihrem Formular",
        "Ort Völkerfreundschaft Komm-Haus",
    ]
    assert Sitzung.objects.get().ort == "Völkerfreundschaft"


def test_what_was_compared_can_be_saved(admin_client, annas_client):
    sitzung = SitzungFactory(ort="Stadtteilladen")
    meine = oeffnen(admin_client, sitzung)
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | {"ort": "Völkerfreundschaft"})
    gezeigt = formular(sichern(admin_client, sitzung, meine | {"ort": "Komm-Haus"}))

    response = sichern(admin_client, sitzung, gezeigt)

    assert response.status_code == 302
    assert Sitzung.objects.get().ort == "Komm-Haus"


@pytest.mark.parametrize(
    "aenderung",
    [
        {"tagesordnungspunkte-0-titel": "Neu gefasst"},
        {"tagesordnungspunkte-0-reihenfolge": "30"},
        {"tagesordnungspunkte-1-DELETE": "on"},
        {
            "tagesordnungspunkte-TOTAL_FORMS": "3",
            "tagesordnungspunkte-2-titel": "Noch ein Punkt",
            "tagesordnungspunkte-2-reihenfolge": "30",
        },
    ],
    ids=["row changed", "order changed", "row deleted", "row added"],
)
def test_rows_of_others_are_not_overwritten(admin_client, annas_client, aenderung):
    sitzung = SitzungFactory()
    for nummer in [10, 20]:
        TagesordnungspunktFactory(sitzung=sitzung, reihenfolge=nummer, titel=f"Punkt {nummer}")
    meine = oeffnen(admin_client, sitzung)
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | aenderung)
    nach_anna = list(sitzung.tagesordnungspunkte.values())

    response = sichern(
        admin_client, sitzung, meine | {"tagesordnungspunkte-1-titel": "Meine Fassung"}
    )

    assert "Meine Fassung" in {
        feld for feld in formular(response).values() if isinstance(feld, str)
    }
    assert len(soup(response).select(".vergleich tbody tr")) >= 2
    assert list(sitzung.tagesordnungspunkte.values()) == nach_anna


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

    response = sichern(admin_client, sitzung, felder | {"ort": "Komm-Haus"})

    assert response.status_code == 302
    assert Sitzung.objects.get().ort == "Komm-Haus"


def test_record_that_was_deleted_meanwhile_is_created_anew(admin_client):
    sitzung = TagesordnungspunktFactory(sitzung__titel="Januar").sitzung
    felder = oeffnen(admin_client, sitzung)
    Sitzung.objects.all().delete()

    response = sichern(admin_client, sitzung, felder | {"ort": SCHWIERIG.split("\r")[0]})
    gezeigt = soup(response)
    admin_client.post(gezeigt.select_one("#sitzung_form")["action"], formular(response))

    neue = Sitzung.objects.get()
    assert "wurde gelöscht, während Sie daran gearbeitet haben" in gezeigt.get_text()
    assert (neue.titel, neue.ort, neue.tagesordnungspunkte.count()) == ("Januar", "Zeile 1", 1)


def test_text_of_a_deleted_punkt_is_shown_for_copying(admin_client):
    punkt = TagesordnungspunktFactory()
    felder = oeffnen(admin_client, punkt)
    punkt.delete()

    response = sichern(admin_client, punkt, felder | {"organisation": "Ein langer Text"})

    assert response.status_code == 410
    assert "Ein langer Text" in text(response)


@pytest.mark.parametrize("anzahl", [1, 2])
def test_form_that_is_sent_twice_creates_one_record(admin_client, anzahl):
    formulare = [formular(admin_client.get(NEU)) for _ in range(anzahl)]
    angaben = {"titel": "Januar", "datum": "11.01.2027"}

    for felder in [*formulare, *formulare]:
        response = admin_client.post(NEU, felder | angaben)

    assert response.status_code == 302
    assert Sitzung.objects.count() == anzahl


def veraendern(zufall, sitzung):
    """Change the Sitzung or its rows in one of the ways in which the form can."""
    punkte = list(sitzung.tagesordnungspunkte.all())
    punkt = zufall.choice(punkte) if punkte else None
    match zufall.randrange(5):
        case 0:
            Sitzung.objects.filter(pk=sitzung.pk).update(ort=f"Ort {zufall.random()}")
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
    teile = [(Tagesordnungspunkt, "sitzung", ["reihenfolge", "unterpunkt", "titel"])]

    for _ in range(1000):
        vorher = fassungen.fingerabdruck(sitzung, teile)
        unveraendert = fassungen.fingerabdruck(sitzung, teile)
        veraendern(zufall, sitzung)
        nachher = fassungen.fingerabdruck(sitzung, teile)
        assert vorher == unveraendert
        assert vorher != nachher


@pytest.mark.lang
def test_no_update_is_lost_in_1000_interleavings_of_two_editors(admin_client, annas_client):
    """Each editor adds a letter to what the form shows; every letter saved has to be there."""
    zufall = random.Random(2027)  # noqa: S311 - to be the same in each run
    buero = BueroFactory()
    offen, antworten = {}, []

    for _ in range(1000):
        client = zufall.choice([admin_client, annas_client])
        if client not in offen:
            offen[client] = oeffnen(client, buero)
        else:
            felder = offen.pop(client)
            felder["weg"] += "x"
            antworten.append(sichern(client, buero, felder).status_code)
        buero.refresh_from_db()
        assert buero.weg.count("x") == antworten.count(302)

    assert antworten.count(200) > 100


# The end of a session, a lost connection, a full disk


def test_what_was_typed_comes_back_after_the_login(admin_client, admin_user):
    sitzung = SitzungFactory(interne_notiz="alt")
    felder = oeffnen(admin_client, sitzung)
    Session.objects.all().delete()

    anmeldung = sichern(admin_client, sitzung, felder | {"interne_notiz": SCHWIERIG})
    angemeldet = admin_client.post(
        soup(anmeldung).select_one("#login-form")["action"],
        anmeldefelder(anmeldung) | {"username": "admin", "password": "password"},
    )
    gezeigt = admin_client.get(angemeldet["Location"])

    assert "nicht gespeichert" in text(gezeigt)
    assert soup(gezeigt).select_one("#id_interne_notiz").get_text()[1:] == SCHWIERIG
    assert Sitzung.objects.get().interne_notiz == "alt"


def test_what_came_back_can_be_saved(admin_client):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung)
    Session.objects.all().delete()
    anmeldung = sichern(admin_client, sitzung, felder | {"ort": "Komm-Haus"})
    admin_client.post(
        reverse("admin:login"),
        anmeldefelder(anmeldung) | {"username": "admin", "password": "password"},
    )

    sichern(admin_client, sitzung, formular(admin_client.get(adresse(sitzung, "change"))))

    assert Sitzung.objects.get().ort == "Komm-Haus"


def test_what_was_typed_survives_a_wrong_password(admin_client):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung)
    Session.objects.all().delete()
    anmeldung = sichern(admin_client, sitzung, felder | {"ort": "Komm-Haus"})

    nochmal = admin_client.post(
        reverse("admin:login"), anmeldefelder(anmeldung) | {"username": "admin", "password": "x"}
    )

    assert anmeldefelder(nochmal)["eingaben"] == anmeldefelder(anmeldung)["eingaben"]
    assert entpackt(anmeldefelder(nochmal)["eingaben"])["ort"] == "Komm-Haus"


def test_very_long_text_survives_the_login(admin_client):
    sitzung = SitzungFactory()
    text = "ä ö ü\r\n" * 200_000
    felder = oeffnen(admin_client, sitzung)
    Session.objects.all().delete()

    anmeldung = sichern(admin_client, sitzung, felder | {"interne_notiz": text})
    admin_client.post(
        reverse("admin:login"),
        anmeldefelder(anmeldung) | {"username": "admin", "password": "password"},
    )

    gezeigt = soup(admin_client.get(adresse(sitzung, "change")))
    assert gezeigt.select_one("#id_interne_notiz").get_text()[1:] == text


@pytest.mark.parametrize("inhalt", ["", "unsinn", "ä", "eJw=", "=" * 1000])
def test_what_was_not_packed_here_is_nothing(inhalt):
    assert dict(entpackt(inhalt)) == {}


def test_passwords_are_not_kept(client, admin_user):
    url = reverse("admin:password_change")

    response = client.post(url, {"old_password": "geheim-1", "new_password1": "geheim-2"})

    assert "geheim" not in response.content.decode()


def anmeldefelder(response):
    """Return the hidden fields that go out with the login form, but for the CSRF token."""
    felder = soup(response).select("#login-form [type=hidden], [form=login-form]")
    return {feld["name"]: feld["value"] for feld in felder}


@pytest.mark.parametrize(
    ("origin", "angeboten"), [("http://testserver", True), ("https://fremd.example", False)]
)
def test_form_that_was_open_too_long_can_be_sent_again(admin_user, origin, angeboten):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    response = client.post(NEU, {"titel": SCHWIERIG}, headers={"origin": origin})

    felder = {feld["name"]: feld["value"] for feld in soup(response).select("main form input")}
    assert response.status_code == 403
    assert felder.get("titel") == (SCHWIERIG if angeboten else None)


@pytest.mark.parametrize(
    "fehler",
    [
        OperationalError("server closed the connection unexpectedly"),
        OperationalError("database or disk is full"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_what_could_not_be_stored_can_be_sent_again(admin_client, monkeypatch, fehler):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung)
    monkeypatch.setattr(Sitzung, "save", lambda self, **kwargs: (_ for _ in ()).throw(fehler))

    response = sichern(admin_client, sitzung, felder | {"ort": "Komm-Haus"})

    monkeypatch.undo()
    nochmal = soup(response).select_one("main form")
    admin_client.post(
        nochmal["action"], {feld["name"]: feld["value"] for feld in nochmal.select("input")}
    )
    assert response.status_code == 503
    assert Sitzung.objects.get().ort == "Komm-Haus"


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


# Older versions


def test_every_change_is_in_the_history_with_name_and_what(admin_client, admin_user):
    admin_user.first_name, admin_user.last_name = "Berta", "Beispiel"
    admin_user.save()
    sitzung = SitzungFactory()
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": "Komm-Haus"})

    zeile = soup(admin_client.get(adresse(sitzung, "history"))).select_one("tbody tr")

    assert "Berta Beispiel" in zeile.get_text()
    assert "Ort geändert" in zeile.get_text()


def test_two_versions_are_compared_in_words(admin_client):
    punkt = TagesordnungspunktFactory(titel="Alt", reihenfolge=10)
    sitzung = punkt.sitzung
    felder = oeffnen(admin_client, sitzung) | {"ort": "Komm-Haus", "beginn": "17:00"}
    sichern(admin_client, sitzung, felder)
    felder = oeffnen(admin_client, sitzung) | {
        "ort": "",
        "tagesordnungspunkte-0-titel": "Neu",
        "tagesordnungspunkte-0-unterpunkt": "",
    }
    sichern(admin_client, sitzung, felder)
    alt, neu = fassungen_von(sitzung)

    seite = soup(admin_client.get(adresse(sitzung, "vergleich"), {"alt": alt.pk, "neu": neu.pk}))

    zeilen = [zeile.get_text("|", strip=True) for zeile in seite.select("tbody tr")]
    assert zeilen == ["Ort|Komm-Haus|leer", "Tagesordnungspunkt: Neu: Titel|Alt|Neu"]


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


@pytest.mark.parametrize(
    ("liste", "name"),
    [("termine_sitzung", "Sitzungen"), ("team_person", "Personen"), ("auth_user", "Benutzer")],
)
def test_lists_are_named_after_what_is_in_them(admin_client, liste, name):
    seite = soup(admin_client.get(reverse(f"admin:{liste}_changelist")))

    assert (seite.h1.get_text(), seite.title.get_text()) == (name, f"{name} | Verwaltung")


def test_comparison_names_time_and_editor_of_both_versions(admin_client, annas_client):
    sitzung = SitzungFactory()
    for client, minute in [(admin_client, 5), (annas_client, 6)]:
        # In the past, so that the sessions have not ended by then.
        with time_machine.travel(dt.datetime(2026, 1, 5, 8, minute, tzinfo=dt.UTC), tick=False):
            sichern(client, sitzung, oeffnen(client, sitzung) | {"ort": f"Raum {minute}"})
    alt, neu = fassungen_von(sitzung)

    seite = soup(admin_client.get(adresse(sitzung, "vergleich"), {"alt": alt.pk, "neu": neu.pk}))

    spalten = ["5. Januar 2026, 09:05 Uhr, admin", "5. Januar 2026, 09:06 Uhr, Anna Muster"]
    assert [kopf.get_text() for kopf in seite.select(".vergleich thead th")] == ["Angabe", *spalten]
    # On a phone, where there is no head above.
    assert [feld["data-spalte"] for feld in seite.select(".vergleich td")] == spalten


def test_comparison_tells_a_text_that_only_looks_different(admin_client):
    seite = SeiteFactory(einleitung="<p>Alt</p>")
    for einleitung in ["<p>Neu</p>", "<p><strong>Neu</strong></p>"]:
        sichern(admin_client, seite, oeffnen(admin_client, seite) | {"einleitung": einleitung})
    alt, neu = fassungen_von(seite)

    vergleich = soup(admin_client.get(adresse(seite, "vergleich"), {"alt": alt.pk, "neu": neu.pk}))

    (zeile,) = vergleich.select("tbody tr")
    assert zeile.get_text("|", strip=True) == "Einleitung|Neu|Neu|(anders gestaltet)"


@pytest.mark.parametrize("angaben", [{}, {"alt": "x", "neu": "x"}, {"alt": "0", "neu": "9" * 40}])
def test_comparison_of_unknown_versions_is_not_found(admin_client, angaben):
    response = admin_client.get(adresse(SitzungFactory(), "vergleich"), angaben)

    assert response.status_code == 404


def test_older_version_is_taken_back_with_its_rows(admin_client):
    punkt = TagesordnungspunktFactory(titel="Alt", reihenfolge=10)
    sitzung = punkt.sitzung
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": "Komm-Haus"})
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
    assert Sitzung.objects.get().ort == "Komm-Haus"
    assert list(Tagesordnungspunkt.objects.values_list("titel", flat=True)) == ["Alt"]


def test_looking_at_an_older_version_changes_nothing(admin_client):
    sitzung = SitzungFactory()
    for ort in ["Komm-Haus", "Völkerfreundschaft"]:
        sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": ort})

    damals = fassungen_von(sitzung)[0]
    response = admin_client.get(
        reverse("admin:termine_sitzung_revision", args=[sitzung.pk, damals.pk])
    )

    assert formular(response)["ort"] == "Komm-Haus"
    assert Sitzung.objects.get().ort == "Völkerfreundschaft"


def test_deleted_sitzung_comes_back_with_rows_files_and_address(admin_client, client):
    punkt = TagesordnungspunktFactory(titel="Begrüßung", reihenfolge=10)
    sitzung = punkt.sitzung
    unterlage = UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt)
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": "Komm-Haus"})
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
    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": "Komm-Haus"})
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


# Two at the same moment


@nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_in_the_same_moment_one_is_refused(admin_client, annas_client):
    sitzung = SitzungFactory()
    felder = [oeffnen(client, sitzung) for client in [admin_client, annas_client]]

    antworten = gleichzeitig(
        lambda: sichern(admin_client, sitzung, felder[0] | {"ort": "Komm-Haus"}),
        lambda: sichern(annas_client, sitzung, felder[1] | {"ort": "Völkerfreundschaft"}),
    )

    assert sorted(response.status_code for response in antworten) == [200, 302]


@nur_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_clicks_in_the_same_moment_create_one_record(admin_client, admin_user):
    zweiter_klick = Client()
    zweiter_klick.cookies = admin_client.cookies
    felder = formular(admin_client.get(NEU)) | {"titel": "Januar", "datum": "11.01.2027"}

    antworten = gleichzeitig(
        lambda: admin_client.post(NEU, felder), lambda: zweiter_klick.post(NEU, felder)
    )

    assert [response.status_code for response in antworten] == [302, 302]
    assert Sitzung.objects.count() == 1


@pytest.fixture
def entwurf_dateien():
    sitzung = SitzungFactory(oeffentlich_ab=None)
    person = PersonMitFotoFactory(oeffentlich_ab=None)
    return [
        UnterlageFactory(sitzung=sitzung).get_absolute_url(),
        f"/team/{person.slug}/foto.jpg",
    ]


def test_files_of_a_draft_are_shown_to_staff_who_preview_it(admin_client, entwurf_dateien):
    for url in entwurf_dateien:
        response = admin_client.get(url)

        assert response.getvalue()
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_files_of_a_draft_are_hidden_from_staff_without_the_right(
    client, django_user_model, entwurf_dateien
):
    client.force_login(django_user_model.objects.create_user("neu", is_staff=True))

    assert [client.get(url).status_code for url in entwurf_dateien] == [404, 404]


def test_files_of_a_draft_are_hidden_from_a_made_up_session(client, entwurf_dateien):
    client.cookies["sessionid"] = "ausgedacht"

    assert [client.get(url).status_code for url in entwurf_dateien] == [404, 404]


# What the rights of one model say of another


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
    for ort in ["Komm-Haus", "Völkerfreundschaft"]:
        sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": ort})
    damals = reverse(
        "admin:termine_sitzung_revision", args=[sitzung.pk, fassungen_von(sitzung)[0].pk]
    )
    felder = formular(admin_client.get(damals))
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | {"ort": "Annas Ort"})

    response = admin_client.post(damals, felder, follow=True)

    assert "Es wurde nichts zurückgeholt." in text(response)
    assert Sitzung.objects.get().ort == "Annas Ort"


def test_taking_a_version_back_is_a_change(admin_client):
    sitzung = SitzungFactory()
    for ort in ["Komm-Haus", "Völkerfreundschaft"]:
        sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"ort": ort})
    sitzung.refresh_from_db()
    vorher = sitzung.geaendert_am
    damals = reverse(
        "admin:termine_sitzung_revision", args=[sitzung.pk, fassungen_von(sitzung)[0].pk]
    )

    admin_client.post(damals, formular(admin_client.get(damals)))

    sitzung.refresh_from_db()
    assert sitzung.geaendert_am > vorher


def test_comparison_leaves_out_what_was_saved_together(admin_client):
    eine, andere = PersonFactory(abschluss="alt"), PersonFactory(abschluss="alt")
    with create_revision():
        eine.save()
        andere.save()
    sichern(admin_client, eine, oeffnen(admin_client, eine) | {"abschluss": "neu"})
    alt, neu = fassungen_von(eine)

    seite = soup(admin_client.get(adresse(eine, "vergleich"), {"alt": alt.pk, "neu": neu.pk}))

    assert [zeile.get_text("|", strip=True) for zeile in seite.select("tbody tr")] == [
        "Abschluss|alt|neu"
    ]


def test_name_of_an_earlier_editor_is_not_given_for_a_row_that_others_changed(
    admin_client, annas_client
):
    punkt = TagesordnungspunktFactory()
    sitzung = punkt.sitzung
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | {"ort": "Komm-Haus"})
    meine = oeffnen(admin_client, sitzung)
    punkt.titel = "Von anderswo geändert"
    punkt.save()

    response = sichern(admin_client, sitzung, meine | {"ort": "Völkerfreundschaft"})

    assert "Jemand hat diesen Eintrag gespeichert" in text(response)


def test_file_that_was_chosen_in_a_conflict_has_to_be_chosen_again(admin_client, annas_client):
    unterlage = UnterlageFactory()
    sitzung = unterlage.sitzung
    meine = oeffnen(admin_client, sitzung)
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | {"ort": "Komm-Haus"})

    response = sichern(
        admin_client, sitzung, meine | {"unterlagen-0-datei": ContentFile(pdf(2), name="neu.pdf")}
    )

    assert "Dateien wählen Sie bitte noch einmal aus." in text(response)


def test_what_was_typed_comes_back_once(admin_client):
    sitzung = SitzungFactory(ort="alt")
    felder = oeffnen(admin_client, sitzung)
    Session.objects.all().delete()
    anmeldung = sichern(admin_client, sitzung, felder | {"ort": "Komm-Haus"})
    admin_client.post(
        reverse("admin:login"),
        anmeldefelder(anmeldung) | {"username": "admin", "password": "password"},
    )

    orte = [oeffnen(admin_client, sitzung)["ort"] for _ in range(2)]

    assert orte == ["Komm-Haus", "alt"]


def test_preview_says_nothing_about_saving(admin_client):
    dienstag = dt.date(2027, 1, 12)  # which is pointed out on saving
    sitzung = SitzungFactory(oeffentlich_ab=None, datum=dienstag)

    sichern(admin_client, sitzung, oeffnen(admin_client, sitzung) | {"_vorschau": "1"})

    seite = soup(admin_client.get(adresse(sitzung, "changelist")))
    assert seite.select(".messagelist") == []


def test_session_remembers_only_the_last_forms(admin_client):
    for nummer in range(21):
        felder = formular(admin_client.get(reverse("admin:team_thema_add")))
        admin_client.post(reverse("admin:team_thema_add"), felder | {"name": f"Thema {nummer}"})

    assert len(admin_client.session["abgaben"]) == 20


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


@pytest.mark.parametrize("pk", [1, 9999])
def test_account_without_rights_does_not_learn_which_records_exist(client, django_user_model, pk):
    SitzungFactory(pk=1)
    client.force_login(django_user_model.objects.create_user("neu", is_staff=True))

    response = client.post(reverse("admin:termine_sitzung_change", args=[pk]), {})

    assert response.status_code == 403


@pytest.mark.parametrize("pk", ["abc", "9999", "9" * 30])
def test_comparison_of_an_unknown_record_is_not_found(admin_client, pk):
    response = admin_client.get(reverse("admin:termine_sitzung_vergleich", args=[pk]))

    assert response.status_code == 404


def test_row_with_an_endless_number_is_no_row(admin_client, annas_client):
    sitzung = SitzungFactory()
    meine = oeffnen(admin_client, sitzung)
    sichern(annas_client, sitzung, oeffnen(annas_client, sitzung) | {"ort": "Komm-Haus"})

    response = sichern(
        admin_client, sitzung, meine | {f"tagesordnungspunkte-{'1' * 400}-titel": "x"}
    )

    assert response.status_code == 200
