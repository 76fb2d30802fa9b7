from django.core.checks import Info, register
from django.db import OperationalError, ProgrammingError

from .models import PFLICHTSEITEN, Abschnitt, Buero, Seite

# Optional in the admin, yet facts that the Impressum owes (§ 5 DDG) or that every visitor seeks.
GESUCHTE_ANGABEN = ["telefon", "oeffnungszeiten", "weg"]


@register("seiten", deploy=True)
def fehlende_angaben(app_configs, **kwargs):
    """List each fact for which the pages say „Diese Angabe folgt“."""
    try:
        return [
            Info(f"Die Angabe „{ort}“ fehlt.", hint=f"Verwaltung: {verwaltung}.", id="seiten.I001")
            for ort, verwaltung in fehlende()
        ]
    # `check --deploy` also runs before the first migration.
    except (OperationalError, ProgrammingError):
        return []


def fehlende():
    vorhanden = set(Seite.objects.values_list("slug", flat=True))
    for slug in PFLICHTSEITEN:
        if slug not in vorhanden:
            yield f"Seite /{slug}/", "Seiten"
    for abschnitt in Abschnitt.objects.filter(text="").select_related("seite"):
        yield f"{abschnitt.seite}: {abschnitt}", f"Seiten › {abschnitt.seite}"
    buero = Buero.objects.first()
    if buero is None:
        yield "Büro", "Büro"
        return
    for name in GESUCHTE_ANGABEN:
        if not getattr(buero, name):
            yield f"Büro: {Buero._meta.get_field(name).verbose_name}", "Büro"
