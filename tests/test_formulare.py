"""Forms of the admin that check and fill in more than Django's."""

import datetime as dt

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from redaktion.formulare import AdresseForm, DatumField, UhrzeitField, ZeitpunktField
from team.models import Thema

from .factories import HandlungsfeldFactory, PersonFactory, SeiteFactory, ThemaFactory
from .verwaltung import adresse, formular

UMSTELLUNG = "In dieser Nacht werden die Uhren umgestellt"


class ThemaForm(AdresseForm):
    adresse_aus = ["name"]

    class Meta:
        model = Thema
        fields = ["name", "slug"]


@pytest.mark.parametrize(
    "eingabe",
    [
        "01.03.2027",
        "1.3.27",
        "2027-03-01",
        "1. März 2027",
        "Mo, 1.3.27",
        "Montag, den 1. Mrz. 2027",
    ],
)
def test_date_is_taken_as_people_write_it(eingabe):
    assert DatumField().clean(eingabe) == dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("eingabe", "meldung"),
    [
        ("bald", "Bitte ein gültiges Datum eingeben."),
        ("30.2.2027", "Bitte ein gültiges Datum eingeben."),
        ("1.3.2027 oder 8.3.2027", "Bitte ein gültiges Datum eingeben."),
        ("1.3.2027, 17 Uhr", "Bitte ein gültiges Datum eingeben."),
        ("Di, 1.3.27", "Der 1. März 2027 ist ein Montag. Bitte prüfen Sie Tag und Wochentag."),
    ],
)
def test_date_that_is_not_clear_is_refused(eingabe, meldung):
    with pytest.raises(ValidationError, match=meldung):
        DatumField().clean(eingabe)


@pytest.mark.django_db
def test_every_date_of_the_admin_is_read_alike(admin_client):
    request = admin_client.get("/admin/").wsgi_request

    felder = [
        feld.fields[0] if isinstance(feld, ZeitpunktField) else feld
        for modell in apps.get_models()
        if admin.site.is_registered(modell)
        for feld in admin.site.get_model_admin(modell).get_form(request)().fields.values()
        if isinstance(feld, (forms.DateField, forms.SplitDateTimeField))
    ]

    assert {type(feld) for feld in felder} == {DatumField}


@pytest.mark.parametrize(
    ("eingabe", "uhrzeit"),
    [
        ("17", dt.time(17)),
        ("17 Uhr", dt.time(17)),
        ("17.00", dt.time(17)),
        ("17:30", dt.time(17, 30)),
        ("17.30 Uhr", dt.time(17, 30)),
        ("17:30 Uhr", dt.time(17, 30)),
        ("17:30:15", dt.time(17, 30, 15)),
    ],
)
def test_uhrzeit_is_taken_as_people_write_it(eingabe, uhrzeit):
    assert UhrzeitField().clean(eingabe) == uhrzeit


@pytest.mark.parametrize("eingabe", ["25", "17:60", "abends", "17-18"])
def test_uhrzeit_that_is_none_is_refused(eingabe):
    with pytest.raises(ValidationError):
        UhrzeitField().clean(eingabe)


@given(st.times())
def test_uhrzeit_that_the_form_shows_is_taken_back(uhrzeit):
    feld = UhrzeitField()

    gezeigt = feld.widget.format_value(uhrzeit)

    assert feld.clean(gezeigt) == uhrzeit.replace(second=0, microsecond=0)


@pytest.mark.parametrize("uhrzeit", ["08:00", "8.00", "8", "8 Uhr"])
def test_zeitpunkt_is_one_in_leipzig(uhrzeit):
    zeitpunkt = ZeitpunktField().clean(["04.01.2027", uhrzeit])

    assert zeitpunkt == dt.datetime(2027, 1, 4, 7, tzinfo=dt.UTC)


def test_zeitpunkt_without_a_time_is_midnight_and_says_so():
    feld = ZeitpunktField(help_text="Von wann an.", required=False)

    assert feld.clean(["04.01.2027", ""]) == dt.datetime(2027, 1, 3, 23, tzinfo=dt.UTC)
    assert feld.clean(["", ""]) is None
    assert feld.help_text == "Von wann an. Ein Tag ohne Zeit gilt ab 00:00 Uhr."


@pytest.mark.parametrize(
    ("tag", "uhrzeit", "satz"),
    [
        ("28.03.2027", "02:30", UMSTELLUNG),  # which there is not
        ("31.10.2027", "02:30", UMSTELLUNG),  # which there is twice
        ("01.01.0001", "00:00", "zwischen 2000 und 2099"),
        ("31.12.1999", "00:00", "zwischen 2000 und 2099"),
        ("01.01.2100", "00:00", "zwischen 2000 und 2099"),
        ("31.12.9999", "00:00", "zwischen 2000 und 2099"),
    ],
)
def test_zeitpunkt_that_is_not_clear_or_not_of_this_century_is_refused(tag, uhrzeit, satz):
    with pytest.raises(ValidationError, match=satz):
        ZeitpunktField().clean([tag, uhrzeit])


# Addresses


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "slug", "wird"),
    [
        ("Grün & Grau", "", "gruen-grau"),
        ("Grün & Grau", "eigene", "eigene"),
        ("Verkehr", "", "verkehr-2"),
    ],
    ids=["from the name", "as typed", "taken"],
)
def test_adresse_is_made_where_staff_leave_it_empty(name, slug, wird):
    ThemaFactory(slug="verkehr")

    form = ThemaForm({"name": name, "slug": slug})

    assert form.is_valid()
    assert form.cleaned_data["slug"] == wird


@pytest.mark.django_db
def test_adresse_of_a_record_does_not_differ_from_itself():
    thema = ThemaFactory(name="Verkehr", slug="verkehr")

    form = ThemaForm({"name": "Verkehr", "slug": ""}, instance=thema)

    assert form.is_valid()
    assert form.cleaned_data["slug"] == "verkehr"


@pytest.mark.django_db
def test_adresse_that_cannot_be_made_is_asked_for():
    form = ThemaForm({"name": "?!", "slug": ""})

    [satz] = form.errors["slug"]
    assert satz.startswith("Hier ließ sich keine Adresse bilden.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("factory", "felder", "adressen"),
    [
        (HandlungsfeldFactory, {"titel": "Grün"}, ["gruen", "gruen-2"]),
        (PersonFactory, {"vorname": "Jörg", "nachname": "Groß"}, ["joerg-gross", "joerg-gross-2"]),
        (SeiteFactory, {"titel": "Über uns"}, ["ueber-uns", "ueber-uns-2"]),
    ],
)
def test_address_left_empty_is_made_from_the_title(admin_client, factory, felder, adressen):
    erstes, zweites = factory(), factory()
    ganzes = getattr(erstes, "schwerpunkt", None)
    if ganzes:
        felder = felder | {"schwerpunkt": ganzes.pk}

    for objekt in [erstes, zweites]:
        alles = formular(admin_client.get(adresse(objekt, "change"))) | felder | {"slug": ""}
        response = admin_client.post(adresse(objekt, "change"), alles)
        assert response.status_code == 302
        objekt.refresh_from_db()

    assert [erstes.slug, zweites.slug] == adressen


@pytest.mark.django_db
def test_address_of_a_thema_is_made_from_its_name(admin_client):
    admin_client.post(reverse("admin:team_thema_add"), {"name": "Verfügungsfonds", "slug": ""})

    assert Thema.objects.get().slug == "verfuegungsfonds"


@pytest.mark.django_db
def test_handlungsfeld_keeps_its_address_in_another_year(admin_client):
    HandlungsfeldFactory(slug="gruen")
    feld = HandlungsfeldFactory()
    felder = formular(admin_client.get(adresse(feld, "change")))

    admin_client.post(adresse(feld, "change"), felder | {"titel": "Grün", "slug": ""})

    feld.refresh_from_db()
    assert feld.slug == "gruen"
