"""The Einladung as a tagged PDF (PDF/UA-1), made on demand by WeasyPrint if it is installed."""

import logging
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from subprocess import SubprocessError, TimeoutExpired

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.loader import render_to_string

from .begrenzt import ausfuehren, brauchte_zu_viel_speicher
from .dokumente import befund
from .feeds import ohne_steuerzeichen
from .models import Unterlage
from .tagesordnung import gliedern

logger = logging.getLogger(__name__)

WIE_VORHER = "an der Sitzung hat sich nichts geändert"
EIGENE = "laden Sie eine eigene Einladung als Unterlage hoch"
ZU_LANGE = (
    f"Die Einladung ist nicht rechtzeitig fertig geworden, {WIE_VORHER}: Bitte kürzen Sie die "
    f"Texte der Tagesordnung oder {EIGENE}."
)
ZU_VIEL_SPEICHER = (
    f"Die Einladung braucht mehr Arbeitsspeicher, als dafür da ist, {WIE_VORHER}: Bitte kürzen Sie "
    f"die Texte der Tagesordnung oder {EIGENE}."
)
NICHT_JETZT = (
    f"Die Einladung ließ sich gerade nicht erzeugen, {WIE_VORHER}: Bitte versuchen Sie es in einer "
    f"Minute noch einmal oder {EIGENE}."
)


@cache
def ist_moeglich():
    """Tell whether WeasyPrint and Pango are installed, without the import, which takes a second."""
    return bool(find_spec("weasyprint") and find_library("pangoft2-1.0"))


def einwand(sitzung):
    """Return a sentence on why no Einladung can be made for a Sitzung, or None."""
    if not sitzung.lage().findet_noch_statt:
        return "Zu einer Sitzung, die vorbei, verlegt oder abgesagt ist, entsteht keine Einladung."
    if sitzung.unterlagen.filter(art=Unterlage.Art.EINLADUNG).exists():
        return (
            "Diese Sitzung hat schon eine Einladung, und die bleibt: Soll eine neue entstehen, "
            "löschen Sie zuerst die bisherige bei den Unterlagen und sichern Sie."
        )
    if not sitzung.tagesordnungspunkte.exists():
        return (
            "Diese Sitzung hat noch keine Tagesordnung: Die Einladung lässt sich erzeugen, sobald "
            "ein Punkt gesichert ist."
        )
    return None


def erzeugen(sitzung, request):
    """Return the Einladung of a Sitzung as a new Unterlage, examined but not saved.

    Raises ValidationError with what to do if it cannot be made.
    """
    # The admin may be open under another host name, but a printed address is kept for long.
    adresse = request.build_absolute_uri(settings.WEBADRESSE + sitzung.get_absolute_url())
    html = render_to_string(
        "termine/sitzung_einladung.html",
        {
            "sitzung": sitzung,
            "tagesordnung": gliedern(sitzung.tagesordnungspunkte.all(), sitzung.beginn),
            "adresse": adresse,
        },
        request,
    )
    try:
        pdf = ausfuehren("pdf_schreiben.py", ohne_steuerzeichen(html).encode(), adresse)
        unterlage = Unterlage(
            sitzung=sitzung,
            art=Unterlage.Art.EINLADUNG,
            datei=ContentFile(pdf, name="einladung.pdf"),
        )
        befund(unterlage.datei)
    except TimeoutExpired as error:
        raise ValidationError(ZU_LANGE) from error
    except (OSError, SubprocessError, ValidationError) as error:
        if brauchte_zu_viel_speicher(error):
            raise ValidationError(ZU_VIEL_SPEICHER) from error
        logger.error("Einladung not made: %s", grund(error))
        raise ValidationError(NICHT_JETZT) from error
    return unterlage


def grund(error):
    """Return the type of an error; its message may hold what people wrote."""
    letzte_zeile = (
        getattr(error, "stderr", b"").decode(errors="replace").strip().rpartition("\n")[2]
    )
    return letzte_zeile.partition(":")[0] or type(error).__name__
