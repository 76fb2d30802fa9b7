import io

import pytest
from django.core.management import CommandError, call_command

from handlungsfelder.models import Aufgabe, Handlungsfeld
from seiten.models import Buero
from team.models import Person, Thema, Zustaendigkeit
from termine.models import Ort, Sitzung, Tagesordnungspunkt

from .factories import PersonFactory, ThemaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def laden(tmp_path):
    """Return a function that loads a text as content file and returns what the command says."""

    def _laden(text):
        datei = tmp_path / "inhalt.toml"
        datei.write_text(text, encoding="utf-8")
        ausgabe = io.StringIO()
        call_command("inhalt_laden", datei, stdout=ausgabe)
        return ausgabe.getvalue()

    return _laden


@pytest.mark.usefixtures("inhalt")
def test_loading_twice_changes_nothing():
    vorher = list(Aufgabe.objects.values()), list(Person.objects.values())

    call_command("inhalt_laden", stdout=io.StringIO())

    assert (list(Aufgabe.objects.values()), list(Person.objects.values())) == vorher


@pytest.mark.usefixtures("inhalt")
def test_loading_again_keeps_what_staff_have_changed():
    Person.objects.filter(slug="jana-fischer").update(nachname="Fischer-Muster", slug="jana")
    Thema.objects.filter(slug="gesundheit").update(name="Gesund leben")
    Aufgabe.objects.first().delete()
    Sitzung.objects.update(datum="2021-02-08")

    call_command("inhalt_laden", stdout=io.StringIO())

    assert Person.objects.count() == 5
    assert not Thema.objects.filter(name="Gesundheit").exists()
    assert Aufgabe.objects.count() == 15
    assert str(Sitzung.objects.get().datum) == "2021-02-08"


def test_loading_fills_only_what_is_empty(laden):
    ThemaFactory(name="Gesundheit")
    PersonFactory()

    ausgabe = laden(
        """
        [[person]]
        vorname = "Jana"
        nachname = "Fischer"
        slug = "jana-fischer"

        [[sitzung]]
        titel = "Erste Sitzung"
        datum = 2021-02-01
        """
    )

    assert Person.objects.count() == 1
    assert Sitzung.objects.get().titel == "Erste Sitzung"
    assert "Personen: schon vorhanden, nichts geändert." in ausgabe
    assert "Sitzungen: 1 geladen." in ausgabe


def test_loaded_rows_keep_their_order_with_room_between(laden):
    laden(
        """
        [[thema]]
        name = "B"
        slug = "b"

        [[thema]]
        name = "A"
        slug = "a"

        [[person]]
        vorname = "Jana"
        nachname = "Fischer"
        slug = "jana-fischer"
        themen = ["B", "A"]
        """
    )

    zeilen = Zustaendigkeit.objects.values_list("thema__name", "reihenfolge")
    assert list(zeilen) == [("B", 10), ("A", 20)]


@pytest.mark.usefixtures("inhalt")
def test_first_content_has_the_anlaufstelle_where_the_office_is():
    buero, ort = Buero.objects.get(), Ort.objects.get()

    assert (ort.name, ort.strasse, ort.plz, ort.stadt) == (
        *(buero.anlaufstelle, buero.strasse, buero.plz, buero.ort),
    )
    assert (ort.ist_anlaufstelle, ort.stufenfrei, ort.weg) == (True, None, "")


@pytest.mark.parametrize("genannt", ["Komm-Haus", "Laden, Allee 19"])
def test_sitzung_is_loaded_with_the_ort_that_it_names(laden, genannt):
    laden(
        f"""
        [[sitzung]]
        titel = "Erste Sitzung"
        datum = 2021-02-01
        ort = "{genannt}"

        [[ort]]
        name = "Komm-Haus"

        [[ort]]
        name = "Laden"
        strasse = "Allee 19"

        [[ort]]
        name = "Laden"
        strasse = "Weg 1"
        """
    )

    assert str(Sitzung.objects.get().ort) == genannt


BROKEN = {
    "no TOML": (
        """[[person]]
vorname = "Jana
""",
        "at line 2",
    ),
    "unknown area": (
        """
[[personal]]
vorname = "Jana"
""",
        "Der Bereich „personal“ ist nicht bekannt.",
    ),
    "unknown field": (
        """[[person]]
vorname = "Jana"
name = "Fischer"
""",
        "Person „Jana Fischer“, Feld „name“: Dieses Feld ist nicht bekannt.",
    ),
    "computed field": (
        """[[sitzung]]
titel = "Sitzung"
datum = 2021-02-01
slug = "erste"
""",
        "Sitzung „Sitzung 2021-02-01“, Feld „slug“: Dieses Feld ist nicht bekannt.",
    ),
    "missing field": (
        """[[person]]
vorname = "Jana"
slug = "jana"
""",
        "Person „Jana“, Feld „nachname“: Dieses Feld darf nicht leer sein.",
    ),
    "wrong value": (
        """[[sitzung]]
titel = "Gut"
datum = 2021-02-01

[[sitzung]]
titel = "Schlecht"
datum = "irgendwann"
""",
        "Sitzung „Schlecht irgendwann“, Feld „datum“",
    ),
    "no such day": (
        """[[sitzung]]
titel = "Schlecht"
datum = "2021-02-30"
""",
        "Sitzung „Schlecht 2021-02-30“, Feld „datum“",
    ),
    "constraint": (
        """[[sitzung]]
titel = "Schlecht"
datum = 2021-02-01
beginn = 19:00:00
ende = 17:00:00
""",
        "Sitzung „Schlecht 2021-02-01“: Das Ende muss nach dem Beginn liegen.",
    ),
    "time that the clocks skip": (
        """[[sitzung]]
titel = "Schlecht"
datum = 2027-03-28
beginn = 02:30:00
""",
        "Sitzung „Schlecht 2027-03-28“, Feld „beginn“: Diese Uhrzeit gibt es an diesem Tag nicht",
    ),
    "sub-point first": (
        """[[sitzung]]
titel = "Schlecht"
datum = 2021-02-01

[[sitzung.tagesordnungspunkt]]
titel = "Vorweg"
unterpunkt = true
""",
        "Sitzung „Schlecht 2021-02-01“, Feld „unterpunkt“: Der erste Punkt",
    ),
    "unknown Thema": (
        """[[person]]
vorname = "Jana"
nachname = "Fischer"
slug = "jana"
themen = ["Raumfahrt"]
""",
        "Person „Jana Fischer“, Feld „themen“: Das Thema „Raumfahrt“ gibt es nicht.",
    ),
    "unknown Ort": (
        """[[sitzung]]
titel = "Schlecht"
datum = 2021-02-01
ort = "Mond"
""",
        "Sitzung „Schlecht 2021-02-01“, Feld „ort“: Den Ort „Mond“ gibt es nicht.",
    ),
    "Ort that is not clear": (
        """[[ort]]
name = "Laden"
strasse = "Allee 19"
[[ort]]
name = "Laden"
strasse = "Weg 1"
[[sitzung]]
titel = "Schlecht"
datum = 2021-02-01
ort = "Laden"
""",
        "Sitzung „Schlecht 2021-02-01“, Feld „ort“: Orte namens „Laden“ gibt es mehrere. Bitte mit",
    ),
    "same Thema twice": (
        """[[thema]]
name = "A"
slug = "a"
[[person]]
vorname = "Jana"
nachname = "Fischer"
slug = "jana"
themen = [
    "A",
    "A",
]
""",
        "Person „Jana Fischer“, Feld „themen“: Dieses Thema steht bei dieser Person schon.",
    ),
    "text instead of list": (
        """[[jahresplanung]]
jahr = 2021
[[jahresplanung.schwerpunkt]]
titel = "S"
[[jahresplanung.schwerpunkt.handlungsfeld]]
titel = "H"
slug = "h"
ziele = "Alles"
""",
        "Handlungsfeld „H“, Feld „ziele“: Hier steht keine Liste von Texten.",
    ),
    "order by hand": (
        """[[person]]
vorname = "Jana"
nachname = "Fischer"
slug = "jana"
reihenfolge = 5
""",
        "Person „Jana Fischer“, Feld „reihenfolge“: Dieses Feld ist nicht bekannt.",
    ),
    "text instead of time": (
        """[[sitzung]]
titel = "Schlecht"
datum = "irgendwann"
beginn = "17 Uhr"
""",
        "Sitzung „Schlecht irgendwann“, Feld „datum“",
    ),
    "number instead of day": (
        """[[sitzung]]
titel = "Schlecht"
datum = 5
""",
        "Sitzung „Schlecht 5“, Feld „datum“: Dieser Wert passt hier nicht: 5.",
    ),
    "no number": (
        """[[sitzung]]
titel = "Schlecht"
datum = 2021-02-01
nummer = inf
""",
        "Sitzung „Schlecht 2021-02-01“, Feld „nummer“: Dieser Wert passt hier nicht: inf.",
    ),
    "list instead of text": (
        """[[sitzung]]
titel = ["Schlecht"]
datum = 2021-02-01
""",
        "Sitzung „['Schlecht'] 2021-02-01“, Feld „titel“: Hier steht kein einzelner Wert.",
    ),
    "endless word": (
        f"""[[sitzung]]
titel = "Schlecht"
datum = 2021-02-01
[[sitzung.tagesordnungspunkt]]
titel = "Verkehr"
beschreibung = "{"x" * 201}"
""",
        "Tagesordnungspunkt „Verkehr“, Feld „beschreibung“: Ein Wort hat 201 Zeichen",
    ),
    "huge number": (
        "[[sitzung]]\nnummer = " + "9" * 5000 + "\n",
        "Die Datei ist kein gültiges TOML",
    ),
    "key of the database": (
        """[[sitzung]]
id = 7
""",
        "Sitzung „ohne Namen“, Feld „id“: Dieses Feld ist nicht bekannt.",
    ),
    "path of a file": (
        """[[person]]
slug = "erika"
foto = "../../geheim"
""",
        "Person „erika“, Feld „foto“: Dieses Feld ist nicht bekannt.",
    ),
    "character that no database takes": (
        """[[sitzung]]
titel = "A\\u0000B"
""",
        "“, Feld „titel“: Hier steht kein einzelner Wert.",
    ),
    "year without an address": (
        """[[sitzung]]
titel = "Schlecht"
datum = 0001-01-01
beginn = 00:10:00
""",
        "Sitzung „Schlecht 0001-01-01“: Das Datum muss zwischen 2000 und 2099 liegen.",
    ),
    "value instead of table": (
        "sitzung = 5\n",
        "Bereich „sitzung“: Hier gehört [[sitzung]] hin.",
    ),
    "second in a deep table": (
        """[[jahresplanung]]
jahr = 2021
[[jahresplanung.schwerpunkt]]
titel = "S"
[[jahresplanung.schwerpunkt.handlungsfeld]]
titel = "H"
slug = "h"
[[jahresplanung.schwerpunkt.handlungsfeld]]
titel = "I"
slug = "h"
""",
        "Handlungsfeld „I“: In diesem Jahr hat schon ein Handlungsfeld diese Adresse.",
    ),
}


@pytest.mark.parametrize(("text", "meldung"), BROKEN.values(), ids=BROKEN)
def test_loading_a_broken_file_changes_nothing_and_names_record_and_field(laden, text, meldung):
    buero = """[buero]
name = "Quartiersbüro"
strasse = "Musterweg 1"
plz = "04209"
ort = "Leipzig"
email = "buero@example.org"
"""

    with pytest.raises(CommandError) as fehler:
        laden(text + buero)

    assert meldung in str(fehler.value)
    assert str(fehler.value).endswith("Es wurde nichts geladen.")
    assert [
        modell.objects.count()
        for modell in [Buero, Person, Thema, Ort, Sitzung, Tagesordnungspunkt, Handlungsfeld]
    ] == [0] * 7


def test_second_buero_is_refused(laden):
    with pytest.raises(CommandError, match="Es gibt nur ein Büro"):
        laden("[[buero]]\n[[buero]]\n")


def test_loading_names_a_file_that_is_missing(tmp_path):
    with pytest.raises(CommandError, match=r"fehlt\.toml lässt sich nicht lesen"):
        call_command("inhalt_laden", tmp_path / "fehlt.toml")


def test_einrichten_loads_once_and_creates_one_account(django_user_model):
    erste, zweite = io.StringIO(), io.StringIO()

    call_command("einrichten", stdout=erste)
    Person.objects.filter(slug="jana-fischer").update(slug="jana")
    call_command("einrichten", stdout=zweite)

    konto = django_user_model.objects.get()
    kennwort = erste.getvalue().split("Kennwort (steht nur hier): ")[1].strip()
    assert konto.check_password(kennwort)
    assert konto.is_superuser
    assert zweite.getvalue() == ""
    assert Person.objects.count() == 5
