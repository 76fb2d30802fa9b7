"""What the site has to know of an uploaded PDF."""

from django.core.exceptions import ValidationError
from pypdf import PdfReader


def seitenzahl(datei):
    """Return the number of pages of a PDF; raise ValidationError if it has none to read."""
    try:
        datei.seek(0)
        if seiten := len(PdfReader(datei).pages):
            return seiten
        raise ValueError("no page")
    # pypdf lets errors of any kind through: broken files, unknown filters, encryption.
    except Exception as error:
        raise ValidationError(
            "Diese Datei lässt sich nicht als PDF lesen. Bitte speichern Sie sie "
            "noch einmal als PDF ohne Kennwort und laden Sie diese neue Datei hoch."
        ) from error
    finally:
        datei.seek(0)
