import io
import logging

import pytest
from django.test import Client
from django.urls import reverse

from .factories import PersonFactory

pytestmark = pytest.mark.django_db

ADRESSEN = ["/", "/termine/", "/gibt-es-nicht/", "/robots.txt", "/sitemap.xml", "/healthz"]


def policy(response):
    teile = (teil.split() for teil in response["Content-Security-Policy"].split(";"))
    return {name: werte for name, *werte in teile}


@pytest.mark.parametrize("adresse", ADRESSEN)
def test_public_responses_allow_nothing_but_own_styles_images_and_fonts(client, adresse):
    assert policy(client.get(adresse)) == {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "connect-src": ["'none'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'"],
        "object-src": ["'none'"],
        "script-src": ["'none'"],
        "style-src": ["'self'"],
    }


@pytest.mark.parametrize("adresse", [*ADRESSEN, "/admin/login/"])
def test_responses_carry_the_other_headers(client, adresse):
    response = client.get(adresse)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "charset=utf-8" in response["Content-Type"] or adresse == "/sitemap.xml"


@pytest.mark.parametrize("adresse", ["/admin/login/", "/admin/"])
def test_admin_allows_its_own_scripts_and_nothing_inline(admin_client, adresse):
    gesetzt = policy(admin_client.get(adresse, follow=True))

    assert (gesetzt["script-src"], gesetzt["style-src"]) == (["'self'"], ["'self'"])
    assert gesetzt["connect-src"] == ["'self'"]
    assert gesetzt["default-src"] == ["'none'"]


def test_public_page_may_be_kept_for_a_short_time(client):
    assert client.get("/")["Cache-Control"] == (
        "public, max-age=30, stale-while-revalidate=30, stale-if-error=86400"
    )


def test_public_page_is_kept_nowhere_for_who_is_logged_in(admin_client):
    assert admin_client.get("/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("adresse", ["/admin/", "/admin/login/"])
def test_admin_is_kept_nowhere(client, admin_client, adresse):
    assert "no-store" in client.get(adresse)["Cache-Control"]
    assert "no-store" in admin_client.get(adresse)["Cache-Control"]


@pytest.mark.parametrize("cookie", ["sessionid=x", "csrftoken=x", "messages=x"])
def test_public_page_answers_an_unknown_cookie_with_none(client, cookie):
    response = client.get("/", headers={"Cookie": cookie})

    assert not response.cookies


@pytest.mark.parametrize(
    ("kopfzeilen", "status"), [({"Host": "boese.example"}, 400), ({"If-Match": '"x"'}, 412)]
)
def test_refusals_are_kept_nowhere(client, kopfzeilen, status):
    response = client.get("/", headers=kopfzeilen)

    assert (response.status_code, response["Cache-Control"]) == (status, "no-store")


def test_unchanged_page_costs_a_304(client):
    etag = client.get("/")["ETag"]

    response = client.get("/", headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")
    assert response["Vary"] == client.get("/")["Vary"] == "Accept-Encoding"
    assert "max-age=30" in response["Cache-Control"]


def test_changed_page_has_another_etag(client):
    vorher = client.get(reverse("team:person_list"))["ETag"]

    PersonFactory()

    assert client.get(reverse("team:person_list"))["ETag"] != vorher


def test_unknown_host_is_refused_without_repeating_it(client):
    response = client.get("/", headers={"Host": "boese.example"})

    assert response.status_code == 400
    assert "boese.example" not in response.content.decode()
    assert "Diese Anfrage haben wir nicht verstanden" in response.content.decode()


@pytest.mark.usefixtures("inhalt")
@pytest.mark.parametrize("host", ["testserver.", "testserver:99999999"])
@pytest.mark.parametrize(
    "adresse", ["/", "/termine/2021-02-01/", "/team/", "/robots.txt", "/sitemap.xml"]
)
def test_page_names_the_one_address_of_the_site_whatever_the_host(client, settings, adresse, host):
    settings.ALLOWED_HOSTS = ["testserver", "www.example.org"]
    settings.WEBADRESSE = "https://www.example.org"

    seite = client.get(adresse, headers={"Host": host}, secure=True).content.decode()

    assert "testserver" not in seite
    assert "https://www.example.org/" in seite


def test_forms_of_the_admin_are_taken_under_every_allowed_name(settings):
    settings.ALLOWED_HOSTS = ["testserver", "www.example.org"]
    settings.WEBADRESSE = "https://www.example.org"
    client = Client(enforce_csrf_checks=True, headers={"Origin": "https://testserver"})
    token = client.get("/admin/login/", secure=True).context["csrf_token"]

    response = client.post("/admin/login/", {"csrfmiddlewaretoken": token}, secure=True)

    assert response.status_code == 200


@pytest.mark.parametrize("anfrage", [{"headers": {"Host": "boese.example"}}, {"data": {"a": 1}}])
def test_refused_request_writes_one_line(client, settings, monkeypatch, anfrage):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 0
    protokoll = io.StringIO()
    [stderr] = [handler for handler in logging.getLogger().handlers if handler.name == "stderr"]
    monkeypatch.setattr(stderr, "stream", protokoll)

    assert client.post("/admin/login/", **anfrage).status_code == 400

    assert protokoll.getvalue().count("\n") == 1


def test_https_is_demanded_where_it_is_on(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000

    umgeleitet = client.get("/")
    sicher = client.get("/", secure=True)

    assert (umgeleitet.status_code, umgeleitet["Location"]) == (301, "https://testserver/")
    assert sicher["Strict-Transport-Security"].startswith("max-age=31536000")
