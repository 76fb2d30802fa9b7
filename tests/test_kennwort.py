import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from qm_gruenau.kennwort import EIGENE_STELLEN, REIHEN, stellen


@pytest.mark.parametrize(
    ("kennwort", "regel"),
    [
        ("kurz-9-Katze", None),
        ("kurz-Katze9", "password_too_short"),
        ("wolke tisch segel", None),
        ("84720195637402", None),
        ("wolke tisch segel " * 7, None),
        ("123456789012", "password_row"),
        ("210987654321", "password_row"),
        ("aaaaaaaaaaaa", "password_row"),
        ("x" * 40 + "y" * 88, "password_row"),
        ("QWERTZuiopas", "password_row"),
        ("abcabcabcabc", "password_row"),
        ("abcdef123456", "password_row"),
        ("1qay2wsx3edc", "password_row"),
        ("Katze1234567890", "password_row"),
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
def test_password_is_good_or_breaks_the_rule_that_is_named(kennwort, regel):
    konto = User(username="erika.mustermann")

    try:
        validate_password(kennwort, konto)
        verletzt = None
    except ValidationError as error:
        verletzt = error.error_list[0].code

    assert verletzt == regel


@given(st.text(min_size=1, max_size=EIGENE_STELLEN - 1), st.integers(2, 20))
def test_repetition_counts_no_more_than_what_it_repeats(muster, anzahl):
    assert stellen(muster * anzahl) <= len(muster)


@given(st.sampled_from(REIHEN), st.integers(0, 40), st.sampled_from([1, -1]))
def test_row_counts_once_wherever_it_begins_and_whichever_way_it_goes(reihe, anfang, richtung):
    assert stellen((reihe * 6)[anfang : anfang + 12][::richtung]) == 1


@given(st.lists(st.sampled_from(["wolke", "tisch", "segel", "lampe", "fluss"]), unique=True))
def test_words_that_have_nothing_to_do_with_each_other_are_enough(woerter):
    assert (stellen(" ".join(woerter)) >= EIGENE_STELLEN) == (len(woerter) >= 2)


@given(st.text())
def test_pieces_are_at_most_the_characters(text):
    assert stellen(text) <= len(text)
