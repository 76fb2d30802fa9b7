"""What the site has to know of an uploaded PDF."""

import json
import subprocess
import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

# In bytes; presentations of more than 30 MB do occur.
HOECHSTENS = 40 * 1024**2

# In seconds; a PDF of HOECHSTENS takes about one.
ZEIT = 20

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
    """Return {"seiten": …, "hat_text": …, "ist_getaggt": …} of an upload, examined once.

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
        prozess = subprocess.run(  # noqa: S603 - nothing in the command comes from outside
            [sys.executable, "-I", Path(__file__).with_name("pdf_lesen.py")],
            input=inhalt,
            capture_output=True,
            check=True,
            timeout=ZEIT,
            env={},
        )
    except subprocess.SubprocessError as error:
        raise ValidationError(KEIN_PDF) from error
    except OSError as error:  # no memory left, or Python is being renewed
        raise ValidationError(
            "Diese Datei lässt sich gerade nicht prüfen. Bitte versuchen Sie es in einer Minute "
            "noch einmal."
        ) from error
    ergebnis = json.loads(prozess.stdout)
    if "fehler" in ergebnis:
        raise ValidationError(FEHLER[ergebnis["fehler"]])
    return ergebnis
