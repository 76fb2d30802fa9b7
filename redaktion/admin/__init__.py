from .inhalt import InhaltAdmin, TeilAdmin
from .schritt import SchrittAdmin
from .umleitung import UmleitungAdmin
from .veroeffentlichen import OeffentlichAdmin, OeffentlichFilter, VeroeffentlichenAdmin

__all__ = [
    "InhaltAdmin",
    "OeffentlichAdmin",
    "OeffentlichFilter",
    "SchrittAdmin",
    "TeilAdmin",
    "UmleitungAdmin",
    "VeroeffentlichenAdmin",
]
