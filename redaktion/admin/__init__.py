from .inhalt import InhaltAdmin, OhneLoeschknopf, TeilAdmin
from .schritt import SchrittAdmin
from .umleitung import UmleitungAdmin
from .veroeffentlichen import OeffentlichAdmin, OeffentlichFilter, VeroeffentlichenAdmin

__all__ = [
    "InhaltAdmin",
    "OeffentlichAdmin",
    "OeffentlichFilter",
    "OhneLoeschknopf",
    "SchrittAdmin",
    "TeilAdmin",
    "UmleitungAdmin",
    "VeroeffentlichenAdmin",
]
