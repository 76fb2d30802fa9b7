"""Places are records; what was typed before is taken over."""

import datetime as dt
import hashlib
import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision, Version

from termine.aenderungen import in_worten
from termine.models import Ort, Sitzung, aenderungen_festhalten

from .crawler import soup
from .factories import SEIT_JEHER, BueroFactory, OrtFactory, SitzungFactory
from .verwaltung import adresse, formular

pytestmark = pytest.mark.django_db

BUERO = SimpleNamespace(
    anlaufstelle="Stadtteilladen", strasse="Stuttgarter Allee 19", plz="04209", ort="Leipzig"
)
WEG_STEHT_SCHON_DA = (
    "Der Weg zur Anlaufstelle steht schon beim Büro. Bitte lassen Sie das Feld „Weg dorthin“ hier "
    "leer."
)


# What an Ort says of itself


@pytest.mark.parametrize(
    ("angaben", "anschrift", "mit_anschrift"),
    [
        ({}, "", "Komm-Haus"),
        ({"stadt": "Leipzig"}, "Leipzig", "Komm-Haus, Leipzig"),
        ({"plz": "04207"}, "04207", "Komm-Haus, 04207"),
        (
            {"strasse": "Selliner Straße 17", "plz": "04207", "stadt": "Leipzig"},
            "Selliner Straße 17, 04207 Leipzig",
            "Komm-Haus, Selliner Straße 17, 04207 Leipzig",
        ),
    ],
)
def test_address_of_an_ort_is_as_whole_as_it_is_known(angaben, anschrift, mit_anschrift):
    ort = Ort(name="Komm-Haus", **{"stadt": ""} | angaben)

    assert (ort.anschrift, ort.mit_anschrift) == (anschrift, mit_anschrift)


@pytest.mark.parametrize(
    ("stufenfrei", "zugang"),
    [
        (None, ""),
        (True, "ohne Stufen zu erreichen"),
        (False, "nur über Stufen zu erreichen"),
    ],
)
def test_ort_says_of_steps_only_what_is_known(stufenfrei, zugang):
    ort = Ort(name="Komm-Haus", stadt="Leipzig", stufenfrei=stufenfrei)

    assert ort.zugang == zugang
    assert ort.anschrift_und_zugang == " · ".join(filter(None, ["Leipzig", zugang]))


@pytest.mark.parametrize(
    ("angaben", "meldung"),
    [
        ({"name": "Komm-Haus", "strasse": "Selliner Straße 17"}, "Diesen Ort gibt es schon."),
        (
            {"name": "Laden", "ist_anlaufstelle": True, "weg": "Über die Brücke."},
            WEG_STEHT_SCHON_DA,
        ),
        ({"name": "Laden", "plz": "4207"}, "Eine Postleitzahl hat fünf Ziffern."),
    ],
)
def test_ort_that_cannot_be_is_refused_in_words(angaben, meldung):
    OrtFactory(name="Komm-Haus", strasse="Selliner Straße 17")

    with pytest.raises(ValidationError) as error:
        Ort(**angaben).full_clean()

    assert error.value.messages == [meldung]


def test_ort_of_a_sitzung_is_not_deleted():
    ort = SitzungFactory(ort=OrtFactory()).ort

    with pytest.raises(ProtectedError):
        ort.delete()


# In the admin


def test_list_tells_how_many_sitzungen_are_at_a_place(admin_client):
    haus, laden = OrtFactory(name="Komm-Haus"), OrtFactory(name="Laden", stufenfrei=True)
    SitzungFactory.create_batch(2, ort=laden)

    liste = soup(admin_client.get(adresse(haus, "changelist")))

    zeilen = [
        [zeile.select_one(f".field-{feld}").get_text() for feld in ["name", "stufenfrei", "anzahl"]]
        for zeile in liste.select("#result_list tbody tr")
    ]
    assert zeilen == [["Komm-Haus", "nicht bekannt", "0"], ["Laden", "ja", "2"]]


def test_sitzung_is_given_an_ort_that_is_added_from_its_form(admin_client):
    sitzung = SitzungFactory()
    formularseite = admin_client.get(adresse(sitzung, "change"))
    dazu = soup(formularseite).select_one("#add_id_ort")["href"]

    leer = formular(admin_client.get(dazu))
    admin_client.post(dazu, leer | {"name": "Komm-Haus", "_popup": "1"})
    ort = Ort.objects.get()
    admin_client.post(adresse(sitzung, "change"), formular(formularseite) | {"ort": ort.pk})

    sitzung.refresh_from_db()
    assert (str(sitzung.ort), sitzung.ort.stadt, sitzung.ort.stufenfrei) == (
        *("Komm-Haus", "Leipzig", None),
    )


def test_older_version_names_an_ort_that_is_gone_as_missing(admin_client):
    sitzung, ort = SitzungFactory(), OrtFactory()
    for wahl in [ort.pk, ""]:
        felder = formular(admin_client.get(adresse(sitzung, "change")))
        admin_client.post(adresse(sitzung, "change"), felder | {"ort": wahl})
    ort.delete()
    fassung = Version.objects.get_for_object(sitzung).last()

    response = admin_client.get(
        reverse("admin:termine_sitzung_revision", args=[sitzung.pk, fassung.pk]), follow=True
    )

    assert "lässt sich nicht wiederherstellen" in response.content.decode()
    assert Sitzung.objects.get().ort is None


# What was typed before there were records


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("Völkerfreundschaft", ("Völkerfreundschaft", "", "", "", False)),
        (
            "Völkerfreundschaft, Stuttgarter Allee 9",
            ("Völkerfreundschaft", "Stuttgarter Allee 9", "", "", False),
        ),
        (
            "Komm-Haus, Selliner Str. 17 a, 04207 Leipzig",
            ("Komm-Haus", "Selliner Str. 17 a", "04207", "Leipzig", False),
        ),
        ("Schule, An der Kotsche 41–43", ("Schule", "An der Kotsche 41–43", "", "", False)),
        ("Komm-Haus, großer Saal", ("Komm-Haus, großer Saal", "", "", "", False)),
        ("Komm-Haus, im Raum 2", ("Komm-Haus, im Raum 2", "", "", "", False)),
        ("Komm-Haus, 04207 Leipzig", ("Komm-Haus, 04207 Leipzig", "", "", "", False)),
        (
            "Komm-Haus, Saal, Selliner Straße 17",
            ("Komm-Haus, Saal, Selliner Straße 17", "", "", "", False),
        ),
        (", Saal", (", Saal", "", "", "", False)),
        ("Stadtteilladen", ("Stadtteilladen", "Stuttgarter Allee 19", "04209", "Leipzig", True)),
        (
            "Stadtteilladen, Stuttgarter Allee 19",
            ("Stadtteilladen", "Stuttgarter Allee 19", "04209", "Leipzig", True),
        ),
        (
            "Stadtteilladen, großer Saal",
            ("Stadtteilladen, großer Saal", "Stuttgarter Allee 19", "04209", "Leipzig", True),
        ),
        (
            "Stadtteilladen, Saal, Stuttgarter Allee 19",
            ("Stadtteilladen, Saal, Stuttgarter Allee 19", "", "04209", "Leipzig", True),
        ),
        (
            "Stadtteilladen, Alte Salzstraße 104",
            ("Stadtteilladen", "Alte Salzstraße 104", "", "", False),
        ),
        ("Stadtteilladen Lindenau", ("Stadtteilladen Lindenau", "", "", "", False)),
    ],
)
def test_typed_place_is_split_only_where_the_rest_is_an_address(text, erwartet):
    angaben = import_module("termine.migrations.0015_sitzung_ort").angaben

    assert tuple(angaben(text, BUERO).values()) == erwartet


@pytest.mark.parametrize(
    "buero",
    [None, SimpleNamespace(anlaufstelle="", strasse="Allee 19", plz="04209", ort="Leipzig")],
)
def test_typed_place_is_no_anlaufstelle_where_the_office_has_none(buero):
    angaben = import_module("termine.migrations.0015_sitzung_ort").angaben

    assert [angaben(text, buero)["ist_anlaufstelle"] for text in ["Laden", ", Saal"]] == [False] * 2


def migrieren(*ziele):
    """Migrate to these, to the newest without any; return the state of the models then."""
    ausfuehrung = MigrationExecutor(connection)
    ziele = [*ziele] or ausfuehrung.loader.graph.leaf_nodes()
    ausfuehrung.migrate(ziele)
    return MigrationExecutor(connection).loader.project_state(ziele).apps


def hash_von(text):
    return hashlib.sha256(repr((text,)).encode()).hexdigest()[:16]


def abbild(text, **dazu):
    return {
        "ab": SEIT_JEHER.isoformat(),
        "datum": "2026-02-02",
        "zeit": [None, None],
        "ort": hash_von(text) if text else "",
        "teilnahme": "",
        "status": "geplant",
        "punkte": [],
        "unterlagen": [],
        **dazu,
    }


@pytest.fixture
def getippte(transactional_db):
    """Return Sitzungen by day as they are after the update, one with an older version."""
    alte = migrieren(("termine", "0014_ort"))
    BueroFactory(anlaufstelle="Stadtteilladen", strasse="Stuttgarter Allee 19")
    modelle = {name: alte.get_model("termine", name) for name in ["Sitzung", "Abbild", "Aenderung"]}
    texte = ["Stadtteilladen", "Stadtteilladen, Stuttgarter Allee 19", "Komm-Haus, Saal", ""]
    texte += ["Schule, Mannheimer Straße 128", "Schule, Mannheimer Straße 128, 04209 Leipzig"]
    for nummer, text in enumerate(texte, start=1):
        sitzung = modelle["Sitzung"].objects.create(
            titel="Alt",
            slug=f"2026-02-0{nummer}",
            datum=dt.date(2026, 2, 2),
            ort=text,
            folge=3,
            oeffentlich_ab=SEIT_JEHER,
        )
        gesehen = abbild("Aula") if nummer == 3 else None
        modelle["Abbild"].objects.create(sitzung=sitzung, inhalt=abbild(text, gesehen=gesehen))
    # Today it was moved, and may be moved back today.
    jetzt = timezone.now()
    modelle["Aenderung"].objects.create(
        sitzung_id=modelle["Sitzung"].objects.get(slug="2026-02-03").pk,
        tag=timezone.localdate(jetzt),
        um=jetzt,
        was=[{"art": "ort", "vorher": hash_von("Aula"), "nachher": hash_von("Komm-Haus, Saal")}],
    )
    fassung_anlegen(modelle["Sitzung"].objects.get(slug="2026-02-03"), "Aula")
    migrieren()
    yield {sitzung.slug[-2:]: sitzung for sitzung in Sitzung.objects.all()}
    migrieren()


def fassung_anlegen(sitzung, ort):
    felder = {
        "titel": "Älter",
        "slug": sitzung.slug,
        "datum": "2026-02-02",
        "ort": ort,
        "oeffentlich_ab": SEIT_JEHER.isoformat(),
        "uid": str(sitzung.uid),
        "geaendert_am": SEIT_JEHER.isoformat(),
    }
    Version.objects.create(
        revision=Revision.objects.create(date_created=timezone.now()),
        object_id=sitzung.pk,
        content_type=ContentType.objects.get_for_model(Sitzung),
        db="default",
        format="json",
        serialized_data=json.dumps(
            [{"model": "termine.sitzung", "pk": sitzung.pk, "fields": felder}], ensure_ascii=False
        ),
        object_repr="Älter am 02.02.2026",
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_was_typed_becomes_a_record_once(getippte):
    orte = {nummer: sitzung.ort and str(sitzung.ort) for nummer, sitzung in getippte.items()}

    assert orte == {
        "01": "Stadtteilladen, Stuttgarter Allee 19",
        "02": "Stadtteilladen, Stuttgarter Allee 19",
        "03": "Komm-Haus, Saal",
        "04": None,
        "05": "Schule, Mannheimer Straße 128",
        "06": "Schule, Mannheimer Straße 128",
    }
    assert [ort.mit_anschrift for ort in Ort.objects.all()] == [
        "Aula",
        "Komm-Haus, Saal",
        "Schule, Mannheimer Straße 128, 04209 Leipzig",
        "Stadtteilladen, Stuttgarter Allee 19, 04209 Leipzig",
    ]
    assert {sitzung.folge for sitzung in getippte.values()} == {3}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nobody_is_told_of_a_change_that_is_none(getippte):
    for sitzung in getippte.values():
        aenderungen_festhalten(sitzung, timezone.now())

    vermerkt = {
        tag: [eines["art"] for eine in sitzung.vermerkte_aenderungen.all() for eines in eine.was]
        for tag, sitzung in getippte.items()
    }
    assert vermerkt == {tag: [] for tag in getippte} | {"03": ["ort"]}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_place_of_before_the_update_may_be_taken_back_the_same_day(getippte):
    sitzung = getippte["03"]
    sitzung.ort = Ort.objects.get(name="Aula")
    sitzung.save()

    aenderungen_festhalten(sitzung, timezone.now())

    [aenderung] = sitzung.vermerkte_aenderungen.all()
    assert [in_worten(eines, {}) for eines in aenderung.was] == ["Ort wieder wie zuvor"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_version_of_before_the_update_comes_back_with_its_place(getippte, admin_client):
    sitzung = getippte["03"]
    seite = reverse("admin:termine_sitzung_revision", args=[sitzung.pk, Version.objects.get().pk])

    response = admin_client.post(seite, formular(admin_client.get(seite)))

    assert response.status_code == 302
    sitzung.refresh_from_db()
    assert (sitzung.titel, str(sitzung.ort)) == ("Älter", "Aula")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_migration_gives_the_texts_back(getippte):
    alte = migrieren(("termine", "0014_ort"))

    sitzungen = alte.get_model("termine", "Sitzung").objects.order_by("slug")
    orte = ["Stadtteilladen, Stuttgarter Allee 19"] * 2 + ["Komm-Haus, Saal", ""]
    orte += ["Schule, Mannheimer Straße 128"] * 2
    assert [sitzung.ort for sitzung in sitzungen] == orte
    assert [sitzung.gesehenes.inhalt["ort"] for sitzung in sitzungen] == [
        ort and hash_von(ort) for ort in orte
    ]
    [fassung] = Version.objects.all()
    assert json.loads(fassung.serialized_data)[0]["fields"]["ort"] == "Aula"
