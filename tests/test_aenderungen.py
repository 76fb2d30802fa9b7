import datetime as dt
import io
from itertools import pairwise
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from reversion.models import Version

from termine import aenderungen
from termine.models import Abbild, Sitzung, aenderungen_festhalten

from .crawler import soup, text
from .factories import (
    OrtFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    pdf,
)
from .verwaltung import adresse, formular

pytestmark = pytest.mark.django_db

# Noon in Leipzig.
JETZT = dt.datetime(2026, 1, 5, 11, tzinfo=dt.UTC)
TAG = dt.timedelta(days=1)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def bekannte(**felder):
    """Return a Sitzung that visitors have seen with two Punkte."""
    sitzung = SitzungFactory(datum=dt.date(2026, 2, 2), **felder)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Nahverkehr", reihenfolge=10)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Wohnen", reihenfolge=20)
    aenderungen_festhalten(sitzung, JETZT - 30 * TAG)
    return sitzung


def saetze(sitzung, jetzt=JETZT):
    """Return what the page tells of changes, one list for each day."""
    sitzung.refresh_from_db()
    punkte = list(sitzung.tagesordnungspunkte.all())
    je_tag = sitzung.vermerkte_aenderungen.oeffentlich(jetzt).ohne_ankuendigung()
    return [satz for _, satz in aenderungen.verlauf(je_tag, punkte)]


# What is told


@pytest.mark.parametrize(
    ("felder", "satz"),
    [
        ({"datum": dt.date(2026, 2, 9)}, "neues Datum (vorher Montag, 2. Februar 2026)"),
        ({"beginn": dt.time(18)}, "neue Uhrzeit (vorher 17:00 bis 19:00 Uhr)"),
        ({"ende": dt.time(20)}, "neue Uhrzeit (vorher 17:00 bis 19:00 Uhr)"),
        ({"beginn": None, "ende": None}, "Uhrzeit offen (vorher 17:00 bis 19:00 Uhr)"),
        ({"ort": OrtFactory}, "neuer Ort"),
        ({"ort": None}, "Ort offen"),
        ({"teilnahme": "geschlossen"}, "Teilnahme: nicht öffentlich"),
        ({"status": "bestaetigt"}, "bestätigt"),
        ({"status": "abgesagt", "grund": "Hochwasser"}, "abgesagt"),
        ({"status": "verlegt", "grund": "Hochwasser"}, "verlegt"),
    ],
)
def test_changes_of_date_time_place_and_state_are_told(felder, satz):
    sitzung = bekannte(beginn=dt.time(17), ende=dt.time(19), ort=OrtFactory(name="Stadtteilladen"))
    for name, wert in felder.items():
        setattr(sitzung, name, wert() if wert is OrtFactory else wert)
    sitzung.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [[satz]]


def test_what_was_open_and_is_known_now_is_told_as_new():
    sitzung = bekannte()
    sitzung.beginn, sitzung.ort = dt.time(17), OrtFactory(name="Stadtteilladen")
    sitzung.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [["Uhrzeit neu", "Ort neu"]]


@pytest.mark.parametrize(
    ("status", "satz"),
    [("abgesagt", "findet doch statt"), ("bestaetigt", "noch nicht bestätigt")],
)
def test_state_that_is_taken_back_is_told(status, satz):
    sitzung = bekannte(status=status, grund="Hochwasser")
    sitzung.status = "geplant"
    sitzung.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [[satz]]


def test_changes_of_punkte_are_told_with_their_numbers():
    sitzung = bekannte()
    erster, zweiter = sitzung.tagesordnungspunkte.all()
    TagesordnungspunktFactory(
        sitzung=sitzung, titel="Haltestellen", reihenfolge=15, unterpunkt=True
    )
    erster.delete()
    TagesordnungspunktFactory(sitzung=sitzung, titel="Begrüßung", reihenfolge=5)
    zweiter.vortragende = "Frau Muster"
    zweiter.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [
        [
            "TOP 1 neu: Begrüßung",
            "TOP 1.1 neu: Haltestellen",
            "TOP 2 geändert: Wohnen",
            "TOP 1 entfällt",
        ]
    ]


def test_another_order_is_told_once():
    sitzung = bekannte()
    sitzung.tagesordnungspunkte.filter(titel="Nahverkehr").update(reihenfolge=30)

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [["neue Reihenfolge"]]


def test_order_within_what_is_hidden_is_not_told():
    sitzung = bekannte()
    eines, anderes = TagesordnungspunktFactory.create_batch(2, sitzung=sitzung, oeffentlich=False)
    aenderungen_festhalten(sitzung, JETZT - TAG)
    sitzung.tagesordnungspunkte.filter(pk=eines.pk).update(reihenfolge=anderes.reihenfolge + 1)

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == []


def test_first_tagesordnung_is_told_as_a_whole():
    sitzung = SitzungFactory()
    aenderungen_festhalten(sitzung, JETZT - TAG)
    TagesordnungspunktFactory.create_batch(3, sitzung=sitzung)

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [["Tagesordnung neu"]]


def test_results_and_papers_are_told():
    sitzung = bekannte()
    punkt = sitzung.tagesordnungspunkte.first()
    punkt.ergebnis = "<p>Zugestimmt.</p>"
    punkt.save()
    UnterlageFactory(sitzung=sitzung, art="protokoll")
    UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt, art="praesentation")

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [
        ["TOP 1 mit Ergebnis: Nahverkehr", "Protokoll neu", "Präsentation zu TOP 1 neu"]
    ]


def test_paper_that_is_replaced_is_told():
    sitzung = bekannte()
    unterlage = UnterlageFactory(sitzung=sitzung)
    aenderungen_festhalten(sitzung, JETZT - TAG)
    unterlage.datei = ContentFile(pdf(seiten=2), name="neu.pdf")
    unterlage.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [["Protokoll geändert"], ["Protokoll neu"]]


@pytest.mark.parametrize("alle", [False, True])
def test_paper_that_is_deleted_is_not_told_any_more(admin_client, client, alle):
    sitzung = bekannte()
    unterlage = UnterlageFactory(sitzung=sitzung)
    aenderungen_festhalten(sitzung, JETZT)
    vorher = saetze(sitzung)

    if alle:
        liste = {"action": "delete_selected", "_selected_action": [unterlage.pk], "post": "yes"}
        admin_client.post(adresse(unterlage, "changelist"), liste)
    else:
        admin_client.post(adresse(unterlage, "delete"), {"post": "yes"})

    assert (vorher, saetze(sitzung)) == ([["Protokoll neu"]], [])
    assert not any("Protokoll" in titel for titel, *_ in eintraege(client, timezone.now()))


def test_what_people_have_to_know_comes_first():
    sitzung = bekannte()
    TagesordnungspunktFactory(sitzung=sitzung, titel="Neues")
    aenderungen_festhalten(sitzung, JETZT)
    sitzung.status, sitzung.grund, sitzung.ort = "abgesagt", "Hochwasser", OrtFactory(name="Saal")
    sitzung.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [["abgesagt", "Ort neu", "TOP 3 neu: Neues"]]


def test_nothing_is_told_of_what_is_not_public():
    sitzung = bekannte()
    verborgen = TagesordnungspunktFactory(sitzung=sitzung, oeffentlich=False, titel="Personal")
    UnterlageFactory(sitzung=None, tagesordnungspunkt=verborgen)
    sitzung.interne_notiz = "Raum fehlt"
    sitzung.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == []


def test_punkt_that_is_hidden_is_not_named_any_more():
    sitzung = bekannte()
    punkt = sitzung.tagesordnungspunkte.get(titel="Wohnen")
    punkt.titel = "Fall Meier"
    punkt.save()
    aenderungen_festhalten(sitzung, JETZT - TAG)
    punkt.oeffentlich = False
    punkt.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [["TOP 2 nicht öffentlich"], ["TOP 2 geändert"]]
    gemerktes = [Abbild.objects.get(sitzung=sitzung).inhalt]
    gemerktes += sitzung.vermerkte_aenderungen.values_list("was", flat=True)
    assert "Meier" not in str(gemerktes)


# From when on, and how it is put together


@pytest.mark.parametrize(
    ("minuten", "felder", "erwartet"),
    [
        (59, {}, []),
        (60, {}, [["TOP 3 neu: Nachtrag"]]),
        (59, {"status": "abgesagt", "grund": "Hochwasser"}, [["abgesagt"]]),
    ],
)
def test_in_the_first_hour_only_what_concerns_everybody_is_told(minuten, felder, erwartet):
    sitzung = bekannte(oeffentlich_ab=JETZT - 30 * TAG)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Nachtrag", reihenfolge=30)
    for name, wert in felder.items():
        setattr(sitzung, name, wert)
    sitzung.save()

    spaeter = JETZT - 30 * TAG + dt.timedelta(minutes=minuten)
    aenderungen_festhalten(sitzung, spaeter)

    assert saetze(sitzung, spaeter) == erwartet


def test_draft_changes_without_a_word():
    sitzung = SitzungFactory(oeffentlich_ab=None)
    aenderungen_festhalten(sitzung, JETZT - TAG)
    TagesordnungspunktFactory(sitzung=sitzung)
    sitzung.oeffentlich_ab = JETZT
    sitzung.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == []


@pytest.mark.parametrize(
    ("nach", "erwartet"), [(-TAG, []), (TAG, [["TOP 1 neu: Nahverkehr"]])], ids=["vor", "nach"]
)
def test_what_is_planned_to_be_public_changes_without_a_word_until_then(nach, erwartet):
    sitzung = SitzungFactory(oeffentlich_ab=JETZT)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Wohnen")
    aenderungen_festhalten(sitzung, JETZT - 2 * TAG)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Nahverkehr", reihenfolge=5)

    aenderungen_festhalten(sitzung, JETZT + nach)

    assert saetze(sitzung, JETZT + 2 * TAG) == erwartet


def test_planned_one_that_was_withdrawn_before_was_never_seen():
    sitzung = SitzungFactory(oeffentlich_ab=JETZT)
    aenderungen_festhalten(sitzung, JETZT - 2 * TAG)
    sitzung.oeffentlich_ab = None
    sitzung.save()
    aenderungen_festhalten(sitzung, JETZT - TAG)
    sitzung.oeffentlich_ab, sitzung.ort = JETZT + TAG, OrtFactory(name="Stadtteilladen")
    sitzung.save()

    aenderungen_festhalten(sitzung, JETZT + TAG)

    assert saetze(sitzung, JETZT + 2 * TAG) == []


def test_what_changed_while_it_was_withdrawn_is_told_when_it_is_public_again():
    sitzung = bekannte()
    sitzung.oeffentlich_ab = None
    sitzung.save()
    aenderungen_festhalten(sitzung, JETZT - TAG)
    sitzung.oeffentlich_ab, sitzung.ort = JETZT, OrtFactory(name="Völkerfreundschaft")
    sitzung.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [["Ort neu"]]


def test_what_was_planned_and_came_earlier_is_told_when_it_came():
    sitzung = bekannte()
    for tag, felder in [
        (-4, {"oeffentlich_ab": None}),
        (-3, {"oeffentlich_ab": JETZT + 5 * TAG, "datum": dt.date(2026, 2, 9)}),
        (-2, {"oeffentlich_ab": JETZT - 2 * TAG, "ort": OrtFactory(name="Saal")}),
        (0, {"beginn": dt.time(18)}),
    ]:
        for name, wert in felder.items():
            setattr(sitzung, name, wert)
        sitzung.save()
        aenderungen_festhalten(sitzung, JETZT + tag * TAG)

    assert saetze(sitzung, JETZT + 9 * TAG) == [
        ["Uhrzeit neu"],
        ["neues Datum (vorher Montag, 2. Februar 2026)", "Ort neu"],
    ]


def test_what_somebody_else_has_noted_meanwhile_stays():
    sitzung = bekannte()
    vorher_gelesen = Sitzung.objects.get()
    sitzung.ort = OrtFactory(name="Saal")
    sitzung.save()
    aenderungen_festhalten(sitzung, JETZT)

    aenderungen_festhalten(vorher_gelesen, JETZT)

    assert saetze(sitzung) == [["Ort neu"]]


def test_what_is_undone_the_same_day_is_not_told():
    sitzung = bekannte()
    punkt, anderer = sitzung.tagesordnungspunkte.all()
    unterlage = UnterlageFactory(sitzung=sitzung)
    for oeffentlich, titel in [(False, "Anders"), (True, "Wohnen")]:
        punkt.oeffentlich, anderer.titel = oeffentlich, titel
        punkt.save()
        anderer.save()
        aenderungen_festhalten(sitzung, JETZT)
        if oeffentlich is False:
            unterlage.delete()

    assert saetze(sitzung) == []


def test_a_day_is_told_as_what_was_different_in_the_end():
    """In Leipzig: 00:30 there is the day before in UTC."""
    sitzung = bekannte(beginn=dt.time(17))
    frueh = dt.datetime(2026, 1, 4, 23, 30, tzinfo=dt.UTC)
    neu = TagesordnungspunktFactory(sitzung=sitzung, titel="Neu")
    fluechtig = TagesordnungspunktFactory(sitzung=sitzung, titel="Flüchtig")
    sitzung.beginn, sitzung.ort = dt.time(18), OrtFactory(name="Völkerfreundschaft")
    sitzung.save()
    aenderungen_festhalten(sitzung, frueh)
    neu.titel = "Neuer"
    neu.save()
    fluechtig.delete()
    sitzung.beginn, sitzung.ort = dt.time(18, 30), None
    sitzung.save()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [
        ["neue Uhrzeit (vorher 17:00 Uhr)", "Ort wieder wie zuvor", "TOP 3 neu: Neuer"]
    ]


def test_what_people_had_to_know_and_is_undone_the_same_day_is_told():
    sitzung = bekannte(beginn=dt.time(17))
    for beginn in [dt.time(18), dt.time(17)]:
        sitzung.beginn = beginn
        sitzung.save()
        aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == [["Uhrzeit wieder wie zuvor"]]


def test_saving_without_a_change_tells_nothing():
    sitzung = bekannte()

    aenderungen_festhalten(sitzung, JETZT)

    assert saetze(sitzung) == []


@given(
    reihen=st.lists(
        st.permutations(range(5)).flatmap(
            lambda punkte: st.integers(0, 5).map(lambda anzahl: punkte[:anzahl])
        ),
        min_size=2,
        max_size=6,
    )
)
def test_every_day_says_something_if_and_only_if_the_agenda_differs(reihen):
    immer = {"datum": "2026-02-02", "zeit": [None, None], "unterlagen": []}
    immer |= dict.fromkeys(["ort", "status", "teilnahme"], "")
    abbilder = [
        immer | {"punkte": [[pk, f"{stelle + 1}", "x", ""] for stelle, pk in enumerate(reihe)]}
        for reihe in reihen
    ]

    for vorher, nachher in pairwise(abbilder):
        was = aenderungen.unterschiede(vorher, nachher)
        assert bool(was) == (vorher["punkte"] != nachher["punkte"])
        assert all(aenderungen.in_worten(eines, {}) for eines in was)


@pytest.mark.parametrize(
    ("nach", "marke"), [(dt.timedelta(), "neu"), (13 * TAG, "neu"), (14 * TAG, None)]
)
def test_marks_stand_for_two_weeks(client, nach, marke):
    sitzung = bekannte()
    punkt = TagesordnungspunktFactory(sitzung=sitzung, titel="Neues")
    aenderungen_festhalten(sitzung, JETZT)

    with time_machine.travel(JETZT + nach, tick=False):
        seite = soup(client.get(sitzung.get_absolute_url()))

    zeichen = seite.find(id=f"punkt-{punkt.pk}").select_one(".stand")
    assert (zeichen and zeichen.get_text()) == marke
    assert len(seite.select(".tagesordnung .stand")) == bool(marke)


def test_punkt_that_was_new_and_is_changed_stays_new_for_its_two_weeks(client):
    sitzung = bekannte()
    punkt = TagesordnungspunktFactory(sitzung=sitzung)
    aenderungen_festhalten(sitzung, JETZT - TAG)
    punkt.titel = "Anders"
    punkt.save()
    aenderungen_festhalten(sitzung, JETZT)

    marken = aenderungen.marken(sitzung.vermerkte_aenderungen.all(), JETZT)

    assert marken == {punkt.pk: "neu"}


def test_page_lists_the_changes_the_newest_first(client):
    sitzung = bekannte()
    for tag in [2, 1]:
        sitzung.ort = OrtFactory()
        sitzung.save()
        aenderungen_festhalten(sitzung, JETZT - tag * TAG)

    with time_machine.travel(JETZT, tick=False):
        seite = text(client.get(sitzung.get_absolute_url()))

    assert "Geändert am 4. Januar 2026" in seite
    assert "Änderungen 4. Januar 2026 neuer Ort 3. Januar 2026 Ort neu" in seite


def test_page_without_changes_says_nothing_of_them(client):
    sitzung = bekannte()

    seite = text(client.get(sitzung.get_absolute_url()))

    assert "Änderungen" not in seite
    assert "Geändert" not in seite


def test_einrichten_notes_what_has_been_seen_of_an_older_database():
    sitzung = SitzungFactory()
    entwurf = SitzungFactory(oeffentlich_ab=None)

    call_command("einrichten", stdout=io.StringIO())
    sitzung.refresh_from_db()
    sitzung.ort = OrtFactory(name="Saal")
    sitzung.save()
    aenderungen_festhalten(sitzung, timezone.now())

    assert saetze(sitzung, timezone.now()) == [["Ort neu"]]
    assert not Abbild.objects.filter(sitzung=entwurf).exists()


# In the admin


@pytest.mark.parametrize("ohne_hinweis", [False, True])
def test_staff_tell_a_change_or_correct_a_typing_error(admin_client, client, ohne_hinweis):
    sitzung = bekannte()
    punkt = sitzung.tagesordnungspunkte.get(titel="Wohnen")
    felder = {"ohne_hinweis": "on"} if ohne_hinweis else {}

    for objekt, neues in [
        (sitzung, {"ort": OrtFactory(name="Saal").pk}),
        (punkt, {"titel": "Wohnen im Alter"}),
    ]:
        url = adresse(objekt, "change")
        admin_client.post(url, formular(admin_client.get(url)) | neues | felder)

    erwartet = [] if ohne_hinweis else [["Ort neu", "TOP 2 geändert: Wohnen im Alter"]]
    assert saetze(sitzung, timezone.now()) == erwartet
    assert "Wohnen im Alter" in text(client.get(sitzung.get_absolute_url()))


def test_changed_rows_are_told(admin_client):
    sitzung = bekannte()
    url = adresse(sitzung, "change")
    felder = formular(admin_client.get(url))

    felder |= {"tagesordnungspunkte-TOTAL_FORMS": "3", "tagesordnungspunkte-2-titel": "Fonds"}
    felder |= {"tagesordnungspunkte-2-reihenfolge": "30", "tagesordnungspunkte-2-oeffentlich": "on"}
    admin_client.post(url, felder)

    assert saetze(sitzung, timezone.now()) == [["TOP 3 neu: Fonds"]]


def test_absage_is_told(admin_client):
    sitzung = bekannte()

    url = adresse(sitzung, "absagen")
    admin_client.post(url, formular(admin_client.get(url)) | {"grund": "Hochwasser"})

    assert saetze(sitzung, timezone.now()) == [["abgesagt"]]


@pytest.mark.parametrize(("factory", "angebot"), [(bekannte, True), (SitzungFactory, False)])
def test_form_asks_about_a_notice_only_where_somebody_could_have_seen(
    admin_client, factory, angebot
):
    sitzung = factory()

    seite = soup(admin_client.get(adresse(sitzung, "change")))

    assert bool(seite.select("input[name=ohne_hinweis]")) == angebot


def test_preview_tells_nothing_afterwards(admin_client):
    sitzung = bekannte()
    url = adresse(sitzung, "change")

    felder = formular(admin_client.get(url)) | {"ort": OrtFactory(name="Saal").pk, "_vorschau": "1"}
    vorschau = text(admin_client.post(url, felder))

    assert "Ort neu" in vorschau
    assert saetze(sitzung) == []


def test_older_version_is_told_as_a_change_and_what_was_told_stays(admin_client):
    sitzung = bekannte()
    url = adresse(sitzung, "change")
    with time_machine.travel(JETZT - 3 * TAG, tick=False):
        admin_client.post(
            url, formular(admin_client.get(url)) | {"ort": OrtFactory(name="Alter Saal").pk}
        )
    with time_machine.travel(JETZT - 2 * TAG, tick=False):
        admin_client.post(
            url, formular(admin_client.get(url)) | {"ort": OrtFactory(name="Neuer Saal").pk}
        )
    with time_machine.travel(JETZT, tick=False):
        version = Version.objects.get_for_object(sitzung).last()
        fassung = reverse("admin:termine_sitzung_revision", args=[sitzung.pk, version.pk])
        admin_client.post(fassung, formular(admin_client.get(fassung)))

    sitzung.refresh_from_db()
    assert sitzung.ort.name == "Alter Saal"
    assert saetze(sitzung) == [["neuer Ort"], ["neuer Ort"], ["Ort neu"]]


def test_older_version_does_not_bring_an_address_back_that_nobody_has_seen(admin_client):
    sitzung = SitzungFactory(datum=dt.date(2026, 3, 1), oeffentlich_ab=None)
    url = adresse(sitzung, "change")
    admin_client.post(url, formular(admin_client.get(url)) | {"ort": OrtFactory(name="Saal").pk})
    veroeffentlicht = {"datum": "08.03.2026", "_veroeffentlichen": "1"}
    admin_client.post(url, formular(admin_client.get(url)) | veroeffentlicht)
    erste = Version.objects.get_for_object(sitzung).last()
    fassung = reverse("admin:termine_sitzung_revision", args=[sitzung.pk, erste.pk])

    admin_client.post(fassung, formular(admin_client.get(fassung)))

    sitzung.refresh_from_db()
    assert (sitzung.datum, sitzung.slug) == (dt.date(2026, 3, 1), "2026-03-08")


@pytest.mark.parametrize("am_punkt", [False, True])
def test_older_version_does_not_show_what_has_been_hidden_since(admin_client, am_punkt):
    sitzung = bekannte()
    punkt = sitzung.tagesordnungspunkte.first()
    objekt = punkt if am_punkt else sitzung
    url = adresse(objekt, "change")
    admin_client.post(url, formular(admin_client.get(url)) | {"titel": "Anders"})
    punkt.refresh_from_db()
    punkt.oeffentlich = False
    punkt.save()
    erste = Version.objects.get_for_object(objekt).last()
    name = f"admin:{objekt._meta.app_label}_{objekt._meta.model_name}_revision"
    fassung = reverse(name, args=[objekt.pk, erste.pk])

    admin_client.post(fassung, formular(admin_client.get(fassung)))

    punkt.refresh_from_db()
    assert punkt.oeffentlich is False


# Atom


def atom(client, jetzt=JETZT):
    with time_machine.travel(jetzt, tick=False):
        response = client.get("/termine/aenderungen.atom")
    return response, ElementTree.fromstring(response.content)


def eintraege(client, jetzt=JETZT):
    _, feed = atom(client, jetzt)
    return [
        tuple(eintrag.findtext(f"a:{name}", namespaces=ATOM) for name in ["title", "updated", "id"])
        for eintrag in feed.findall("a:entry", ATOM)
    ]


def test_feed_tells_what_was_announced_and_changed_the_newest_first(client):
    sitzung = bekannte(oeffentlich_ab=JETZT - 30 * TAG)
    sitzung.status, sitzung.grund = "abgesagt", "Hochwasser"
    sitzung.save()
    aenderungen_festhalten(sitzung, JETZT)

    assert eintraege(client) == [
        (
            "Sitzung am 2. Februar 2026: abgesagt",
            "2026-01-05T11:00:00+00:00",
            f"tag:qm-gruenau.de,2026:{sitzung.uid}/2026-01-05",
        ),
        (
            "Sitzung am 2. Februar 2026: angekündigt, Tagesordnung neu",
            "2025-12-06T11:00:00+00:00",
            f"tag:qm-gruenau.de,2026:{sitzung.uid}/angekuendigt",
        ),
    ]


def test_what_people_have_to_know_is_a_new_entry_whenever_it_changes(client):
    sitzung = bekannte(oeffentlich_ab=JETZT - 30 * TAG)
    sitzung.ort = OrtFactory(name="Saal")
    sitzung.save()
    TagesordnungspunktFactory(sitzung=sitzung, titel="Wege")
    aenderungen_festhalten(sitzung, JETZT)
    morgens = {eintrag[2] for eintrag in eintraege(client)}
    sitzung.status, sitzung.grund = "abgesagt", "Hochwasser"
    sitzung.save()
    aenderungen_festhalten(sitzung, JETZT + dt.timedelta(hours=8))

    abends = eintraege(client, JETZT + dt.timedelta(hours=8))

    neue = [titel for titel, _, kennung in abends if kennung not in morgens]
    assert neue == ["Sitzung am 2. Februar 2026: abgesagt, Ort neu, TOP 3 neu: Wege"]


def test_readers_learn_that_a_cancellation_was_taken_back_the_same_day(client):
    sitzung = bekannte(oeffentlich_ab=JETZT - 30 * TAG)
    gesehen = {eintrag[2] for eintrag in eintraege(client)}
    for stunden, status, grund in [(0, "abgesagt", "Hochwasser"), (5, "geplant", "")]:
        sitzung.status, sitzung.grund = status, grund
        sitzung.save()
        jetzt = JETZT + dt.timedelta(hours=stunden)
        aenderungen_festhalten(sitzung, jetzt)
        neue = [(titel, kennung) for titel, _, kennung in eintraege(client, jetzt)]
        zuletzt = [titel for titel, kennung in neue if kennung not in gesehen]
        gesehen |= {kennung for _, kennung in neue}

    assert zuletzt == ["Sitzung am 2. Februar 2026: findet doch statt"]


def test_feed_tells_an_agenda_when_it_came(client):
    sitzung = SitzungFactory(datum=dt.date(2026, 2, 2), oeffentlich_ab=JETZT - 9 * TAG)
    aenderungen_festhalten(sitzung, JETZT - 9 * TAG)
    TagesordnungspunktFactory(sitzung=sitzung)
    aenderungen_festhalten(sitzung, JETZT)

    titel = [titel for titel, *_ in eintraege(client)]

    assert titel == [
        "Sitzung am 2. Februar 2026: Tagesordnung neu",
        "Sitzung am 2. Februar 2026: angekündigt",
    ]


def test_feed_is_complete_and_names_itself(client):
    bekannte()

    response, feed = atom(client)

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert feed.findtext("a:id", namespaces=ATOM) == "tag:qm-gruenau.de,2026:aenderungen"
    assert feed.findtext("a:author/a:name", namespaces=ATOM)
    assert {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)} == {
        "alternate": "http://testserver/termine/",
        "self": "http://testserver/termine/aenderungen.atom",
    }
    assert all(
        eintrag.find(f"a:{name}", ATOM) is not None
        for eintrag in feed.findall("a:entry", ATOM)
        for name in ["id", "title", "updated", "link", "summary"]
    )


def test_feed_stays_the_same_until_something_changes(client):
    sitzung = bekannte()

    response, _ = atom(client)
    spaeter, _ = atom(client, JETZT + TAG)
    unveraendert = client.get(
        "/termine/aenderungen.atom", headers={"If-None-Match": response["ETag"]}
    )
    sitzung.ort = OrtFactory(name="Saal")
    sitzung.save()
    aenderungen_festhalten(sitzung, JETZT + 2 * TAG)
    anders, _ = atom(client, JETZT + 2 * TAG)

    assert spaeter.content == response.content
    assert unveraendert.status_code == 304
    assert anders["ETag"] != response["ETag"]
    assert client.head("/termine/aenderungen.atom").status_code == 200


def test_feed_hides_drafts_and_what_comes_later(client):
    SitzungFactory(oeffentlich_ab=None)
    SitzungFactory(oeffentlich_ab=JETZT + TAG)

    assert eintraege(client) == []


@pytest.mark.parametrize("titel", ["A\x0bB\x01", "<script>&amp;", "]]>", "a\r\nb", "😀\ufffe"])
def test_feed_takes_every_title(client, titel):
    sitzung = SitzungFactory(titel=titel, datum=dt.date(2026, 2, 2))
    aenderungen_festhalten(sitzung, JETZT - TAG)
    TagesordnungspunktFactory.create_batch(2, sitzung=sitzung, titel=titel)
    aenderungen_festhalten(sitzung, JETZT - TAG)

    _, feed = atom(client)

    assert len(feed.findall("a:entry", ATOM)) == 2
    assert "<script>" not in feed.findtext("a:entry/a:summary", namespaces=ATOM)


def test_feed_keeps_saying_that_there_was_an_agenda(client):
    sitzung = bekannte(oeffentlich_ab=JETZT - 30 * TAG)
    vorher = eintraege(client)
    for punkt in sitzung.tagesordnungspunkte.all():
        punkt.delete()
    aenderungen_festhalten(sitzung, JETZT)

    assert eintraege(client)[-1:] == vorher


def test_every_page_names_the_feed(client):
    seite = soup(client.get("/team/"))

    link = seite.select_one("link[type='application/atom+xml']")
    assert link["href"] == "/termine/aenderungen.atom"
    assert Sitzung.objects.count() == 0
