"""What staff should know about a Sitzung or a file, but may leave as it is; no database."""

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format

from .rhythmus import feiertag

# In bytes; staff are told about larger files.
GROSS = 5 * 1024**2


def hinweise_zum_tag(tag):
    """Return sentences about a day on which a Sitzung is unusual."""
    ergebnis = []
    if tag.weekday() != 0:
        ergebnis.append(f"Der {date_format(tag, 'j. F Y')} ist ein {date_format(tag, 'l')}.")
    if name := feiertag(tag):
        ergebnis.append(f"Der {date_format(tag, 'j. F Y')} ist ein Feiertag: {name}.")
    return ergebnis


def hinweise(sitzung, punkte, am_selben_tag, jetzt, neu=False):
    """Return sentences about what is unusual in a Sitzung with these Punkte at `jetzt` (aware).

    `am_selben_tag` are the other Sitzungen of its day.
    """
    if sitzung.entfaellt:
        return []
    ergebnis = hinweise_zum_tag(sitzung.datum)
    if neu and (sitzung.ist_vorbei(jetzt) or (sitzung.beginn and sitzung.beginn_zeitpunkt < jetzt)):
        ergebnis.append("Die Sitzung liegt in der Vergangenheit.")
    if andere := [andere for andere in am_selben_tag if not andere.entfaellt]:
        titel = ", ".join(f"„{andere.titel}“" for andere in andere)
        ergebnis.append(f"An diesem Tag gibt es noch eine Sitzung: {titel}.")
    minuten = sum(punkt.minuten or 0 for punkt in punkte)
    if sitzung.ende:
        dauer = int((sitzung.ende_zeitpunkt - sitzung.beginn_zeitpunkt).total_seconds()) // 60
        if minuten > dauer:
            ergebnis.append(
                f"Die Tagesordnung dauert {minuten} Minuten, die Sitzung aber nur {dauer}."
            )
    return ergebnis


def hinweise_zur_unterlage(unterlage):
    """Return sentences on what makes its file hard to use, and how to make a better one."""
    ergebnis = []
    if unterlage.hat_text is False:
        ergebnis.append(
            "In der Datei wurde kein Text gefunden, wahrscheinlich ist sie eingescannt. Wer "
            "nicht sieht, kann sie sich nicht vorlesen lassen, und niemand kann darin suchen. "
            "Besser ist ein PDF aus der ursprünglichen Datei; gibt es nur Papier, scannen Sie "
            "es mit Texterkennung (OCR)."
        )
    if unterlage.ist_getaggt is False:
        ergebnis.append(
            "Die Datei ist nicht barrierefrei ausgezeichnet: Vorleseprogramme erkennen darin "
            "keine Überschriften, Listen und Tabellen. Wählen Sie in Word „Als PDF speichern“ "
            "und unter „Optionen“ die „Dokumentstrukturtags für Eingabehilfen“."
        )
    if unterlage.groesse > GROSS:
        ergebnis.append(
            f"Die Datei ist {filesizeformat(unterlage.groesse)} groß. Auf dem Telefon lädt sie "
            "lange und verbraucht viel vom Datenvolumen. Kleiner wird sie in Word und "
            "PowerPoint mit „Als PDF speichern“ und „Minimale Größe“."
        )
    return ergebnis
