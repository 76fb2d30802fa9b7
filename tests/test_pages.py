"""What holds for every public page, seen on the site as a newcomer sees it."""

import gzip
import re
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.template.loader import render_to_string

from handlungsfelder.models import Aufgabe
from qm_gruenau.settings import STORAGES
from seiten.models import Buero
from team.models import Person, Zustaendigkeit

from .crawler import crawl, pages, soup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inhalt")]


@pytest.fixture
def seiten(rundgang, client):
    """Every page that can be reached from the home page, and an error page."""
    return pages(rundgang) | {"/gibt-es-nicht/": client.get("/gibt-es-nicht/")}


def test_every_link_leads_to_a_page(rundgang):
    statuscodes = {adresse: r.status_code for adresse, r in rundgang.items()}

    assert {adresse for adresse, code in statuscodes.items() if code != 200} == set()
    assert len(statuscodes) == 41


def test_every_link_within_a_page_has_a_target(seiten):
    for adresse, response in seiten.items():
        seite = soup(response)
        for link in seite.select("a[href^='#']"):
            assert seite.select_one(f"[id='{link['href'][1:]}']"), (adresse, link)


def test_every_page_has_one_h1_and_skips_no_level(seiten):
    for adresse, response in seiten.items():
        ebenen = [int(h.name[1]) for h in soup(response).select("main :is(h1, h2, h3, h4, h5)")]

        assert ebenen.count(1) == 1, adresse
        assert ebenen[0] == 1, adresse
        assert all(b - a <= 1 for a, b in pairwise(ebenen)), adresse


def test_every_page_has_its_landmarks_and_a_skip_link_first(seiten):
    for adresse, response in seiten.items():
        seite = soup(response)

        assert seite.html["lang"] == "de", adresse
        assert seite.body.find()["href"] == "#inhalt", adresse
        assert seite.select_one("main")["id"] == "inhalt", adresse
        assert len(seite.select("body > header")) == len(seite.select("body > footer")) == 1
        for nav in seite.select("nav"):
            assert nav.get("aria-label") or nav.get("aria-labelledby"), adresse


def test_every_id_is_there_once(seiten):
    for adresse, response in seiten.items():
        ids = [element["id"] for element in soup(response).select("[id]")]

        assert len(ids) == len(set(ids)), adresse


def test_every_page_links_the_legal_pages(seiten):
    for adresse, response in seiten.items():
        links = {link["href"] for link in soup(response).select("footer a")}

        assert {"/impressum/", "/datenschutz/", "/barrierefreiheit/"} <= links, adresse


def test_every_page_has_a_title_of_its_own_that_ends_with_the_name_of_the_site(seiten):
    del seiten["/handlungsfelder/"]  # shows the newest year, which has an address of its own
    titel = [soup(response).title.get_text() for response in seiten.values()]

    assert len(titel) == len(set(titel))
    assert all(t.endswith(" – Quartiersmanagement Grünau") for t in titel)


def test_every_page_has_a_description_and_its_canonical_address(seiten):
    for adresse, response in seiten.items():
        if response.status_code == 200:
            seite = soup(response)
            kanonisch = seite.select_one("link[rel=canonical]")["href"]

            assert seite.select_one("meta[name=description]")["content"].strip(), adresse
            if adresse != "/handlungsfelder/":
                # What is chosen from the archive is no page of its own.
                assert kanonisch == f"http://testserver{adresse.partition('?')[0]}"


def test_every_page_below_the_home_page_tells_where_one_is(seiten):
    for adresse, response in seiten.items():
        if response.status_code == 200 and adresse != "/":
            pfad = soup(response).select("nav[aria-label='Sie sind hier'] a")

            assert pfad[0]["href"] == "/"
            assert [link.get("aria-current") for link in pfad[:-1]] == [None] * (len(pfad) - 1)
            hier = adresse.partition("?")[0]
            assert (pfad[-1]["href"], pfad[-1]["aria-current"]) == (hier, "page")


@pytest.mark.parametrize(
    ("adresse", "titel", "bereich", "stand"),
    [
        ("/", "Start", "Quartiersmanagement", "page"),
        ("/termine/", "Termine", "Termine", "page"),
        ("/termine/archiv/2021/", "Sitzungen 2021 – Termine", "Termine", "true"),
        ("/handlungsfelder/", "Handlungsfelder 2021", "Handlungsfelder", "page"),
        (
            "/handlungsfelder/2021/bildung/",
            "Bildung – Handlungsfelder 2021",
            "Handlungsfelder",
            "true",
        ),
        ("/team/", "Team", "Team", "page"),
        ("/team/jana-fischer/", "Jana Fischer – Team", "Team", "true"),
        ("/team/themen/", "Wer ist zuständig? – Team", "Team", "true"),
        ("/kontakt/", "Kontakt", "Kontakt", "page"),
        ("/impressum/", "Impressum", "Impressum", "page"),
    ],
)
def test_page_marks_its_area_in_the_navigation(client, adresse, titel, bereich, stand):
    seite = soup(client.get(adresse))

    markiert = seite.select("header [aria-current], footer [aria-current]")
    assert seite.title.get_text() == f"{titel} – Quartiersmanagement Grünau"
    assert [(m.get_text().split()[0], m["aria-current"]) for m in markiert] == [(bereich, stand)]


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(seiten):
    for adresse, response in seiten.items():
        seite = soup(response)

        assert seite.select("style, [style], iframe, form") == [], adresse
        assert {script["type"] for script in seite.select("script")} <= {"application/ld+json"}
        assert not [a for tag in seite.find_all() for a in tag.attrs if a.startswith("on")]
        for element in seite.select("[src], link[href]:not([rel=canonical])"):
            ziel = urlsplit(element.get("src") or element["href"])
            assert (ziel.scheme, ziel.netloc) == ("", ""), adresse


def test_no_page_sets_a_cookie_or_varies_by_one(seiten):
    for adresse, response in seiten.items():
        assert "Set-Cookie" not in response, adresse
        assert not response.cookies, adresse
        assert "Cookie" not in response.get("Vary", ""), adresse


def test_no_page_shows_what_a_template_could_not_find(seiten):
    for adresse, response in seiten.items():
        assert not re.search(r"\bNone\b|\{[{%]|[}%]\}", soup(response).get_text()), adresse


def test_every_page_weighs_less_than_20_kb(seiten):
    assert {adresse for adresse, r in seiten.items() if len(r.content) > 20_000} == set()


def test_no_mail_address_can_add_a_recipient(client):
    Buero.objects.update(email="buero?bcc=a@example.org")
    Person.objects.filter(nachname="Schmidt").update(email="person?bcc=a@example.org")
    # Where nobody is responsible the pages name the office.
    Aufgabe.objects.all().delete()
    Zustaendigkeit.objects.all().delete()

    links = {
        link["href"].partition("?subject=")[0]
        for response in crawl(client, "/").values()
        for link in soup(response).select("a[href^='mailto:'][href*=bcc]")
    }

    assert links == {f"mailto:{name}%3Fbcc%3Da@example.org" for name in ["buero", "person"]}


def test_addresses_end_with_a_slash(client):
    response = client.get("/termine")

    assert (response.status_code, response["Location"]) == (301, "/termine/")


@pytest.mark.parametrize("adresse", ["/", "/termine/", "/team/", "/handlungsfelder/", "/kontakt/"])
def test_pages_answer_head_and_refuse_post(client, adresse):
    laenge = client.get(adresse)["Content-Length"]
    kopf = client.head(adresse)

    assert (kopf.status_code, kopf["Content-Length"], kopf.content) == (200, laenge, b"")
    assert client.post(adresse).status_code == 405


@pytest.fixture
def abruf(settings, tmp_path, client):
    """Return a function that gets an address as a browser gets it from the running site."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = STORAGES
    # Without the files of the admin, which take long to compress.
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", verbosity=0)

    def _abruf(adresse):
        response = client.get(adresse, headers={"Accept-Encoding": "gzip, br"})
        assert response.status_code == 200, adresse
        return response.getvalue()

    return _abruf


def test_first_visit_weighs_little(abruf, settings):
    """Page, style, font and pictures as they go over the wire, without photos of people."""
    for adresse in [
        "/",
        "/termine/2021-02-01/",
        "/handlungsfelder/2021/bildung/",
        "/team/",
        "/datenschutz/",
    ]:
        seite = abruf(adresse)
        html = BeautifulSoup(gzip.decompress(seite), "html.parser")
        dateien = {link["href"] for link in html.select("link[rel~=icon], link[rel=preload]")}
        stil = html.select_one("link[rel=stylesheet]")["href"]
        quelle = settings.STATIC_ROOT / stil.removeprefix(settings.STATIC_URL)
        assert "@import" not in quelle.read_text("utf-8"), adresse
        dateien |= {stil} | {
            urljoin(stil, datei)
            # A face with a range of its own is loaded only where the page has such letters.
            for datei in re.findall(
                r'url\("([^"]+)"\)(?![^}]*unicode-range)', quelle.read_text("utf-8")
            )
        }

        assert len(dateien) + 1 <= 5, adresse
        assert len(seite) + sum(len(abruf(datei)) for datei in dateien) <= 60_000, adresse


@pytest.mark.parametrize(
    ("vorlage", "datei"),
    [("_marke.html", "marke.svg"), ("qm_gruenau/_haeuser.html", "fassade.svg")],
)
def test_drawings_in_the_page_are_those_of_the_files(settings, vorlage, datei):
    """They stand in the page so that the first paint waits for no picture."""
    in_der_seite = BeautifulSoup(render_to_string(vorlage), "html.parser").svg
    als_datei = (settings.STATICFILES_DIRS[0] / "bilder" / datei).read_text("utf-8")

    assert (
        in_der_seite.decode_contents()
        == BeautifulSoup(als_datei, "html.parser").svg.decode_contents()
    )


def test_loaded_content_needs_the_small_font_alone(seiten, settings):
    stil = (settings.STATICFILES_DIRS[0] / "css/schrift.css").read_text("utf-8")
    bereiche = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", stil)
    selten = {c for a, b in bereiche for c in range(int(a, 16), int(b or a, 16) + 1)}

    for adresse, response in seiten.items():
        zeichen = {ord(zeichen) for zeichen in soup(response).body.get_text()}
        assert {chr(z) for z in zeichen & selten} == set(), adresse
