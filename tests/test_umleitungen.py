"""Addresses that have moved: those of the former sites, and those that staff change."""

from urllib.parse import quote, urljoin

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.urls import reverse
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from reversion.models import Version

from redaktion.models import Umleitung
from redaktion.umleitungen import MAX_LAENGE, kandidaten, schluessel, schluessel_aus

from .crawler import soup, text
from .factories import (
    BueroFactory,
    HandlungsfeldFactory,
    JahresplanungFactory,
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
    UmleitungFactory,
    UnterlageFactory,
)
from .stoerungen import execute_nothing
from .verwaltung import adresse, formular

pytestmark = pytest.mark.django_db

# Every address of the two former sites that is known to be linked from somewhere.
SITZUNGEN = "/quartiersrat-gruenau/quartiersrat-archiv/"
WEITERGELEITET = {
    "/de/mitmachen/quartiersrat.html": "/quartiersrat/",
    "/de/quartier/stadtteilportrait.html": "/ueber-uns/",
    "/quartiersmanagement-gruenau/": "/ueber-uns/",
    "/quartiersmanagement-gruenau/quartiersmanagement-projekte": "/handlungsfelder/",
    "/quartiersrat-gruenau": "/quartiersrat/",
    "/quartiersrat-gruenau/158-quartiersratssitzung-am-07-november-2022": "/termine/",
    "/aktuelles-gruenau/131-sitzung-quartiersrat-gruenau-07-10-2019/?utm_source=rss"
    "&utm_medium=rss&utm_campaign=131-sitzung-quartiersrat-gruenau-07-10-2019": "/termine/",
    f"{SITZUNGEN}5-sitzung-quartiersrat-gruenau-03-09-2007/": "/termine/",
    f"{SITZUNGEN}15-sitzung-quartiersrat-gruenau-07-07-2008": "/termine/",
    f"{SITZUNGEN}36-sitzung-quartiersrat-gruenau-12-04-2010": "/termine/",
    f"{SITZUNGEN}60-sitzung-quartiersrat-gruenau-02-07-2012": "/termine/",
    f"{SITZUNGEN}70-sitzung-quartiersrat-gruenau-08-07-2013": "/termine/",
    f"{SITZUNGEN}88-sitzung-quartiersrat-gruenau-30-03-2015": "/termine/",
    f"{SITZUNGEN}101-sitzung-quartiersrat-gruenau-05-09-2016/": "/termine/",
    f"{SITZUNGEN}106-sitzung-quartiersrat-gruenau-06-03-2017": "/termine/",
    "/?p=10289": "/termine/",
    f"{SITZUNGEN}neuer-quartiersrat-gruenau-fuer-2-jahre-gewaehlt-2": "/quartiersrat/",
    "/quartiersrat-gruenau/veroeffentlichungen/"
    "quartiersrat-gruenau-seit-9-jahren-fuer-den-stadtteil-aktiv-2/": "/quartiersrat/",
    "/?p=7296": "/quartiersrat/",
    "/verfuegungsfonds-allgemein": "/team/themen/",
    "/gruenau-leipzig/integriertes-stadtteilentwicklungskonzept-gruenau-2030": "/handlungsfelder/",
    "/?p=10980": "/handlungsfelder/",
}
GIBT_ES_NICHT_MEHR = [
    "/?p=10312",
    "/verfuegungsfonds/bewilligte-projekte/nachbarschaftscafe-wk-8-einen-begegnungsort-schaffen/",
    "/aktuelles-gruenau/stadtteilladen-gruenau-im-mai",
    "/aktuelles-gruenau/gruenau-grillt-zum-tag-der-nachbarinnen/",
    "/gruenau-erleben/2-gruenau-tag-2018-rundgang-gruenau-im-wandel",
    "/archiv/warum-gruenau/",
    "/archiv/gruenau-ein-ganz-normaler-stadtteil",
    "/archiv/besuch-aus-wien-am-wohlfuehlort-teil-2",
    "/archiv/zusammenleben-in-gruenau-heute-und-morgen",
    "/archiv/neues-stadtteilentwicklungskonzept-fuer-gruenau/",
    "/archiv/wichtiger-anlaufpunkt-fuer-viele-gruenauer",
]


def test_table_of_former_sites_holds_all_33_addresses():
    assert len(WEITERGELEITET) + len(GIBT_ES_NICHT_MEHR) == 33


@pytest.mark.usefixtures("inhalt")
def test_addresses_of_the_former_sites_lead_to_pages(client):
    antworten = {alte: client.get(alte, follow=True) for alte in WEITERGELEITET}

    ziele = {alte: antwort.redirect_chain[-1] for alte, antwort in antworten.items()}
    assert ziele == {alte: (neue, 301) for alte, neue in WEITERGELEITET.items()}
    assert {antwort.status_code for antwort in antworten.values()} == {200}


@pytest.mark.parametrize("alte", GIBT_ES_NICHT_MEHR)
def test_address_of_a_former_site_without_counterpart_is_gone(client, alte):
    response = client.get(alte)

    assert response.status_code == 410
    assert "Diese Seite gibt es nicht mehr" in text(response)


@pytest.mark.usefixtures("inhalt")
def test_every_target_of_the_table_is_a_page(client):
    ziele = set(Umleitung.objects.exclude(neue_adresse="").values_list("neue_adresse", flat=True))

    assert {ziel: client.get(ziel).status_code for ziel in ziele} == dict.fromkeys(ziele, 200)


def test_every_row_of_the_table_could_be_saved_in_the_admin():
    for umleitung in Umleitung.objects.all():
        umleitung.full_clean()


# Which one holds


@pytest.mark.parametrize(
    "anfrage",
    [
        "/alt/grünau.html",
        "/alt/gr%C3%BCnau.html",
        "/alt/gru%CC%88nau.html",
        "/ALT/GR%C3%9CNAU.HTML/",
        "/alt/grünau.html?utm_source=rss&p=7",
    ],
)
def test_address_is_found_however_it_is_written(client, anfrage):
    UmleitungFactory(alte_adresse="/alt/grünau.html", neue_adresse="/termine/")

    response = client.get(anfrage)

    assert (response.status_code, response["Location"]) == (301, "/termine/")


@pytest.mark.parametrize(
    ("anfrage", "status", "ziel"),
    [
        ("/a1/b/c/", 301, "/genau/"),
        ("/a1/b/c/d/", 301, "/laenger/"),
        ("/a1/b/x/", 301, "/laenger/"),
        ("/a1/b/", 301, "/kuerzer/"),
        ("/a1/", 404, None),
        ("/a1x/b/", 404, None),
        ("/a1/weg/", 410, None),
    ],
)
def test_exact_address_beats_a_pattern_and_the_longer_pattern_a_shorter(
    client, anfrage, status, ziel
):
    for alte, neue in [
        ("/a1/*", "/kuerzer/"),
        ("/a1/b/*", "/laenger/"),
        ("/a1/b/c", "/genau/"),
        ("/a1/weg", ""),
    ]:
        UmleitungFactory(alte_adresse=alte, neue_adresse=neue)

    response = client.get(anfrage)

    assert (response.status_code, response.get("Location")) == (status, ziel)


@pytest.mark.parametrize(
    ("anfrage", "status"),
    [
        ("/?p=123456", 410),
        ("/?utm_source=rss&p=123456", 410),
        ("/?p=1234567", 200),
        ("/?p=", 200),
        ("/?p=123456x", 200),
        ("/?q=123456", 200),
        ("/?p=%D9%A1%D9%A2%D9%A3%D9%A4%D9%A5%D9%A6", 200),  # digits, but Arabic ones
        ("/?p=" + "9" * 3000, 200),
        ("/?p=%00", 200),
        ("/team/?p=123456", 200),
    ],
)
def test_number_of_an_article_counts_at_the_home_page_alone(client, anfrage, status):
    UmleitungFactory(alte_adresse="/?p=123456")

    assert client.get(anfrage).status_code == status


def test_page_beats_an_umleitung(client):
    seite = SeiteFactory(slug="archiv")

    assert client.get("/archiv/").status_code == 200
    seite.delete()
    assert client.get("/archiv/").status_code == 410


def test_missing_slash_of_a_page_beats_a_pattern(client):
    person = PersonFactory(slug="erika")
    UmleitungFactory(alte_adresse="/team/*", neue_adresse="/team/")

    assert client.get("/team/erika")["Location"] == person.get_absolute_url()
    assert client.get("/team/wer-ging/")["Location"] == "/team/"


@pytest.mark.parametrize("pfad", ["/admin/x/y/", "/admin/alt", "/static/alt.css", "/healthz"])
def test_admin_static_files_and_state_are_never_asked_for(admin_client, pfad):
    UmleitungFactory(alte_adresse="/admin/*", neue_adresse="/termine/")
    UmleitungFactory(alte_adresse="/static/*", neue_adresse="/termine/")
    UmleitungFactory(alte_adresse="/healthz", neue_adresse="/termine/")

    response = admin_client.get(pfad, follow=True)

    assert response.status_code == (200 if pfad == "/healthz" else 404)


# What is answered


@pytest.mark.parametrize("anfrage", ["/archiv/warum-gruenau/", "/?p=10312"])
def test_410_has_the_menu_and_shows_ways_on(client, anfrage):
    BueroFactory()
    SeiteFactory(titel="Leichte Sprache", im_kopf=True)

    seite = soup(client.get(anfrage))

    assert "Leichte Sprache" in seite.header.get_text()
    assert "buero@example.org" in seite.footer.get_text()
    assert seite.select("header [aria-current]") == []
    assert [link["href"] for link in seite.select("main a")] == [
        "/",
        "/termine/",
        "/team/themen/",
        "/kontakt/",
    ]


@pytest.mark.parametrize(
    ("anfrage", "status"), [("/archiv/x/", 410), ("/quartiersrat-gruenau/x/", 301)]
)
def test_answer_is_kept_only_for_a_short_time_so_that_staff_can_correct_it(client, anfrage, status):
    kopf = client.head(anfrage)

    assert (kopf.status_code, kopf.content) == (status, b"")
    assert kopf["Cache-Control"] == client.get("/")["Cache-Control"]
    assert not kopf.cookies


@pytest.mark.parametrize(
    ("anfrage", "anzahl"),
    [
        ("/quartiersrat-gruenau/a/b/c/d/e/f/", 1),
        ("/?p=10289", 1),
        # The table, the office and the pages of the menu.
        ("/archiv/x/", 3),
        ("/gibt-es/nicht/", 3),
    ],
)
def test_table_costs_one_query(client, django_assert_num_queries, anfrage, anzahl):
    UmleitungFactory.create_batch(30)

    with django_assert_num_queries(anzahl):
        client.get(anfrage)


@pytest.mark.parametrize("anfrage", ["/kontakt/", "/team/", "/?utm_source=rss", "/kontakt"])
def test_table_costs_nothing_where_there_is_a_page(client, anfrage):
    def ohne_umleitungen(execute, sql, params, many, context):
        assert "redaktion_umleitung" not in sql
        return execute(sql, params, many, context)

    with connection.execute_wrapper(ohne_umleitungen):
        response = client.get(anfrage)

    assert response.status_code in {200, 301}


@pytest.mark.parametrize(
    ("anfrage", "status"), [("/archiv/warum-gruenau/", 404), ("/?p=10289", 503)]
)
def test_without_database_the_answer_is_what_it_is_without_the_table(client, anfrage, status):
    with connection.execute_wrapper(execute_nothing):
        response = client.get(anfrage)

    assert response.status_code == status


# Nobody is sent to another site

BOESE = [
    "//evil.example",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "%2f%2fevil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie:a=b",
    "/\x00",
    "/ /evil.example",
    "evil.example",
    "?next=//evil.example",
]


@pytest.mark.parametrize("neue", BOESE)
def test_new_address_elsewhere_is_refused_with_a_sentence(admin_client, neue):
    response = admin_client.post(
        reverse("admin:redaktion_umleitung_add"), {"alte_adresse": "/alt/", "neue_adresse": neue}
    )

    fehler = text(response)
    assert "die mit einem Schrägstrich beginnt" in fehler or "Nullzeichen" in fehler
    assert not Umleitung.objects.filter(alte_adresse="/alt").exists()


@pytest.mark.parametrize("neue", ["//evil.example", "/\\evil.example", "https:evil", "evil"])
def test_database_rejects_a_new_address_elsewhere(neue):
    with pytest.raises(IntegrityError, match="umleitung_bleibt_auf_der_website"):
        UmleitungFactory(neue_adresse=neue)


@pytest.mark.parametrize("alte", ["alt", "/alt/", "/", ""])
def test_database_rejects_an_old_address_that_is_never_looked_for(alte):
    with pytest.raises(IntegrityError, match="umleitung_alte_adresse_wie_gesucht"):
        UmleitungFactory(alte_adresse=alte)


def test_database_rejects_a_second_umleitung_of_an_address():
    UmleitungFactory(alte_adresse="/alt")

    with pytest.raises(IntegrityError, match="alte_adresse"):
        UmleitungFactory(alte_adresse="/alt")


@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(["", "/", "/archiv/", "/quartiersrat-gruenau/", "/de/", "/?p=", "/termine"]),
    st.text(max_size=60) | st.binary(max_size=60) | st.text("/*%.?&=p10289ü", max_size=60),
)
@example("/archiv/", b"\xff\xfe")
@example("/archiv/", "\0")
@example("", "//evil.example")
@example("", "/\\evil.example")
@example("", "/%2f%2fevil.example")
@example("/archiv", "/x" * 2000)
@example("/archiv/", "x" * 4000)
@example("/" * 2000, "")
@example("/?", "p=1&" * 2000)
def test_no_address_breaks_the_site_or_leads_away_from_it(client, anfang, rest):
    # As they are, and as a browser would send them.
    anfragen = [f"/{anfang.lstrip('/')}{quote(rest)}"]
    if isinstance(rest, str):
        anfragen.append(f"/{anfang.lstrip('/')}{rest}".replace("\ufeff", ""))

    for anfrage in anfragen:
        response = client.get(anfrage)

        assert response.status_code in {200, 301, 302, 400, 404, 410}, anfrage
        if "Location" in response:
            ziel = urljoin("http://testserver/", response["Location"])
            assert ziel.startswith("http://testserver/"), anfrage


# What staff type


@pytest.mark.parametrize(
    ("getippt", "gespeichert"),
    [
        ("/Alt/", "/alt"),
        (" /alt/Gr%C3%BCnau.html ", "/alt/grünau.html"),
        ("https://www.qm-gruenau.de/alt/?utm_source=rss#oben", "/alt"),
        ("http://qm-gruenau.de/?p=77", "/?p=77"),
        ("https://qm-gruenau.de?p=77", "/?p=77"),
        ("/alt/*", "/alt/*"),
    ],
)
def test_old_address_is_kept_as_it_is_looked_for(admin_client, getippt, gespeichert):
    admin_client.post(
        reverse("admin:redaktion_umleitung_add"),
        {"alte_adresse": getippt, "neue_adresse": "/team/"},
    )

    umleitung = Umleitung.objects.order_by("pk").last()
    assert (umleitung.alte_adresse, umleitung.neue_adresse) == (gespeichert, "/team/")


@pytest.mark.parametrize(
    "getippt", ["alt", "/", "*", "/*", "/alt*", "/*/alt", "//alt", "https://www.qm-gruenau.de/"]
)
def test_old_address_that_cannot_be_is_refused(getippt):
    with pytest.raises(ValidationError, match="So kann keine alte Adresse aussehen"):
        Umleitung(alte_adresse=getippt).full_clean()


SEITEN = [
    HandlungsfeldFactory,
    JahresplanungFactory,
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
    UnterlageFactory,
]


@pytest.mark.parametrize(
    "getippt", ["/kontakt/", "/KONTAKT", "/termine", "/sitemap.xml", "/healthz", "/admin/"]
)
def test_old_address_that_is_a_page_now_is_refused(getippt):
    with pytest.raises(ValidationError, match="gibt es jetzt eine Seite"):
        Umleitung(alte_adresse=getippt).full_clean()


@pytest.mark.parametrize("factory", SEITEN)
def test_old_address_of_a_record_that_is_there_is_refused_until_it_goes(factory):
    objekt = factory()
    umleitung = Umleitung(alte_adresse=objekt.get_absolute_url().upper())

    with pytest.raises(ValidationError, match="gibt es jetzt eine Seite"):
        umleitung.full_clean()
    objekt.delete()
    umleitung.full_clean()


def test_old_address_of_a_draft_may_lead_elsewhere():
    SeiteFactory(slug="frueher", oeffentlich_ab=None)

    Umleitung(alte_adresse="/frueher/").full_clean()


@pytest.mark.parametrize("anzahl", [1, 3])
def test_checking_an_old_address_needs_7_queries(django_assert_num_queries, anzahl):
    for factory in SEITEN:
        factory.create_batch(anzahl)

    with django_assert_num_queries(7):
        Umleitung(alte_adresse="/alt/").clean()


@pytest.mark.parametrize(
    ("alte", "neue", "satz"),
    [
        ("/x/", "/x/", "würde im Kreis führen"),
        ("/x/", "/X?a=b#c", "würde im Kreis führen"),
        ("/x/*", "/x/y/", "würde im Kreis führen"),
        ("/x/", "/eins/", "ist selbst eine alte.*wohin sie führt: /team/"),
        ("/x/", "/viele/2/", "ist selbst eine alte.*wohin sie führt: /termine/"),
        ("/x/", "/weg", "gibt es diese Adresse nicht mehr"),
        ("/ziel/", "/team/", "Hierher leitet schon „/zwei“ weiter"),
        ("/ziel/", "", "Hierher leitet schon „/zwei“ weiter"),
        ("/eins/", "/team/", "Für diese alte Adresse gibt es schon eine Umleitung"),
    ],
)
def test_circles_and_chains_are_refused(alte, neue, satz):
    for gespeichert, ziel in [
        ("/eins", "/team/"),
        ("/viele/*", "/termine/"),
        ("/weg", ""),
        ("/zwei", "/ziel/"),
    ]:
        UmleitungFactory(alte_adresse=gespeichert, neue_adresse=ziel)

    with pytest.raises(ValidationError, match=satz):
        Umleitung(alte_adresse=alte, neue_adresse=neue).full_clean()


def test_page_above_a_pattern_may_be_its_target():
    Umleitung(alte_adresse="/termine/frueher/*", neue_adresse="/termine/").full_clean()


@pytest.mark.parametrize(("neue", "warnt"), [("/gibt-es-nicht/", True), ("/team/", False)])
def test_target_without_a_page_is_a_warning_not_a_wall(admin_client, neue, warnt):
    response = admin_client.post(
        reverse("admin:redaktion_umleitung_add"),
        {"alte_adresse": "/alt/", "neue_adresse": neue},
        follow=True,
    )

    assert ("sehen Besucher zurzeit nichts" in text(response)) == warnt
    assert Umleitung.objects.get(alte_adresse="/alt").neue_adresse == neue


def test_list_says_in_words_what_happens(admin_client):
    weiter = UmleitungFactory(alte_adresse="/suchwort/a", neue_adresse="/team/")
    UmleitungFactory(alte_adresse="/suchwort/b")

    seite = soup(admin_client.get(adresse(weiter, "changelist"), {"q": "suchwort"}))

    assert [zelle.get_text() for zelle in seite.select(".field-was_geschieht")] == [
        "wird weitergeleitet",
        "gibt es nicht mehr",
    ]


@pytest.mark.parametrize("anzahl", [1, 3])
def test_list_needs_8_queries(admin_client, django_assert_num_queries, anzahl):
    UmleitungFactory.create_batch(anzahl)

    with django_assert_num_queries(8):
        admin_client.get(reverse("admin:redaktion_umleitung_changelist"))


# Pages that get another address


def umbenennen(admin_client, objekt, slug):
    url = adresse(objekt, "change")
    felder = formular(admin_client.get(url)) | {"slug": slug}
    assert admin_client.post(url, felder).status_code == 302


@pytest.mark.parametrize("factory", [HandlungsfeldFactory, PersonFactory, SeiteFactory])
def test_old_address_of_a_page_leads_to_its_new_one(admin_client, client, factory):
    objekt = factory()
    adressen = [objekt.get_absolute_url()]
    for slug in ["neu", "noch-neuer"]:
        umbenennen(admin_client, objekt, slug)
        objekt.refresh_from_db()
        adressen.append(objekt.get_absolute_url())

    antworten = [client.get(alte) for alte in adressen]

    assert [antwort.status_code for antwort in antworten] == [301, 301, 200]
    assert {antwort["Location"] for antwort in antworten[:2]} == {adressen[-1]}


def test_page_that_gets_back_its_address_is_asked_for_under_both(admin_client, client):
    seite = SeiteFactory(slug="erst")

    umbenennen(admin_client, seite, "dann")
    umbenennen(admin_client, seite, "erst")

    assert client.get("/erst/").status_code == 200
    assert client.get("/dann/")["Location"] == "/erst/"
    assert not Umleitung.objects.filter(alte_adresse="/erst").exists()


def test_page_that_gets_back_its_address_with_an_older_version_leads_there_too(
    admin_client, client
):
    seite = SeiteFactory(slug="erst")
    url = adresse(seite, "change")
    admin_client.post(url, formular(admin_client.get(url)) | {"titel": "Anders"})
    umbenennen(admin_client, seite, "dann")
    erste = Version.objects.get_for_object(seite).order_by("pk")[0]
    damals = reverse("admin:seiten_seite_revision", args=[seite.pk, erste.pk])

    admin_client.post(damals, formular(admin_client.get(damals)))

    assert client.get("/erst/").status_code == 200
    assert client.get("/dann/")["Location"] == "/erst/"


@pytest.mark.parametrize("knopf", [{}, {"_vorschau": "1"}, {"_zurueckziehen": "1"}])
def test_address_that_nobody_has_seen_or_that_is_not_saved_leads_nowhere(admin_client, knopf):
    vorher = Umleitung.objects.count()
    seite = SeiteFactory() if knopf else SeiteFactory(oeffentlich_ab=None)
    url = adresse(seite, "change")

    admin_client.post(url, formular(admin_client.get(url)) | {"slug": "neu"} | knopf)

    assert Umleitung.objects.count() == vorher


# Pure functions


@given(st.text(max_size=100))
def test_what_is_typed_is_found_when_it_is_asked_for(pfad):
    getippt = f"/{pfad.strip('/')}"

    assert schluessel_aus(quote(getippt)) == schluessel(getippt)


@given(st.text("/a*", max_size=50) | st.text(max_size=50))
def test_patterns_come_from_the_longest_to_the_shortest_and_never_hold_for_the_whole_site(rest):
    alte = kandidaten(schluessel(f"/{rest}"))

    assert [len(muster) for muster in alte[1:]] == sorted(map(len, alte[1:]), reverse=True)
    assert "/*" not in alte[1:]


@pytest.mark.parametrize("laenge", [MAX_LAENGE - 1, MAX_LAENGE, MAX_LAENGE + 1, 10_000])
def test_nothing_is_looked_for_that_the_table_cannot_hold(laenge):
    assert max(map(len, kandidaten("/a" * laenge))) <= MAX_LAENGE


# Capital letters


@pytest.mark.usefixtures("inhalt")
@pytest.mark.parametrize(
    ("getippt", "ziel"),
    [
        ("/TEAM/", "/team/"),
        ("/Team", "/team/"),
        ("/Kontakt", "/kontakt/"),
        ("/Impressum/", "/impressum/"),
        ("/Termine/2021-02-01/", "/termine/2021-02-01/"),
        ("/Termine/archiv/?jahr=2021", "/termine/archiv/?jahr=2021"),
        ("/Sitemap.XML", "/sitemap.xml"),
    ],
)
def test_page_is_found_whichever_letters_are_capital(client, getippt, ziel):
    response = client.get(getippt, follow=True)

    assert response.status_code == 200
    assert response.redirect_chain[-1] == (ziel, 301)


@pytest.mark.usefixtures("inhalt")
@pytest.mark.parametrize("getippt", ["/Gibt/Es/Nicht/", "/%2FEVIL.example/", "/Gibt-es-nicht/"])
def test_capital_letters_alone_make_no_page(client, getippt):
    response = client.get(getippt, follow=True)

    assert response.status_code == 404


@pytest.mark.usefixtures("inhalt")
def test_old_address_is_the_same_in_capital_letters(client):
    UmleitungFactory(alte_adresse="/alt", neue_adresse="/team/")

    assert client.get("/ALT/").url == "/team/"
