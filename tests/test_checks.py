import io

import pytest
from django.core.management import call_command

from seiten.checks import fehlende_angaben

from .factories import AbschnittFactory, BueroFactory, SeiteFactory


@pytest.mark.django_db
def test_each_missing_fact_is_listed():
    AbschnittFactory(seite__titel="Impressum", ueberschrift="Register", text="")
    AbschnittFactory(seite__titel="Impressum", ueberschrift="Anbieter", text="Zusammen e.V.")
    BueroFactory(telefon="0341 123")

    for slug in ["datenschutz", "barrierefreiheit"]:
        SeiteFactory(slug=slug)

    meldungen = [meldung.msg for meldung in fehlende_angaben(None)]

    assert meldungen == [
        "Die Angabe „Seite /impressum/“ fehlt.",
        "Die Angabe „Impressum: Register“ fehlt.",
        "Die Angabe „Büro: Öffnungszeiten“ fehlt.",
        "Die Angabe „Büro: Weg zu uns“ fehlt.",
    ]


@pytest.mark.django_db
def test_missing_office_is_listed():
    meldungen = [meldung.msg for meldung in fehlende_angaben(None)]

    assert meldungen[-1] == "Die Angabe „Büro“ fehlt."


@pytest.mark.django_db
@pytest.mark.usefixtures("inhalt")
def test_check_deploy_lists_the_facts_that_the_presentation_does_not_give(monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")  # set for the browser, refused on a server
    ausgabe = io.StringIO()

    call_command("check", "--deploy", stderr=ausgabe)

    for angabe in ["Impressum: Registergericht", "Datenschutz: Verantwortlich", "Büro: Telefon"]:
        assert angabe in ausgabe.getvalue()


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())
