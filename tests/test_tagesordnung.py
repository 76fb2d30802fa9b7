import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from termine.tagesordnung import (
    auswahl,
    check_reihenfolge,
    gliedern,
    nummern,
    so_erscheint,
    uhrzeiten,
)


def punkt(unterpunkt=False, minuten=None, sichtbar=True):
    return SimpleNamespace(unterpunkt=unterpunkt, minuten=minuten, sichtbar=sichtbar)


listen = st.lists(
    st.builds(
        punkt,
        unterpunkt=st.booleans(),
        minuten=st.none() | st.integers(0, 300),
        sichtbar=st.booleans(),
    ),
    max_size=30,
)


def test_nummern_count_punkte_and_their_unterpunkte():
    punkte = [punkt(), punkt(), punkt(unterpunkt=True), punkt(unterpunkt=True), punkt()]

    assert nummern(punkte) == ["1", "2", "2.1", "2.2", "3"]


def test_nummern_of_an_empty_tagesordnung_are_none():
    assert nummern([]) == []


def test_nummern_begin_with_1_even_if_the_first_is_an_unterpunkt():
    assert nummern([punkt(unterpunkt=True), punkt(unterpunkt=True)]) == ["1", "1.1"]


@given(listen)
def test_nummern_are_unique_and_in_order(punkte):
    ergebnis = [tuple(int(teil) for teil in nummer.split(".")) for nummer in nummern(punkte)]

    assert ergebnis == sorted(set(ergebnis))


def test_uhrzeiten_add_up_the_minutes_before():
    punkte = [punkt(minuten=10), punkt(minuten=0), punkt(unterpunkt=True, minuten=35), punkt()]

    assert uhrzeiten(punkte, dt.time(17)) == [
        dt.time(17, 0),
        dt.time(17, 10),
        dt.time(17, 10),
        dt.time(17, 45),
    ]


def test_uhrzeiten_are_unknown_after_a_punkt_without_minuten():
    punkte = [punkt(minuten=10), punkt(), punkt(minuten=5), punkt()]

    assert uhrzeiten(punkte, dt.time(17)) == [dt.time(17), dt.time(17, 10), None, None]


def test_uhrzeiten_are_unknown_without_beginn():
    assert uhrzeiten([punkt(minuten=10), punkt(minuten=10)], None) == [None, None]


def test_uhrzeiten_go_on_past_midnight():
    assert uhrzeiten([punkt(minuten=30), punkt()], dt.time(23, 45)) == [
        dt.time(23, 45),
        dt.time(0, 15),
    ]


@given(listen, st.times())
def test_uhrzeiten_are_known_exactly_as_long_as_all_before_have_minuten(punkte, beginn):
    ergebnis = uhrzeiten(punkte, beginn)

    for stelle, uhrzeit in enumerate(ergebnis):
        bekannt = all(punkt.minuten is not None for punkt in punkte[:stelle])
        assert (uhrzeit is not None) == bekannt


def test_gliedern_puts_unterpunkte_below_their_punkt():
    haupt, unter, letzter = punkt(), punkt(unterpunkt=True), punkt()

    eintraege = gliedern([haupt, unter, letzter], None)

    assert [eintrag.punkt for eintrag in eintraege] == [haupt, letzter]
    assert [eintrag.punkt for eintrag in eintraege[0].unterpunkte] == [unter]
    assert eintraege[0].unterpunkte[0].nummer == "1.1"


def test_gliedern_keeps_only_the_number_of_what_is_not_public():
    punkte = [punkt(minuten=5, sichtbar=False), punkt(unterpunkt=True, minuten=5), punkt()]

    eintraege = gliedern(punkte, dt.time(17))

    assert [eintrag.nummer for eintrag in eintraege] == ["1", "2"]
    assert [eintrag.uhrzeit for eintrag in eintraege] == [None, dt.time(17, 10)]
    assert (eintraege[0].punkt, eintraege[0].unterpunkte) == (None, [])


@given(listen)
def test_gliedern_shows_no_punkt_that_is_not_public(punkte):
    eintraege = gliedern(punkte, None)

    gezeigt = [eintrag.punkt for eintrag in eintraege]
    gezeigt += [unter.punkt for eintrag in eintraege for unter in eintrag.unterpunkte]
    assert all(punkt is None or punkt.sichtbar for punkt in gezeigt)


def test_check_reihenfolge_refuses_an_unterpunkt_at_the_top():
    with pytest.raises(ValidationError, match="kein Unterpunkt"):
        check_reihenfolge([punkt(unterpunkt=True), punkt()])


def test_check_reihenfolge_accepts_an_empty_tagesordnung():
    assert check_reihenfolge([]) is None


def test_so_erscheint_says_number_and_known_time():
    punkte = [punkt(minuten=45), punkt(unterpunkt=True), punkt()]

    assert so_erscheint(punkte, dt.time(17)) == [
        "TOP 1 · 17:00 Uhr",
        "TOP 1.1 · 17:45 Uhr",
        "TOP 2",
    ]


def test_auswahl_keeps_an_unterpunkt_only_below_its_own_punkt():
    erster, unter_erstem = punkt(), punkt(unterpunkt=True, minuten=1)
    zweiter, unter_zweitem = punkt(minuten=2), punkt(unterpunkt=True, minuten=3)
    punkte = [erster, unter_erstem, zweiter, unter_zweitem]

    assert auswahl(punkte, punkte) == [
        (erster, False),
        (unter_erstem, True),
        (zweiter, False),
        (unter_zweitem, True),
    ]
    assert auswahl(punkte, [erster, unter_zweitem]) == [(erster, False), (unter_zweitem, False)]
    assert auswahl(punkte, [unter_erstem]) == [(unter_erstem, False)]
