import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from redaktion.texte import saeubern
from redaktion.verweise import fuehrt_ins_leere, kaputte_verweise, links, sagt_nichts

from .factories import (
    AbschnittFactory,
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
)
from .verwaltung import adresse, formular, warnungen


def test_links_are_read_with_their_words():
    html = '<p><a href="/a/?b=1&amp;c=2">Ein <strong>Ziel</strong></a> und <a>keines</a></p>'

    assert links(html) == [("/a/?b=1&c=2", "Ein Ziel"), ("", "keines")]


@given(st.text(), st.text())
def test_links_are_found_among_any_words(davor, danach):
    html = saeubern(f'<p>{escape(davor)}<a href="/x/">X</a>{escape(danach)}</p>')

    assert links(html) == [("/x/", "X")]


@pytest.mark.parametrize(
    "linktext",
    [
        "hier",
        "Hier!",
        "mehr",
        "Mehr …",
        "» weiter",
        "Link",
        "Klicken Sie hier",
        "Bitte hier klicken",
        "Lesen Sie hier weiter",
        "mehr erfahren",
        "Weitere Informationen",
        "zur Website",
        "PDF",
        "https://www.leipzig.de/",
        "www.leipzig.de",
        "/termine/",
        "",
        "→",
    ],
)
def test_words_that_name_no_target_say_nothing(linktext):
    assert sagt_nichts(linktext)


@pytest.mark.parametrize(
    "linktext",
    [
        "Protokoll vom 1. Februar",
        "Termine des Quartiersrats",
        "Mehr zum Verfügungsfonds",
        "info@example.org",
        "0341 1234567",
        "Stadt Leipzig",
    ],
)
def test_words_that_name_a_target_say_something(linktext):
    assert not sagt_nichts(linktext)


@pytest.mark.parametrize(
    "ziel",
    ["https://example.org/weg/", "mailto:a@example.org", "tel:+49341", "//example.org/"],
)
def test_other_websites_are_not_asked(ziel):
    assert not fuehrt_ins_leere(ziel)


@pytest.mark.parametrize("ziel", ["", "https://[", "/gibt-es-nicht/", "/a b", "/%00", "/admin/"])
@pytest.mark.django_db
def test_address_that_shows_visitors_nothing_leads_nowhere(ziel):
    assert fuehrt_ins_leere(ziel)


@pytest.mark.django_db
def test_address_leads_where_visitors_find_something_and_only_there():
    sitzung = SitzungFactory(datum=dt.date(2027, 1, 11))
    SitzungFactory(datum=dt.date(2027, 2, 8), oeffentlich_ab=None)
    SeiteFactory(slug="ueber-uns")
    UnterlageFactory(sitzung=sitzung, pk=7)
    PersonFactory(slug="erika", im_team_bis=dt.date(2020, 1, 1))

    leer = {
        ziel: fuehrt_ins_leere(ziel)
        for ziel in [
            "/",
            "/termine/2027-01-11/",
            "/termine/2027-01-11",
            "/termine/2027-01-11/?a=1#punkt-1",
            "http://testserver/termine/2027-01-11/",
            "/termine/2027-02-08/",
            "/ueber-uns/",
            "/termine/unterlagen/7/",
            "/termine/unterlagen/8/",
            "/team/erika/",
        ]
    }

    assert [ziel for ziel, ist_leer in leer.items() if ist_leer] == [
        "/termine/2027-02-08/",
        "/termine/unterlagen/8/",
        "/team/erika/",
    ]


@pytest.mark.django_db
def test_broken_links_of_the_whole_site_are_listed():
    abschnitt = AbschnittFactory(text='<p><a href="/weg/">Weg</a> <a href="/">Start</a></p>')
    punkt = TagesordnungspunktFactory(ergebnis='<p><a href="/weg/">Auch weg</a></p>')
    AbschnittFactory(text="/weg/")

    gefunden = kaputte_verweise()

    assert sorted(gefunden, key=lambda fund: fund[2]) == [
        (punkt, "/weg/", "Auch weg"),
        (abschnitt, "/weg/", "Weg"),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("inhalt")
def test_first_content_has_no_broken_links():
    ausgabe = io.StringIO()

    call_command("verweise_pruefen", stdout=ausgabe)

    assert ausgabe.getvalue() == "Alle Links innerhalb der Website führen zu einer Seite.\n"


@pytest.mark.django_db
def test_command_names_each_broken_link_and_fails():
    AbschnittFactory(ueberschrift="Fonds", text='<p><a href="/weg/">Antrag</a></p>')
    ausgabe = io.StringIO()

    with pytest.raises(CommandError, match=r"Links, die ins Leere führen: 1\."):
        call_command("verweise_pruefen", stdout=ausgabe)

    assert ausgabe.getvalue() == "Abschnitt „Fonds“: Der Link „Antrag“ führt zu /weg/\n"


# In the admin


@pytest.mark.django_db
def test_staff_are_told_what_readers_would_stumble_over(admin_client):
    abschnitt = AbschnittFactory(ueberschrift="Fonds")
    felder = formular(admin_client.get(adresse(abschnitt, "change")))

    response = admin_client.post(
        adresse(abschnitt, "change"),
        felder
        | {
            "text": '<p><a href="/weg/">Antrag</a> <a href="/">hier</a></p>'
            "<table><tr><td>1</td></tr></table>"
        },
        follow=True,
    )

    assert warnungen(response) == [
        (
            "„Fonds“, Text: Der Link „hier“ sagt nicht, wohin er führt. Bitte nennen Sie im Text "
            "des Links sein Ziel, zum Beispiel „Protokoll vom 1. Februar“."
        ),
        (
            "„Fonds“, Text: Eine Tabelle hat keine Kopfzeile. Bitte setzen Sie den Cursor in ihre "
            "erste Zeile und wählen Sie „Kopfzeile“."
        ),
    ]
    abschnitt.refresh_from_db()
    assert "hier" in abschnitt.text


@pytest.mark.django_db
def test_staff_are_told_of_the_rows_of_a_form_too(admin_client):
    abschnitt = AbschnittFactory(ueberschrift="Fonds", text='<p><a href="/">hier</a></p>')
    AbschnittFactory(seite=abschnitt.seite, text='<p><a href="/">mehr</a></p>')
    felder = formular(admin_client.get(adresse(abschnitt.seite, "change")))

    response = admin_client.post(
        adresse(abschnitt.seite, "change"), felder | {"abschnitte-1-DELETE": "on"}, follow=True
    )

    assert [hinweis.split(":")[0] for hinweis in warnungen(response)] == ["„Fonds“, Text"]
