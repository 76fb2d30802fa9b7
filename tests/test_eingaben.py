"""Typed text survives the end of a session, a lost connection and a full disk."""

import errno
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from redaktion import eingaben
from termine.models import Sitzung

from .crawler import soup, text
from .dateien import unterlage_senden, volle_platte
from .factories import PersonFactory, SitzungFactory, pdf
from .verwaltung import adresse, formular, oeffnen, ort, sichern

pytestmark = pytest.mark.django_db

NEU = reverse("admin:termine_sitzung_add")
# Everything that a page could damage on its way through a hidden field.
SCHWIERIG = "Zeile 1\r\n\r\n  „Grünau“ & <b>\"fett\"</b> 'ä' 😀\tTab %41+ ende "


# As forms of the admin have it once they are read.
GEPUTZT = SCHWIERIG.replace("\r\n", "\n")


def abgeschickt(felder):
    """Return the request by which a browser sends {name: [value, …]}."""
    return RequestFactory().post(
        "/", urlencode(felder, doseq=True), "application/x-www-form-urlencoded"
    )


def test_felder_leave_out_passwords_and_the_token():
    request = abgeschickt(
        {
            "titel": ["Januar"],
            "csrfmiddlewaretoken": ["geheim"],
            "new_password1": ["geheim"],
            "felder": ["1", "2"],
        }
    )

    assert eingaben.felder(request) == [("titel", "Januar"), ("felder", "1"), ("felder", "2")]


@given(st.dictionaries(st.text("abc-_0", min_size=1), st.lists(st.text(), min_size=1)))
def test_packed_fields_come_out_as_they_were_typed(felder):
    request = abgeschickt({"getippt": ["x"], **felder})

    assert eingaben.entpackt(eingaben.verpackt(request)) == request.POST


@pytest.mark.parametrize("inhalt", ["", "unsinn", "ä", "eJw=", "=" * 1000])
def test_what_was_not_packed_here_is_nothing(inhalt):
    assert dict(eingaben.entpackt(inhalt)) == {}


def test_what_is_packed_very_small_comes_out_no_larger_than_a_form(monkeypatch):
    monkeypatch.setattr(eingaben, "HOECHSTENS", 12)

    verpackt = eingaben.verpackt(abgeschickt({"text": ["x" * 1_000_000]}))

    assert eingaben.entpackt(verpackt).dict() == {"text": "x" * 7}


@pytest.mark.parametrize(
    ("pfad", "zurueck"),
    [("/formular/", [[("ort", "Komm-Haus")], []]), ("/anderes/", [[], []])],
)
def test_what_was_kept_comes_back_once_and_in_its_own_form(pfad, zurueck):
    request = RequestFactory().get(pfad)
    request.session = {}
    verpackt = eingaben.verpackt(abgeschickt({"ort": ["Komm-Haus"]}))
    eingaben.aufheben(request, "/formular/", verpackt)

    abgeholt = [eingaben.abholen(request) for _ in range(2)]

    assert abgeholt == zurueck


# In the admin


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
    assert formular(gezeigt)["interne_notiz"] == SCHWIERIG
    assert Sitzung.objects.get().interne_notiz == "alt"


def test_what_came_back_can_be_saved(admin_client):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung)
    Session.objects.all().delete()
    anmeldung = sichern(admin_client, sitzung, felder | {"ort": ort("Komm-Haus")})
    admin_client.post(
        reverse("admin:login"),
        anmeldefelder(anmeldung) | {"username": "admin", "password": "password"},
    )

    gezeigt = admin_client.get(adresse(sitzung, "change"))
    sichern(admin_client, sitzung, formular(gezeigt))

    assert soup(gezeigt).select_one("#content-main form")["action"] == adresse(sitzung, "change")
    assert Sitzung.objects.get().ort.name == "Komm-Haus"


def test_what_was_typed_in_a_list_or_an_account_comes_back_too(admin_client, admin_user):
    person = PersonFactory()
    for seite, feld in [
        (reverse("admin:team_person_changelist"), "form-0-reihenfolge"),
        (adresse(admin_user, "change"), "last_name"),
    ]:
        felder = formular(admin_client.get(seite)) | {feld: "77", "_save": "Sichern"}
        Session.objects.all().delete()
        anmeldung = admin_client.post(seite, felder)
        admin_client.post(
            reverse("admin:login"),
            anmeldefelder(anmeldung) | {"username": "admin", "password": "password"},
        )
        admin_client.post(seite, formular(admin_client.get(seite)))

    person.refresh_from_db()
    admin_user.refresh_from_db()
    assert (person.reihenfolge, admin_user.last_name) == (77, "77")


@pytest.mark.parametrize(
    ("pfad", "felder"),
    [
        (lambda sitzung: adresse(sitzung, "delete"), {"post": "yes"}),
        (lambda sitzung: reverse("admin:logout"), {}),
        (
            lambda sitzung: reverse("admin:termine_sitzung_changelist"),
            {"action": "zurueckziehen", "_selected_action": "1", "index": "0"},
        ),
    ],
    ids=["delete", "logout", "action"],
)
def test_what_nobody_typed_is_not_kept(admin_client, pfad, felder):
    seite = pfad(SitzungFactory())
    Session.objects.all().delete()

    anmeldung = admin_client.post(seite, felder, follow=True)

    assert "getippt" not in text(anmeldung)


def test_staff_see_what_they_are_about_to_send(admin_client):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung) | {"interne_notiz": "Getränke bestellen"}
    Session.objects.all().delete()
    anmeldung = sichern(admin_client, sitzung, felder)
    admin_client.post(
        reverse("admin:login"),
        anmeldefelder(anmeldung) | {"username": "admin", "password": "password"},
    )

    gezeigt = admin_client.get(adresse(sitzung, "change"))

    assert "Getränke bestellen" in text(gezeigt)
    assert "TOTAL_FORMS" not in text(gezeigt)


def test_what_was_typed_survives_a_wrong_password(admin_client):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung)
    Session.objects.all().delete()
    anmeldung = sichern(admin_client, sitzung, felder | {"ort": ort("Komm-Haus")})

    nochmal = admin_client.post(
        reverse("admin:login"), anmeldefelder(anmeldung) | {"username": "admin", "password": "x"}
    )

    assert anmeldefelder(nochmal)["eingaben"] == anmeldefelder(anmeldung)["eingaben"]
    assert eingaben.entpackt(anmeldefelder(nochmal)["eingaben"])["ort"] == ort("Komm-Haus")


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

    gezeigt = formular(admin_client.get(adresse(sitzung, "change")))
    assert gezeigt["interne_notiz"] == text


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

    response = sichern(admin_client, sitzung, felder | {"ort": ort("Komm-Haus")})

    monkeypatch.undo()
    nochmal = soup(response).select_one("main form")
    admin_client.post(
        nochmal["action"], {feld["name"]: feld["value"] for feld in nochmal.select("input")}
    )
    assert response.status_code == 503
    assert Sitzung.objects.get().ort.name == "Komm-Haus"


def zum_wiederholen(response):
    """Return the fields that „Noch einmal senden“ sends."""
    return {feld["name"]: feld["value"] for feld in soup(response).select("main form input")}


@pytest.fixture
def browser_client(admin_user):
    """A client whose forms Django reads before any view, as those of browsers."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    return client


@pytest.mark.parametrize("fehlt", ["the folder", "space in it"])
def test_large_upload_that_finds_no_room_can_be_sent_again(browser_client, settings, caplog, fehlt):
    sitzung = SitzungFactory()
    datei = ("gross.pdf", pdf(mindestens=3_000_000))
    if fehlt == "the folder":
        settings.FILE_UPLOAD_TEMP_DIR = settings.FILE_UPLOAD_TEMP_DIR / "gibt es nicht"

    with volle_platte(2_700_000):
        response = unterlage_senden(browser_client, sitzung, datei, interne_notiz=SCHWIERIG)

    felder = zum_wiederholen(response)
    nochmal = browser_client.post(adresse(sitzung, "change"), felder)
    assert response.status_code == 503
    assert (felder["interne_notiz"], felder["unterlagen-0-datei-fehlt"]) == (SCHWIERIG, "gross.pdf")
    assert "Bitte wählen Sie die Datei „gross.pdf“ noch einmal aus" in text(nochmal)
    [zeile] = [
        eintrag.getMessage() for eintrag in caplog.records if "stored" in eintrag.getMessage()
    ]
    assert str(settings.FILE_UPLOAD_TEMP_DIR) in zeile


def test_upload_that_finds_no_folder_for_uploads_can_be_sent_again(admin_client, settings, caplog):
    sitzung = SitzungFactory()
    # Nobody can write there, not even root.
    settings.MEDIA_ROOT = settings.MEDIA_ROOT / "keiner"
    settings.MEDIA_ROOT.parent.write_text("eine Datei")

    response = unterlage_senden(admin_client, sitzung, ("a.pdf", pdf()), interne_notiz=SCHWIERIG)

    felder = zum_wiederholen(response)
    assert response.status_code == 503
    assert (felder["interne_notiz"], felder["unterlagen-0-datei-fehlt"]) == (GEPUTZT, "a.pdf")
    [zeile] = [
        eintrag.getMessage() for eintrag in caplog.records if "stored" in eintrag.getMessage()
    ]
    assert str(settings.MEDIA_ROOT) in zeile


def test_what_met_an_error_of_ours_can_be_sent_again(admin_client, monkeypatch):
    sitzung = SitzungFactory()
    felder = oeffnen(admin_client, sitzung)
    monkeypatch.setattr(Sitzung, "save", lambda self, **kwargs: 1 / 0)
    admin_client.raise_request_exception = False

    response = sichern(admin_client, sitzung, felder | {"interne_notiz": SCHWIERIG})

    assert response.status_code == 500
    assert zum_wiederholen(response)["interne_notiz"] == GEPUTZT
