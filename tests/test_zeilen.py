import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from handlungsfelder.zeilen import zeilen

woerter = st.lists(
    st.from_regex(r"[A-Za-zÄÖÜäöüß]{2,20}( [^\s]{1,9}){0,3}", fullmatch=True), max_size=30
)


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("•\tNetze\r\n•\tFeste\r\no\tFür Kinder\r\n", ["Netze", "Feste", "Für Kinder"]),
        ("\uf0b7\tNetze\n\uf0a7 Feste", ["Netze", "Feste"]),
        ("- Netze\n\n  – Feste  \n-", ["Netze", "Feste"]),
        ("1. Netze\n2) Feste\n(3) Parks", ["Netze", "Feste", "Parks"]),
        ("6.\tNetze\n7.\tFeste", ["Netze", "Feste"]),
        ("1. Netze\n1. Feste\n2. Parks", ["Netze", "Feste", "Parks"]),
        ("20. Geburtstag der Kotsche", ["20. Geburtstag der Kotsche"]),
        ("1. Mai feiern\n2. Quartal: Umfrage", ["1. Mai feiern", "2. Quartal: Umfrage"]),
        ("-5 Grad\n3.500 Menschen\nOstern", ["-5 Grad", "3.500 Menschen", "Ostern"]),
        ("Ein\tTab und  zwei Leerzeichen", ["Ein Tab und zwei Leerzeichen"]),
        (" \n\t\n", []),
        ("", []),
    ],
)
def test_zeilen_are_read_without_bullets_and_numbers(text, erwartet):
    assert zeilen(text, 500) == erwartet


@given(woerter)
def test_zeilen_without_bullets_stay_as_they_are(liste):
    assert zeilen("\n".join(liste), 500) == liste


@given(woerter, st.sampled_from(["- ", "– ", "•\t", "•", "o\t", "* ", "  • ", "\uf0b7\t"]))
def test_zeilen_are_the_same_with_any_bullet(liste, zeichen):
    assert zeilen("\r\n".join(zeichen + zeile for zeile in liste), 500) == liste


@given(woerter, st.sampled_from(["{}. ", "{}.\t", "{}) ", "({}) "]))
def test_zeilen_are_the_same_with_numbers(liste, form):
    nummeriert = [form.format(nummer) + zeile for nummer, zeile in enumerate(liste, start=1)]

    assert zeilen("\n".join(nummeriert), 500) == liste


# A tab makes a bullet of a single „o“.
@given(st.text(st.characters(exclude_characters="\t"), max_size=100))
def test_zeilen_lose_no_letter(text):
    ergebnis = zeilen(text, 500)

    assert all(zeile and zeile == " ".join(zeile.split()) for zeile in ergebnis)
    assert [z for z in "".join(ergebnis) if z.isalpha()] == [z for z in text if z.isalpha()]


def test_zeilen_name_each_line_that_is_too_long():
    with pytest.raises(ValidationError) as fehler:
        zeilen("Kurz\n\n- Sehr lange Zeile\nAuch eine lange", 12)

    assert [satz.split(",")[0] for satz in fehler.value.messages] == [
        "Zeile 3 („Sehr lange Zeile“) hat 16 Zeichen",
        "Zeile 4 („Auch eine lange“) hat 15 Zeichen",
    ]


def test_zeilen_are_at_most_a_hundred():
    assert len(zeilen("Zeile\n" * 100, 500)) == 100
    with pytest.raises(ValidationError, match="Das sind 101 Zeilen"):
        zeilen("Zeile\n" * 101, 500)
