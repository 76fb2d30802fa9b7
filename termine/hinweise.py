"""What staff should know about a Sitzung, but may leave as it is; no database."""

from django.utils.formats import date_format

from .rhythmus import feiertag


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
