import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from termine.rhythmus import (
    LETZTE,
    feiertag,
    jahr_zu_planen,
    regelmaessige,
    uebliche_monate,
    uebliche_woche,
    vorschlag,
    woche_im_monat,
)

tage = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


def daten(*angaben):
    return [dt.date.fromisoformat(angabe) for angabe in angaben]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("2027-03-29", "Ostermontag"),
        ("2027-11-17", "Buß- und Bettag"),
        ("2027-10-31", "Reformationstag"),
        ("2027-11-01", ""),
        ("2027-06-03", ""),
    ],
)
def test_feiertag_is_that_of_saxony(tag, name):
    assert feiertag(dt.date.fromisoformat(tag)) == name


@pytest.mark.parametrize(
    ("bisher", "heute", "naechster"),
    [
        # Nothing known: the first Monday.
        ([], "2026-11-23", "2026-12-07"),
        # One Sitzung, long ago, on a first Monday.
        (["2021-02-01"], "2026-11-23", "2026-12-07"),
        # The dates of 2025: fourth Mondays became first ones.
        (
            [
                *["2025-03-24", "2025-04-28", "2025-05-19", "2025-06-23", "2025-08-04"],
                *["2025-09-01", "2025-10-06", "2025-11-03", "2025-12-01"],
            ],
            "2025-04-29",
            "2026-01-05",
        ),
        # Every second week, over the end of the year.
        (["2026-12-07", "2026-12-21", "2027-01-04"], "2027-01-05", "2027-01-18"),
        # Every three weeks, after a pause.
        (["2026-09-07", "2026-09-28", "2026-10-19"], "2026-11-23", "2026-11-30"),
        # Four weeks apart are first Mondays as well.
        (["2027-02-01", "2027-03-01"], "2027-03-02", "2027-04-05"),
        # The last Monday of the month.
        (["2026-08-31", "2026-11-30"], "2026-12-01", "2026-12-28"),
        # Easter Monday gives way.
        (["2026-02-02", "2026-03-02"], "2026-03-03", "2026-04-13"),
        # One on a Wednesday changes no rhythm.
        (["2026-10-05", "2026-11-04"], "2026-11-05", "2026-12-07"),
    ],
)
def test_vorschlag_goes_on_in_the_usual_rhythm(bisher, heute, naechster):
    assert vorschlag(daten(*bisher), dt.date.fromisoformat(heute)) == dt.date.fromisoformat(
        naechster
    )


@given(st.lists(tage, max_size=12), tage)
def test_vorschlag_is_a_free_monday_to_come(bisher, heute):
    tag = vorschlag(bisher, heute)

    assert tag.weekday() == 0
    assert tag > heute
    assert tag not in bisher
    assert feiertag(tag) == ""


@given(st.integers(2000, 2099), st.sampled_from([1, 2, 3, 4, LETZTE]))
def test_regelmaessige_are_mondays_one_in_each_month(jahr, woche):
    montage = regelmaessige(jahr, woche, range(1, 13))

    assert [tag.month for tag in montage] == list(range(1, 13))
    assert {tag.weekday() for tag in montage} == {0}
    assert {frueher < spaeter for frueher, spaeter in pairwise(montage)} == {True}
    if woche != LETZTE:
        assert {woche_im_monat(tag) for tag in montage} == {woche}


def test_regelmaessige_may_be_the_last_monday():
    assert regelmaessige(2027, LETZTE, [5, 6]) == daten("2027-05-31", "2027-06-28")


def test_uebliche_woche_is_the_later_one_of_two_equally_frequent():
    assert uebliche_woche(daten("2027-01-04", "2027-02-08")) == 2


def test_uebliche_monate_are_those_of_the_last_year_that_is_known_well():
    jahr = [dt.date(2025, monat, 1) for monat in [3, 4, 5, 6, 8, 9, 10, 11, 12]]

    assert uebliche_monate(jahr) == [3, 4, 5, 6, 8, 9, 10, 11, 12]
    assert uebliche_monate(jahr[:3]) == list(range(1, 13))
    assert uebliche_monate([]) == list(range(1, 13))


@pytest.mark.parametrize(
    ("bisher", "heute", "jahr"),
    [
        # Nothing known: the next year, or the one that has just begun.
        ([], "2026-11-23", 2027),
        ([], "2026-01-07", 2026),
        # One Sitzung of the new year was made on its own.
        ([*regelmaessige(2026, 1, range(1, 13)), dt.date(2027, 1, 4)], "2026-11-23", 2027),
        # The year has begun without its dates.
        ([*regelmaessige(2026, 1, range(1, 13)), dt.date(2027, 1, 4)], "2027-01-05", 2027),
        # Most of the next year is there.
        (
            regelmaessige(2026, 1, range(1, 13)) + regelmaessige(2027, 1, [1, 2, 3, 4, 5, 6]),
            "2026-11-23",
            2028,
        ),
        # Far away is one slip of the keys.
        ([*regelmaessige(2026, 1, range(1, 13)), dt.date(2036, 1, 7)], "2026-11-23", 2027),
    ],
)
def test_jahr_zu_planen_is_the_first_without_most_of_its_dates(bisher, heute, jahr):
    assert jahr_zu_planen(bisher, dt.date.fromisoformat(heute)) == jahr


@given(st.lists(tage, max_size=40), tage)
def test_jahr_zu_planen_is_not_over_and_moves_on_when_it_is_planned(bisher, heute):
    jahr = jahr_zu_planen(bisher, heute)

    danach = jahr_zu_planen([*bisher, *regelmaessige(jahr, 1, range(1, 13))], heute)
    assert jahr in {heute.year, heute.year + 1} or any(tag.year == jahr - 1 for tag in bisher)
    assert jahr >= heute.year
    assert danach > jahr
