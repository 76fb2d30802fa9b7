"""What the site has to know of an uploaded PDF."""

from django.core.exceptions import ValidationError
from pypdf import PdfReader
from pypdf.errors import PyPdfError


def seitenzahl(datei):
    """Return the number of pages of a PDF; raise ValidationError if it cannot be read."""
    try:
        datei.seek(0)
        return len(PdfReader(datei).pages)
    # pypdf lets errors of many kinds through when a file is broken.
    except (
        PyPdfError,
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        TypeError,
        ValueError,
        RecursionError,
    ) as error:
        raise ValidationError(
            "Diese Datei lässt sich nicht als PDF lesen. Bitte speichern Sie sie "
            "noch einmal als PDF ohne Kennwort und laden Sie diese neue Datei hoch."
        ) from error
    finally:
        datei.seek(0)
