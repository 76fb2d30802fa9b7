"""The state of a Sitzung at a moment; no model."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lage:
    entfaellt: bool
    laeuft: bool
    ist_vorbei: bool
    # In words: „läuft gerade“.
    zustand: str

    @property
    def findet_noch_statt(self):
        """Whether one can still go there."""
        return not (self.entfaellt or self.ist_vorbei)


def lage(sitzung, jetzt, unterlagen):
    """Return the Lage of a Sitzung at `jetzt` (aware); `unterlagen` are those visitors see."""
    ist_vorbei = sitzung.ist_vorbei(jetzt)
    # Without an Ende nobody knows how long it goes on.
    laeuft = (
        not sitzung.entfaellt
        and sitzung.ende is not None
        and sitzung.beginn_zeitpunkt <= jetzt < sitzung.ende_zeitpunkt
    )
    if sitzung.entfaellt:
        zustand = sitzung.get_status_display()
    elif laeuft:
        zustand = "läuft gerade"
    elif ist_vorbei:
        zustand = "hat stattgefunden"
    elif any(unterlage.art == unterlage.Art.EINLADUNG for unterlage in unterlagen):
        zustand = "Einladung liegt vor"
    else:
        zustand = "bestätigt" if sitzung.status == sitzung.Status.BESTAETIGT else "angekündigt"
    return Lage(sitzung.entfaellt, laeuft, ist_vorbei, zustand)
