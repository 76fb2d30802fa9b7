import datetime as dt

import pytest

from termine.lage import Lage
from termine.models import Sitzung, Unterlage
from termine.zeit import LEIPZIG

TAG = dt.date(2027, 1, 11)
DAVOR, DABEI, DANACH = (dt.datetime(2027, 1, 11, h, tzinfo=LEIPZIG) for h in [16, 17, 19])


def sitzung(**felder):
    angaben = {"datum": TAG, "beginn": dt.time(17), "ende": dt.time(19)}
    return Sitzung(**angaben | felder)


@pytest.mark.parametrize(
    ("felder", "jetzt", "lage", "findet_noch_statt"),
    [
        ({}, DAVOR, Lage(False, False, False, "angekündigt"), True),
        ({"status": "bestaetigt"}, DAVOR, Lage(False, False, False, "bestätigt"), True),
        ({}, DABEI, Lage(False, True, False, "läuft gerade"), True),
        ({}, DANACH, Lage(False, False, True, "hat stattgefunden"), False),
        ({"ende": None}, DABEI, Lage(False, False, False, "angekündigt"), True),
        ({"status": "abgesagt"}, DAVOR, Lage(True, False, False, "abgesagt"), False),
        ({"status": "verlegt"}, DABEI, Lage(True, False, False, "verlegt"), False),
        ({"status": "verlegt"}, DANACH, Lage(True, False, True, "verlegt"), False),
    ],
)
def test_lage_says_where_a_sitzung_stands(felder, jetzt, lage, findet_noch_statt):
    gesagt = sitzung(**felder).lage(jetzt)

    assert (gesagt, gesagt.findet_noch_statt) == (lage, findet_noch_statt)


@pytest.mark.parametrize(
    ("art", "zustand"), [("einladung", "Einladung liegt vor"), ("anlage", "angekündigt")]
)
def test_lage_names_an_einladung_that_is_there(art, zustand):
    assert sitzung().lage(DAVOR, [Unterlage(art=art)]).zustand == zustand
