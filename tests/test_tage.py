import datetime as dt

import pytest
from django.template import engines
from django.utils import translation

from termine.zeit import LEIPZIG

TAG = dt.date(2027, 10, 31)


def gezeigt(wert, form):
    vorlage = engines["django"].from_string(f'{{{{ wert|date:"{form}" }}}}')
    return vorlage.render({"wert": wert})


@pytest.mark.parametrize("_", range(2), ids=["first", "remembered"])
def test_date_shows_each_day_in_each_form(_):
    assert gezeigt(TAG, "l, j. F Y") == "Sonntag, 31. Oktober 2027"
    assert gezeigt(TAG, "Y-m-d") == "2027-10-31"
    assert gezeigt(TAG + dt.timedelta(days=1), "l, j. F Y") == "Montag, 1. November 2027"


def test_date_tells_the_hour_that_comes_twice_from_itself():
    davor = dt.datetime(2027, 10, 31, 2, 30, tzinfo=LEIPZIG)

    assert gezeigt(davor, "c") == "2027-10-31T02:30:00+02:00"
    assert gezeigt(davor.replace(fold=1), "c") == "2027-10-31T02:30:00+01:00"


def test_date_is_shown_in_the_language_of_the_moment():
    assert gezeigt(TAG, "F") == "Oktober"
    with translation.override("en"):
        assert gezeigt(TAG, "F") == "October"


@pytest.mark.parametrize("leer", [None, ""])
def test_date_of_nothing_is_empty(leer):
    assert gezeigt(leer, "Y-m-d") == ""
