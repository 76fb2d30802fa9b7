from .inhalt import InhaltAdmin, OhneLoeschknopf, TeilAdmin
from .umleitung import UmleitungAdmin
from .veroeffentlichen import OeffentlichFilter, VeroeffentlichenAdmin

__all__ = [
    "InhaltAdmin",
    "OeffentlichFilter",
    "OhneLoeschknopf",
    "TeilAdmin",
    "UmleitungAdmin",
    "VeroeffentlichenAdmin",
]
