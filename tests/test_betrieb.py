"""What the documents tell people in figures is what the code does."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)

from qm_gruenau.middleware import MAX_BODY, MAX_BODY_LOGIN
from redaktion import grenzen
from team import fotos
from termine import begrenzt, dokumente

ROOT = Path(__file__).parent.parent
IN_WORTEN = {3: "drei", 5: "fünf", 12: "zwölf"}

MB, STUNDE = 1024**2, 60 * 60
[KENNWORT] = [
    validator.min_length
    for validator in get_default_password_validators()
    if isinstance(validator, MinimumLengthValidator)
]
VERSUCHE = IN_WORTEN[settings.AXES_FAILURE_LIMIT]
SPERRE = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)

BETRIEB = [
    f"mit allen Dateien höchstens {MAX_BODY // MB} MB, bei der Anmeldung {MAX_BODY_LOGIN // MB} MB",
    f"location /admin/ {{ client_max_body_size {MAX_BODY // MB}m; … }}",
    f"location = /admin/login/ {{ client_max_body_size {MAX_BODY_LOGIN // MB}m; … }}",
    f"Ein Passwort hat mindestens {KENNWORT} Zeichen",
    f"Nach {VERSUCHE} falschen Passwörtern",
    f"von dieser Adresse aus {SPERRE} Minuten gesperrt",
    f"höchstens {begrenzt.ZEIT} s Zeit und {begrenzt.ARBEITSSPEICHER // MB} MB Arbeitsspeicher",
    f"in bis zu {IN_WORTEN[len(fotos.BREITEN)]} Breiten",
    f"ein PDF von höchstens {dokumente.HOECHSTENS // MB} MB",
    f"ein Foto hat höchstens {fotos.HOECHSTENS // MB} MB",
    f"Anfragen bis {MAX_BODY // MB} MB durchlassen",
]
REDAKTION = [
    f"Nach {VERSUCHE} falschen Versuchen warten Sie {SPERRE} Minuten",
    f"Nach {IN_WORTEN[settings.SESSION_COOKIE_AGE // STUNDE]} Stunden endet Ihre Anmeldung",
    f"ein Passwort mit mindestens {KENNWORT} Zeichen",
    f"höchstens {grenzen.tausender(grenzen.MAX_ZEICHEN)} Zeichen",
    f"ein Wort höchstens {grenzen.MAX_WORT}",
    f"höchstens {grenzen.MAX_EBENEN} Ebenen tief",
]


def worte(datei):
    """Return the text of a file, with single blanks instead of its lines."""
    return " ".join((ROOT / datei).read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    ("datei", "satz"),
    [("docs/betrieb.md", satz) for satz in BETRIEB]
    + [("docs/redaktion.md", satz) for satz in REDAKTION]
    + [("templates/413.html", f"mit allen Dateien höchstens {MAX_BODY // MB} MB groß")],
)
def test_figure_is_the_one_of_the_code(datei, satz):
    assert satz in worte(datei)


@pytest.mark.django_db
def test_pages_are_kept_as_long_as_the_document_says(client):
    dauer = dict(re.findall(r"([a-z-]+)=(\d+)", client.get("/")["Cache-Control"]))

    betrieb = worte("docs/betrieb.md")
    assert set(re.findall(r"(\d+) Sekunden", betrieb)) == {dauer["max-age"]}
    assert dauer["stale-if-error"] == str(24 * STUNDE)
    assert "und einen Tag lang, wenn der Server dahinter ausfällt" in betrieb


def test_every_limit_that_the_document_states_is_held_against_the_code():
    betrieb = worte("docs/betrieb.md")
    for satz in BETRIEB:
        betrieb = betrieb.replace(satz, "")

    # Where there are no forms there is nothing to compare with.
    assert re.findall(r"client_max_body_size \w+", betrieb) == ["client_max_body_size 1k"]
    assert re.findall(r"\d+ (?:[KM]B|Zeichen|Minuten|Stunden)\b", betrieb) == []
