"""Style, script and pictures: that they are there, and what happens where they are not."""

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings as site
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client

from qm_gruenau.settings import STORAGES
from qm_gruenau.statisch import nicht_gesammelt, vermisst

from .crawler import soup, text
from .stoerungen import execute_nothing


def unterklassen(klasse):
    for unterklasse in klasse.__subclasses__():
        yield unterklasse
        yield from unterklassen(unterklasse)


def test_every_file_that_a_template_names_is_there():
    namen = {
        name
        for vorlage in (site.BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(r'{% static "([^"]*)" %}', vorlage.read_text("utf-8"))
    }

    assert "css/site.css" in namen
    assert [name for name in namen if not finders.find(name)] == []


def test_every_file_that_a_form_or_a_page_of_the_admin_names_is_there():
    eigene = {
        klasse
        for basis in [BaseModelAdmin, forms.BaseForm, forms.Widget]
        for klasse in unterklassen(basis)
        if "Media" in vars(klasse) and not klasse.__module__.startswith("django.")
    }
    html = "".join("".join(forms.Media(klasse.Media).render()) for klasse in eigene)
    namen = set(re.findall(r'"/static/([^"]*)"', html))

    assert {"css/texte.css", "js/texte.js", "js/tagesordnung.js"} <= namen
    assert [name for name in namen if not finders.find(name)] == []


def test_no_colour_is_named_in_two_style_sheets():
    stile = [datei.read_text("utf-8") for datei in (site.BASE_DIR / "static/css").glob("*.css")]
    farben = Counter(farbe for stil in stile for farbe in set(re.findall(r"#[0-9a-f]{6}", stil)))

    assert len(farben) > 30
    assert [farbe for farbe, stellen in farben.items() if stellen > 1] == []


def test_colour_around_the_page_is_that_of_its_paper():
    tokens = (site.BASE_DIR / "static/css/tokens.css").read_text("utf-8")
    base = BeautifulSoup((site.BASE_DIR / "templates/base.html").read_text("utf-8"), "html.parser")

    assert [meta["content"] for meta in base.select("meta[name=theme-color]")] == re.findall(
        r"--paper-(?:day|night): (.+);", tokens
    )


def test_style_sheets_are_collected_in_one_piece(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = STORAGES
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", verbosity=0)

    stile = {
        name: (settings.STATIC_ROOT / gesammelt).read_text("utf-8")
        for name, gesammelt in staticfiles_storage.hashed_files.items()
        if name.endswith(".css")
    }
    for name in ["css/site.css", "css/verwaltung.css"]:
        assert "--paper-day:" in stile[name]
        assert re.search(r'src: url\("\.\./schrift/[a-z-]+\.[0-9a-f]{12}\.woff2"\)', stile[name])
    assert [name for name, stil in stile.items() if "@import" in stil] == []


# What was not collected


@pytest.fixture
def nichts_gesammelt(settings, tmp_path):
    """Serve the site as a server does where nobody has collected anything."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = STORAGES
    vermisst.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("adresse", "status", "satz"),
    [
        ("/", 200, "Zurzeit ist keine Sitzung des Quartiersrats angekündigt."),
        ("/admin/login/", 200, "Anmelden"),
        ("/gibt-es-nicht/", 404, "Seite nicht gefunden"),
        ("/forbidden/", 403, "bitten Sie die Leitung um das Recht dazu"),
        ("/broken/", 500, "Der Fehler liegt bei uns, nicht bei Ihnen."),
    ],
)
@pytest.mark.urls("tests.stoerungen")
@pytest.mark.usefixtures("nichts_gesammelt")
def test_pages_do_without_files_that_were_not_collected(adresse, status, satz):
    response = Client(raise_request_exception=False).get(adresse)

    assert response.status_code == status
    assert satz in text(response)
    assert soup(response).select("link[rel=stylesheet][href^='/static/']") != []


@pytest.mark.django_db
@pytest.mark.usefixtures("nichts_gesammelt")
def test_page_without_database_does_without_files_that_were_not_collected(client):
    with connection.execute_wrapper(execute_nothing):
        response = client.get("/")

    assert response.status_code == 503
    assert "Die Website macht gerade eine Pause" in text(response)


@pytest.mark.django_db
@pytest.mark.usefixtures("nichts_gesammelt")
def test_admin_does_without_files_that_were_not_collected(admin_client):
    for adresse in ["/admin/", "/admin/termine/sitzung/add/", "/admin/team/person/add/"]:
        assert admin_client.get(adresse).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("nichts_gesammelt")
def test_file_that_was_not_collected_is_logged_once(client, caplog):
    client.get("/")
    client.get("/")

    zeilen = [zeile for zeile in caplog.messages if "css/site.css" in zeile]
    assert zeilen == ["Not collected: css/site.css"]


@pytest.mark.django_db
@pytest.mark.usefixtures("nichts_gesammelt")
def test_list_that_was_cut_off_counts_as_nothing_collected(client, settings):
    (settings.STATIC_ROOT / "staticfiles.json").write_text('{"paths": {"css/si')

    assert client.get("/").status_code == 200
    assert "css/site.css" in nicht_gesammelt()


@pytest.mark.usefixtures("nichts_gesammelt")
def test_file_that_is_new_in_static_is_named_until_it_is_collected(settings, tmp_path, caplog):
    eigene = tmp_path / "eigene"
    eigene.mkdir()
    settings.STATICFILES_DIRS = [eigene]
    # Without the files of the admin, which take long to compress.
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (eigene / "alt.css").touch()
    call_command("collectstatic", verbosity=0, interactive=False)
    (eigene / "neu.css").touch()
    (eigene / "neu.css~").touch()  # by an editor; collectstatic passes it over

    vorher = nicht_gesammelt()
    call_command("collectstatic", verbosity=0, interactive=False)

    assert (vorher, nicht_gesammelt()) == (["neu.css"], [])
    assert caplog.messages == []


@pytest.mark.usefixtures("nichts_gesammelt")
def test_nothing_need_be_collected_for_debugging(settings):
    settings.DEBUG = True

    assert nicht_gesammelt() == []
