"""Characters that nobody sees, and one form for those that look the same."""

import re
import unicodedata

# What comes along when people paste, and nobody sees: zero-width blanks, marks of direction, soft
# hyphens. Joiners stay, because Arabic, Persian and emoji need them.
UNSICHTBARES = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def geputzter_text(text):
    """Return a text in NFC, with \\n as line ends and without what nobody sees."""
    text = UNSICHTBARES.sub("", text.replace("\r\n", "\n"))
    return unicodedata.normalize("NFC", text)
