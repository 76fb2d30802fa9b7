"""The website's own words in place of Django's German ones."""

import gettext
import re
from pathlib import Path

import django
import pytest
from django.urls import reverse

from .crawler import soup, text
from .factories import SeiteFactory, SitzungFactory
from .verwaltung import adresse, formular, meldungen

EIGENE = Path(__file__).parent.parent / "locale"
DJANGOS = [Path(django.__file__).parent / f"contrib/{app}/locale" for app in ["admin", "auth"]]


def woerter():
    """Return {Django's text in English: ours}, as written in the catalogue."""
    po = (EIGENE / "de/LC_MESSAGES/django.po").read_text("utf-8")
    paare = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', po, re.MULTILINE)
    return {was.replace('\\"', '"'): wie for was, wie in paare}


def test_catalogue_is_compiled_and_replaces_what_django_says():
    eigene, *djangos = (
        gettext.translation("django", ordner, ["de"]) for ordner in [EIGENE, *DJANGOS]
    )

    assert {was: eigene.gettext(was) for was in woerter()} == woerter()
    unbekannte = [was for was in woerter() if all(de.gettext(was) == was for de in djangos)]
    assert unbekannte == []


@pytest.mark.django_db
def test_admin_speaks_in_the_words_of_the_website(admin_client, client):
    sitzung = SitzungFactory(titel="Rat")
    neu = reverse("admin:termine_sitzung_add")
    felder = formular(admin_client.get(neu)) | {"titel": "Neu", "_continue": "1"}

    gesichert = admin_client.post(neu, felder, follow=True)
    geaendert = text(admin_client.get(reverse("admin:password_change")))
    geloescht = text(admin_client.get(adresse(sitzung, "delete")))

    assert meldungen(gesichert)[0].endswith(
        "wurde erfolgreich hinzugefügt. Sie können hier gleich weiterarbeiten."
    )
    assert "damit sich kein Tippfehler einschleicht" in geaendert
    assert "dasselbe Passwort" in geaendert
    assert "Möchten Sie Sitzung „Rat am 11.01.2027“ wirklich löschen?" in geloescht
    assert "Objekte" not in geloescht
    assert "Passwort vergessen?" in text(client.get(reverse("admin:login")))


@pytest.mark.django_db
def test_no_field_of_a_row_is_called_none(admin_client):
    seiten = [reverse("admin:termine_sitzung_add"), adresse(SeiteFactory(), "change")]
    seiten.append(reverse("admin:handlungsfelder_handlungsfeld_add"))

    for seite in seiten:
        assert soup(admin_client.get(seite)).select("[aria-label=None]") == []
