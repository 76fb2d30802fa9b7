import datetime as dt

import pytest
from django.utils.dates import WEEKDAYS
from hypothesis import given
from hypothesis import strategies as st

from redaktion import datumsangaben
from redaktion.datumsangaben import (
    Zeile,
    lies_daten,
    lies_datum,
    lies_liste,
    lies_monat,
    lies_nur_datum,
    lies_widersprueche,
)

MONATE = [
    *["Januar", "Februar", "März", "April", "Mai", "Juni"],
    *["Juli", "August", "September", "Oktober", "November", "Dezember"],
]
tage = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "24.3.2027",
        "24.03.27",
        "24. 03. 2027",
        "2027-03-24",
        "2027-3-24T17:00",
        "Montag, 24. März 2027",
        "Mo 24 Mrz. 27",
        "24. Maerz 2027",
        "- 181. Sitzung: 24.3.2027, 17.00–19.00 Uhr (Stadtteilladen)",
        "17:00 Uhr, Mittwoch, den 24.MÄRZ 2027 im Stadtteilladen",
        "30.2.2027? Nein: 24.3.2027",
    ],
)
def test_date_is_read_in_any_of_the_usual_forms(text):
    assert lies_datum(text) == dt.date(2027, 3, 24)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sommerpause",
        "24.3.",
        "24.3. 17.00 Uhr",
        "24.3. 17:00",
        "24.3. 17 Uhr",
        "24. März 17 Uhr",
        "30.2.2027",
        "1.1.1999",
        "0001-01-01",
        "2027-13-01",
        "März 2027",
        "04209 Leipzig",
        "1.2.3.2027",
    ],
)
def test_text_that_is_no_full_date_is_no_date(text):
    assert lies_datum(text) is None


@given(tage, st.sampled_from(["{0.day}.{0.month}.{0.year}", "{0:%d.%m.%y}", "{0}", "{wort}"]))
def test_date_is_read_back_however_it_is_written(tag, form):
    wort = f"{tag.day}. {MONATE[tag.month - 1]} {tag.year}"

    assert lies_datum(form.format(tag, wort=wort)) == tag


@given(st.text())
def test_list_of_dates_loses_no_line(text):
    daten, unlesbar = lies_liste(text)

    zeilen = [zeile for zeile in text.splitlines() if zeile.strip()]
    lesbar = [zeile for zeile in zeilen if zeile.strip() not in {rest.text for rest in unlesbar}]
    assert {datum for zeile in lesbar for datum in lies_daten(zeile)} == set(daten)


def test_text_that_is_too_long_for_a_date_is_not_searched_for_one(monkeypatch):
    gelesen = []
    monkeypatch.setattr(datumsangaben, "fundstellen", lambda text: gelesen.append(text) or [])

    ergebnisse = [lies_nur_datum(text) for text in ["1.1.20 " * 15, " 1.1.20" + " " * 200]]

    assert ergebnisse == [(None, False)] * 2
    assert gelesen == ["1.1.20"]


def test_list_is_put_in_order_and_each_unreadable_line_is_named():
    text = "Termine\n\n28.4.2027\n24.3.2027, 23.6.2027\n24.03.2027 (doppelt)\n 19. Mai \n1.1.1999"

    daten, unlesbar = lies_liste(text)

    assert daten == [dt.date(2027, 3, 24), dt.date(2027, 4, 28), dt.date(2027, 6, 23)]
    assert unlesbar == [Zeile(1, "Termine"), Zeile(6, "19. Mai"), Zeile(7, "1.1.1999")]


@pytest.mark.parametrize(
    ("text", "mit_uhrzeit", "mit_anderem_tag"),
    [
        ("24.3.2027", False, False),
        ("Mittwoch, den 24. März 2027", False, False),
        ("Mi. 24.03.27", False, False),
        ("Sonnabend 27.3.2027", False, False),
        ("24.3.2027, 18 Uhr", True, False),
        ("24.3.2027 17.30-19 Uhr", True, False),
        ("24. März 2027 um 17:00", True, False),
        ("18h am 2027-03-24", True, False),
        ("Di 24.3.2027", False, True),
        ("Dienstag, den 24. März 2027, 18 Uhr", True, True),
        ("Sonntag, 27.3.2027", False, True),
        ("24.3.2027, 23.6.2027", False, False),
        ("24.3.2027 (so beschlossen, Raum 12)", False, False),
        ("24.3.2027 und 12.05.", False, False),
        ("18 Uhr", False, False),
    ],
)
def test_time_and_wrong_day_of_the_week_are_noticed(text, mit_uhrzeit, mit_anderem_tag):
    zeilen = [Zeile(2, text)]

    erwartet = (zeilen if mit_uhrzeit else [], zeilen if mit_anderem_tag else [])
    assert lies_widersprueche(f"Termine\n{text} ") == erwartet


@given(tage, st.integers(0, 6))
def test_every_day_of_the_week_is_compared(tag, nummer):
    _, mit_anderem_tag = lies_widersprueche(f"{WEEKDAYS[nummer]}, {tag:%d.%m.%Y}")

    assert (mit_anderem_tag == []) == (nummer == tag.weekday())


@given(st.text())
def test_contradictions_are_looked_for_in_any_text(text):
    lies_widersprueche(text)


@pytest.mark.parametrize(
    ("text", "monat"),
    [
        ("Februar 2021", (2021, 2)),
        ("feb. 21", (2021, 2)),
        ("März 2021", (2021, 3)),
        ("Februar", None),
        ("Februar 1999", None),
        ("Februar 0000", None),
        ("1. Februar 2021", None),
        ("", None),
    ],
)
def test_month_with_year_is_read(text, monat):
    assert lies_monat(text) == monat
