"""What a password of this site may not be, beyond Django's own rules."""

import re

from django.core.exceptions import ValidationError

# What everybody here would try first; longer words before those that they contain.
NAHELIEGENDE_WOERTER = [
    "quartiersmanagement",
    "quartiersrat",
    "quartier",
    "stadtteilladen",
    "stadtteil",
    "verwaltung",
    "redaktion",
    "leitung",
    "passwort",
    "kennwort",
    "leipzig",
    "sachsen",
    "grünau",
    "gruenau",
    "grunau",
]
NAHELIEGEND = re.compile("|".join(NAHELIEGENDE_WOERTER))

# So many letters of one's own are needed beside such a word.
EIGENE_BUCHSTABEN = 6


class OertlicheWoerterValidator:
    """Refuse a password of local words, digits and signs with hardly anything else."""

    def validate(self, password, user=None):
        rest, gefunden = NAHELIEGEND.subn("", password.casefold())
        if gefunden and sum(zeichen.isalpha() for zeichen in rest) < EIGENE_BUCHSTABEN:
            raise ValidationError(
                "Dieses Passwort ist leicht zu erraten: Es besteht fast nur aus Wörtern wie "
                "„Grünau“ oder „Leipzig“. Nehmen Sie andere Wörter dazu.",
                code="password_local",
            )

    def get_help_text(self):
        return (
            "Das Passwort darf nicht nur aus Wörtern wie „Grünau“, „Leipzig“ oder „Quartier“ mit "
            "Ziffern und Zeichen bestehen. Gut sind vier oder mehr Wörter, die nichts miteinander "
            "zu tun haben."
        )
