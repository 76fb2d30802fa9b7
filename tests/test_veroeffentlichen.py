import datetime as dt

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from seiten.models import PFLICHTSEITEN, Seite
from termine.models import Sitzung

from .crawler import soup, text
from .factories import (
    HandlungsfeldFactory,
    JahresplanungFactory,
    KontoFactory,
    OrtFactory,
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
)
from .verwaltung import adresse, formular, meldungen, warnungen

pytestmark = pytest.mark.django_db

FACTORIES = [JahresplanungFactory, PersonFactory, SeiteFactory, SitzungFactory]

# In the past, so that the session of `admin_client` has not ended by then.
JETZT = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
SEKUNDE = dt.timedelta(seconds=1)


@pytest.mark.parametrize("factory", FACTORIES)
def test_record_is_public_from_its_time_on(factory):
    objekt = factory(oeffentlich_ab=JETZT)
    factory(oeffentlich_ab=None)

    oeffentlich = type(objekt).objects.oeffentlich

    assert list(oeffentlich(JETZT - SEKUNDE)) == []
    assert list(oeffentlich(JETZT)) == [objekt]


@pytest.mark.parametrize("factory", FACTORIES)
def test_record_is_a_draft_first(factory):
    felder = {feld.name: feld for feld in factory._meta.model._meta.fields}

    assert felder["oeffentlich_ab"].get_default() is None


@pytest.mark.parametrize("factory", FACTORIES)
def test_page_appears_at_its_time_without_anybody_doing_anything(client, factory):
    objekt = factory(oeffentlich_ab=JETZT)

    with time_machine.travel(JETZT - SEKUNDE, tick=False):
        vorher = client.get(objekt.get_absolute_url())
    with time_machine.travel(JETZT, tick=False):
        nachher = client.get(objekt.get_absolute_url())

    assert (vorher.status_code, nachher.status_code) == (404, 200)


@pytest.mark.parametrize("factory", FACTORIES)
def test_button_publishes_now_and_withdraws(admin_client, factory):
    objekt = factory(oeffentlich_ab=None)
    url = adresse(objekt, "change")

    with time_machine.travel(JETZT, tick=False):
        admin_client.post(url, formular(admin_client.get(url)) | {"_veroeffentlichen": "1"})
        objekt.refresh_from_db()
        veroeffentlicht = objekt.oeffentlich_ab
        admin_client.post(url, formular(admin_client.get(url)) | {"_zurueckziehen": "1"})
        objekt.refresh_from_db()

    assert (veroeffentlicht, objekt.oeffentlich_ab) == (JETZT, None)


@pytest.mark.parametrize("factory", FACTORIES)
@pytest.mark.parametrize(
    ("oeffentlich_ab", "angebot"),
    [
        (None, {"_veroeffentlichen"}),
        (JETZT, {"_zurueckziehen"}),
        (dt.datetime(2099, 1, 1, tzinfo=dt.UTC), {"_veroeffentlichen", "_zurueckziehen"}),
    ],
)
def test_form_offers_what_can_be_done(admin_client, factory, oeffentlich_ab, angebot):
    objekt = factory(oeffentlich_ab=oeffentlich_ab)

    seite = soup(admin_client.get(adresse(objekt, "change")))

    knoepfe = {feld["name"] for feld in seite.select(".submit-row input[name]")}
    assert knoepfe & {"_veroeffentlichen", "_zurueckziehen"} == angebot


def test_button_keeps_a_time_that_was_typed_for_a_draft(admin_client):
    sitzung = SitzungFactory(oeffentlich_ab=None)
    url = adresse(sitzung, "change")
    zeit = {"oeffentlich_ab_0": "04.01.2099", "oeffentlich_ab_1": "08:00"}

    response = admin_client.post(
        url, formular(admin_client.get(url)) | zeit | {"_veroeffentlichen": "1"}, follow=True
    )

    sitzung.refresh_from_db()
    assert sitzung.oeffentlich_ab == dt.datetime(2099, 1, 4, 7, tzinfo=dt.UTC)
    assert "Das sehen Besucher: ab 4. Januar 2099, 08:00 Uhr (Leipzig) zu sehen." in text(response)


def test_button_publishes_now_what_was_planned(admin_client):
    sitzung = SitzungFactory(oeffentlich_ab=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
    url = adresse(sitzung, "change")

    with time_machine.travel(JETZT, tick=False):
        admin_client.post(url, formular(admin_client.get(url)) | {"_veroeffentlichen": "1"})

    sitzung.refresh_from_db()
    assert sitzung.oeffentlich_ab == JETZT


def test_older_version_comes_back_without_changing_who_sees_it(admin_client):
    sitzung = SitzungFactory(ort=OrtFactory(name="Alt"), oeffentlich_ab=None)
    url = adresse(sitzung, "change")
    admin_client.post(url, formular(admin_client.get(url)) | {"nummer": "5"})
    admin_client.post(
        url,
        formular(admin_client.get(url))
        | {"ort": OrtFactory(name="Neu").pk, "_veroeffentlichen": "1"},
    )
    erste = Version.objects.get_for_object(sitzung).order_by("pk")[0]
    damals = reverse("admin:termine_sitzung_revision", args=[sitzung.pk, erste.pk])

    admin_client.post(damals, formular(admin_client.get(damals)))

    sitzung.refresh_from_db()
    assert sitzung.ort.name == "Alt"
    assert list(Sitzung.objects.oeffentlich()) == [sitzung]


@pytest.mark.parametrize("factory", [PersonFactory, SitzungFactory])
def test_time_is_taken_as_people_write_it(admin_client, factory):
    objekt = factory(oeffentlich_ab=None)
    url = adresse(objekt, "change")
    zeit = {"oeffentlich_ab_0": "04.01.2027", "oeffentlich_ab_1": "8 Uhr"}

    admin_client.post(url, formular(admin_client.get(url)) | zeit)

    objekt.refresh_from_db()
    assert objekt.oeffentlich_ab == dt.datetime(2027, 1, 4, 7, tzinfo=dt.UTC)


def test_time_that_is_not_clear_is_refused_with_a_sentence(admin_client):
    sitzung = SitzungFactory(oeffentlich_ab=None)
    url = adresse(sitzung, "change")
    zeit = {"oeffentlich_ab_0": "28.03.2027", "oeffentlich_ab_1": "02:30"}

    response = admin_client.post(url, formular(admin_client.get(url)) | zeit)

    sitzung.refresh_from_db()
    assert "In dieser Nacht werden die Uhren umgestellt" in text(response)
    assert sitzung.oeffentlich_ab is None


def test_sitzung_is_published_at_a_time_in_leipzig(admin_client):
    leer = formular(admin_client.get(reverse("admin:termine_sitzung_add")))

    admin_client.post(
        reverse("admin:termine_sitzung_add"),
        leer
        | {
            "titel": "Januar",
            "datum": "11.01.2027",
            "oeffentlich_ab_0": "04.01.2027",
            "oeffentlich_ab_1": "08:00",
        },
    )

    assert Sitzung.objects.get().oeffentlich_ab == dt.datetime(2027, 1, 4, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize("slug", PFLICHTSEITEN)
def test_seite_that_the_law_wants_is_not_withdrawn(admin_client, slug):
    seite = SeiteFactory(slug=slug)
    url = adresse(seite, "change")
    felder = formular(admin_client.get(url))

    admin_client.post(url, felder | {"_zurueckziehen": "1"})

    assert list(Seite.objects.oeffentlich()) == [seite]


@time_machine.travel(JETZT, tick=False)
@pytest.mark.parametrize(
    ("oeffentlich_ab", "worte"),
    [
        (None, "Entwurf: nirgends zu sehen"),
        (JETZT - dt.timedelta(days=1), "seit 4. Januar 2026 zu sehen"),
        (JETZT + dt.timedelta(days=1), "ab 6. Januar 2026, 13:00 Uhr (Leipzig) zu sehen"),
    ],
)
@pytest.mark.parametrize("factory", FACTORIES)
def test_list_says_in_words_what_visitors_see(admin_client, factory, oeffentlich_ab, worte):
    objekt = factory(oeffentlich_ab=oeffentlich_ab)

    seite = soup(admin_client.get(adresse(objekt, "changelist")))

    assert seite.select_one(".field-sichtbarkeit").get_text() == worte


def test_list_says_that_who_left_the_team_is_not_seen(admin_client):
    person = PersonFactory(im_team_bis=timezone.localdate() - dt.timedelta(days=1))

    seite = soup(admin_client.get(adresse(person, "changelist")))

    assert seite.select_one(".field-sichtbarkeit").get_text() == "zurzeit nicht zu sehen"


@pytest.mark.parametrize(("wahl", "titel"), [("ja", ["Öffentlich"]), ("nein", ["Entwurf"])])
def test_list_is_filtered_by_what_visitors_see(admin_client, wahl, titel):
    SitzungFactory(titel="Öffentlich")
    entwurf = SitzungFactory(titel="Entwurf", oeffentlich_ab=None)

    seite = soup(admin_client.get(adresse(entwurf, "changelist"), {"oeffentlich": wahl}))

    assert [zelle.get_text() for zelle in seite.select(".field-titel")] == titel


def test_address_stays_from_the_time_on_which_makes_it_public():
    with time_machine.travel(JETZT, tick=False):
        sitzung = SitzungFactory(datum=dt.date(2027, 1, 11), oeffentlich_ab=JETZT + SEKUNDE)
        sitzung.datum = dt.date(2027, 1, 18)
        sitzung.save()
    with time_machine.travel(JETZT + SEKUNDE, tick=False):
        sitzung.datum = dt.date(2027, 1, 25)
        sitzung.save()

    assert sitzung.slug == "2027-01-18"


def test_address_of_what_was_never_public_stays_open():
    with time_machine.travel(JETZT, tick=False):
        sitzung = SitzungFactory(datum=dt.date(2027, 1, 11), oeffentlich_ab=JETZT + SEKUNDE)
        sitzung.oeffentlich_ab = None
        sitzung.save()
    with time_machine.travel(JETZT + SEKUNDE, tick=False):
        sitzung.datum = dt.date(2027, 1, 25)
        sitzung.save()

    assert sitzung.slug == "2027-01-25"


# Mehrere auf einmal


def waehlen(client, aktion, *objekte, liste=""):
    """Choose an action of the list for ticked records; return the answer."""
    felder = {"action": aktion, "_selected_action": [objekt.pk for objekt in objekte]}
    return client.post(adresse(objekte[0], "changelist") + liste, felder, follow=True)


@pytest.mark.parametrize("factory", FACTORIES)
def test_list_publishes_and_withdraws_what_is_ticked(admin_client, factory):
    entwuerfe = [factory(oeffentlich_ab=None), factory(oeffentlich_ab=JETZT + SEKUNDE)]
    alt = factory(oeffentlich_ab=JETZT - SEKUNDE)
    anderer = factory(oeffentlich_ab=None)
    objekte = type(alt).objects.order_by("pk")

    with time_machine.travel(JETZT, tick=False):
        gesagt = meldungen(waehlen(admin_client, "jetzt_veroeffentlichen", *entwuerfe, alt))
        veroeffentlicht = list(objekte.values_list("oeffentlich_ab", flat=True))
        auch_gesagt = meldungen(waehlen(admin_client, "zurueckziehen", *entwuerfe, alt, anderer))

    assert veroeffentlicht == [JETZT, JETZT, JETZT - SEKUNDE, None]
    assert gesagt[0] == "Veröffentlicht: 2 von 3."
    assert set(objekte.values_list("oeffentlich_ab", flat=True)) == {None}
    assert auch_gesagt[0] == "Zurückgezogen: 3 von 4."
    for objekt in [*entwuerfe, alt]:
        assert str(objekt) in gesagt[1]
        assert "seit 5. Januar 2026 zu sehen" in gesagt[1]
        assert str(objekt) in auch_gesagt[1]
        assert "Entwurf: nirgends zu sehen" in auch_gesagt[1]
    protokoll = LogEntry.objects.filter(object_id=entwuerfe[0].pk).order_by("pk")
    assert [eintrag.change_message for eintrag in protokoll] == [
        "Veröffentlicht.",
        "Zurückgezogen.",
    ]
    assert Version.objects.get_for_object(entwuerfe[0]).count() == 2


def test_publishing_from_a_filtered_list_says_what_left_it(admin_client):
    sitzung = SitzungFactory(oeffentlich_ab=None)

    response = waehlen(admin_client, "jetzt_veroeffentlichen", sitzung, liste="?oeffentlich=nein")

    assert meldungen(response)[0] == "Veröffentlicht: 1 von 1."
    assert str(sitzung) in meldungen(response)[1]


def test_publishing_from_the_list_is_announced_and_changes_are_noted(admin_client):
    sitzung = SitzungFactory(oeffentlich_ab=None)

    waehlen(admin_client, "jetzt_veroeffentlichen", sitzung)

    assert sitzung.vermerkte_aenderungen.get().ist_ankuendigung


def test_withdrawing_from_the_list_says_that_visitors_were_led_there(admin_client):
    neue = SitzungFactory()
    SitzungFactory(status="verlegt", grund="Saal", nachfolger=neue)

    response = waehlen(admin_client, "zurueckziehen", neue)

    (warnung,) = warnungen(response)
    assert "lesen Besucher „verlegt“, aber keinen neuen Termin" in warnung


def test_list_withdraws_no_page_that_the_law_requires(admin_client):
    seite = SeiteFactory(slug=PFLICHTSEITEN[0])

    response = waehlen(admin_client, "zurueckziehen", seite)

    seite.refresh_from_db()
    assert seite.oeffentlich_ab is not None
    assert meldungen(response)[0] == "Zurückgezogen: 0 von 1."


def test_who_may_only_look_is_offered_no_action(client):
    konto = KontoFactory()
    konto.user_permissions.set(Permission.objects.filter(codename="view_sitzung"))
    client.force_login(konto)
    sitzung = SitzungFactory(oeffentlich_ab=None)

    waehlen(client, "jetzt_veroeffentlichen", sitzung)

    sitzung.refresh_from_db()
    assert sitzung.oeffentlich_ab is None


# Löschen, was Besucher sehen

OEFFENTLICHE = [*FACTORIES, HandlungsfeldFactory]


@pytest.mark.parametrize("factory", OEFFENTLICHE)
def test_deleting_what_visitors_see_says_so_first(admin_client, factory):
    objekt = factory()

    seite = soup(admin_client.get(adresse(objekt, "delete")))
    von_der_liste = soup(waehlen(admin_client, "delete_selected", objekt))

    assert "Nach dem Löschen finden sie" in seite.select_one(".errornote").get_text()
    assert seite.select(f'.errornote a[href="{objekt.get_absolute_url()}"]') != []
    assert "Nach dem Löschen finden sie" in von_der_liste.select_one(".errornote").get_text()
    assert von_der_liste.select(f'.errornote a[href="{adresse(objekt, "change")}"]') != []


@pytest.mark.parametrize("factory", FACTORIES)
def test_deleting_a_draft_needs_no_warning(admin_client, factory):
    objekt = factory(oeffentlich_ab=None)

    einzeln = soup(admin_client.get(adresse(objekt, "delete")))
    von_der_liste = soup(waehlen(admin_client, "delete_selected", objekt))

    assert einzeln.select(".errornote") == von_der_liste.select(".errornote") == []


@pytest.mark.parametrize(
    ("factory", "felder", "worte"),
    [
        (SitzungFactory, {}, ["Absagen", "Verlegen", "Zurückziehen"]),
        (SitzungFactory, {"status": "abgesagt", "grund": "x"}, ["nur, solange sie hier steht"]),
        (PersonFactory, {}, ["im Team bis"]),
        (SeiteFactory, {}, ["Zurückziehen"]),
        (JahresplanungFactory, {}, ["Zurückziehen"]),
    ],
)
def test_deleting_says_what_else_can_be_done(admin_client, factory, felder, worte):
    objekt = factory(**felder)

    seite = text(admin_client.get(adresse(objekt, "delete")))

    assert [wort for wort in worte if wort not in seite] == []
