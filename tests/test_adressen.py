import re

import pytest
from django.urls import NoReverseMatch
from hypothesis import given
from hypothesis import strategies as st

from redaktion.adressen import adresse, adresse_aus, freie_adresse


@pytest.mark.parametrize(
    ("text", "adresse"),
    [
        ("Grünau", "gruenau"),
        ("GRÜNAUER STRASSE", "gruenauer-strasse"),
        ("Straßenfest – Öffnung für Ältere", "strassenfest-oeffnung-fuer-aeltere"),
        # As a Mac writes it: the letter and the two dots apart.
        ("Gru\N{COMBINING DIAERESIS}nau", "gruenau"),
        ("Beteiligung/Ehrenamt", "beteiligung-ehrenamt"),
        ("Café d’Amélie", "cafe-d-amelie"),
        ("مرحبا", ""),
    ],
)
def test_adresse_aus_writes_german_without_umlauts(text, adresse):
    assert adresse_aus(text) == adresse


@given(st.text())
def test_adresse_aus_keeps_what_is_an_address_already(text):
    adresse = adresse_aus(text)

    assert re.fullmatch(r"([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)?", adresse)
    assert adresse_aus(adresse) == adresse


def test_freie_adresse_counts_on_where_one_is_taken():
    assert freie_adresse("bildung", {"bildung", "bildung-2"}, 120) == "bildung-3"


@given(st.from_regex(r"[a-z]+(-[a-z]+)*", fullmatch=True), st.integers(10, 60))
def test_freie_adresse_fits_however_many_are_taken(wunsch, laenge):
    vergeben = set()
    for _ in range(11):
        adresse = freie_adresse(wunsch, vergeben, laenge)
        assert len(adresse) <= laenge
        vergeben.add(adresse)

    assert len(vergeben) == 11


def test_adresse_is_the_one_that_django_names():
    assert adresse("termine:sitzung_archiv") == "/termine/archiv/"
    assert adresse("termine:sitzung_archiv", jahr=2027) == "/termine/archiv/2027/"


def test_adresse_of_no_page_is_refused():
    with pytest.raises(NoReverseMatch):
        adresse("termine:gibt_es_nicht")
