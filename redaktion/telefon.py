"""Telephone numbers, as people write them and as they are stored."""

import re

from django.core.validators import RegexValidator
from django.db import models

NUR_ZIFFERN = RegexValidator(
    r"^\+?[0-9][0-9 ]*$", "Bitte nur Ziffern und Leerzeichen, zum Beispiel „0341 1234567“."
)


class TelefonFeld(models.CharField):
    """A number that full_clean() stores as digits with blanks: „(0341) 12-34“ as „0341 12 34“."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"validators": [NUR_ZIFFERN], **kwargs})

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clean(self, value, model_instance):
        return super().clean(ordentlich(value), model_instance)


def ordentlich(nummer):
    """Return a number with one blank in place of what people put between its parts."""
    if nummer.startswith("+"):
        # „+49 (0)341“: the zero is dialled only without the country.
        nummer = nummer.replace("(0)", " ")
    return re.sub(r"[\s/().\u2010-\u2015-]+", " ", nummer).strip()
