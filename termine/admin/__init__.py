from .ort import OrtAdmin
from .sitzung import SitzungAdmin
from .tagesordnungspunkt import TagesordnungspunktAdmin
from .unterlage import UnterlageAdmin

__all__ = ["OrtAdmin", "SitzungAdmin", "TagesordnungspunktAdmin", "UnterlageAdmin"]
