from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from team.verzeichnis import anfangsbuchstabe, sortierschluessel, verweise, von_a_bis_z


@pytest.mark.parametrize(
    ("name", "buchstabe"),
    [
        ("Gesundheit", "G"),
        ("Öffentlichkeit", "O"),
        ("zielgruppen", "Z"),
        ("1. Mai", "#"),
        ("", "#"),
    ],
)
def test_anfangsbuchstabe_is_a_capital_letter_or_the_rest(name, buchstabe):
    assert anfangsbuchstabe(name) == buchstabe


def test_sortierschluessel_sorts_as_a_dictionary():
    namen = ["Zoo", "Ökonomie", "Obst", "öffentlich", "Straße", "Strasse", "Strand"]

    assert sorted(namen, key=sortierschluessel) == [
        "Obst",
        "öffentlich",
        "Ökonomie",
        "Strand",
        "Strasse",
        "Straße",
        "Zoo",
    ]


@pytest.mark.parametrize(
    ("name", "woerter"),
    [
        ("Stadtraum, Wohnen, Klima", ["Wohnen", "Klima"]),
        ("zielgruppenspezifische Netzwerk- und Gremienarbeit", ["Netzwerk", "Gremienarbeit"]),
        ("Migration/Integration", ["Integration"]),
        ("Lokale Ökonomie und Beschäftigung", ["Ökonomie", "Beschäftigung"]),
        ("Kultur und Kultur", []),
        ("Freie Träger", []),
        ("a/b, / und ", []),
    ],
)
def test_verweise_name_the_further_nouns_of_a_name_of_several_parts(name, woerter):
    thema = SimpleNamespace(name=name)

    gefunden = verweise([thema])

    assert [(verweis.name, verweis.thema) for verweis in gefunden] == [
        (wort, thema) for wort in woerter
    ]


def test_von_a_bis_z_groups_by_letter():
    obst, oel, apfel = (SimpleNamespace(name=name) for name in ["Obst", "Öl", "apfel"])

    assert von_a_bis_z([oel, obst, apfel]) == [("A", [apfel]), ("O", [obst, oel])]


# A letter that has no small form of its own: U+1D4E3.
@example([SimpleNamespace(name=name) for name in ["A", "T", "\U0001d4e3"]])
@given(st.lists(st.text().map(lambda name: SimpleNamespace(name=name))))
def test_von_a_bis_z_loses_nothing_and_names_each_letter_once(themen):
    verzeichnis = von_a_bis_z(themen)

    buchstaben = [buchstabe for buchstabe, _ in verzeichnis]
    assert len(buchstaben) == len(set(buchstaben))
    assert sorted(map(id, themen)) == sorted(id(t) for _, gruppe in verzeichnis for t in gruppe)
