"""Who may do what in the admin: groups, accounts, passwords."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from seiten.models import PFLICHTSEITEN

from .crawler import soup, text
from .factories import (
    AbschnittFactory,
    BueroFactory,
    KontoFactory,
    PersonFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    ZustaendigkeitFactory,
)
from .verwaltung import adresse, formular

pytestmark = pytest.mark.django_db

KENNWORT = "wolke tisch segel"
NEUES_KENNWORT = "lampe fluss garten"

# v view, a add, c change, d delete.
RECHTE = """
                                    Redaktion   Leitung
    auth.group                      -           -
    auth.user                       -           vac
    handlungsfelder.aufgabe         vacd        vacd
    handlungsfelder.handlungsfeld   vacd        vacd
    handlungsfelder.jahresplanung   vacd        vacd
    handlungsfelder.schwerpunkt     vacd        vacd
    handlungsfelder.ziel            vacd        vacd
    redaktion.umleitung             vacd        vacd
    seiten.abschnitt                vacd        vacd
    seiten.buero                    vc          vc
    seiten.pflichtseite             -           c
    seiten.seite                    vacd        vacd
    team.person                     v           vacd
    team.thema                      vacd        vacd
    team.zustaendigkeit             v           vacd
    termine.ort                     vacd        vacd
    termine.sitzung                 vacd        vacd
    termine.tagesordnungspunkt      vacd        vacd
    termine.unterlage               vacd        vacd
    termine.vorlage                 vacd        vacd
    termine.vorlagenpunkt           vacd        vacd
"""
ZEILEN = [zeile.split() for zeile in RECHTE.strip().splitlines()[1:]]
SPALTEN = {"Redaktion": 1, "Leitung": 2}
ARTEN = {"v": "view", "a": "add", "c": "change", "d": "delete"}


def rechte(gruppe):
    """Return the names of the permissions that the table gives to a group."""
    return {
        f"{app}.{ARTEN[art]}_{modell}"
        for zeile in ZEILEN
        for app, modell in [zeile[0].split(".")]
        for art in zeile[SPALTEN[gruppe]].strip("-")
    }


def angemeldet(konto):
    client = Client()
    client.force_login(konto)
    return client


@pytest.fixture
def leitung():
    return KontoFactory(gruppe="Leitung")


@pytest.fixture
def redaktion():
    return KontoFactory(gruppe="Redaktion")


@pytest.fixture
def technik():
    return KontoFactory(is_superuser=True)


def test_table_names_every_model_of_the_admin():
    verwaltet = {modell._meta.label_lower for modell in admin.site._registry}

    assert {zeile[0] for zeile in ZEILEN} == verwaltet | {"seiten.pflichtseite"}


@pytest.mark.parametrize("gruppe", SPALTEN)
def test_group_has_the_rights_of_the_table_and_no_other(gruppe):
    konto = KontoFactory(gruppe=gruppe)

    assert konto.get_all_permissions() == rechte(gruppe)


@pytest.mark.parametrize("gruppe", SPALTEN)
@pytest.mark.parametrize("modell", admin.site._registry)
def test_admin_grants_no_more_than_the_table(gruppe, modell):
    request = RequestFactory().get("/admin/")
    request.user = KontoFactory(gruppe=gruppe)

    gewaehrt = admin.site.get_model_admin(modell).get_model_perms(request)

    namen = {
        f"{modell._meta.app_label}.{art}_{modell._meta.model_name}"
        for art, darf in gewaehrt.items()
        if darf
    }
    assert namen <= rechte(gruppe)


def test_staff_without_group_may_do_nothing():
    SeiteFactory()
    request = RequestFactory().get("/admin/")
    request.user = KontoFactory()

    gewaehrt = [
        name
        for modell_admin in admin.site._registry.values()
        for name, darf in modell_admin.get_model_perms(request).items()
        if darf
    ]

    assert gewaehrt == []


def test_migration_brings_groups_that_exist_in_line():
    gruppen = import_module("qm_gruenau.migrations.0001_squashed_0002_umleitungen")
    dazu = [
        import_module(f"qm_gruenau.migrations.{name}") for name in ["0003_orte", "0004_vorlagen"]
    ]
    gruppe = Group.objects.get(name="Redaktion")
    gruppe.permissions.set(Permission.objects.filter(codename="delete_user"))
    Group.objects.get(name="Leitung").delete()

    rechte_geben = [modul.rechte_geben for modul in [gruppen, *dazu]]
    for migration in [gruppen.gruppen_anlegen, *rechte_geben] * 2:
        migration(apps, SimpleNamespace(connection=connection))

    konten = {name: KontoFactory(gruppe=name) for name in SPALTEN}
    assert {name: konto.get_all_permissions() for name, konto in konten.items()} == {
        name: rechte(name) for name in SPALTEN
    }


def test_redaktion_changes_office_and_agenda_but_only_sees_persons(redaktion):
    client = angemeldet(redaktion)
    person = PersonFactory()

    codes = [
        client.post(adresse(objekt, "change"), {}).status_code
        for objekt in [BueroFactory(), SitzungFactory(), TagesordnungspunktFactory(), person]
    ]

    assert codes == [200, 200, 200, 403]
    assert client.get(adresse(person, "change")).status_code == 200


# Pages that the law wants


@pytest.mark.parametrize("slug", PFLICHTSEITEN)
def test_redaktion_only_reads_the_pages_that_the_law_wants(redaktion, slug):
    client = angemeldet(redaktion)
    abschnitt = AbschnittFactory(seite=SeiteFactory(slug=slug), text="<p>Alt</p>")

    seite = client.get(adresse(abschnitt.seite, "change"))
    codes = {
        client.post(adresse(abschnitt.seite, "change"), {"titel": "Neu"}).status_code,
        client.post(adresse(abschnitt, "change"), {"text": "Neu"}).status_code,
        client.post(adresse(abschnitt, "delete"), {"post": "yes"}).status_code,
    }
    client.post(
        adresse(abschnitt, "changelist"),
        {"action": "delete_selected", "_selected_action": [abschnitt.pk], "post": "yes"},
    )

    assert soup(seite).select("#content-main :is(input:not([type=hidden]), textarea)") == []
    assert codes == {403}
    abschnitt.refresh_from_db()
    assert abschnitt.text == "<p>Alt</p>"


def test_redaktion_adds_nothing_to_a_page_that_the_law_wants(redaktion):
    impressum = SeiteFactory(slug="impressum")
    felder = {"seite": impressum.pk, "ueberschrift": "Neu", "reihenfolge": 10}

    response = angemeldet(redaktion).post(reverse("admin:seiten_abschnitt_add"), felder)

    assert response.status_code == 200
    assert not impressum.abschnitte.exists()


def test_redaktion_makes_no_page_that_the_law_wants(redaktion):
    seite = SeiteFactory(slug="andere")
    client = angemeldet(redaktion)
    felder = formular(client.get(adresse(seite, "change")))

    response = client.post(adresse(seite, "change"), felder | {"slug": "impressum"})

    assert "kann nur die Leitung anlegen" in text(response)
    seite.refresh_from_db()
    assert seite.slug == "andere"


def test_leitung_changes_the_pages_that_the_law_wants(leitung):
    impressum = SeiteFactory(slug="impressum")
    client = angemeldet(leitung)
    felder = formular(client.get(adresse(impressum, "change")))

    client.post(adresse(impressum, "change"), felder | {"titel": "Impressum und Kontakt"})

    impressum.refresh_from_db()
    assert impressum.titel == "Impressum und Kontakt"


# Accounts

NEUES_KONTO = {
    "username": "neu",
    "first_name": "Nele",
    "last_name": "Neumann",
    "email": "nele@example.org",
    "password1": KENNWORT,
    "password2": KENNWORT,
}
# What a form for Leitung does not have.
MEHR_RECHTE = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1", "2"]}


def test_leitung_creates_an_account_that_can_log_in(leitung):
    gruppe = Group.objects.get(name="Redaktion")

    angemeldet(leitung).post(
        reverse("admin:auth_user_add"), NEUES_KONTO | MEHR_RECHTE | {"groups": gruppe.pk}
    )

    konto = get_user_model().objects.get(username="neu")
    assert (konto.is_staff, konto.is_active, konto.is_superuser) == (True, True, False)
    assert konto.get_full_name() == "Nele Neumann"
    assert konto.get_all_permissions() == rechte("Redaktion")
    assert konto.check_password(KENNWORT)


@pytest.mark.parametrize("eigenes", [False, True])
def test_leitung_gives_nobody_more_than_a_group(leitung, redaktion, eigenes):
    konto = leitung if eigenes else redaktion
    client = angemeldet(leitung)
    felder = formular(client.get(adresse(konto, "change")))

    response = client.post(adresse(konto, "change"), felder | MEHR_RECHTE)

    assert response.status_code == 302
    konto = get_user_model().objects.get(pk=konto.pk)
    assert not konto.is_superuser
    assert not konto.user_permissions.exists()


def test_leitung_cannot_give_a_group_that_may_do_more(leitung, redaktion):
    technik = Group.objects.create(name="Technik")
    client = angemeldet(leitung)
    felder = formular(client.get(adresse(redaktion, "change")))

    client.post(adresse(redaktion, "change"), felder | {"groups": technik.pk})

    assert [gruppe.name for gruppe in redaktion.groups.all()] == ["Redaktion"]


@pytest.fixture
def maechtiges(request):
    """Return an account that may do more than Leitung, for one of three reasons."""
    konto = KontoFactory(gruppe="Leitung", is_superuser=request.param == "superuser")
    if request.param == "group":
        konto.groups.add(Group.objects.create(name="Technik"))
    if request.param == "permission":
        konto.user_permissions.set(Permission.objects.filter(codename="change_group"))
    return konto


@pytest.mark.parametrize("maechtiges", ["superuser", "group", "permission"], indirect=True)
@pytest.mark.parametrize("seite", ["change", "delete", "history", "password"])
def test_leitung_cannot_touch_an_account_that_may_do_more(leitung, maechtiges, seite):
    client = angemeldet(leitung)
    name = {"password": "admin:auth_user_password_change"}.get(seite, f"admin:auth_user_{seite}")
    ziel = reverse(name, args=[maechtiges.pk])
    kennwoerter = {"password1": NEUES_KENNWORT, "password2": NEUES_KENNWORT}

    codes = {client.get(ziel).status_code, client.post(ziel, kennwoerter).status_code}

    # The admin sends who asks for what is not there back to its start.
    assert codes <= {302, 403, 404}
    nachher = get_user_model().objects.get(pk=maechtiges.pk)
    assert nachher.check_password(KENNWORT)
    assert maechtiges.username not in text(client.get(reverse("admin:auth_user_changelist")))


def test_nobody_deletes_an_account_because_its_history_would_go(technik, leitung, redaktion):
    liste = reverse("admin:auth_user_changelist")

    for konto in [technik, leitung]:
        client = angemeldet(konto)
        assert client.post(adresse(redaktion, "delete"), {"post": "yes"}).status_code == 403
        client.post(
            liste, {"action": "delete_selected", "_selected_action": redaktion.pk, "post": "yes"}
        )

    assert get_user_model().objects.filter(pk=redaktion.pk).exists()


@pytest.mark.parametrize("art", ["changelist", "add", "change", "delete"])
@pytest.mark.parametrize("gruppe", SPALTEN)
def test_only_superusers_see_groups(gruppe, art):
    client = angemeldet(KontoFactory(gruppe=gruppe))

    assert client.get(adresse(Group.objects.first(), art)).status_code == 403


@pytest.mark.parametrize("art", ["changelist", "add", "change"])
def test_redaktion_sees_no_accounts(redaktion, art):
    client = angemeldet(redaktion)

    assert client.get(adresse(redaktion, art)).status_code == 403
    assert "Konten" not in text(client.get("/admin/"))


def test_nobody_locks_himself_out(leitung):
    client = angemeldet(leitung)
    felder = formular(client.get(adresse(leitung, "change")))

    client.post(adresse(leitung, "change"), felder | {"is_active": "", "groups": []})

    leitung = get_user_model().objects.get(pk=leitung.pk)
    assert leitung.is_active
    assert leitung.get_all_permissions() == rechte("Leitung")
    assert not {"is_active", "groups"} & felder.keys()


def test_superuser_makes_an_account_a_superuser(technik, redaktion):
    client = angemeldet(technik)
    felder = formular(client.get(adresse(redaktion, "change")))

    client.post(adresse(redaktion, "change"), felder | {"is_superuser": "on"})

    assert get_user_model().objects.get(pk=redaktion.pk).is_superuser


@pytest.mark.parametrize("anzahl", [1, 3, 30])
def test_list_of_accounts_needs_9_queries(leitung, anzahl, django_assert_num_queries):
    KontoFactory.create_batch(anzahl, gruppe="Redaktion")
    client = angemeldet(leitung)

    with django_assert_num_queries(9):
        client.get(reverse("admin:auth_user_changelist"))


def test_accounts_and_groups_speak_german(technik, redaktion):
    client = angemeldet(technik)
    gruppe = Group.objects.get(name="Leitung")
    seiten = [
        *[adresse(redaktion, art) for art in ["changelist", "add", "change", "history"]],
        *[adresse(gruppe, art) for art in ["changelist", "add", "change", "history"]],
        reverse("admin:auth_user_password_change", args=[redaktion.pk]),
        reverse("admin:password_change"),
        reverse("admin:password_change_done"),
    ]

    texte = {seite: f" {text(client.get(seite))} " for seite in seiten}

    englisch = [" the ", " this ", " you ", " can ", " Can ", " password ", " Password ", " is "]
    assert [(seite, wort) for seite in seiten for wort in englisch if wort in texte[seite]] == []
    assert "Seite: Pflichtseiten ändern" in texte[adresse(gruppe, "change")]
    assert "Person: hinzufügen" in texte[adresse(gruppe, "change")]


# Passwords


@pytest.mark.parametrize("gruppe", SPALTEN)
def test_everybody_changes_the_own_password_and_stays_logged_in(gruppe):
    konto = KontoFactory(gruppe=gruppe)
    hier, anderswo = angemeldet(konto), angemeldet(konto)

    response = hier.post(
        reverse("admin:password_change"),
        {
            "old_password": KENNWORT,
            "new_password1": NEUES_KENNWORT,
            "new_password2": NEUES_KENNWORT,
        },
        follow=True,
    )

    assert "Ihr Passwort wurde geändert." in text(response)
    assert hier.get("/admin/").status_code == 200
    assert anderswo.get("/admin/").status_code == 302
    assert verlauf() == [(konto.username, "Ändern", konto.username, "Passwort geändert.")]


@pytest.mark.parametrize(
    ("zugang", "gewarnt"),
    [
        ({"is_active": "on"}, True),
        ({}, False),
        ({"is_active": "on", "is_superuser": "on"}, False),
        ({"is_active": "on", "groups": "Redaktion"}, False),
    ],
    ids=["no group", "switched off", "superuser", "group"],
)
def test_account_that_would_find_an_empty_admin_is_warned_of(admin_client, zugang, gewarnt):
    konto = KontoFactory(username="rita")
    if "groups" in zugang:
        zugang = zugang | {"groups": Group.objects.get(name=zugang["groups"]).pk}

    response = admin_client.post(
        adresse(konto, "change"), {"username": "rita", **zugang}, follow=True
    )

    assert soup(response).select_one(".success")
    assert ("„rita“ ist gespeichert, gehört aber zu keiner Gruppe" in text(response)) == gewarnt


def test_new_account_without_a_group_is_warned_of(leitung):
    response = angemeldet(leitung).post(
        reverse("admin:auth_user_add"),
        {"username": "rita", "password1": NEUES_KENNWORT, "password2": NEUES_KENNWORT},
        follow=True,
    )

    assert "gehört aber zu keiner Gruppe" in text(response)


@pytest.mark.parametrize("schreibweise", ["{}", "0{}"])
def test_own_password_needs_the_present_one(leitung, schreibweise):
    ziel = reverse("admin:auth_user_password_change", args=[schreibweise.format(leitung.pk)])

    response = angemeldet(leitung).post(
        ziel, {"password1": NEUES_KENNWORT, "password2": NEUES_KENNWORT}
    )

    assert response["Location"] == reverse("admin:password_change")
    leitung.refresh_from_db()
    assert leitung.check_password(KENNWORT)


def test_leitung_gives_a_new_password_which_ends_the_sessions(leitung, redaktion):
    anderswo = angemeldet(redaktion)
    ziel = reverse("admin:auth_user_password_change", args=[redaktion.pk])

    angemeldet(leitung).post(
        ziel,
        {"password1": NEUES_KENNWORT, "password2": NEUES_KENNWORT, "usable_password": "false"},
    )

    redaktion.refresh_from_db()
    assert redaktion.check_password(NEUES_KENNWORT)
    assert anderswo.get("/admin/").status_code == 302


def test_bad_new_password_is_refused_with_a_sentence(leitung, redaktion):
    ziel = reverse("admin:auth_user_password_change", args=[redaktion.pk])

    response = angemeldet(leitung).post(
        ziel, {"password1": "Leipzig-Grünau-27", "password2": "Leipzig-Grünau-27"}
    )

    assert "Dieses Passwort ist leicht zu erraten" in text(response)
    assert soup(response).select("[name=usable_password]") == []
    redaktion.refresh_from_db()
    assert redaktion.check_password(KENNWORT)


def test_switching_an_account_off_ends_its_sessions(leitung, redaktion):
    anderswo = angemeldet(redaktion)
    client = angemeldet(leitung)
    felder = formular(client.get(adresse(redaktion, "change")))
    felder.pop("is_active")

    client.post(adresse(redaktion, "change"), felder)

    assert anderswo.get("/admin/").status_code == 302


# History: who changed what, by every route


def verlauf():
    """Return [(account, action, record, what of it), …]."""
    return [
        (
            eintrag.user.username,
            eintrag.get_action_flag_display(),
            eintrag.object_repr,
            eintrag.get_change_message(),
        )
        for eintrag in LogEntry.objects.order_by("pk")
    ]


def test_history_names_changes_of_a_record_and_of_its_parts(leitung):
    zustaendigkeit = ZustaendigkeitFactory(thema__name="Gesundheit")
    person = zustaendigkeit.person
    client = angemeldet(leitung)
    felder = formular(client.get(adresse(person, "change")))

    client.post(
        adresse(person, "change"),
        felder | {"abschluss": "M. A.", "zustaendigkeiten-0-DELETE": "on"},
    )

    seite = client.get(adresse(person, "change"))
    assert soup(seite).select_one("a.historylink").get_text() == "Geschichte"
    eintraege = text(client.get(adresse(person, "history")))
    assert leitung.username in eintraege
    assert f"Abschluss geändert. Zuständigkeit „{zustaendigkeit}“ gelöscht." in eintraege


def test_history_names_changes_made_in_a_list(leitung):
    person = PersonFactory(reihenfolge=10)
    felder = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": person.pk,
        "form-0-reihenfolge": 20,
        "_save": "Sichern",
    }

    angemeldet(leitung).post(adresse(person, "changelist"), felder)

    assert verlauf() == [(leitung.username, "Ändern", str(person), "Reihenfolge geändert.")]


@pytest.mark.parametrize("weg", ["page", "list"])
def test_history_names_deletions(redaktion, weg):
    sitzung = SitzungFactory()
    client = angemeldet(redaktion)

    if weg == "page":
        client.post(adresse(sitzung, "delete"), {"post": "yes"})
    else:
        client.post(
            adresse(sitzung, "changelist"),
            {"action": "delete_selected", "_selected_action": sitzung.pk, "post": "yes"},
        )

    assert verlauf() == [(redaktion.username, "Gelöscht", str(sitzung), "")]


def test_history_names_additions_and_accounts(leitung):
    angemeldet(leitung).post(reverse("admin:auth_user_add"), NEUES_KONTO)

    assert verlauf() == [(leitung.username, "Hinzugefügt", "neu", "Hinzugefügt.")]
