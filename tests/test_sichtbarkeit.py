"""Who sees a thing is decided now: an older version brings nothing to light that is hidden."""

import datetime as dt
import json

import pytest
from django.db.models.expressions import Col
from django.db.models.sql import Query
from django.urls import reverse
from reversion import get_registered_models
from reversion.models import Version
from reversion.revisions import add_to_revision, create_revision

from redaktion.models import MitFassungen, Umleitung
from seiten.models import Buero, Seite
from team.models import Person, Thema
from termine.models import Ort, Sitzung, Tagesordnungspunkt, Unterlage, Vorlage, Vorlagenpunkt

from .crawler import crawl
from .factories import (
    AbschnittFactory,
    AufgabeFactory,
    HandlungsfeldFactory,
    JahresplanungFactory,
    PersonFactory,
    PersonMitFotoFactory,
    SchwerpunktFactory,
    SeiteFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    ZielFactory,
    ZustaendigkeitFactory,
    upload,
)
from .verwaltung import formular, meldungen, oeffnen, sichern

pytestmark = pytest.mark.django_db

MARKE = "Flimmerkiste"
SLUG = "flimmerkiste"

# Models of which visitors see every record, or none.
IMMER_ODER_NIE = {Buero, Ort, Thema, Umleitung, Vorlage, Vorlagenpunkt}
VERSIONIERTE = sorted({*get_registered_models()} - IMMER_ODER_NIE, key=lambda m: m.__name__)


def felder_der_bedingung(knoten):
    """Yield the fields that a condition of a query asks for."""
    if isinstance(knoten, Col):
        yield knoten.target
    elif isinstance(knoten, Query):
        yield from felder_der_bedingung(knoten.where)
    else:
        seiten = [getattr(knoten, seite) for seite in ["lhs", "rhs"] if hasattr(knoten, seite)]
        for teil in [*getattr(knoten, "children", []), *seiten]:
            yield from felder_der_bedingung(teil)


@pytest.mark.parametrize("modell", list(get_registered_models()))
def test_model_with_versions_says_what_stays(modell):
    assert issubclass(modell, MitFassungen)


@pytest.mark.parametrize("modell", VERSIONIERTE)
def test_model_names_what_decides_who_sees_it(modell):
    felder = {feld.name for feld in modell._meta.concrete_fields}

    assert modell.sichtbar_durch
    assert set(modell.sichtbar_durch) <= felder


@pytest.mark.parametrize(
    "auswahl",
    [
        *[m.objects.oeffentlich for m in VERSIONIERTE if hasattr(m.objects, "oeffentlich")],
        Person.objects.nur_mit_foto,
    ],
)
def test_every_field_that_decides_who_sees_a_record_is_named(auswahl):
    gefragt = {
        (feld.model, feld.name)
        for feld in felder_der_bedingung(auswahl().query)
        if not feld.primary_key
    }

    assert gefragt
    assert {(m, name) for m, name in gefragt if name not in m.sichtbar_durch} == set()


@pytest.mark.parametrize(
    "factory",
    [
        *[JahresplanungFactory, PersonMitFotoFactory, SeiteFactory, SitzungFactory],
        TagesordnungspunktFactory,
    ],
)
def test_what_hides_a_record_hides_it_from_everybody(factory):
    objekt = factory()
    zu_sehen = type(objekt).objects.oeffentlich()
    vorher = list(zu_sehen.all())

    type(objekt).objects.update(**objekt.verborgen)

    assert (vorher, list(zu_sehen.all())) == ([objekt], [])
    assert set(objekt.verborgen) <= set(objekt.sichtbar_durch)


def stand(objekt):
    """Store a version of a record and its rows as they are; return that of the record."""
    objekt.refresh_from_db()
    with create_revision():
        add_to_revision(objekt)
    return Version.objects.get_for_object(objekt).first()


def aendern(objekt, **felder):
    """Store other values and a version of them."""
    type(objekt).objects.filter(pk=objekt.pk).update(**felder)
    stand(objekt)


def seite_der_fassung(fassung):
    """Return the address at which a version is looked at and taken back."""
    modell = fassung.content_type.model_class()
    name = f"admin:{modell._meta.app_label}_{modell._meta.model_name}"
    if modell.objects.filter(pk=fassung.object_id).exists():
        return reverse(f"{name}_revision", args=[fassung.object_id, fassung.pk])
    return reverse(f"{name}_recover", args=[fassung.pk])


def zurueckholen(client, fassung, **felder):
    """Take a version back as the admin shows it; return the page on which it was shown."""
    url = seite_der_fassung(fassung)
    gezeigt = client.get(url)
    response = client.post(url, formular(gezeigt) | felder)
    assert response.status_code == 302
    assert response["Location"] != url
    return gezeigt


def abgelehnt(client, fassung):
    """Try to take a version back; return the sentence that says why that does not work."""
    [meldung] = meldungen(client.get(seite_der_fassung(fassung), follow=True))
    return meldung


def ohne(fassung, *felder):
    """Make a Version one of before these fields existed."""
    [eintrag] = json.loads(fassung.serialized_data)
    for name in felder:
        del eintrag["fields"][name]
    Version.objects.filter(pk=fassung.pk).update(serialized_data=json.dumps([eintrag]))
    fassung.refresh_from_db()
    return fassung


def mit(fassung, **felder):
    """Make a Version one that was saved with other values."""
    [eintrag] = json.loads(fassung.serialized_data)
    eintrag["fields"] |= felder
    Version.objects.filter(pk=fassung.pk).update(serialized_data=json.dumps([eintrag]))
    fassung.refresh_from_db()
    return fassung


# Each shows something with the MARKE, hides it, and returns the version of when it was shown.


def punkt_zurueckgezogen():
    punkt = TagesordnungspunktFactory(titel=MARKE)
    damals = stand(punkt.sitzung)
    aendern(punkt, oeffentlich=False, sichtbar=False)
    return damals


def punkt_auf_seiner_seite_zurueckgezogen():
    punkt = TagesordnungspunktFactory(titel=MARKE)
    damals = stand(punkt)
    aendern(punkt, oeffentlich=False, sichtbar=False)
    return damals


def punkt_zurueckgezogen_und_geloescht():
    punkt = TagesordnungspunktFactory(titel=MARKE)
    damals = stand(punkt.sitzung)
    aendern(punkt, oeffentlich=False, sichtbar=False)
    punkt.delete()
    return damals


def punkt_zurueckgezogen_und_mit_der_sitzung_geloescht():
    punkt = TagesordnungspunktFactory(titel=MARKE)
    damals = stand(punkt.sitzung)
    aendern(punkt, oeffentlich=False, sichtbar=False)
    punkt.sitzung.delete()
    return damals


def punkt_nur_durch_den_darueber_verborgen():
    oben = TagesordnungspunktFactory(titel="Oben", oeffentlich=False, reihenfolge=20)
    punkt = TagesordnungspunktFactory(
        sitzung=oben.sitzung, titel=MARKE, unterpunkt=True, reihenfolge=30
    )
    davor = TagesordnungspunktFactory(sitzung=oben.sitzung, titel="Davor", reihenfolge=25)
    damals = stand(oben.sitzung)
    davor.delete()
    oben.sitzung.nachrechnen()
    punkt.refresh_from_db()
    assert not punkt.sichtbar
    return damals


def unterlage_eines_zurueckgezogenen_punkts():
    punkt = TagesordnungspunktFactory(titel="Offen")
    unterlage = UnterlageFactory(sitzung=None, tagesordnungspunkt=punkt, bezeichnung=MARKE)
    damals = stand(punkt.sitzung)
    aendern(punkt, oeffentlich=False, sichtbar=False, titel=MARKE)
    unterlage.delete()
    punkt.delete()
    return damals


def unterlage_an_anderem_ort():
    unterlage = UnterlageFactory(bezeichnung=MARKE)
    damals = stand(unterlage)
    aendern(unterlage, sitzung=SitzungFactory(oeffentlich_ab=None))
    return damals


def sitzung_zurueckgezogen():
    sitzung = SitzungFactory(titel=MARKE)
    damals = stand(sitzung)
    aendern(sitzung, oeffentlich_ab=None)
    return damals


def sitzung_zurueckgezogen_und_geloescht():
    damals = sitzung_zurueckgezogen()
    Sitzung.objects.all().delete()
    return damals


def person_gegangen():
    person = PersonFactory(nachname=MARKE)
    damals = stand(person)
    aendern(person, im_team_bis=dt.date(2020, 1, 1))
    return damals


def person_kommt_spaeter():
    person = PersonFactory(nachname=MARKE)
    damals = stand(person)
    aendern(person, im_team_von=dt.date(2099, 1, 1))
    return damals


def person_gegangen_und_geloescht():
    damals = person_gegangen()
    Person.objects.all().delete()
    return damals


def zustaendigkeit_in_einem_entwurf():
    zustaendigkeit = ZustaendigkeitFactory(thema__name=MARKE)
    damals = stand(zustaendigkeit)
    aendern(zustaendigkeit, person=PersonFactory(oeffentlich_ab=None))
    return damals


def foto_zurueckgezogen():
    person = PersonMitFotoFactory(foto_alternativtext=MARKE)
    damals = stand(person)
    aendern(person, foto_zeigen=False)
    return damals


def foto_zurueckgezogen_und_geloescht():
    damals = foto_zurueckgezogen()
    Person.objects.all().delete()
    return damals


def anderes_foto():
    person = PersonMitFotoFactory(foto_alternativtext=MARKE)
    damals = stand(person)
    person.foto, person.foto_alternativtext = upload(breite=700), "Ein neues Porträt"
    person.save()
    stand(person)
    return damals


def anderes_foto_der_geloeschten():
    damals = anderes_foto()
    Person.objects.all().delete()
    return damals


def seite_zurueckgezogen_und_geloescht():
    abschnitt = AbschnittFactory(seite__titel=MARKE, seite__im_fuss=True, text=MARKE)
    damals = stand(abschnitt.seite)
    aendern(abschnitt.seite, oeffentlich_ab=None)
    abschnitt.seite.delete()
    return damals


def abschnitt_in_einem_entwurf():
    abschnitt = AbschnittFactory(seite__titel="Offen", seite__im_fuss=True, text=MARKE)
    damals = stand(abschnitt)
    entwurf = SeiteFactory(titel=MARKE, im_fuss=True, oeffentlich_ab=None)
    aendern(abschnitt, seite=entwurf)
    return damals


def jahresplanung_zurueckgezogen():
    planung = JahresplanungFactory(untertitel=MARKE)
    HandlungsfeldFactory(schwerpunkt__jahresplanung=planung, titel=MARKE)
    damals = stand(planung)
    aendern(planung, oeffentlich_ab=None)
    return damals


def handlungsfeld_in_einem_entwurf():
    feld = HandlungsfeldFactory(titel=MARKE)
    damals = stand(feld)
    entwurf = SchwerpunktFactory(jahresplanung__oeffentlich_ab=None)
    aendern(feld, schwerpunkt=entwurf, jahresplanung=entwurf.jahresplanung)
    return damals


def schwerpunkt_in_einem_entwurf():
    feld = HandlungsfeldFactory(schwerpunkt__titel=MARKE)
    damals = stand(feld.schwerpunkt)
    entwurf = JahresplanungFactory(oeffentlich_ab=None)
    aendern(feld.schwerpunkt, jahresplanung=entwurf)
    aendern(feld, jahresplanung=entwurf)
    return damals


def zeile_in_einem_entwurf(factory):
    zeile = factory(text=MARKE)
    damals = stand(zeile)
    entwurf = HandlungsfeldFactory(schwerpunkt__jahresplanung__oeffentlich_ab=None)
    aendern(zeile, handlungsfeld=entwurf)
    return damals


def aufgabe_in_einem_entwurf():
    return zeile_in_einem_entwurf(AufgabeFactory)


def ziel_in_einem_entwurf():
    return zeile_in_einem_entwurf(ZielFactory)


@pytest.mark.parametrize(
    "verbergen",
    [
        abschnitt_in_einem_entwurf,
        anderes_foto,
        anderes_foto_der_geloeschten,
        aufgabe_in_einem_entwurf,
        foto_zurueckgezogen,
        foto_zurueckgezogen_und_geloescht,
        handlungsfeld_in_einem_entwurf,
        jahresplanung_zurueckgezogen,
        person_gegangen,
        person_gegangen_und_geloescht,
        person_kommt_spaeter,
        punkt_auf_seiner_seite_zurueckgezogen,
        punkt_nur_durch_den_darueber_verborgen,
        punkt_zurueckgezogen,
        punkt_zurueckgezogen_und_geloescht,
        punkt_zurueckgezogen_und_mit_der_sitzung_geloescht,
        schwerpunkt_in_einem_entwurf,
        seite_zurueckgezogen_und_geloescht,
        sitzung_zurueckgezogen,
        sitzung_zurueckgezogen_und_geloescht,
        unterlage_an_anderem_ort,
        unterlage_eines_zurueckgezogenen_punkts,
        ziel_in_einem_entwurf,
        zustaendigkeit_in_einem_entwurf,
    ],
)
def test_version_of_before_shows_nothing_that_is_hidden_now(admin_client, client, verbergen):
    damals = verbergen()

    zurueckholen(admin_client, damals)

    assert damals.content_type.model_class().objects.filter(pk=damals.object_id).exists()
    gelesen = {
        adresse: b"".join(response) if response.streaming else response.content
        for adresse, response in crawl(client, "/", "/team/", "/termine/").items()
    }
    assert [adresse for adresse, inhalt in gelesen.items() if MARKE.encode() in inhalt] == []
    unterlagen = [client.get(eine.get_absolute_url()) for eine in Unterlage.objects.all()]
    assert {response.status_code for response in unterlagen} <= {404}


def test_version_of_before_keeps_to_be_seen_what_visitors_see_now(admin_client):
    """Without this, the tests above could pass because everything is hidden."""
    punkt = TagesordnungspunktFactory(titel="Offen", sitzung__oeffentlich_ab=None)
    damals = stand(punkt.sitzung)
    aendern(punkt.sitzung, oeffentlich_ab=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))

    zurueckholen(admin_client, damals)

    assert list(Tagesordnungspunkt.objects.oeffentlich()) == [punkt]


def test_deleted_record_comes_back_as_it_was_last_seen(admin_client):
    seite = SeiteFactory(oeffentlich_ab=None)
    damals = stand(seite)
    aendern(seite, oeffentlich_ab=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    seite.delete()

    zurueckholen(admin_client, damals)

    assert Seite.objects.oeffentlich().count() == 1


def test_punkt_that_one_above_hid_on_its_page_stays_hidden(admin_client):
    sitzung = SitzungFactory()
    for titel, reihenfolge in [("Davor", 10), ("Unten", 20), ("Oben", 30)]:
        TagesordnungspunktFactory(
            sitzung=sitzung, titel=titel, reihenfolge=reihenfolge, unterpunkt=titel == "Unten"
        )
    damals = stand(sitzung)
    unten, oben = sitzung.tagesordnungspunkte.all()[1:]
    unten.reihenfolge = 40
    unten.save()
    felder = oeffnen(admin_client, oben)
    del felder["oeffentlich"]
    sichern(admin_client, oben, felder)
    unten.delete()

    zurueckholen(admin_client, damals)

    assert Tagesordnungspunkt.objects.get(titel="Unten").oeffentlich is False


def test_who_sees_it_can_be_decided_anew_in_the_form(admin_client):
    punkt = TagesordnungspunktFactory(titel="Offen")
    damals = stand(punkt)
    aendern(punkt, oeffentlich=False, sichtbar=False)

    zurueckholen(admin_client, damals, oeffentlich="on")

    assert list(Tagesordnungspunkt.objects.oeffentlich()) == [punkt]


def test_other_photo_comes_back_without_release_and_the_page_says_so(admin_client):
    damals = anderes_foto()

    gezeigt = zurueckholen(admin_client, damals)

    person = Person.objects.get()
    assert person.foto.name == damals.field_dict["foto"].name
    assert (person.foto_zeigen, person.foto_einwilligung_am) == (False, None)
    [satz] = meldungen(gezeigt)
    assert "Foto" in satz
    assert "nicht zu sehen" in satz


def test_same_photo_stays_released(admin_client):
    person = PersonMitFotoFactory(abschluss="alt")
    damals = stand(person)
    aendern(person, abschluss="neu")

    gezeigt = zurueckholen(admin_client, damals)

    person.refresh_from_db()
    assert (person.abschluss, person.foto_zeigen) == ("alt", True)
    assert meldungen(gezeigt) == []


def test_photo_that_the_version_does_not_describe_is_not_shown(admin_client):
    person = PersonMitFotoFactory(foto_alternativtext="", foto_zeigen=False)
    damals = stand(person)
    aendern(person, foto_alternativtext="Erika am Schreibtisch", foto_zeigen=True)

    zurueckholen(admin_client, damals)

    person.refresh_from_db()
    assert (person.foto_alternativtext, person.foto_zeigen) == ("", False)


def test_pdf_that_was_replaced_does_not_come_back_with_the_sitzung(admin_client):
    unterlage = UnterlageFactory(bezeichnung="alt")
    damals = stand(unterlage.sitzung)
    neue = UnterlageFactory(sitzung=unterlage.sitzung)
    aendern(unterlage, datei=neue.datei.name, seiten=7)
    aendern(unterlage, bezeichnung="neu")

    zurueckholen(admin_client, damals)

    unterlage.refresh_from_db()
    assert (unterlage.bezeichnung, unterlage.datei.name, unterlage.seiten) == (
        *("alt", neue.datei.name, 7),
    )


def test_pdf_that_was_replaced_comes_back_with_its_own_version(admin_client):
    unterlage = UnterlageFactory()
    damals = stand(unterlage)
    aendern(unterlage, datei=UnterlageFactory().datei.name, seiten=7)

    zurueckholen(admin_client, damals)

    unterlage.refresh_from_db()
    assert (unterlage.datei.name, unterlage.seiten) == (damals.field_dict["datei"].name, 1)


# Fields and constraints that are newer than a version


def test_field_that_the_version_does_not_know_keeps_its_value(admin_client):
    person = PersonFactory(telefon="0341 1", abschluss="alt")
    damals = ohne(stand(person), "telefon")
    aendern(person, telefon="0341 2", abschluss="neu")

    zurueckholen(admin_client, damals)

    person.refresh_from_db()
    assert (person.telefon, person.abschluss) == ("0341 2", "alt")


def test_field_that_the_version_does_not_know_is_as_in_a_new_record_if_it_is_gone(admin_client):
    person = PersonFactory(reihenfolge=7)
    damals = ohne(stand(person), "reihenfolge")
    person.delete()

    zurueckholen(admin_client, damals)

    assert Person.objects.get().reihenfolge == 1000


@pytest.mark.parametrize("feld", ["oeffentlich_ab", "im_team_bis"])
def test_deleted_record_is_hidden_if_nobody_knows_who_saw_it(admin_client, feld):
    person = PersonFactory()
    damals = ohne(stand(person), feld)
    person.delete()

    zurueckholen(admin_client, damals)

    assert list(Person.objects.oeffentlich()) == []


def test_deleted_punkt_comes_back_from_before_it_was_stored_whether_it_is_seen(admin_client):
    punkt = TagesordnungspunktFactory()
    damals = stand(punkt.sitzung)
    ohne(Version.objects.get_for_object(punkt).get(), "sichtbar")
    punkt.delete()

    zurueckholen(admin_client, damals)

    assert Tagesordnungspunkt.objects.oeffentlich().count() == 1


def test_version_that_cannot_be_read_any_more_is_refused(admin_client):
    damals = mit(stand(SitzungFactory(titel="Januar")), datum="gestern")

    satz = abgelehnt(admin_client, damals)

    assert "Diese Fassung lässt sich nicht mehr lesen." in satz


def test_version_that_breaks_a_constraint_of_today_says_which(admin_client):
    damals = mit(stand(SitzungFactory(titel="Januar")), ende="19:00:00")

    satz = abgelehnt(admin_client, damals)

    assert satz == (
        "„Januar am 11.01.2027“ lässt sich nicht wiederherstellen: Ein Ende braucht auch einen "
        "Beginn. Es wurde nichts geändert."
    )


def test_version_whose_address_another_record_has_says_so(admin_client):
    person = PersonFactory(slug="erika")
    damals = stand(person)
    aendern(person, slug="erika-muster")
    PersonFactory(slug="erika")

    satz = abgelehnt(admin_client, damals)

    assert "Person mit diesem Wert für das Feld Adresse existiert bereits." in satz
    assert "gibt es nicht mehr" not in satz
    assert Person.objects.get(pk=person.pk).slug == "erika-muster"


def test_version_that_names_something_gone_says_what_is_missing(admin_client):
    feld = HandlungsfeldFactory(titel="Bildung", schwerpunkt__jahresplanung__jahr=2027)
    punkt = TagesordnungspunktFactory(titel="Schule")
    punkt.handlungsfelder.add(feld)
    stand(feld)
    damals = stand(punkt)
    feld.delete()

    satz = abgelehnt(admin_client, damals)

    assert satz == (
        "„Schule“ lässt sich nicht wiederherstellen: Was bei „Handlungsfelder“ steht („Bildung "
        "(2027)“), gibt es nicht mehr; stellen Sie das bitte zuerst wieder her. Es wurde nichts "
        "geändert."
    )


def test_links_that_the_version_does_not_know_stay(admin_client):
    punkt = TagesordnungspunktFactory(titel="alt")
    punkt.handlungsfelder.add(HandlungsfeldFactory())
    damals = ohne(stand(punkt), "handlungsfelder")
    aendern(punkt, titel="neu")

    zurueckholen(admin_client, damals)

    punkt.refresh_from_db()
    assert (punkt.titel, punkt.handlungsfelder.count()) == ("alt", 1)


def test_version_of_before_a_seite_was_published_comes_back_when_the_law_wants_it(admin_client):
    seite = SeiteFactory(titel="alt", oeffentlich_ab=None)
    damals = mit(stand(seite), slug="impressum", geaendert_am="2020-01-01T00:00:00Z")
    aendern(
        seite, titel="neu", slug="impressum", oeffentlich_ab=dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
    )

    zurueckholen(admin_client, damals)

    assert list(Seite.objects.oeffentlich().values_list("titel", flat=True)) == ["alt"]


@pytest.mark.parametrize("oeffentlich", [True, False])
def test_deleted_punkt_that_comes_back_shows_nobody_more_than_before(admin_client, oeffentlich):
    verborgener = TagesordnungspunktFactory(titel="Personal", oeffentlich=False, reihenfolge=10)
    sitzung = verborgener.sitzung
    punkt = TagesordnungspunktFactory(
        sitzung=sitzung, titel="Verkehr", oeffentlich=oeffentlich, reihenfolge=20
    )
    fassung = stand(punkt)
    TagesordnungspunktFactory(sitzung=sitzung, titel="Bus", unterpunkt=True, reihenfolge=30)
    punkt.delete()

    zurueckholen(admin_client, fassung)

    zu_sehen = Tagesordnungspunkt.objects.oeffentlich().values_list("titel", flat=True)
    assert sitzung.tagesordnungspunkte.count() == 3
    assert list(zu_sehen) == ["Verkehr"] * oeffentlich
