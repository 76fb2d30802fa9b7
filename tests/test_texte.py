from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from redaktion.grenzen import MAX_ZEICHEN
from redaktion.templatetags.texte import sauber
from redaktion.texte import aus_klartext, klartext, saeubern
from seiten.models import Abschnitt
from termine.models import Tagesordnungspunkt

from .crawler import soup
from .factories import (
    AbschnittFactory,
    HandlungsfeldFactory,
    SeiteFactory,
    TagesordnungspunktFactory,
)
from .verwaltung import adresse, formular

ZWISCHENABLAGE = Path(__file__).parent / "zwischenablage"

# What may stand in a text: {tag: attributes}.
ERLAUBT = {
    "a": {"href"},
    "br": set(),
    "h3": set(),
    "li": set(),
    "ol": {"start"},
    "p": set(),
    "strong": set(),
    "table": set(),
    "tbody": set(),
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "thead": set(),
    "tr": set(),
    "ul": set(),
}

ANGRIFFE = [
    "<p>Text<script>alert(1)</script></p>",
    "<p>Text<SCRIPT SRC=//boese.example/x.js></SCRIPT></p>",
    "<p>Text<scr<script>ipt>alert(1)</scr</script>ipt></p>",
    "<p onclick=alert(1) onmouseover='alert(2)'>Text</p>",
    "<p>Text<img src=x onerror=alert(1)></p>",
    "<img src=x onerror=alert(1)>Text",
    "<p>Text</p><svg/onload=alert(1)>",
    "<p>Text</p><svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<p>Text</p><svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<p>Text<iframe src='javascript:alert(1)'></iframe></p>",
    "<p>Text<iframe srcdoc='<script>alert(1)</script>'></iframe></p>",
    "<p>Text<object data='data:text/html,<script>alert(1)</script>'></object></p>",
    "<p>Text<embed src=//boese.example></p>",
    "<p>Text</p><form action=//boese.example><input name=kennwort><button>OK</button></form>",
    "<p>Text</p><link rel=stylesheet href=//boese.example><meta http-equiv=refresh content=0>",
    "<p>Text</p><base href=//boese.example>",
    "<p style='position:fixed;inset:0;background:url(//boese.example)'>Text</p>",
    "<p>Text</p><style>body{display:none}</style>",
    "<p class='knopf' id='inhalt'>Text</p>",
    "<p>Text <a href='javascript:alert(1)'>Link</a></p>",
    "<p>Text <a href='JaVaScRiPt:alert(1)'>Link</a></p>",
    "<p>Text <a href=' &#1; javascript:alert(1)'>Link</a></p>",
    "<p>Text <a href='java\nscript:alert(1)'>Link</a></p>",
    "<p>Text <a href='java&Tab;script:alert(1)'>Link</a></p>",
    "<p>Text <a href='&#x6A;avascript&colon;alert(1)'>Link</a></p>",
    "<p>Text <a href='data:text/html;base64,PHNjcmlwdD4='>Link</a></p>",
    "<p>Text <a href='vbscript:msgbox(1)'>Link</a></p>",
    "<p>Text <a href='file:///etc/passwd'>Link</a></p>",
    "<p>Text <a href='//boese.example'>Link</a></p>",
    "<p>Text <a href='/\\boese.example'>Link</a></p>",
    "<p>Text <a href='/&Tab;/boese.example'>Link</a></p>",
    "<p>Text <a href='\\\\boese.example'>Link</a></p>",
    "<p>Text <a href='https://gut.example' target=_blank onclick=alert(1)>Link</a></p>",
    '<p>Text <a href="https://gut.example" title=\'"><script>alert(1)</script>\'>Link</a></p>',
    "<p>Text <a href='https://gut.example/\"onmouseover=alert(1)//'>Link</a></p>",
    "<p>Text<!--><script>alert(1)</script>--></p>",
    "<p>Text<![CDATA[<script>alert(1)</script>]]></p>",
    "<p>Text</p><math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table>",
    "<p>Text</p><math><mi><mglyph><svg><mtext><style><a title='</style><img onerror=alert(1)>'>",
    "<p>Text</p><svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<p>Text</p><noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<p>Text</p><textarea><p title='</textarea><img src=x onerror=alert(1)>'>",
    "<p>Text</p><template><script>alert(1)</script></template>",
    "<p>Text</p><xmp><script>alert(1)</script></xmp><plaintext><script>alert(1)</script>",
    "<p>Text<a href='https://gut.example'><a href='javascript:alert(1)'>Link</a></a></p>",
    "<table><caption onclick=alert(1)>Text<tr><td colspan=2 style=x background=//boese.example>",
    "<p>Text<b><p>Text</b><strong><ul><li>offen",
    "<p>Text</p></div></main></body></html><script>alert(1)</script>",
    "<p>Text\x00<scr\x00ipt>alert(1)</script></p>",
]


def verbotenes(html):
    """Return each tag, attribute and address in a text that may not stand there."""
    funde = []
    for knoten in BeautifulSoup(html, "html.parser").find_all():
        funde += [f"<{knoten.name}>"] * (knoten.name not in ERLAUBT)
        erlaubte = ERLAUBT.get(knoten.name, set()) | {"dir", "lang"}
        funde += [name for name in knoten.attrs if name not in erlaubte]
        ziel = knoten.get("href", "/")
        if not ziel.startswith(("/", "https://", "http://", "mailto:", "tel:")) or ziel[1:2] in {
            "/",
            "\\",
            "\t",
        }:
            funde.append(ziel)
    return funde


# What is stored


@pytest.mark.django_db
@pytest.mark.parametrize("angriff", [a for a in ANGRIFFE if "\x00" not in a])
def test_text_is_saved_with_nothing_but_what_is_allowed(angriff):
    abschnitt = AbschnittFactory(text=angriff)

    abschnitt.refresh_from_db()
    assert verbotenes(abschnitt.text) == []
    assert "Text" in abschnitt.text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<p lang="ar" dir="rtl">مرحبا</p>', '<p lang="ar" dir="rtl">مرحبا</p>'),
        ('<ul><li lang="en-GB">Hello</li></ul>', '<ul><li lang="en-GB">Hello</li></ul>'),
        ('<p lang="&quot;x" dir="up">A</p>', "<p>A</p>"),
        (f'<p lang="{"a" * 40}">A</p>', "<p>A</p>"),
    ],
)
def test_part_in_another_language_says_so(text, html):
    assert saeubern(text) == html


def test_text_is_clean_as_soon_as_it_is_checked():
    abschnitt = AbschnittFactory.build(text="<p>Text<script>alert(1)</script></p>")

    abschnitt.full_clean(exclude=["seite"])

    assert abschnitt.text == "<p>Text</p>"


@pytest.mark.django_db
def test_what_the_editor_writes_is_stored_as_it_is():
    text = (
        "<h3>Fonds</h3><p>Bis <strong>500 Euro</strong>,<br>siehe "
        '<a href="/kontakt/">Kontakt</a>.</p><ul><li><p>Antrag</p></li></ul>'
        '<ol><li><p><a href="mailto:a@example.org">Mail</a></p></li></ol>'
        '<table><tbody><tr><th colspan="2"><p>Fonds</p></th></tr>'
        "<tr><td><p>A</p></td><td><p>B</p></td></tr></tbody></table>"
    )

    abschnitt = AbschnittFactory(text=text)

    abschnitt.refresh_from_db()
    assert abschnitt.text == text


@pytest.mark.parametrize(
    "leer",
    ["", "  \n", "<p></p>", "<p> <br></p>", "<p>&nbsp;</p><p></p>", "<ul><li><p></p></li></ul>"],
)
@pytest.mark.django_db
def test_text_of_which_nobody_sees_anything_is_stored_as_none(client, leer):
    abschnitt = AbschnittFactory(text=leer)

    abschnitt.refresh_from_db()
    assert abschnitt.text == ""
    seite = soup(client.get(abschnitt.seite.get_absolute_url()))
    assert seite.select_one("section p").get_text() == "Diese Angabe folgt."


@pytest.mark.django_db
def test_empty_paragraphs_between_others_go():
    abschnitt = AbschnittFactory(text="<p>A</p><p></p><p>&nbsp;</p><p>B</p>")

    assert abschnitt.text == "<p>A</p><p>B</p>"


@pytest.mark.django_db
def test_headings_stand_only_where_the_page_leaves_room_for_them():
    text = "<h1>A</h1><h2>B</h2><h3>C</h3><h4>D</h4><p>E</p>"

    texte = [
        AbschnittFactory(text=text).text,
        SeiteFactory(einleitung=text).einleitung,
        TagesordnungspunktFactory(beschreibung=text).beschreibung,
        TagesordnungspunktFactory(ergebnis=text).ergebnis,
        HandlungsfeldFactory(kurztext=text).kurztext,
    ]

    assert texte == ["AB<h3>C</h3>D<p>E</p>", *["ABCD<p>E</p>"] * 4]


@given(st.lists(st.one_of(st.text(), st.sampled_from(ANGRIFFE))).map("".join))
def test_saeubern_leaves_nothing_but_what_is_allowed_of_any_text(text):
    html = saeubern(text)

    assert verbotenes(html) == []
    assert verbotenes(saeubern(html)) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<p>Am <del>Montag</del><ins>Dienstag</ins></p>", "<p>Am Dienstag</p>"),
        ("<p>Am <s>Montag</s> <strike>Mittwoch</strike></p>", "<p>Am  </p>"),
        ("<p>20 m<sup>2</sup>, CO<sub>2</sub></p>", "<p>20 m², CO₂</p>"),
        ("<p>Siehe unten<SUP>(12)</SUP></p>", "<p>Siehe unten⁽¹²⁾</p>"),
        ("<p>M<sup>me</sup> Curie</p>", "<p>Mme Curie</p>"),
        ('<ol start="3"><li>C</li></ol>', '<ol start="3"><li>C</li></ol>'),
        ('<ol start="4000"><li>C</li></ol>', '<ol start="999"><li>C</li></ol>'),
        ('<ol start="-1" type="a"><li>C</li></ol>', "<ol><li>C</li></ol>"),
        ('<ul start="3"><li>C</li></ul>', "<ul><li>C</li></ul>"),
    ],
)
def test_text_keeps_its_meaning_where_its_marks_go(text, html):
    assert saeubern(text) == html


@pytest.mark.parametrize("vorlage", sorted(ZWISCHENABLAGE.glob("*.html")), ids=lambda p: p.stem)
def test_clipboard_of_any_program_leaves_only_what_is_allowed(vorlage):
    html = saeubern("".join(vorlage.read_text("utf-8").splitlines()))

    assert verbotenes(html) == []
    assert saeubern(html) == html


# Plain text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Ein Satz.", "<p>Ein Satz.</p>"),
        ("Eins\nZwei\n\nDrei\n\n\n\nVier\n", "<p>Eins<br>Zwei</p><p>Drei</p><p>Vier</p>"),
        ("Eins\r\nZwei\r\n\r\nDrei", "<p>Eins<br>Zwei</p><p>Drei</p>"),
        ("2 < 3 & <b>fett</b>", "<p>2 &lt; 3 &amp; &lt;b&gt;fett&lt;/b&gt;</p>"),
        (
            "Siehe https://a.example/?b=1&c=2.",
            '<p>Siehe <a href="https://a.example/?b=1&amp;c=2">https://a.example/?b=1&amp;c=2</a>.</p>',
        ),
        ("a@example.org", '<p><a href="mailto:a@example.org">a@example.org</a></p>'),
    ],
)
def test_plain_text_keeps_its_paragraphs_and_lines(text, html):
    assert saeubern(text) == html


@given(st.text(alphabet="ab<>&\"'; \n"))
def test_plain_text_survives_the_way_to_html_and_back(text):
    html = aus_klartext(text)

    assert verbotenes(html) == []
    assert klartext(html).split() == text.split()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hallo<![<![", "Hallo"),
        ("<p>Hallo<" + "<a " * 9_000, "Hallo<"),
        ("<p>Hallo</p><style>p { color: red }</style>", "Hallo"),
    ],
    ids=["broken", "never closed", "styled"],
)
def test_any_html_can_be_read_as_plain_text(html, text):
    assert klartext(html) == text


def test_html_that_is_too_long_to_be_saved_is_not_parsed():
    html = "<p>a</p>" * MAX_ZEICHEN

    assert klartext(html) == html


@pytest.mark.django_db
@pytest.mark.usefixtures("inhalt")
def test_loaded_texts_have_paragraphs_lines_and_links():
    aufsicht = Abschnitt.objects.get(ueberschrift="Beschwerde bei der Aufsicht")

    assert aufsicht.text == (
        "<p>Sie können sich bei der Aufsichtsbehörde beschweren:</p>"
        "<p>Sächsische Datenschutz- und Transparenzbeauftragte<br>Maternistraße 17<br>"
        "01067 Dresden</p>"
        "<p>Postanschrift: Postfach 11 01 32, 01330 Dresden<br>E-Mail: "
        '<a href="mailto:post@sdtb.sachsen.de">post@sdtb.sachsen.de</a><br>'
        "Telefon: 0351 85471-101</p>"
    )


# What is shown


@pytest.mark.parametrize("angriff", ANGRIFFE)
def test_sauber_shows_nothing_but_what_is_allowed(angriff):
    vorlage = Template("{% load texte %}{{ text|sauber }}")

    html = vorlage.render(Context({"text": angriff}))

    huelle = '<div class="text stack">'
    assert html.startswith(huelle)
    inhalt = BeautifulSoup(html, "html.parser").div
    for tabelle in inhalt.select("div.tabelle"):
        tabelle.unwrap()
    assert verbotenes(inhalt.decode_contents()) == []


@pytest.mark.django_db
def test_pages_show_clean_what_lies_dirty_in_the_database(client):
    boese = "<p>Text<script>alert(1)</script><img src=x onerror=alert(1)></p>"
    abschnitt, punkt, feld = AbschnittFactory(), TagesordnungspunktFactory(), HandlungsfeldFactory()
    Abschnitt.objects.update(text=boese)
    type(abschnitt.seite).objects.update(einleitung=boese)
    Tagesordnungspunkt.objects.update(beschreibung=boese, ergebnis=boese)
    type(feld).objects.update(kurztext=boese)

    texte = [
        text.decode_contents()
        for ganzes in [abschnitt.seite, punkt.sitzung, feld]
        for text in soup(client.get(ganzes.get_absolute_url())).select("main .text")
    ]

    assert texte == ["<p>Text</p>"] * 5


def test_table_can_be_scrolled_by_the_keyboard():
    html = sauber("<table><tr><td>1</td></tr></table>")

    tabelle = BeautifulSoup(html, "html.parser").select_one(".text > .tabelle")
    assert (tabelle["tabindex"], tabelle["role"]) == ("0", "group")
    assert tabelle.table.get_text() == "1"


# In the admin


@pytest.mark.django_db
def test_plain_text_typed_where_no_editor_ran_keeps_its_paragraphs(admin_client):
    abschnitt = AbschnittFactory()
    felder = formular(admin_client.get(adresse(abschnitt, "change")))

    admin_client.post(
        adresse(abschnitt, "change"), felder | {"text": "Eins < Zwei\r\nDrei\r\n\r\nVier"}
    )

    abschnitt.refresh_from_db()
    assert abschnitt.text == "<p>Eins &lt; Zwei<br>Drei</p><p>Vier</p>"
