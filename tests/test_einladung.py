"""The Einladung as a PDF: what stands in it, who may order it, and what stops it."""

import datetime as dt
import io
import socket
import sys
import tempfile
from subprocess import CalledProcessError

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from reversion.models import Version

from termine import begrenzt, einladung, pdf_schreiben
from termine.models import (
    Aenderung,
    Sitzung,
    Tagesordnungspunkt,
    Unterlage,
    aenderungen_festhalten,
)

from .crawler import soup, text
from .dateien import dateien
from .factories import (
    TEXT,
    BueroFactory,
    OrtFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    pdf,
)
from .verwaltung import adresse, formular, meldungen
from .voraussetzungen import braucht_pango

pytestmark = [pytest.mark.django_db, braucht_pango]

KNOPF = "Einladung als PDF erzeugen"


@pytest.fixture(autouse=True)
def _morgens():
    """On the day of the Sitzung of the factories, before it."""
    with time_machine.travel(dt.datetime(2027, 1, 11, 8, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def ohne_weasyprint(monkeypatch):
    """As if it were not installed, or Pango were not."""
    monkeypatch.setattr(einladung, "ist_moeglich", lambda: False)


@pytest.fixture
def nicht_erzeugt(monkeypatch):
    """Fail as soon as a process is started."""
    monkeypatch.setattr(einladung, "ausfuehren", lambda *args: pytest.fail("A PDF is made."))


@pytest.fixture
def gleich_fertig(monkeypatch):
    """Spare the second that it takes to make one, where it does not matter what stands in it."""
    monkeypatch.setattr(einladung, "ausfuehren", lambda *args: pdf())


def erzeugen(client, sitzung):
    return client.post(adresse(sitzung, "einladung"), follow=True)


def lies(unterlage):
    return PdfReader(unterlage.datei.path)


def gelesen(unterlage):
    return " ".join(" ".join(seite.extract_text() for seite in lies(unterlage).pages).split())


# What stands in it


def test_einladung_says_when_where_what_and_who(admin_client):
    BueroFactory(telefon="0341 1234567")
    sitzung = SitzungFactory(
        titel="Sitzung des Quartiersrats",
        beginn=dt.time(17),
        ende=dt.time(19),
        ort=OrtFactory(name="Stadtteilladen"),
        nummer=181,
    )
    TagesordnungspunktFactory(
        sitzung=sitzung,
        titel="Verkehr",
        minuten=45,
        art="diskussion",
        vortragende="Erika Muster",
        organisation="LVB",
        beschreibung=TEXT,
    )
    TagesordnungspunktFactory(sitzung=sitzung, titel="Haltestellen", unterpunkt=True)

    erzeugen(admin_client, sitzung)

    inhalt = gelesen(sitzung.unterlagen.get())
    for angabe in [
        "Quartiersbüro",
        "0341 1234567",
        "181. Sitzung",
        "Montag, 11. Januar 2027, 17:00 bis 19:00 Uhr",
        "Stadtteilladen",
        "TOP 1 Verkehr",
        "ca. 17:00 Uhr · Diskussion · 45 Minuten",
        "Erika Muster, LVB",
        "Bis 500 Euro",
        "1.1 Haltestellen",
        "http://testserver/termine/2027-01-11/",
        "Seite 1 von 1",
    ]:
        assert angabe in inhalt


def test_einladung_can_be_read_aloud(admin_client):
    """Tagged, with a language and a title (PDF/UA-1), its font within it, and bookmarks."""
    sitzung = SitzungFactory(titel="Sitzung des Quartiersrats")
    TagesordnungspunktFactory(sitzung=sitzung, titel="Verkehr", beschreibung=TEXT)

    erzeugen(admin_client, sitzung)

    unterlage = sitzung.unterlagen.get()
    assert (unterlage.seiten, unterlage.hat_text, unterlage.ist_getaggt) == (1, True, True)
    pdf = lies(unterlage)
    katalog = pdf.root_object
    assert katalog["/Lang"] == "de"
    assert katalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == "Einladung: Sitzung des Quartiersrats, 11. Januar 2027"
    assert b"pdfuaid:part" in katalog["/Metadata"].get_data()
    schriften = [schrift.get_object() for schrift in pdf.pages[0]["/Resources"]["/Font"].values()]
    assert {schrift["/BaseFont"].split("+")[1][:8] for schrift in schriften} == {"Atkinson"}
    assert [eintrag.title for eintrag in flach(pdf.outline)] == [
        "Sitzung des Quartiersrats",
        "Tagesordnung",
        "TOP 1 Verkehr",
    ]


def flach(lesezeichen):
    """Yield the bookmarks of all levels in order."""
    for eintrag in lesezeichen:
        if isinstance(eintrag, list):
            yield from flach(eintrag)
        else:
            yield eintrag


def test_einladung_hides_what_is_not_public(admin_client):
    geheim = {"titel": "Marke", "beschreibung": "Marke", "vortragende": "Marke"}
    sitzung = SitzungFactory(interne_notiz="Marke")
    TagesordnungspunktFactory(sitzung=sitzung, oeffentlich=False, **geheim)
    TagesordnungspunktFactory(sitzung=sitzung, unterpunkt=True, titel="Marke")

    erzeugen(admin_client, sitzung)

    inhalt = gelesen(sitzung.unterlagen.get())
    assert "TOP 1 Nicht öffentlicher Teil" in inhalt
    assert "Marke" not in inhalt


def test_einladung_names_the_site_as_it_is_called(admin_client, settings):
    settings.WEBADRESSE = "https://www.qm-gruenau.de"
    punkt = TagesordnungspunktFactory()

    erzeugen(admin_client, punkt.sitzung)

    inhalt = gelesen(punkt.sitzung.unterlagen.get())
    assert "https://www.qm-gruenau.de/termine/2027-01-11/" in inhalt
    assert "testserver" not in inhalt


@pytest.mark.parametrize(
    "adresse",
    [
        "http://127.0.0.1/",
        "https://example.org/bild.png",
        "file:///etc/passwd",
        f"{pdf_schreiben.STATISCH.as_uri()}/../manage.py",
        f"{pdf_schreiben.STATISCH.as_uri()}/%2e%2e/manage.py",
        f"file://example.org{pdf_schreiben.STATISCH}/css/site.css",
        "data:text/plain,Hallo",
        "ftp://example.org/",
    ],
)
def test_einladung_fetches_nothing_but_static_files(adresse):
    with pytest.raises(ValueError, match="not a static file"):
        pdf_schreiben.eigene_datei(adresse)


def bilder(adresse):
    """Return how many pictures are in the PDF of a page that names one."""
    html = f'<html lang="de"><title>T</title><img src="{adresse}" alt="B">'
    pdf = begrenzt.ausfuehren("pdf_schreiben.py", html.encode(), "http://t/")
    return len(PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"].get("/XObject", {}))


def test_picture_of_the_site_is_set_and_one_of_the_machine_left_out(tmp_path):
    [eigenes, *_] = sorted(pdf_schreiben.STATISCH.glob("bilder/*.png"))
    anderes = tmp_path / "bild.png"
    anderes.write_bytes(eigenes.read_bytes())

    assert bilder(eigenes.as_uri()) == 1
    assert bilder(anderes.as_uri()) == 0


def test_einladung_asks_no_other_host_for_a_picture():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)

        assert bilder(f"http://127.0.0.1:{server.getsockname()[1]}/bild.png") == 0

        with pytest.raises(BlockingIOError):
            server.accept()


# Made once, on order


def test_einladung_is_stored_and_told_like_one_that_was_uploaded(admin_client, client):
    sitzung = TagesordnungspunktFactory().sitzung
    aenderungen_festhalten(sitzung, sitzung.geaendert_am)

    seite = admin_client.get(adresse(sitzung, "einladung"))
    response = erzeugen(admin_client, sitzung)

    assert KNOPF in [knopf["value"] for knopf in soup(seite).select("input[type=submit]")]
    unterlage = Unterlage.objects.get()
    assert (unterlage.sitzung, unterlage.art) == (sitzung, "einladung")
    assert response.redirect_chain[-1][0] == adresse(sitzung, "change")
    [meldung] = meldungen(response)
    assert meldung.startswith("Einladung vom 11. Januar 2027 ist als PDF erzeugt und steht bei den")
    assert unterlage.beschreibung in meldung
    oeffentlich = text(client.get(sitzung.get_absolute_url()))
    assert "Einladung vom 11. Januar 2027 (PDF, 1 Seite" in oeffentlich
    assert "Einladung neu" in oeffentlich
    pdf = client.get(unterlage.get_absolute_url())
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")
    assert LogEntry.objects.get().change_message == "Einladung als PDF erzeugt."
    assert Version.objects.get_for_object(unterlage).count() == 1
    assert Version.objects.get_for_object(sitzung).count() == 1


@pytest.mark.usefixtures("gleich_fertig")
def test_einladung_of_a_draft_is_as_hidden_as_the_draft(admin_client, client):
    sitzung = TagesordnungspunktFactory(sitzung__oeffentlich_ab=None).sitzung

    erzeugen(admin_client, sitzung)

    assert client.get(Unterlage.objects.get().get_absolute_url()).status_code == 404
    assert not Aenderung.objects.exists()


@pytest.mark.usefixtures("nicht_erzeugt")
def test_einladung_is_not_made_by_looking_at_the_step(admin_client):
    sitzung = TagesordnungspunktFactory().sitzung

    response = admin_client.get(adresse(sitzung, "einladung"))

    assert "entsteht ein barrierefreies PDF" in text(response)


@pytest.mark.usefixtures("nicht_erzeugt")
def test_einladung_is_not_made_on_an_order_from_elsewhere(admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    sitzung = TagesordnungspunktFactory().sitzung

    assert client.post(adresse(sitzung, "einladung")).status_code == 403


def ohne_tagesordnung():
    return SitzungFactory()


def mit_einladung():
    sitzung = TagesordnungspunktFactory().sitzung
    UnterlageFactory(sitzung=sitzung, art="einladung")
    return sitzung


def abgesagt():
    return TagesordnungspunktFactory(
        sitzung__status="abgesagt", sitzung__grund="Hochwasser"
    ).sitzung


def vorbei():
    return TagesordnungspunktFactory(sitzung__datum=dt.date(2027, 1, 10)).sitzung


@pytest.mark.usefixtures("nicht_erzeugt")
@pytest.mark.parametrize(
    ("anlegen", "satz"),
    [
        (ohne_tagesordnung, "Diese Sitzung hat noch keine Tagesordnung:"),
        (mit_einladung, "Diese Sitzung hat schon eine Einladung, und die bleibt:"),
        (abgesagt, "Zu einer Sitzung, die vorbei, verlegt oder abgesagt ist,"),
        (vorbei, "Zu einer Sitzung, die vorbei, verlegt oder abgesagt ist,"),
    ],
)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_einladung_is_made_only_where_one_is_missing(admin_client, methode, anlegen, satz):
    sitzung = anlegen()
    vorher = list(Unterlage.objects.values())

    response = getattr(admin_client, methode)(adresse(sitzung, "einladung"), follow=True)

    [meldung] = meldungen(response)
    assert meldung.startswith(satz)
    assert list(Unterlage.objects.values()) == vorher


@pytest.mark.usefixtures("gleich_fertig")
def test_second_click_makes_no_second_einladung(admin_client):
    sitzung = TagesordnungspunktFactory().sitzung

    erzeugen(admin_client, sitzung)
    response = erzeugen(admin_client, sitzung)

    assert "hat schon eine Einladung" in meldungen(response)[0]
    assert Unterlage.objects.count() == 1


@pytest.mark.usefixtures("gleich_fertig")
def test_second_click_while_a_colleague_saves_is_answered(admin_client, monkeypatch):
    sitzung = TagesordnungspunktFactory().sitzung
    pfad = reverse("admin:termine_sitzung_einladung", args=[sitzung.pk])
    felder = formular(admin_client.get(pfad))
    ausfuehren, laeufe = einladung.ausfuehren, []

    def dazwischen(*args):
        if not laeufe:
            laeufe.append("erster Klick")
            admin_client.post(pfad, felder)
            with time_machine.travel(dt.datetime(2027, 1, 11, 9, tzinfo=dt.UTC)):
                Sitzung.objects.get(pk=sitzung.pk).save()
        return ausfuehren(*args)

    monkeypatch.setattr(einladung, "ausfuehren", dazwischen)

    response = admin_client.post(pfad, felder)

    assert response.status_code in {200, 302}
    assert Unterlage.objects.count() == 1


@pytest.mark.usefixtures("gleich_fertig")
def test_einladung_that_is_old_when_it_is_ready_is_not_stored(admin_client, monkeypatch):
    punkt = TagesordnungspunktFactory(titel="Verkehr")
    ausfuehren = einladung.ausfuehren

    def dabei_aendern(*args):
        with time_machine.travel(dt.datetime(2027, 1, 11, 9, tzinfo=dt.UTC)):
            punkt.save()
        return ausfuehren(*args)

    monkeypatch.setattr(einladung, "ausfuehren", dabei_aendern)

    response = erzeugen(admin_client, punkt.sitzung)

    [meldung] = meldungen(response)
    assert meldung.startswith("Während das PDF entstand, hat jemand diese Sitzung gesichert")
    assert not Unterlage.objects.exists()
    assert dateien() == []


@pytest.mark.usefixtures("gleich_fertig")
def test_file_of_an_einladung_that_is_not_saved_does_not_stay(admin_client, monkeypatch):
    sitzung = TagesordnungspunktFactory().sitzung

    def scheitern(*args):
        raise OperationalError("the disk is full")

    monkeypatch.setattr("termine.admin.sitzung.aenderungen_festhalten", scheitern)

    assert erzeugen(admin_client, sitzung).status_code == 503
    assert not Unterlage.objects.exists()
    assert dateien() == []


# Limits


def bleibt_wie_es_war(response, satz):
    [meldung] = meldungen(response)
    assert meldung.startswith(satz)
    assert "an der Sitzung hat sich nichts geändert: Bitte" in meldung
    assert not Unterlage.objects.exists()
    assert not LogEntry.objects.exists()
    assert dateien() == []
    # The step is shown once more, to be tried again.
    assert response.status_code == 200
    assert response.redirect_chain == []


def test_text_that_would_take_minutes_is_stopped(admin_client, monkeypatch, tmp_path_factory):
    ordner = tmp_path_factory.mktemp("tmp")
    monkeypatch.setattr(tempfile, "tempdir", str(ordner))
    zellen = '<td colspan="20">x</td>' * 1800
    punkt = TagesordnungspunktFactory(beschreibung=f"<table><tr>{zellen}</tr></table>")
    monkeypatch.setattr(begrenzt, "ZEIT", 2)

    response = erzeugen(admin_client, punkt.sitzung)

    bleibt_wie_es_war(response, "Die Einladung ist nicht rechtzeitig fertig geworden,")
    assert list(ordner.iterdir()) == []


def test_text_that_would_fill_the_memory_is_stopped(admin_client, monkeypatch):
    punkt = TagesordnungspunktFactory()
    # What nobody can save any more.
    Tagesordnungspunkt.objects.update(beschreibung="<p>Ein Text, der nicht endet.</p>" * 4000)
    monkeypatch.setattr(begrenzt, "ARBEITSSPEICHER", 160 * 1024**2)

    response = erzeugen(admin_client, punkt.sitzung)

    bleibt_wie_es_war(response, "Die Einladung braucht mehr Arbeitsspeicher,")


@pytest.mark.parametrize("befehl", ["raise MemoryError", "import os; os.abort()"])
def test_end_for_want_of_memory_is_told_from_other_ends(tmp_path, monkeypatch, befehl):
    tmp_path.joinpath("anders.py").write_text(befehl)
    monkeypatch.setattr(begrenzt, "ORDNER", tmp_path)

    with pytest.raises(CalledProcessError) as error:
        begrenzt.ausfuehren("anders.py", b"")

    assert begrenzt.brauchte_zu_viel_speicher(error.value)


def test_program_that_fails_is_told_and_logged_without_what_people_wrote(
    admin_client, monkeypatch, tmp_path, caplog
):
    tmp_path.joinpath("pdf_schreiben.py").write_text("raise ValueError('Marke')")
    monkeypatch.setattr(begrenzt, "ORDNER", tmp_path)

    response = erzeugen(admin_client, TagesordnungspunktFactory().sitzung)

    bleibt_wie_es_war(response, "Die Einladung ließ sich gerade nicht erzeugen,")
    assert caplog.messages == ["Einladung not made: ValueError"]


def test_process_that_does_not_start_is_told(admin_client, monkeypatch, caplog):
    monkeypatch.setattr(begrenzt.sys, "executable", "/gibt/es/nicht")

    response = erzeugen(admin_client, TagesordnungspunktFactory().sitzung)

    bleibt_wie_es_war(response, "Die Einladung ließ sich gerade nicht erzeugen,")
    assert caplog.messages == ["Einladung not made: FileNotFoundError"]


def test_pdf_that_is_none_is_not_stored(admin_client, monkeypatch, caplog):
    monkeypatch.setattr(einladung, "ausfuehren", lambda *args: b"Hallo")

    response = erzeugen(admin_client, TagesordnungspunktFactory().sitzung)

    bleibt_wie_es_war(response, "Die Einladung ließ sich gerade nicht erzeugen,")
    assert caplog.messages == ["Einladung not made: ValidationError"]


# Where it is offered


def knopf(client, sitzung):
    return soup(client.get(adresse(sitzung, "change"))).find("a", string=KNOPF)


@pytest.mark.parametrize(
    ("anlegen", "angeboten"),
    [(ohne_tagesordnung, True), (mit_einladung, True), (abgesagt, False), (vorbei, False)],
)
def test_button_stands_at_each_sitzung_that_one_can_go_to(admin_client, anlegen, angeboten):
    assert bool(knopf(admin_client, anlegen())) == angeboten


def test_button_does_not_stand_where_there_is_no_sitzung_yet(admin_client):
    assert KNOPF not in text(admin_client.get(adresse(Sitzung(), "add")))


@pytest.mark.usefixtures("ohne_weasyprint", "nicht_erzeugt")
def test_without_weasyprint_there_is_no_button_and_no_step(admin_client):
    sitzung = TagesordnungspunktFactory().sitzung

    assert knopf(admin_client, sitzung) is None
    assert erzeugen(admin_client, sitzung).status_code == 404


@pytest.mark.parametrize("fehlt", ["find_spec", "find_library"])
def test_einladung_needs_weasyprint_and_pango(monkeypatch, fehlt):
    monkeypatch.setattr(einladung, fehlt, lambda name: None)

    assert einladung.ist_moeglich()  # asked already
    assert not einladung.ist_moeglich.__wrapped__()


@pytest.mark.usefixtures("nicht_erzeugt")
@pytest.mark.parametrize(
    ("rechte", "status"),
    [
        (["view_sitzung", "add_unterlage"], 403),
        (["change_sitzung"], 403),
        (["change_sitzung", "add_unterlage"], 200),
    ],
)
def test_einladung_is_for_staff_who_may_add_unterlagen(client, django_user_model, rechte, status):
    konto = django_user_model.objects.create_user("petra", is_staff=True)
    konto.user_permissions.set(Permission.objects.filter(codename__in=rechte))
    client.force_login(konto)
    sitzung = TagesordnungspunktFactory().sitzung

    assert client.get(adresse(sitzung, "einladung")).status_code == status
    if status == 403:
        assert client.post(adresse(sitzung, "einladung")).status_code == 403
    assert bool(knopf(client, sitzung)) == (status == 200)


@pytest.mark.usefixtures("nicht_erzeugt")
def test_einladung_is_not_made_for_visitors(client):
    sitzung = TagesordnungspunktFactory().sitzung

    assert client.get("/termine/2027-01-11/einladung.pdf").status_code == 404
    assert soup(client.get(sitzung.get_absolute_url())).select("[href*=einladung]") == []


def test_website_itself_never_imports_weasyprint(admin_client, client):
    sitzung = TagesordnungspunktFactory().sitzung

    erzeugen(admin_client, sitzung)
    client.get(sitzung.get_absolute_url())

    assert "weasyprint" not in sys.modules
