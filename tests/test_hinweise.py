import datetime as dt

import pytest

from termine.hinweise import hinweise
from termine.models import Sitzung, Tagesordnungspunkt
from termine.zeit import LEIPZIG

JETZT = dt.datetime(2027, 1, 11, 17, 30, tzinfo=LEIPZIG)

IN_DER_VERGANGENHEIT = "Die Sitzung liegt in der Vergangenheit."


def sitzung(datum="2027-02-01", **felder):
    return Sitzung(titel="Februar", datum=dt.date.fromisoformat(datum), **felder)


def punkte(*minuten):
    return [Tagesordnungspunkt(minuten=dauer) for dauer in minuten]


@pytest.mark.parametrize(
    ("argumente", "saetze"),
    [
        ([sitzung(), [], []], []),
        ([sitzung("2027-02-02"), [], []], ["Der 2. Februar 2027 ist ein Dienstag."]),
        (
            [sitzung("2027-03-29"), [], []],
            ["Der 29. März 2027 ist ein Feiertag: Ostermontag."],
        ),
        (
            [sitzung("2027-11-17"), [], []],
            [
                "Der 17. November 2027 ist ein Mittwoch.",
                "Der 17. November 2027 ist ein Feiertag: Buß- und Bettag.",
            ],
        ),
        (
            [sitzung(), [], [sitzung(status="abgesagt"), sitzung()]],
            ["An diesem Tag gibt es noch eine Sitzung: „Februar“."],
        ),
        (
            [sitzung(), [], [sitzung(), sitzung()]],
            ["An diesem Tag gibt es noch 2 Sitzungen: „Februar“, „Februar“."],
        ),
        ([sitzung(beginn=dt.time(17), ende=dt.time(19)), punkte(100, 20), []], []),
        (
            [sitzung(beginn=dt.time(17), ende=dt.time(19)), punkte(100, None, 21), []],
            ["Die Tagesordnung dauert 121 Minuten, die Sitzung aber nur 120."],
        ),
        ([sitzung(beginn=dt.time(17)), punkte(500), []], []),
        (
            [sitzung(beginn=dt.time(5)), [], []],
            ["Die Sitzung beginnt um 05:00 Uhr. Bitte prüfen Sie, ob das stimmt."],
        ),
        (
            [sitzung(beginn=dt.time(22, 30)), [], []],
            ["Die Sitzung beginnt um 22:30 Uhr. Bitte prüfen Sie, ob das stimmt."],
        ),
        ([sitzung(beginn=dt.time(8)), [], []], []),
        ([sitzung("2027-02-02", status="abgesagt"), [], [sitzung()]], []),
    ],
)
def test_hinweise_name_what_is_unusual(argumente, saetze):
    assert hinweise(*argumente, jetzt=JETZT) == saetze


@pytest.mark.parametrize(
    ("datum", "saetze"),
    [
        ("2029-01-08", []),
        ("2037-01-12", ["Bis dahin sind es mehr als zwei Jahre: Stimmt 2037?"]),
        (
            "2007-01-15",
            ["Seitdem sind es mehr als zwei Jahre: Stimmt 2007?", IN_DER_VERGANGENHEIT],
        ),
    ],
)
def test_year_that_is_far_off_is_pointed_out_when_it_is_chosen(datum, saetze):
    assert hinweise(sitzung(datum), [], [], JETZT, neu=True) == saetze
    assert hinweise(sitzung(datum), [], [], JETZT) == []


def test_nummer_that_another_sitzung_has_is_pointed_out():
    andere = [
        sitzung(nummer=190),
        sitzung("2027-03-01", nummer=190),
        sitzung("2027-04-05", nummer=190, status="verlegt"),
    ]

    saetze = hinweise(sitzung("2027-05-03", nummer=190), [], [], JETZT, gleiche_nummer=andere)

    assert saetze == [
        "Die Nummer 190 haben auch diese Sitzungen: 1. Februar 2027, 1. März 2027.",
    ]


@pytest.mark.parametrize(
    ("vergangen", "liegt_zurueck"),
    [
        (sitzung("2027-01-04"), True),
        (sitzung("2027-01-11", beginn=dt.time(17)), True),
        (sitzung("2027-01-11", beginn=dt.time(18)), False),
        (sitzung("2027-01-11"), False),
    ],
)
def test_only_a_day_just_chosen_is_said_to_lie_in_the_past(vergangen, liegt_zurueck):
    saetze = hinweise(vergangen, [], [], JETZT, neu=True)

    assert (saetze == [IN_DER_VERGANGENHEIT]) == liegt_zurueck
    assert hinweise(vergangen, [], [], JETZT) == []
