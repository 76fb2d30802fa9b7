"""Hold every line of the office's presentation of 1 February 2021 against the pages."""

import re
from pathlib import Path

import pytest

from handlungsfelder.models import Handlungsfeld

from .crawler import soup, text

VORSTELLUNG = Path(__file__).with_name("vorstellung_2021_02_01.txt")

# Lines of a screenshot of another website.
RAUSCHEN = {
    "KONTAKTSTELLE WOHNEN News Partner Verein Spenden Download Stellen",
    "Ankommen in den eigenen vier Wänden.",
    "WOHNRAUM ANBIETEN WOHLUNG SICHEN / LOOKING UMZUGSLOTSPIN WERDEN SPENDEN",
}

# Headings of slides and of tables: what they are called on the pages.
UEBERSCHRIFTEN = {
    "Quartiersmanagement Leipzig Grünau": "Quartiersmanagement Leipzig-Grünau",
    "Datum: 01.02.2021 | Quartiersrat Grünau": "Montag, 1. Februar 2021",
    "Neuer Projektträger QM-Grünau ab 01.01.:": "Neuer Projektträger QM-Grünau ab 01.01.",
    "Das neue Team:": "Team",
    "Jahresplanung 2021 | alte und neue Handlungsfelder...": (
        "Jahresplanung 2021, alte und neue Handlungsfelder"
    ),
    "Jahresplanung 2021 | alte und neue Handlungsfelder": (
        "Jahresplanung 2021, alte und neue Handlungsfelder"
    ),
    "Jahresplanung 2021 | alte und neue Handlungsschwerpunkte": "Handlungsschwerpunkt:",
    "Jahresplanung 2021 | alte und neue Handlungsfelder Schwerpunkt: Sozialer Zusammenhalt und "
    "Integration": "Schwerpunkt: Sozialer Zusammenhalt und Integration",
    # The same Schwerpunkt, with the shorter of its two names.
    "Schwerpunkt: Zusammenhalt und Integration": (
        "Schwerpunkt: Sozialer Zusammenhalt und Integration"
    ),
    "HF Stadtraum, Wohnen, Klima / Ordnung und Sicherheit": (
        "Handlungsschwerpunkt: Stadtraum, Wohnen, Klima / Ordnung und Sicherheit"
    ),
    "HF Freiraum und Mobilität/ Lokale Ökonomie und Beschäftigung": (
        "Handlungsschwerpunkt: Freiraum und Mobilität / Lokale Ökonomie und Beschäftigung"
    ),
    "Rahmen: Öffentlichkeitsarbeit/ Beteiligung und Engagement/ integrierte Stadtteilarbeit": (
        "Rahmen: Öffentlichkeitsarbeit / Beteiligung und Engagement / integrierte Stadtteilarbeit"
    ),
    "Kontinuierliche Aufgaben des QM – was bleibt:": (
        "Kontinuierliche Aufgaben des Quartiersmanagements – was bleibt"
    ),
    "TOP 4: Wie wollen wir zukünftig zusammenarbeiten?": (
        "Wie wollen wir zukünftig zusammenarbeiten?"
    ),
    "E-Mail: info@qm-gruenau.de": "info@qm-gruenau.de",
    "Webseite: www.qm-gruenau.de": "www.qm-gruenau.de",
}

# Broken spacing, brackets without a partner, and one slip.
BERICHTIGT = {
    "Bund-Länder- Programm": "Bund-Länder-Programm",
    "Dipl.- Geographin": "Dipl.-Geographin",
    "vor Ort/ Nachbarschaftszentren)": "vor Ort/Nachbarschaftszentren",
    "Teilhabe/ Chancengleichheit": "Teilhabe/Chancengleichheit",
    "Maßnahmen Workshops": "Maßnahmen (Workshops",
    "WK7/ WK8": "WK 7/WK 8",
    "WK7)": "WK 7)",
    "Miltizer Allee": "Miltitzer Allee",
    "Straßensozialarbeit etc.)": "Straßensozialarbeit etc.",
    "Stadtteilen/ Quartieren": "Stadtteilen/Quartieren",
    "Nutzungen/ Ankerfunktionen": "Nutzungen/Ankerfunktionen",
    "Beteiligung/ Ehrenamtliches": "Beteiligung/Ehrenamtliches",
    "Wohnquartiere/ Freiraumentwicklung": "Wohnquartiere/Freiraumentwicklung",
    "Quartiere/ WKs": "Quartiere/WKs",
}

# Sentences that the presentation breaks over several lines, or several in one cell.
UMBRUECHE = {
    "Öffnung der Bildungseinrichtungen zum Quartier\n(Elterncafés, multifunktionale "
    "Nutzungskonzepte (Bsp.\nBildungscampus WK7))": (
        "Öffnung der Bildungseinrichtungen zum Quartier (Elterncafés, multifunktionale "
        "Nutzungskonzepte (Bsp. Bildungscampus WK7))"
    ),
    "Komm-Haus) WK 8: Zentrenentwicklung": "Komm-Haus)\nWK 8: Zentrenentwicklung",
}


def berichtigt(satz):
    for falsch, richtig in BERICHTIGT.items():
        satz = satz.replace(falsch, richtig)
    return satz


def saetze():
    """Return the sentences of the presentation as they should stand on the pages."""
    quelle = VORSTELLUNG.read_text(encoding="utf-8")
    for bruch, ganz in UMBRUECHE.items():
        assert bruch in quelle
        quelle = quelle.replace(bruch, ganz)
    ergebnis = []
    for zelle in re.split(r"[\n\t]", quelle):
        satz = " ".join(zelle.split()).removeprefix("- ")
        if not satz or satz in RAUSCHEN or satz.startswith("**"):
            continue
        satz = UEBERSCHRIFTEN.get(satz, satz)
        satz = berichtigt(satz)
        ergebnis.append(re.sub(r"^(HF|TOP \d:) ", "", satz))
    return ergebnis


def ziele_der_tabellen():
    """Return what stands in the second column of the tables: Ziele."""
    zeilen = VORSTELLUNG.read_text(encoding="utf-8").splitlines()
    spalte = [zeile.split("\t")[1] for zeile in zeilen if "\t" in zeile]
    return [satz for satz in saetze() if any(satz in berichtigt(zelle) for zelle in spalte)]


def personen():
    """Return [(name, Abschluss, Zuständigkeiten), …] as the presentation lists them."""
    quelle = VORSTELLUNG.read_text(encoding="utf-8").replace("Dipl.- ", "Dipl.-")
    return re.findall(r"- \*\*(.+)\*\* \((.+)\): (.+)", quelle)


def stuecke(response):
    """Return the text of every element of a page, and of the lines within it, as a set."""
    seite = soup(response)
    for umbruch in seite.find_all("br"):
        umbruch.replace_with("\x00")
    ergebnis = set()
    for element in seite.find_all():
        inhalt = " ".join(element.get_text(" ").split())
        ergebnis |= {inhalt, *(zeile.strip() for zeile in inhalt.split("\x00"))}
    return ergebnis


def test_presentation_is_read_with_all_its_sentences():
    assert len(saetze()) == 113
    assert len(personen()) == 5


def test_every_sentence_of_the_presentation_stands_on_a_page(rundgang):
    stehen = set().union(*(stuecke(response) for response in rundgang.values()))

    assert [satz for satz in saetze() if satz not in stehen] == []


@pytest.mark.usefixtures("inhalt")
def test_every_field_has_the_aufgaben_and_ziele_of_its_slide_and_no_others(client):
    felder = list(Handlungsfeld.objects.fuer_uebersicht())
    titel = [feld.titel for feld in felder]
    # Where the table of the last field of a slide ends.
    enden = [
        *titel,
        "Quartiersmanagement Leipzig-Grünau",
        "Jahresplanung 2021, alte und neue Handlungsfelder",
    ]
    folge = saetze()

    for feld in felder:
        beginn = folge.index(feld.titel) + 1
        ende = next(n for n, satz in enumerate(folge) if n >= beginn and satz in enden)
        auf_der_folie = set(folge[beginn:ende]) - {"Aufgaben", "Ziele"}
        spalten = soup(client.get(feld.get_absolute_url())).select(".punkte")
        ziele, aufgaben = ([li.get_text() for li in spalte.select("li")] for spalte in spalten)

        assert set(ziele + aufgaben) == auf_der_folie, feld
        assert len(ziele + aufgaben) == len(auf_der_folie), feld
        if feld.titel != "Bildung":  # that slide has no table
            assert set(ziele) == auf_der_folie & set(ziele_der_tabellen()), feld


@pytest.mark.usefixtures("inhalt")
def test_every_person_stands_on_the_site_with_every_zustaendigkeit_in_order(client):
    seite = soup(client.get("/team/"))

    gezeigt = [
        (
            karte.select_one("h3").get_text(),
            karte.select_one(".zeile").get_text(),
            ", ".join(li.get_text() for li in karte.select("li")),
        )
        for karte in seite.select(".person")
    ]
    assert gezeigt == personen()


@pytest.mark.usefixtures("inhalt")
def test_the_four_headings_hold_their_nine_handlungsfelder(client):
    seite = soup(client.get("/handlungsfelder/2021/"))

    gruppen = {
        " ".join(h2.get_text(" ").split()): [
            " ".join(feld.get_text(" ").split())
            for feld in h2.find_parent("section").select(".felder > li")
        ]
        for h2 in seite.select("h2.gruppe")
    }
    assert gruppen == {
        "Schwerpunkt: Sozialer Zusammenhalt und Integration": [
            "Zusammenleben und Nachbarschaft 3 Aufgaben, 4 Ziele",
            "Soziale Aktivitäten und soziale Infrastruktur 4 Aufgaben, 3 Ziele",
            "Bildung 2 Aufgaben, 2 Ziele",
        ],
        "Handlungsschwerpunkt: Stadtraum, Wohnen, Klima / Ordnung und Sicherheit": [
            "Stadtraum, Wohnen, Klima 1 Aufgabe, 2 Ziele",
            "Ordnung und Sicherheit 1 Aufgabe, 1 Ziel",
        ],
        "Handlungsschwerpunkt: Freiraum und Mobilität / Lokale Ökonomie und Beschäftigung": [
            "Freiraum und Mobilität 1 Aufgabe, 1 Ziel",
            "Lokale Ökonomie und Beschäftigung 1 Aufgabe, 1 Ziel",
        ],
        "Rahmen: Öffentlichkeitsarbeit / Beteiligung und Engagement / "
        "integrierte Stadtteilarbeit": [
            "Beteiligung/Ehrenamtliches Engagement 2 Aufgaben, 2 Ziele",
            "Öffentlichkeitsarbeit 1 Aufgabe, 1 Ziel",
        ],
    }


def test_each_field_has_someone_responsible(rundgang):
    zustaendig = {
        adresse.split("/")[3]: [h3.get_text() for h3 in soup(response).select(".person h3")]
        for adresse, response in rundgang.items()
        if adresse.startswith("/handlungsfelder/2021/") and adresse.count("/") == 4
    }
    assert zustaendig == {
        "zusammenleben-und-nachbarschaft": ["Alexandra Schmidt", "Maria Habre"],
        "soziale-aktivitaeten-und-soziale-infrastruktur": ["Alexandra Schmidt", "Maria Habre"],
        "bildung": ["Alexandra Schmidt"],
        "stadtraum-wohnen-klima": ["Klaus Schotte"],
        "ordnung-und-sicherheit": ["Klaus Schotte"],
        "freiraum-und-mobilitaet": ["Jana Fischer"],
        "lokale-oekonomie-und-beschaeftigung": ["Jana Fischer"],
        "beteiligung-ehrenamtliches-engagement": ["Alexandra Schmidt", "Maria Habre"],
        "oeffentlichkeitsarbeit": ["Jana Fischer", "Henrike Bohl"],
    }


@pytest.mark.usefixtures("inhalt")
def test_the_agenda_has_five_tops_and_four_sub_points(client):
    seite = soup(client.get("/termine/2021-02-01/"))

    punkte = [" ".join(h.get_text(" ").split()) for h in seite.select(".tagesordnung :is(h3, h4)")]

    assert punkte == [
        "TOP 1 Begrüßung",
        "TOP 2 Vorstellung des neuen QM-Teams",
        "TOP 3 Vorstellung der zukünftigen Handlungsfelder und Themenabstimmung 2021",
        "TOP 4 Gestaltung der zukünftigen Zusammenarbeit",
        "4.1 Erwartungen an das QM",
        "4.2 Zukünftige Funktion und Aufgaben des Quartiersrats",
        "4.3 In welchem Umfang am vorangegangenen Format festhalten",
        "TOP 5 Sonstiges",
        "5.1 Aktuelles aus den Einrichtungen",
    ]


def test_noise_of_the_presentation_stands_nowhere(rundgang):
    seiten = " ".join(text(response) for response in rundgang.values())

    assert [rauschen for rauschen in RAUSCHEN if rauschen in seiten] == []


# The words of the presentation stay; what is short or unusual in them is explained on one page
# (WCAG 2.2, 3.1.4).
ABKUERZUNG = re.compile(
    r"\b(?:[A-ZÄÖÜ]{2,}|WoWi|BfWebG|BfWebVO)(?=s?\b)|\b(?:[^\W\d]\.){2,}"
    r"|\b(?:Bsp|bzw|Dipl|etc|Ing|soz|Str)\."
)


def test_every_abbreviation_is_explained(rundgang):
    erklaert = {
        zeile.partition(":")[0]
        for zeile in soup(rundgang["/woerter/"]).select_one("main").get_text("\n").splitlines()
    }

    gebraucht = set()
    for adresse, seite in rundgang.items():
        if seite["Content-Type"].startswith("text/html") and adresse != "/woerter/":
            baum = soup(seite)
            for unhoerbar in baum.select("script, [aria-hidden]"):
                unhoerbar.decompose()
            gebraucht |= set(ABKUERZUNG.findall(baum.get_text(" ")))

    assert {"QM", "WK", "e.V.", "soz."} <= gebraucht
    assert {kurz for kurz in gebraucht if kurz not in erklaert} == set()
