"""What staff should know about a Sitzung or a file, but may leave as it is; no database."""

import datetime as dt

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format

from .rhythmus import feiertag

# In bytes; staff are told about larger files.
GROSS = 5 * 1024**2

# Further away a date is rather a slip of the keys, before and after these times a Beginn is.
WEIT_WEG = dt.timedelta(days=2 * 365)
UEBLICHER_BEGINN = dt.time(8), dt.time(22)


def hinweise_zum_tag(tag):
    """Return sentences about a day on which a Sitzung is unusual."""
    ergebnis = []
    if tag.weekday() != 0:
        ergebnis.append(f"Der {date_format(tag, 'j. F Y')} ist ein {date_format(tag, 'l')}.")
    if name := feiertag(tag):
        ergebnis.append(f"Der {date_format(tag, 'j. F Y')} ist ein Feiertag: {name}.")
    return ergebnis


def hinweise(sitzung, punkte, am_selben_tag, jetzt, neu=False, gleiche_nummer=()):
    """Return sentences about what is unusual in a Sitzung with these Punkte at `jetzt` (aware).

    `am_selben_tag` and `gleiche_nummer` are the other Sitzungen of its day and with its Nummer;
    `neu` tells whether its day has just been chosen.
    """
    if sitzung.entfaellt:
        return []
    ergebnis = hinweise_zum_tag(sitzung.datum)
    if neu and abs(sitzung.datum - timezone.localdate(jetzt)) > WEIT_WEG:
        anfang = "Seitdem" if sitzung.ist_vorbei(jetzt) else "Bis dahin"
        ergebnis.append(f"{anfang} sind es mehr als zwei Jahre: Stimmt {sitzung.datum.year}?")
    if sitzung.beginn and not UEBLICHER_BEGINN[0] <= sitzung.beginn <= UEBLICHER_BEGINN[1]:
        ergebnis.append(
            f"Die Sitzung beginnt um {date_format(sitzung.beginn, 'H:i')} Uhr. Bitte prüfen Sie, "
            "ob das stimmt."
        )
    if andere := [andere for andere in gleiche_nummer if not andere.entfaellt]:
        tage = ", ".join(date_format(andere.datum, "j. F Y") for andere in andere)
        ergebnis.append(f"Die Nummer {sitzung.nummer} haben auch diese Sitzungen: {tage}.")
    if neu and (sitzung.ist_vorbei(jetzt) or (sitzung.beginn and sitzung.beginn_zeitpunkt < jetzt)):
        ergebnis.append("Die Sitzung liegt in der Vergangenheit.")
    if andere := [andere for andere in am_selben_tag if not andere.entfaellt]:
        titel = ", ".join(f"„{andere.titel}“" for andere in reversed(andere))
        zahl = "eine Sitzung" if len(andere) == 1 else f"{len(andere)} Sitzungen"
        ergebnis.append(f"An diesem Tag gibt es noch {zahl}: {titel}.")
    return ergebnis + hinweise_zur_dauer(sitzung, punkte)


def hinweise_zur_dauer(sitzung, punkte):
    """Return a sentence in a list if these Punkte take longer than the Sitzung; else none."""
    if sitzung.entfaellt or not sitzung.ende:
        return []
    minuten = sum(punkt.minuten or 0 for punkt in punkte)
    dauer = int((sitzung.ende_zeitpunkt - sitzung.beginn_zeitpunkt).total_seconds()) // 60
    if minuten <= dauer:
        return []
    return [f"Die Tagesordnung dauert {minuten} Minuten, die Sitzung aber nur {dauer}."]


def hinweise_zum_neuen_termin(alte, neue, jetzt):
    """Return sentences if visitors read that `alte` is moved or cancelled, but not to which date.

    `neue` is its successor or None, `jetzt` is aware.
    """
    if not alte.entfaellt:
        if neue is None:
            return []
        satz = (
            f"Bei „neuer Termin“ steht {neue}. Besucher lesen das nicht, weil diese Sitzung weder "
            "abgesagt noch verlegt ist. Bitte leeren Sie das Feld, oder ändern Sie den Status."
        )
        return [satz]
    anfang = f"Bei der Sitzung am {date_format(alte.datum, 'j. F Y')} lesen Besucher "
    anfang += f"„{alte.get_status_display()}“, aber keinen neuen Termin"
    if neue is None:
        if alte.status != alte.Status.VERLEGT or not alte.oeffentlich_ab or alte.ist_vorbei(jetzt):
            return []
        return [f"{anfang}. Steht er fest, wählen Sie ihn dort bei „neuer Termin“."]
    if alte.zeigt_auch(neue, jetzt) or neue.ist_vorbei(jetzt):
        return []
    anfang += f": Die Sitzung am {date_format(neue.datum, 'j. F Y')} ist "
    ist = f"erst{von_wann(neue, jetzt)} zu sehen" if neue.oeffentlich_ab else "ein Entwurf"
    return [f"{anfang}{ist}. Sollen sie ihn lesen, veröffentlichen Sie diese."]


def von_wann(sitzung, jetzt):
    """Return „ ab …“ if visitors see a Sitzung that is no draft only later than `jetzt`, or ""."""
    ab = timezone.localtime(sitzung.oeffentlich_ab)
    return f" ab {date_format(ab, 'j. F Y, H:i')} Uhr" if ab > jetzt else ""


def das_lesen_besucher(sitzung, jetzt):
    """Return in a sentence what visitors read at `jetzt` (aware) of whether a Sitzung is held."""
    if sitzung.oeffentlich_ab is None:
        return "Besucher lesen davon nichts: Die Sitzung ist ein Entwurf."
    anfang = f"Das lesen Besucher{von_wann(sitzung, jetzt)}: "
    if not sitzung.entfaellt:
        return f"{anfang}{sitzung.titel}, {sitzung.wann}."
    neue = sitzung.nachfolger
    gezeigt = neue and sitzung.zeigt_auch(neue, jetzt)
    termin = f" Neuer Termin: {date_format(neue.datum, 'l, j. F Y')}." if gezeigt else ""
    return f"{anfang}„{sitzung.get_status_display().capitalize()}: {sitzung.grund}“{termin}"


def hinweise_zur_unterlage(unterlage, gleiche=()):
    """Return sentences on what makes its file hard to use, and how to make a better one.

    `gleiche` are the other Unterlagen with the same file.
    """
    ergebnis = []
    if gleiche:
        andere = ", ".join(f"„{andere}“" for andere in gleiche)
        ergebnis.append(f"Dieselbe Datei gibt es schon als {andere}. Ist es die richtige?")
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
