from .ort import OrtAdmin
from .sitzung import SitzungAdmin
from .tagesordnungspunkt import TagesordnungspunktAdmin
from .unterlage import UnterlageAdmin
from .vorlage import VorlageAdmin, VorlagenpunktAdmin

__all__ = [
    "OrtAdmin",
    "SitzungAdmin",
    "TagesordnungspunktAdmin",
    "UnterlageAdmin",
    "VorlageAdmin",
    "VorlagenpunktAdmin",
]
