"""What the site has to know of an uploaded PDF."""

import json
from subprocess import SubprocessError

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from .begrenzt import ausfuehren

# In bytes; presentations of more than 30 MB do occur.
HOECHSTENS = 40 * 1024**2

KEIN_PDF = (
    "Diese Datei lässt sich nicht als PDF lesen. Bitte speichern Sie sie noch einmal als PDF "
    "ohne Kennwort und laden Sie diese neue Datei hoch."
)
FEHLER = {
    "verschluesselt": "Dieses PDF ist mit einem Kennwort geschützt, auch wenn es sich ohne "
    "öffnen lässt. Vorleseprogramme und die Suche kommen daran nicht vorbei. Bitte speichern Sie "
    "es ohne Schutz und laden Sie diese neue Datei hoch.",
    "handelt": "Dieses PDF will beim Öffnen von selbst etwas ausführen. Bitte drucken Sie es neu "
    "als PDF, zum Beispiel mit „Microsoft Print to PDF“, und laden Sie diese neue Datei hoch.",
}


def befund(datei):
    """Return {"seiten": …, "hat_text": …, "ist_getaggt": …} of an upload, cached on it.

    Raises ValidationError with what to do for any file that visitors should not get.
    """
    if not hasattr(datei, "befund"):
        datei.befund = untersuchen(datei)
    return datei.befund


def untersuchen(datei):
    if not datei.name.lower().endswith(".pdf"):
        raise ValidationError("Bitte laden Sie die Unterlage als PDF-Datei hoch.")
    if datei.size > HOECHSTENS:
        raise ValidationError(
            f"Diese Datei ist {filesizeformat(datei.size)} groß, es gehen höchstens "
            f"{filesizeformat(HOECHSTENS)}. Bitte verkleinern Sie die Bilder darin: Word und "
            "PowerPoint bieten beim Speichern als PDF „Minimale Größe“ an."
        )
    datei.seek(0)
    inhalt = datei.read()
    datei.seek(0)
    # Nothing may stand before or behind the PDF: other programs would take it for another type.
    if not inhalt.startswith(b"%PDF-") or b"%%EOF" not in inhalt[-1024:]:
        raise ValidationError(KEIN_PDF)
    try:
        antwort = ausfuehren("pdf_lesen.py", inhalt)
    except SubprocessError as error:
        raise ValidationError(KEIN_PDF) from error
    except OSError as error:  # no memory left, or .venv is being renewed
        raise ValidationError(
            "Diese Datei lässt sich gerade nicht prüfen. Bitte versuchen Sie es in einer Minute "
            "noch einmal."
        ) from error
    ergebnis = json.loads(antwort)
    if "fehler" in ergebnis:
        raise ValidationError(FEHLER[ergebnis["fehler"]])
    return ergebnis
