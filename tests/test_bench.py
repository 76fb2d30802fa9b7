"""`make bench` itself is no test; here a few pages are asked for once."""

import datetime as dt

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from bench import bericht, kosten
from bench.sitzungen import SCHLUESSEL, auffuellen
from termine.models import Sitzung

pytestmark = pytest.mark.django_db

EINIGE = ["Startseite", "Kalender, unverändert", "Unbekannte Adresse"]


def test_added_sitzungen_are_as_staff_could_have_made_them(inhalt):
    auffuellen(5)
    auffuellen(14)

    neue = Sitzung.objects.filter(pk__gte=SCHLUESSEL)
    assert neue.count() == 14
    assert neue.kommende().count() == 6
    for sitzung in neue:
        sitzung.full_clean()
        vorher = list(sitzung.tagesordnungspunkte.values_list("sichtbar", flat=True))
        sitzung.nachrechnen()
        assert list(sitzung.tagesordnungspunkte.values_list("sichtbar", flat=True)) == vorher


@pytest.fixture
def _eine_verbindung():
    """Keep the connection, in which the transaction of a test is, as Django's own client does."""
    for signal in [request_started, request_finished]:
        signal.disconnect(close_old_connections)
    yield
    for signal in [request_started, request_finished]:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_eine_verbindung")
def test_report_names_what_pages_cost(inhalt, monkeypatch):
    monkeypatch.setattr(kosten, "RUNDEN", 1)
    monkeypatch.setattr(kosten, "RUNDE", 0)
    auffuellen(0)
    seiten = [seite for seite in kosten.arten() if seite.name in EINIGE]
    website, nackt = WSGIHandler(), kosten.nackter_handler()

    gemessen = {seite.name: kosten.kosten(seite, website, nackt) for seite in seiten}
    ergebnis = {"versionen": kosten.versionen(), "kosten": {0: gemessen}}
    text = bericht.seite({"SQLite": ergebnis}, 2, dt.date(2026, 1, 2))

    assert [text.count(f"| {name} |") for name in EINIGE] == [3, 3, 3]
    assert gemessen["Startseite"]["vielfaches"] > 1
    assert gemessen["Kalender, unverändert"]["bytes"] == 0
