"""Logging in: how many attempts, from where, and what the log says of it."""

import datetime as dt
import logging
from ipaddress import ip_address
from threading import Lock

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from qm_gruenau import anmeldung
from qm_gruenau.anmeldung import herkunft, netz
from qm_gruenau.logbuch import UtcFormatter

from .crawler import text
from .factories import KontoFactory, SeiteFactory
from .verwaltung import adresse

pytestmark = pytest.mark.django_db

KENNWORT = "wolke tisch segel"
JETZT = dt.datetime(2027, 1, 11, 8, tzinfo=dt.UTC)


def anmelden(name, kennwort, adresse="192.0.2.1"):
    return Client(REMOTE_ADDR=adresse).post(
        "/admin/login/?next=/admin/", {"username": name, "password": kennwort}
    )


def falsch_anmelden(name, anzahl, **optionen):
    return [anmelden(name, "falsch", **optionen).status_code for _ in range(anzahl)]


@pytest.fixture
def konto():
    return KontoFactory(username="rita")


def test_right_password_opens_the_admin(konto):
    response = anmelden("rita", KENNWORT)

    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_fifth_failure_locks_and_the_right_password_does_not_help(konto):
    assert falsch_anmelden("rita", 6) == [200, 200, 200, 200, 429, 429]

    response = anmelden("rita", KENNWORT)

    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert "Das waren zu viele Versuche. Warten Sie bitte 15 Minuten" in text(response)
    assert "no-store" in response["Cache-Control"]


def test_lockout_ends_after_15_minutes_whatever_is_tried_meanwhile(konto):
    with time_machine.travel(JETZT, tick=False) as uhr:
        falsch_anmelden("rita", 5)
        uhr.shift(dt.timedelta(minutes=14))
        gesperrt = anmelden("rita", KENNWORT)
        uhr.shift(dt.timedelta(minutes=1, seconds=1))
        frei = anmelden("rita", KENNWORT)

    assert (gesperrt.status_code, frei.status_code) == (429, 302)
    assert not AccessAttempt.objects.exists()


def test_stranger_locks_out_nobody_but_himself(konto):
    falsch_anmelden("rita", 20, adresse="198.51.100.7")

    assert anmelden("rita", KENNWORT).status_code == 302


def test_colleague_at_the_same_address_is_not_locked(konto):
    KontoFactory(username="lea")
    falsch_anmelden("rita", 5)

    assert anmelden("lea", KENNWORT).status_code == 302


def test_success_forgets_failures(konto):
    falsch_anmelden("rita", 4)
    anmelden("rita", KENNWORT)

    assert falsch_anmelden("rita", 4) == [200] * 4


def test_answers_do_not_tell_whether_an_account_exists(konto):
    KontoFactory(username="weg", is_active=False)
    KontoFactory(username="gast", is_staff=False)

    seiten = {
        name: [
            text(anmelden(name, KENNWORT if name in {"weg", "gast"} else "falsch"))
            for _ in range(6 if name != "gast" else 1)
        ]
        for name in ["rita", "weg", "gast", "niemand"]
    }

    assert seiten["rita"] == seiten["weg"] == seiten["niemand"]
    assert seiten["gast"][0] == seiten["niemand"][0]
    assert "Benutzername oder Passwort stimmt nicht." in seiten["niemand"][0]


def test_attempts_are_kept_without_the_password(konto):
    falsch_anmelden("rita", 2)

    versuch = AccessAttempt.objects.get()
    assert "falsch" not in str(vars(versuch))


def test_open_session_has_no_more_attempts_at_the_old_password_than_a_login(konto):
    client = Client(REMOTE_ADDR="192.0.2.1")
    client.force_login(konto)
    neues = {"new_password1": "lampe fluss garten", "new_password2": "lampe fluss garten"}

    antworten = [
        client.post("/admin/password_change/", {"old_password": versuch, **neues}).status_code
        for versuch in ["falsch"] * 5 + [KENNWORT]
    ]

    assert antworten == [200, 200, 200, 200, 302, 302]
    assert "Das waren zu viele Versuche. Warten Sie bitte 15" in text(client.get("/admin/"))
    konto.refresh_from_db()
    assert konto.check_password(KENNWORT)
    assert anmelden("rita", KENNWORT).status_code == 429


@pytest.mark.parametrize(
    ("kopfzeilen", "hinter_proxy", "erwartet"),
    [
        ({"REMOTE_ADDR": "192.0.2.1"}, False, "192.0.2.1"),
        (
            {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "203.0.113.5"},
            False,
            "192.0.2.1",
        ),
        (
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 203.0.113.5"},
            True,
            "203.0.113.5",
        ),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "203.0.113.5"}, True, "203.0.113.5"),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "unknown"}, True, None),
        (
            {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "1.2.3.4,[2001:db8::1]:443"},
            True,
            "2001:db8::",
        ),
        # Nothing from the proxy: what stands before it is only claimed.
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "203.0.113.5, "}, True, None),
        ({"REMOTE_ADDR": ""}, False, None),
        ({"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, False, "2001:db8:1:2::"),
        ({"REMOTE_ADDR": "::ffff:192.0.2.1"}, False, "192.0.2.1"),
    ],
)
def test_address_is_the_one_that_the_proxy_names(settings, kopfzeilen, hinter_proxy, erwartet):
    settings.HINTER_PROXY = hinter_proxy

    assert herkunft(RequestFactory().get("/", **kopfzeilen)) == erwartet


@pytest.mark.parametrize(
    ("angabe", "erwartet"),
    [
        ("94.252.75.68:22272", "94.252.75.68"),
        ("[94.252.75.68]:443", "94.252.75.68"),
        ("[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::"),
        ("[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::"),
        ("2001:db8:1:2::6:22272", "2001:db8:1:2::"),
        (" \t192.0.2.1:80 ", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:443", "192.0.2.1"),
        ("::ffff:192.0.2.1:443", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::"),
        ("[fe80::1%25eth0]:443", "fe80::"),
        ("", None),
        ("unknown", None),
        ("_hidden", None),
        ("_hidden:80", None),
        ("unix:", None),
        ("[]:80", None),
        ("192.0.2.1:http", None),
        ("192.0.2.256:80", None),
        ("192.0.2.1\r\nLogin: account 1", None),
    ],
)
def test_port_and_brackets_are_cut_off_an_address(angabe, erwartet):
    assert netz(angabe) == erwartet


@given(
    st.ip_addresses(),
    st.sampled_from(["{}", " {} ", "[{}]", "[{}]:{}", "\t[{}]:{}"]),
    st.integers(min_value=0, max_value=65535),
)
def test_every_address_is_told_apart_however_a_proxy_writes_it(adresse, form, port):
    mit_port = form.format(adresse, port)

    if adresse.version == 4:
        assert netz(mit_port) == netz(f"{adresse}:{port}") == str(adresse)
    elif not adresse.ipv4_mapped:
        gruppen = adresse.exploded.split(":")
        assert ip_address(netz(mit_port)).exploded.split(":") == gruppen[:4] + ["0000"] * 4


@given(st.text(st.characters(max_codepoint=255)) | st.text("0123456789abcdf.:[]% ,"))
def test_whatever_a_header_says_gives_an_address_or_none(angabe):
    gefunden = netz(angabe)

    assert gefunden is None or str(ip_address(gefunden)) == gefunden


def test_visitors_of_a_proxy_that_names_ports_are_told_apart(konto, settings):
    settings.HINTER_PROXY = True

    def versuchen(woher, kennwort):
        kopf = {"X-Forwarded-For": f"192.0.2.1, {woher}"}
        felder = {"username": "rita", "password": kennwort}
        return Client(headers=kopf).post("/admin/login/", felder).status_code

    fremder = [versuchen(f"94.252.75.68:{port}", "falsch") for port in range(22272, 22278)]

    assert fremder == [200, 200, 200, 200, 429, 429]
    assert versuchen("94.252.75.69:22272", KENNWORT) == 302


@pytest.mark.parametrize("angabe", ["unknown", "", "x" * 5000, "192.0.2.1\r\nLogin: account 1"])
def test_address_that_cannot_be_read_is_logged_once(settings, monkeypatch, caplog, angabe):
    settings.HINTER_PROXY = True
    monkeypatch.setattr(anmeldung, "gemeldet", Lock())
    anfrage = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=f"192.0.2.1, {angabe}")

    assert [herkunft(anfrage), herkunft(anfrage)] == [None, None]

    [(stufe, meldung)] = zeilen(caplog)
    assert (stufe, meldung.isprintable(), len(meldung) < 300) == ("ERROR", True, True)
    assert "prüfen Sie HINTER_PROXY und ob der Proxy" in meldung


def test_address_that_can_be_read_is_not_logged(monkeypatch, caplog):
    monkeypatch.setattr(anmeldung, "gemeldet", Lock())

    herkunft(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1"))

    assert zeilen(caplog) == []


@pytest.mark.parametrize("adresse", ["", "192.0.2.1", "2001:db8::1"])
def test_failure_is_counted_whatever_the_address(konto, adresse):
    assert falsch_anmelden("rita", 5, adresse=adresse)[-1] == 429


# What the log says


def zeilen(caplog):
    return [(eintrag.levelname, eintrag.getMessage()) for eintrag in caplog.records]


def test_log_names_login_failure_and_logout(konto, caplog):
    client = Client()

    client.post("/admin/login/", {"username": "rita", "password": "falsch"})
    client.post("/admin/login/", {"username": "rita", "password": KENNWORT})
    client.post("/admin/logout/")

    assert zeilen(caplog) == [
        ("WARNING", f"Login failed: account {konto.pk} 'rita'"),
        ("INFO", f"Login: account {konto.pk} 'rita'"),
        ("INFO", f"Logout: account {konto.pk} 'rita'"),
    ]


def test_log_does_not_repeat_what_was_typed(konto, caplog):
    anmelden("mein geheimes Kennwort", "falsch")
    anmelden("rita\nLogin: account 1", "falsch")

    assert zeilen(caplog) == [("WARNING", "Login failed: unknown account")] * 2


def test_log_names_changes_and_refusals_without_content(caplog):
    konto = KontoFactory(username="rita", gruppe="Redaktion")
    client = Client()
    client.force_login(konto)
    seite, impressum = SeiteFactory(), SeiteFactory(slug="impressum")
    caplog.clear()

    client.post(adresse(seite, "delete"), {"post": "yes"})
    client.post(adresse(impressum, "change"), {"titel": "Geheim"})
    client.post(adresse(seite, "changelist"), {"action": "a\nb", "_selected_action": ["1", "2"]})

    wer = f"account {konto.pk} 'rita' admin:seiten_seite"
    assert zeilen(caplog) == [
        ("INFO", f"Submitted: {wer}_delete '' '{seite.pk}'"),
        ("WARNING", f"Permission denied: {wer}_change '' '{impressum.pk}'"),
        ("INFO", f"Submitted: {wer}_changelist 'a\\nb' '1,2'"),
    ]


def test_log_gives_the_time_in_utc():
    eintrag = logging.makeLogRecord({"created": JETZT.timestamp(), "msecs": 7})

    assert UtcFormatter("{asctime}", style="{").format(eintrag) == "2027-01-11 08:00:00.007Z"
