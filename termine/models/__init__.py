from .aenderung import Abbild, Aenderung, aenderungen_festhalten
from .ort import Ort
from .sitzung import (
    ARCHIVZUSTAENDE,
    ENTFAELLT,
    TERMIN,
    UEBLICHER_TITEL,
    Jahrgang,
    Sitzung,
)
from .tagesordnungspunkt import Tagesordnungspunkt
from .unterlage import Unterlage, check_unterlage, unterlage_pfad
from .vorlage import Vorlage, Vorlagenpunkt

__all__ = [
    "ARCHIVZUSTAENDE",
    "ENTFAELLT",
    "TERMIN",
    "UEBLICHER_TITEL",
    "Abbild",
    "Aenderung",
    "Jahrgang",
    "Ort",
    "Sitzung",
    "Tagesordnungspunkt",
    "Unterlage",
    "Vorlage",
    "Vorlagenpunkt",
    "aenderungen_festhalten",
    "check_unterlage",
    "unterlage_pfad",
]
