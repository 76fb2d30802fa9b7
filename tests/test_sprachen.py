import pytest
from django.conf.locale import LANG_INFO

from redaktion.sprachen import SPRACHEN, richtung


@pytest.mark.parametrize(
    ("sprache", "erwartet"),
    [("de", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("ckb", "rtl"), ("uk", "ltr")],
)
def test_direction_follows_the_language(sprache, erwartet):
    assert richtung(sprache) == erwartet


def test_every_language_is_known_to_django():
    assert {kuerzel for kuerzel, _ in SPRACHEN} <= LANG_INFO.keys()
