from dataclasses import dataclass

from django.core.checks import Info, register
from django.db import OperationalError, ProgrammingError

from .models import PFLICHTSEITEN, Abschnitt, Buero, Seite

# Fields that may be empty, though the Impressum needs them (§ 5 DDG) or visitors seek them.
GESUCHTE_ANGABEN = ["telefon", "oeffnungszeiten", "weg"]


@dataclass
class Angabe:
    """A missing fact: where it belongs, and the record and field in the admin to enter it."""

    ort: str
    objekt: object
    feld: str = ""


@register("seiten", deploy=True)
def fehlende_angaben(app_configs, **kwargs):
    """List each fact for which the pages say „Diese Angabe folgt“."""
    try:
        return [
            Info(
                f"Die Angabe „{angabe.ort}“ fehlt.",
                hint=f"Verwaltung: {angabe.objekt._meta.verbose_name_plural}.",
                id="seiten.I001",
            )
            for angabe in fehlende()
        ]
    # `check --deploy` also runs before the first migration.
    except (OperationalError, ProgrammingError):
        return []


def fehlende():
    """Yield an Angabe for each fact that is missing on the pages."""
    vorhanden = set(Seite.objects.values_list("slug", flat=True))
    for slug in PFLICHTSEITEN:
        if slug not in vorhanden:
            yield Angabe(f"Seite /{slug}/", Seite())
    for abschnitt in (
        Abschnitt.objects.filter(text="")
        .select_related("seite")
        .order_by("seite__reihenfolge", "seite", "reihenfolge", "pk")
    ):
        yield Angabe(f"{abschnitt.seite}: {abschnitt}", abschnitt, "id_text")
    buero = Buero.objects.first() or Buero()
    if buero.pk is None:
        yield Angabe("Büro", buero)
        return
    for name in GESUCHTE_ANGABEN:
        if not getattr(buero, name):
            label = Buero._meta.get_field(name).verbose_name
            yield Angabe(f"Büro: {label}", buero, f"id_{name}")
