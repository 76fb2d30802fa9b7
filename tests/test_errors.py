import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client

from seiten.models import Buero

from .crawler import soup, text
from .factories import BueroFactory, PersonFactory, SeiteFactory
from .stoerungen import execute_nothing

# Where a test does not ask for the database, the error page must do without it.


@pytest.mark.django_db
def test_404_has_the_menu_and_the_address_of_the_office(client):
    BueroFactory()
    SeiteFactory(titel="Leichte Sprache", im_kopf=True)

    response = client.get("/a/b/c/")

    assert response.status_code == 404
    assert "Leichte Sprache" in soup(response).header.get_text()
    assert "buero@example.org" in soup(response).footer.get_text()


@pytest.mark.django_db
def test_404_without_database_has_the_design_of_the_site_and_shows_ways_on(client):
    with connection.execute_wrapper(execute_nothing):
        response = client.get("/a/b/c/")

    assert response.status_code == 404
    assert "Seite nicht gefunden" in text(response)
    assert [link["href"] for link in soup(response).select("main a")] == [
        "/",
        "/termine/",
        "/team/themen/",
        "/kontakt/",
    ]


@pytest.mark.urls("tests.stoerungen")
def test_403_says_what_to_do(client):
    response = client.get("/forbidden/")

    assert response.status_code == 403
    assert "bitten Sie die Leitung um das Recht dazu" in text(response)


@pytest.mark.urls("tests.stoerungen")
def test_500_tells_nothing_of_the_inside():
    response = Client(raise_request_exception=False).get("/broken/")

    assert response.status_code == 500
    assert "Der Fehler liegt bei uns, nicht bei Ihnen." in text(response)
    assert "Marke-Geheimnis" not in response.content.decode()


@pytest.mark.parametrize("vorlage", ["500.html", "503.html"])
@pytest.mark.usefixtures("inhalt")
def test_error_pages_know_where_the_office_is_without_asking_the_database(vorlage):
    seite = BeautifulSoup(render_to_string(vorlage), "html.parser")

    buero = Buero.objects.get()
    anschrift = f"{buero.anlaufstelle}, {buero.strasse}, {buero.plz} {buero.ort}"
    assert anschrift in seite.get_text()


def test_form_without_csrf_token_is_explained():
    response = Client(enforce_csrf_checks=True).post("/admin/login/")

    assert response.status_code == 403
    assert "Bitte senden Sie das Formular noch einmal ab" in text(response)


def formular_mit_csrf_cookie(adresse, laenge):
    """Return the answer to a form of `laenge` bytes, in which Django looks for its token."""
    client = Client(enforce_csrf_checks=True, headers={"Cookie": "csrftoken=" + "a" * 32})
    return client.generic(
        "POST", adresse, b"x", "multipart/form-data; boundary=B", CONTENT_LENGTH=laenge
    )


@pytest.mark.parametrize(
    ("adresse", "hoechstens"), [("/admin/", 45 * 1024 * 1024), ("/admin/login/", 3 * 1024 * 1024)]
)
def test_form_that_is_too_large_is_refused_with_a_sentence(adresse, hoechstens, monkeypatch):
    monkeypatch.setattr(HttpRequest, "parse_file_upload", lambda *args: ({}, {}))

    zu_gross = formular_mit_csrf_cookie(adresse, hoechstens + 1)
    gerade_noch = formular_mit_csrf_cookie(adresse, hoechstens)

    assert (zu_gross.status_code, gerade_noch.status_code) == (413, 403)
    assert "neu gespeichert wurde nichts" in text(zu_gross)
    assert zu_gross["X-Frame-Options"] == "DENY"


def test_length_that_is_no_number_is_refused():
    assert formular_mit_csrf_cookie("/admin/login/", "abc").status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("adresse", ["/", "/gibt-es-nicht/", "/robots.txt", "/sitemap.xml"])
def test_public_pages_can_only_be_read(method, adresse):
    response = Client(enforce_csrf_checks=True).generic(method, adresse)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", ["/%00/", "/%ff/", "/termine/%0d%0a/", "/team/..%2f/"])
def test_malformed_addresses_are_404(client, adresse):
    assert client.get(adresse).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "adresse",
    [
        "/",
        "/termine/",
        "/termine/2021-02-01/",
        "/handlungsfelder/",
        "/team/",
        "/kontakt/",
        "/impressum/",
        "/sitemap.xml",
    ],
)
def test_page_without_database_is_503_in_the_design_of_the_site(client, adresse):
    with connection.execute_wrapper(execute_nothing):
        response = client.get(adresse)

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response["Cache-Control"] == "no-store"
    assert "Die Website macht gerade eine Pause" in text(response)
    assert "10.0.0.1" not in response.content.decode()


@pytest.mark.django_db
def test_admin_without_database_is_503_too(admin_client):
    with connection.execute_wrapper(execute_nothing):
        response = admin_client.get("/admin/")

    assert response.status_code == 503


@pytest.mark.django_db
def test_page_is_back_with_the_database(client):
    person = PersonFactory()
    with connection.execute_wrapper(execute_nothing):
        client.get("/team/")

    assert str(person) in text(client.get("/team/"))
