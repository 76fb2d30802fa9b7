import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    ("kennwort", "regel"),
    [
        ("kurz-9-Katze", None),
        ("kurz-Katze9", "password_too_short"),
        ("wolke tisch segel", None),
        ("84720195637402", None),
        ("x" * 40 + "y" * 88, None),
        ("1qaz2wsx3edc", "password_too_common"),
        ("erika.mustermann1", "password_too_similar"),
        ("Gruenau-2027!", "password_local"),
        ("Grünau2027!!", "password_local"),
        ("LeipzigQuartier", "password_local"),
        ("04209leipzigGRÜNAU", "password_local"),
        ("MeinGrünau2027", "password_local"),
        ("Stadtteilladen-19", "password_local"),
        ("Leipziger Kastanien blühen", None),
    ],
)
def test_password_rules(kennwort, regel):
    konto = User(username="erika.mustermann")

    try:
        validate_password(kennwort, konto)
        verletzt = None
    except ValidationError as error:
        verletzt = error.error_list[0].code

    assert verletzt == regel
