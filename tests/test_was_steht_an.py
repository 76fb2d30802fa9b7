import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import RequestFactory

from qm_gruenau.was_steht_an import was_steht_an
from seiten.models import Buero, Seite

from .crawler import soup, text
from .factories import (
    SEIT_JEHER,
    AbschnittFactory,
    BueroFactory,
    JahresplanungFactory,
    OrtFactory,
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ThemaFactory,
    UnterlageFactory,
    ZustaendigkeitFactory,
    upload,
)
from .verwaltung import adresse, angekuendigte_warnungen, oeffnen, sichern

pytestmark = pytest.mark.django_db

JETZT = dt.datetime(2027, 1, 4, 12, tzinfo=ZoneInfo("Europe/Berlin"))
MONTAG = dt.date(2027, 1, 11)
TAG = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_is_missing():
    """What every site owes is there, so that each test misses its own thing alone."""
    BueroFactory(telefon="0341 123", oeffnungszeiten="Montag", weg="Zwei Stufen.")
    with time_machine.travel(JETZT, tick=False):
        for slug in ["impressum", "datenschutz", "barrierefreiheit"]:
            SeiteFactory(slug=slug)


def anstehendes(konto, jetzt=JETZT):
    request = RequestFactory().get("/admin/")
    request.user = konto
    return {
        gruppe.titel: [(aufgabe.satz, aufgabe.adresse) for aufgabe in gruppe.aufgaben]
        for gruppe in was_steht_an(request, jetzt)
    }


def vollstaendig(**felder):
    sitzung = SitzungFactory(
        **{"datum": MONTAG, "beginn": dt.time(17), "ort": OrtFactory()} | felder
    )
    TagesordnungspunktFactory(sitzung=sitzung)
    return sitzung


def test_nothing_is_to_do_where_nothing_is_missing(admin_user):
    vollstaendig()

    assert anstehendes(admin_user) == {}


def test_without_a_coming_sitzung_the_next_is_to_be_put_up(admin_user):
    vollstaendig(status="abgesagt", grund="Krank")

    satz = "Es ist keine Sitzung geplant. Neue Sitzung anlegen"
    assert anstehendes(admin_user) == {"Nächste Sitzung": [(satz, "/admin/termine/sitzung/add/")]}


@pytest.mark.parametrize(
    ("felder", "satz", "feld"),
    [
        ({"beginn": None}, "Die Uhrzeit fehlt.", "id_beginn"),
        ({"ort": None}, "Der Ort fehlt.", "id_ort"),
    ],
)
def test_next_sitzung_lacks_time_or_place(admin_user, felder, satz, feld):
    sitzung = vollstaendig(**felder)
    vollstaendig(datum=MONTAG + 28 * TAG, **felder)

    assert anstehendes(admin_user) == {
        "Nächste Sitzung": [
            (f"Montag, 11. Januar 2027: {satz}", f"{adresse(sitzung, 'change')}#{feld}")
        ]
    }


@pytest.mark.parametrize(("tage", "fehlt"), [(0, 1), (7, 1), (8, 0)])
def test_agenda_is_due_seven_days_before(admin_user, tage, fehlt):
    SitzungFactory(
        datum=JETZT.date() + tage * TAG, beginn=dt.time(17), ort=OrtFactory(name="Stadtteilladen")
    )

    saetze = [satz for satz, _ in anstehendes(admin_user).get("Nächste Sitzung", [])]

    assert [satz.endswith("Die Tagesordnung fehlt.") for satz in saetze] == [True] * fehlt


@pytest.mark.parametrize(("tage", "fehlt"), [(41, False), (42, True)])
def test_protokoll_is_due_six_weeks_after(admin_user, tage, fehlt):
    vollstaendig()
    vollstaendig(datum=JETZT.date() - tage * TAG, titel="Quartiersrat")

    assert ("Protokoll fehlt" in anstehendes(admin_user)) == fehlt


@pytest.mark.parametrize(
    ("anzahl", "rest"), [(10, []), (11, ["und 1 weitere"]), (40, ["und 30 weitere"])]
)
def test_of_many_without_a_protokoll_the_last_ten_are_named(admin_client, anzahl, rest):
    for tage in range(anzahl):
        SitzungFactory(datum=dt.date(2026, 6, 1) - tage * TAG, titel="Quartiersrat")

    seite = soup(admin_client.get("/admin/"))

    ueberschrift = seite.find("h2", string=f"Protokoll fehlt ({anzahl})")
    zeilen = [zeile.get_text() for zeile in ueberschrift.find_next("ul").select("li")]
    assert zeilen[0] == "Quartiersrat am 1. Juni 2026"
    assert zeilen[9] == "Quartiersrat am 23. Mai 2026"
    assert zeilen[10:] == rest


@pytest.mark.parametrize(
    ("strasse", "faellig"), [("Allee 19", False), ("Am Alten Weg 3", True), ("", False)]
)
def test_anlaufstelle_is_asked_for_once_the_office_has_moved(admin_user, strasse, faellig):
    vollstaendig()
    Buero.objects.update(strasse="Allee 19")
    ort = OrtFactory(name="Laden", strasse=strasse, ist_anlaufstelle=True)

    satz = f"{ort} ist nicht die Anschrift des Büros. Ist dort noch die Anlaufstelle?"
    eintrag = (satz, f"{adresse(ort, 'change')}#id_ist_anlaufstelle")
    assert anstehendes(admin_user) == ({"Orte": [eintrag]} if faellig else {})


def test_protokoll_is_not_missing_where_it_is_or_where_nothing_took_place(admin_user):
    frueher = dt.date(2026, 6, 1)
    vollstaendig()
    vollstaendig(datum=frueher, status="abgesagt", grund="Hochwasser")
    UnterlageFactory(sitzung=vollstaendig(datum=frueher))
    punkt = TagesordnungspunktFactory(sitzung=vollstaendig(datum=frueher))
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt)
    UnterlageFactory(sitzung=vollstaendig(datum=frueher, titel="Juni"), art="anlage")

    ((satz, _),) = anstehendes(admin_user)["Protokoll fehlt"]

    assert satz == "Juni am 1. Juni 2026"


def test_people_lack_email_and_consent(admin_user):
    vollstaendig()
    ohne = PersonFactory(vorname="Anna", nachname="Ohne")
    foto = PersonFactory(vorname="Berta", nachname="Foto", email="b@example.org", foto=upload())
    PersonFactory(im_team_bis=dt.date(2020, 1, 1))

    assert anstehendes(admin_user) == {
        "Team": [
            ("Anna Ohne: Die E-Mail-Adresse fehlt.", f"{adresse(ohne, 'change')}#id_email"),
            (
                "Berta Foto: Die Einwilligung zum Foto fehlt.",
                f"{adresse(foto, 'change')}#id_foto_einwilligung_am",
            ),
        ]
    }


def test_drafts_wait_to_be_published(admin_user):
    vollstaendig()
    planung = JahresplanungFactory(jahr=2028, oeffentlich_ab=None)
    JahresplanungFactory(jahr=2029, oeffentlich_ab=JETZT + TAG)

    anstehend = anstehendes(admin_user)

    ((satz, url),) = anstehend["Entwürfe"]
    ((geplant, _),) = anstehend["Wird veröffentlicht"]
    assert geplant == "Ab 5. Januar 2027, 12:00 Uhr: Jahresplanung 2029"

    assert satz == "Jahresplanung: Jahresplanung 2028"
    assert url == f"{adresse(planung, 'change')}#id_oeffentlich_ab_0"


def test_missing_facts_lead_to_their_field(admin_user):
    vollstaendig()
    abschnitt = AbschnittFactory(seite__titel="Über uns", ueberschrift="Satzung", text="")

    ((satz, url),) = anstehendes(admin_user)["Angaben, die auf der Website fehlen"]

    assert (satz, url) == ("Über uns: Satzung", f"{adresse(abschnitt, 'change')}#id_text")


@pytest.mark.parametrize(
    ("ziel", "satz"),
    [
        ("/weg/", "„Chronik“ führt zu /weg/"),
        ("/impressum/", "Alle Links innerhalb der Website führen zu einer Seite."),
    ],
)
def test_links_in_texts_are_followed_on_a_page_of_their_own(admin_client, ziel, satz):
    SeiteFactory(titel="Über uns", einleitung=f'<p><a href="{ziel}">Chronik</a></p>')

    seite = text(admin_client.get("/admin/verweise/"))

    assert satz in seite


@pytest.mark.parametrize(("tage", "alt"), [(365, False), (366, True)])
def test_erklaerung_is_checked_every_year(admin_user, tage, alt):
    vollstaendig(datum=dt.date(2028, 12, 4))

    assert ("Barrierefreiheit" in anstehendes(admin_user, JETZT + tage * TAG)) == alt


def test_everybody_sees_only_what_is_theirs(django_user_model):
    konto = django_user_model.objects.create_user("anna", is_staff=True)
    konto.groups.add(Group.objects.get(name="Redaktion"))
    SitzungFactory(datum=MONTAG, oeffentlich_ab=SEIT_JEHER)
    PersonFactory()
    AbschnittFactory(seite=Seite.objects.get(slug="impressum"), text="")

    assert anstehendes(konto).keys() == {"Nächste Sitzung"}


@pytest.mark.parametrize("anzahl", [1, 3, 30])
def test_start_page_needs_25_queries(admin_client, django_assert_num_queries, anzahl):
    for factory in [SitzungFactory, PersonFactory, SeiteFactory]:
        factory.create_batch(anzahl, oeffentlich_ab=None)
    SitzungFactory.create_batch(anzahl, datum=dt.date(2020, 6, 1))
    AbschnittFactory.create_batch(anzahl, text="")
    admin_client.get("/admin/")  # fills what Django remembers of the models

    with django_assert_num_queries(25):
        response = admin_client.get("/admin/")

    assert len(soup(response).select(".anstehendes li")) > 3 * min(anzahl, 10)


def test_start_page_begins_with_the_next_sitzung_and_all_areas(admin_client):
    vollstaendig(datum=dt.date(2099, 1, 5), ort=OrtFactory(name="Komm-Haus"))

    seite = soup(admin_client.get("/admin/"))

    assert seite.select_one(".naechste").get_text(" ", strip=True) == (
        "Nächste Sitzung: Montag, 5. Januar 2099, 17:00 Uhr, Komm-Haus"
    )
    bereiche = [link.get_text() for link in seite.select(".bereiche a")]
    assert {"Sitzungen", "Personen", "Seiten", "Umleitungen"} <= set(bereiche)


def test_next_sitzung_that_nobody_sees_is_called_a_draft(admin_client):
    vollstaendig(datum=dt.date(2099, 1, 5), oeffentlich_ab=None)

    seite = soup(admin_client.get("/admin/"))

    assert "(Entwurf, noch nirgends zu sehen)" in seite.select_one(".naechste").get_text()


def test_thema_is_named_once_nobody_is_responsible_for_it(admin_user):
    vollstaendig()
    ThemaFactory(name="Garten")
    ZustaendigkeitFactory(thema__name="Fonds", person__email="a@example.org")

    gruppe = anstehendes(admin_user)["Themen, für die niemand zuständig ist"]

    assert [satz for satz, _ in gruppe] == ["Garten"]


@pytest.mark.parametrize(("tage", "ab"), [(0, "5. Januar 2027"), (55, "1. März 2027")])
def test_thema_is_named_before_the_last_day_of_who_is_responsible(admin_user, tage, ab):
    vollstaendig()
    letzter_tag = JETZT.date() + tage * TAG
    ZustaendigkeitFactory(
        thema__name="Fonds", person__email="a@example.org", person__im_team_bis=letzter_tag
    )

    gruppe = anstehendes(admin_user)["Themen, für die niemand zuständig ist"]

    assert [satz for satz, _ in gruppe] == [f"Fonds, ab {ab}"]


def test_thema_that_somebody_else_takes_over_is_not_named(admin_user):
    vollstaendig()
    thema = ThemaFactory(name="Fonds")
    for bis in [JETZT.date(), None]:
        ZustaendigkeitFactory(thema=thema, person__email="a@example.org", person__im_team_bis=bis)

    assert anstehendes(admin_user) == {}


def test_saving_who_leaves_says_which_themen_nobody_takes_over(admin_client):
    zustaendigkeit = ZustaendigkeitFactory(thema__name="Fonds")
    felder = oeffnen(admin_client, zustaendigkeit.person)

    response = sichern(admin_client, zustaendigkeit.person, felder | {"im_team_bis": "01.02.2021"})

    assert "Für diese Themen ist niemand zuständig: Fonds." in angekuendigte_warnungen(response)


def test_start_page_says_when_nothing_is_to_do(admin_client):
    vollstaendig(datum=dt.date(2099, 1, 5))
    Seite.objects.update(geaendert_am=dt.datetime(2090, 1, 1, tzinfo=dt.UTC))

    response = admin_client.get("/admin/")

    assert soup(response).select_one(".anstehendes").get_text(strip=True) == (
        "Zurzeit steht nichts an."
    )
