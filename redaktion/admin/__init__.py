from .inhalt import InhaltAdmin, OhneLoeschknopf, TeilAdmin
from .umleitung import UmleitungAdmin
from .veroeffentlichen import OeffentlichAdmin, OeffentlichFilter, VeroeffentlichenAdmin

__all__ = [
    "InhaltAdmin",
    "OeffentlichAdmin",
    "OeffentlichFilter",
    "OhneLoeschknopf",
    "TeilAdmin",
    "UmleitungAdmin",
    "VeroeffentlichenAdmin",
]
