import pytest
from django.core.exceptions import ValidationError

from .factories import BueroFactory, PersonFactory
from .verwaltung import oeffnen, sichern

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("getippt", "gespeichert"),
    [
        ("0341 1234567", "0341 1234567"),
        ("\u202a0341 1234567\u202c", "0341 1234567"),
        ("0341\u00a01234567", "0341 1234567"),
        ("0341\u202f1234567", "0341 1234567"),
        ("0341/1234567", "0341 1234567"),
        ("0341 / 12 34-567", "0341 12 34 567"),
        ("(0341) 123 45 67", "0341 123 45 67"),
        ("0341\u20131234567", "0341 1234567"),
        ("+49 (0)341 1234567", "+49 341 1234567"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("factory", [BueroFactory, PersonFactory])
def test_number_is_taken_as_people_write_it(admin_client, factory, getippt, gespeichert):
    objekt = factory(telefon="0341 9")

    sichern(admin_client, objekt, oeffnen(admin_client, objekt) | {"telefon": getippt})

    objekt.refresh_from_db()
    assert objekt.telefon == gespeichert


@pytest.mark.parametrize("nummer", ["0341 12 x", "+", "12+34", "siehe Büro"])
def test_what_is_no_number_is_refused(nummer):
    with pytest.raises(ValidationError, match="nur Ziffern und Leerzeichen"):
        PersonFactory.build(telefon=nummer).clean_fields()
