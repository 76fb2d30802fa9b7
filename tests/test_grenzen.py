"""How large a text may be."""

import re
from html import escape

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from redaktion.grenzen import MAX_SPANNE, Messung, check_grenzen, spanne
from redaktion.templatetags.texte import sauber
from redaktion.texte import saeubern

from .crawler import soup
from .factories import (
    AbschnittFactory,
)
from .verwaltung import adresse, formular


def verschachtelt(arten, innen="Text"):
    """Return HTML with lists and tables in each other, the first outermost."""
    for art in reversed(arten):
        if art == "table":
            innen = f"<table><tbody><tr><td>{innen}</td></tr></tbody></table>"
        else:
            innen = f"<{art}><li>{innen}</li></{art}>"
    return innen


def woerter(anzahl):
    """Return a clean paragraph of so many characters with its tags."""
    return f"<p>{'Wort ' * 20_000}"[: anzahl - 4] + "</p>"


ZU_LANG = "Zeichen, es gehen höchstens 50.000. Bitte kürzen"


ZU_TIEF = "Ebenen tief ineinander, es gehen höchstens 5."


WORT_ZU_LANG = "Zeichen ohne Leerzeichen, es gehen höchstens 200:"


IN_GRENZEN = {
    "length": woerter(50_000),
    "lists": verschachtelt(["ul", "ol", "ul", "ol", "ul"]),
    "tables": verschachtelt(["table"] * 5),
    "lists beside each other": verschachtelt(["ul"] * 5) * 3,
    "word": f"<p>{'x' * 200}</p>",
    "words in lines": f"<p>{'x' * 200}<br>{'x' * 200}</p><p>{'x' * 200}</p>",
    "words in items": f"<ul><li>{'x' * 200}</li><li>{'x' * 200}</li></ul>",
    "word with soft hyphens": f"<p>{'x' * 200}\u00ad{'x' * 200}\u200b{'x' * 200}</p>",
    "word of entities": f"<p>{'&amp;' * 200}</p>",
    "address of a link": f'<p><a href="/{"x" * 1000}/">Ziel</a></p>',
}


AUSSERHALB = {
    "length": (woerter(50_001), ZU_LANG),
    "length before it is cleaned": (f"<p>Text</p><!--{'x ' * 25_000}-->", ZU_LANG),
    "length with all that cleaning adds": ("<td>" + "<ul>" * 12_000 + "Text", ZU_LANG),
    "lists": (verschachtelt(["ul", "ol", "ul", "ol", "ul", "ol"]), ZU_TIEF),
    "tables": (verschachtelt(["table"] * 6), ZU_TIEF),
    "table in lists": (verschachtelt(["ul"] * 5 + ["table"]), ZU_TIEF),
    "word": (f"<p>{'x' * 201}</p>", WORT_ZU_LANG),
    "word in plain text": ("x" * 201, WORT_ZU_LANG),
    "word in pieces": (f"<p>{'x' * 100}<strong>{'x' * 100}</strong>x</p>", WORT_ZU_LANG),
    "word with blanks that hold together": (f"<p>{'x&nbsp;' * 101}</p>", WORT_ZU_LANG),
    "address that is shown": (f"https://example.org/{'x' * 200}", WORT_ZU_LANG),
}


@pytest.mark.django_db
@pytest.mark.parametrize("fall", IN_GRENZEN)
def test_text_may_go_as_far_as_its_bounds(fall):
    text = IN_GRENZEN[fall]

    abschnitt = AbschnittFactory(text=text)

    abschnitt.full_clean()
    assert abschnitt.text == text


@pytest.mark.django_db
@pytest.mark.parametrize("fall", AUSSERHALB)
def test_text_beyond_its_bounds_is_not_valid(fall):
    text, satz = AUSSERHALB[fall]
    abschnitt = AbschnittFactory()
    abschnitt.text = text

    with pytest.raises(ValidationError, match=re.escape(satz)) as error:
        abschnitt.full_clean()

    assert error.value.message_dict.keys() == {"text"}


@pytest.mark.django_db
def test_text_that_was_stored_before_there_were_bounds_can_be_saved_with_its_row():
    abschnitt = AbschnittFactory()
    abschnitt.text, _ = AUSSERHALB["word"]

    abschnitt.save()

    abschnitt.refresh_from_db()
    assert abschnitt.text == AUSSERHALB["word"][0]


def test_length_and_start_of_what_is_too_long_are_named():
    with pytest.raises(ValidationError) as error:
        check_grenzen(f"<p>Der {'Donau' * 500}</p>")

    [satz] = error.value.messages
    assert satz.startswith(
        "Ein Wort hat 2.500 Zeichen ohne Leerzeichen, es gehen höchstens 200: "
        "„DonauDonauDonauDonau…“."
    )


@given(
    st.lists(st.sampled_from(["ol", "table", "ul"]), max_size=9),
    st.lists(st.sampled_from(["ol", "table", "ul"]), max_size=9),
)
def test_depth_is_that_of_the_deepest_part(eine, andere):
    html = saeubern(f"<p>Text</p>{verschachtelt(eine)}{verschachtelt(andere)}")

    assert Messung(html).ebenen == max(len(eine), len(andere))


@given(
    st.lists(
        st.tuples(
            st.text("aä&<", min_size=1),
            st.sampled_from(["", "<strong>", "</strong>", " ", "<br>", "</p><p>", "\u00ad"]),
        )
    )
)
def test_word_is_as_long_as_what_stands_between_two_breaks(teile):
    html = saeubern("<p>.</p><p>" + "".join(f"{escape(wort)}{dann}" for wort, dann in teile))

    laengen, bisher = [1], 0
    for wort, dann in teile:
        bisher += len(wort)
        laengen.append(bisher)
        if "strong" not in dann and dann:
            bisher = 0
    assert len(Messung(html).laengstes_wort) == max(laengen)


@pytest.mark.parametrize(
    ("angabe", "bleibt"),
    [
        ("1", "1"),
        ("20", "20"),
        ("21", "20"),
        ("1000", "20"),
        ("0", None),
        ("-2", None),
        ("2.5", None),
        ("zwei", None),
        ("²", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_cell_spans_20_at_most(angabe, bleibt):
    assert [spanne("td", name, angabe) for name in ["colspan", "rowspan"]] == [bleibt, bleibt]


def test_span_is_cut_of_no_other_attribute():
    assert spanne("a", "href", "/1000/") == "/1000/"


@pytest.mark.parametrize("tag", ["td", "th"])
def test_page_shows_cells_that_span_20_at_most(tag):
    html = sauber(f'<table><tr><{tag} colspan="1000" rowspan="zwei">1</{tag}></tr></table>')

    assert BeautifulSoup(html, "html.parser").select_one(tag).attrs == {"colspan": "20"}


@given(st.one_of(st.text(), st.integers().map(str)))
def test_no_text_spans_more_whatever_it_says(angabe):
    html = saeubern(
        f'<table><tr><td colspan="{escape(angabe)}" rowspan="{escape(angabe)}">1</table>'
    )

    zelle = BeautifulSoup(html, "html.parser").td
    assert all(1 <= int(wert) <= MAX_SPANNE for wert in zelle.attrs.values())


@pytest.mark.django_db
def test_text_beyond_its_bounds_stays_in_the_form_with_a_sentence(admin_client):
    abschnitt = AbschnittFactory()
    felder = formular(admin_client.get(adresse(abschnitt, "change")))

    response = admin_client.post(adresse(abschnitt, "change"), felder | {"text": "x" * 201})

    seite = soup(response)
    assert WORT_ZU_LANG in seite.select_one(".field-text .errorlist").get_text()
    assert seite.select_one("textarea[name=text]").get_text().strip() == "x" * 201
