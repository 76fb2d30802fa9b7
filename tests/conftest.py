import datetime as dt
import gc
import io
import os

import hypothesis
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import blocking_manager_key

from handlungsfelder.models import Handlungsfeld
from qm_gruenau import anmeldung
from seiten.models import Seite
from team.models import Person
from termine import dokumente
from termine.models import aenderungen_festhalten

from .bestand import Bestand
from .browser import AUSHAENGE, SEITEN
from .crawler import crawl
from .datenbanken import IST_POSTGRESQL
from .factories import (
    TEXT,
    AbschnittFactory,
    OrtFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    upload,
)
from .voraussetzungen import CHROMIUM, UEBERSPRUNGEN

# How long an example takes is a matter of the machine.
hypothesis.settings.register_profile("ohne Frist", deadline=None)
hypothesis.settings.load_profile("ohne Frist")


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session):
    """Say what is not tested, before anything is; a report header is not shown with -q."""
    gruende = list(UEBERSPRUNGEN)
    if session.config.option.markexpr == "not lang":
        gruende.append("dauert lange: make test ARGS=\"-m 'lang or not lang'\"")
    if IST_POSTGRESQL:
        gruende.append("fragt keine Datenbank: make test ohne DATABASE_URL")
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if gruende and terminal:  # which the processes of xdist have not
        zeilen = ["Übersprungen werden Tests aus diesen Gründen:", *gruende]
        terminal.write_line("\n- ".join(zeilen), yellow=True)


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL leave out what asks no database: it would be the same as on SQLite."""
    if IST_POSTGRESQL:
        config.hook.pytest_deselected(items=[item for item in items if not fragt_datenbank(item)])
        items[:] = [item for item in items if fragt_datenbank(item)]


def fragt_datenbank(item):
    """Tell whether a test may ask the database of the run, or makes others like it.

    Without the mark or the fixture, pytest-django lets no test ask the database.
    """
    return bool(
        item.get_closest_marker("django_db")
        or {"db", "live_server", "transactional_db"} & {*item.fixturenames}
        or hasattr(item.module, "datenbank")
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Bring back what the migrations stored after a test whose end empties the database.

    Such tests are sorted to the end, but a worker may take them from another and then go on. It is
    what Django's TransactionTestCase does before each of them, for which there is no public name.
    """
    ergebnis = yield
    marke = item.get_closest_marker("django_db")
    # After the last test there is no database any more.
    if nextitem and marke and marke.kwargs.get("serialized_rollback"):
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
    return ergebnis


def pytest_collection_finish():
    """Leave out of every search for garbage what is there from now on: a seventh of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Keep the database of SQLite in a file.

    One in memory is shared by the threads of the live server, and two of them can wait for each
    other for ever: the one for Python's lock, the other for that of SQLite.
    """
    if connection.vendor == "sqlite":
        datei = tmp_path_factory.mktemp("datenbank") / "db.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = datei


@pytest.fixture(scope="session")
def keine_gestaltung(tmp_path_factory):
    """Nothing is collected: WhiteNoise would look at each file anew for each client."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _test_settings(settings, tmp_path, keine_gestaltung):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "zwischen"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    settings.STATIC_ROOT = keine_gestaltung
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Hashed names need a run of collectstatic; what they are is no matter of these tests.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(scope="session", autouse=True)
def _unknown_address_is_logged():
    """Have it done with: `force_login()` sends no address, and the line comes once a process."""
    anmeldung.gemeldet.acquire(blocking=False)


@pytest.fixture(scope="session")
def bekannte_pdfs():
    return {}


@pytest.fixture(autouse=True)
def _known_pdfs(monkeypatch, bekannte_pdfs):
    """Examine the PDF of the factories once in a run: it takes a process each time."""
    untersuchen = dokumente.untersuchen

    def _untersuchen(datei):
        schluessel = datei.name, datei.read()
        datei.seek(0)
        if schluessel not in bekannte_pdfs:
            bekannte_pdfs[schluessel] = untersuchen(datei)
        return bekannte_pdfs[schluessel]

    monkeypatch.setattr(dokumente, "untersuchen", _untersuchen)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    # Chromium's own sandbox does not work for root, as whom CI runs.
    sandbox = [] if os.getuid() else ["--no-sandbox"]
    return {"executable_path": CHROMIUM, "args": sandbox}


@pytest.fixture(scope="session")
def bestand(tmp_path_factory):
    return Bestand(tmp_path_factory.mktemp("bestand"))


@pytest.fixture
def inhalt(db, bestand):
    """Load the presentation of 1 February 2021: the site as a newcomer sees it."""
    bestand.holen(vorstellung_laden)


@pytest.fixture(scope="session")
def erster_rundgang():
    return {}


@pytest.fixture
def rundgang(client, inhalt, erster_rundgang):
    """Return the answers to all addresses that the home page leads to, asked once in a run."""
    if not erster_rundgang:
        erster_rundgang.update(crawl(client, "/"))
    return erster_rundgang.copy()


@pytest.fixture
def adresse(live_server, inhalt, bestand):
    """Fill the site with every state of a Sitzung and a photo; return its address."""
    bestand.holen(zustaende_anlegen)
    return live_server.url


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


@pytest.fixture
def oeffne(browser, adresse):
    """Return a function that yields each page, opened in a window of its own kind."""
    fenster = []

    def _oeffne(breite=1280, seiten=SEITEN + AUSHAENGE, **optionen):
        kontext = browser.new_context(viewport={"width": breite, "height": 800}, **optionen)
        fenster.append(kontext)
        seite = kontext.new_page()
        for pfad in seiten:
            seite.goto(adresse + pfad)
            yield pfad, seite

    yield _oeffne
    for kontext in fenster:
        kontext.close()


@pytest.fixture
def verwaltung(browser, adresse, admin_user):
    """Return a function that opens a page of the admin in a window of its own."""
    client = Client()
    client.force_login(admin_user)
    fenster = []

    def _verwaltung(pfad, breite=1280, **optionen):
        kontext = browser.new_context(viewport={"width": breite, "height": 800}, **optionen)
        fenster.append(kontext)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        kontext.add_cookies([cookie | {"url": adresse}])
        seite = kontext.new_page()
        seite.meldungen = []
        seite.on("console", lambda meldung: seite.meldungen.append(meldung.text))
        seite.on("pageerror", lambda fehler: seite.meldungen.append(str(fehler)))
        seite.goto(adresse + pfad)
        return seite

    yield _verwaltung
    for kontext in fenster:
        kontext.close()


def vorstellung_laden():
    call_command("inhalt_laden", stdout=io.StringIO())


def zustaende_anlegen():
    neue = SitzungFactory(
        titel="Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel und Nahverkehr",
        datum=dt.date(2099, 1, 12),
        beginn=dt.time(17),
        ende=dt.time(19),
        ort=OrtFactory(name="Stadtteilladen"),
        nummer=999,
    )
    for nummer, (titel, felder) in enumerate(
        [
            ("Begrüßung", {"minuten": 10}),
            ("Nahverkehr", {"minuten": 45, "art": "diskussion", "vortragende": "Herr Muster"}),
            ("Haltestellen", {"minuten": 5, "unterpunkt": True, "beschreibung": "Wo?"}),
            ("Personal", {"minuten": 5, "oeffentlich": False}),
            ("Sonstiges", {"ergebnis": TEXT}),
        ]
    ):
        punkt = TagesordnungspunktFactory(
            sitzung=neue, titel=titel, reihenfolge=nummer * 10, **felder
        )
    punkt.handlungsfelder.add(Handlungsfeld.objects.first())
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt, art="praesentation")
    aenderungen_festhalten(neue, timezone.now())
    UnterlageFactory(sitzung=neue)
    TagesordnungspunktFactory(sitzung=neue, titel="Nachtrag", reihenfolge=35)
    aenderungen_festhalten(neue, timezone.now())
    impressum = Seite.objects.get(slug="impressum")
    AbschnittFactory(seite=impressum, text=f"<h3>Zwischendurch</h3>{TEXT}")
    SitzungFactory(datum=dt.date(2099, 1, 19), status="verlegt", grund="Saal", nachfolger=neue)
    SitzungFactory(datum=dt.date(2099, 1, 26), status="abgesagt", grund="Hochwasser")
    maria = Person.objects.get(slug="maria-habre")
    maria.foto, maria.foto_zeigen = upload(breite=1200, hoehe=1600), True
    maria.foto_alternativtext, maria.foto_einwilligung_am = "Porträt", dt.date(2021, 1, 1)
    maria.foto_nachweis = "Büro"
    maria.save()
