"""The measurements as a page for people; pure functions."""

from datetime import date

KOPF = """\
# Was eine Seite kostet

Diese Seite schreibt `make bench` neu. Gemessen wurde am {tag} auf {kerne} Prozessorkernen mit
{versionen}.

Andere Rechner sind schneller oder langsamer; vergleichen lässt sich das Vielfache: Eine Seite
kostet so viel wie so viele *nackte Ansichten*, das sind Ansichten von Django, die ohne Middleware,
Vorlage und Datenbank ein Wort antworten.

Der erste Inhalt ist der nach `make run`, dazu eine Sitzung mit 25 TOP und 10 Unterlagen. Jede
weitere Sitzung hat vier TOP, zwei Unterlagen und drei Änderungen; sechs davon stehen noch bevor.
Keine Antwort ist komprimiert oder aus einem Zwischenspeicher.
"""

RECHENZEIT = """\
### Rechenzeit

Als Vielfaches der nackten Ansicht, die hier {nackt} µs braucht: Prozessorzeit im Prozess der
Website, die beste von mehreren Runden.{ohne_server}
"""

OHNE_SERVER = " Was PostgreSQL selbst rechnet, zählt nicht mit."

ANWEISUNGEN = """\
### Anweisungen an die Datenbank

Anzahl, dahinter die Zeichen aller zusammen.
"""

BYTES = """\
### Größe der Antwort

In Bytes, ohne Kopfzeilen.
"""

LAST = """\
### Unter Last

Der erste Inhalt hinter gunicorn mit den Einstellungen des Betriebs, mit acht Verbindungen zugleich
von `wrk` auf demselben Rechner. Hinter jedem Wert steht das Vielfache der nackten Ansicht hinter
demselben gunicorn, bei den Anfragen, wie viel seltener sie sind.
"""

ABBRUECHE = """
Verbindungen, die dabei abgebrochen sind: {anzahl} von {anfragen} Anfragen.
"""

SPEICHER = """\
### Speicher und Start

MiB als PSS: was ein Prozess mit anderen gemeinsam hat, zählt bei jedem anteilig. Gefragt wurde
zuerst nach allen Seiten, dann reihum nach der billigeren Hälfte, höchstens zweieinhalb Minuten
lang und ohne den Wechsel der Worker, den der Betrieb hat (deploy/gunicorn.conf.py).
"""

START = """\
Vom Start von gunicorn bis zur ersten Antwort vergehen {dauer} s.
"""


def seite(ergebnisse, kerne, tag: date):
    """Return the page about {database: what messen.py measured on it}, in Markdown."""
    versionen = list(dict.fromkeys(v for e in ergebnisse.values() for v in e["versionen"]))
    kopf = KOPF.format(
        tag=f"{tag:%d.%m.%Y}",
        versionen=f"{', '.join(versionen[:-1])} und {versionen[-1]}",
        kerne=kerne,
    )
    return "\n".join([kopf, *(abschnitt(*eintrag) for eintrag in ergebnisse.items())])


def abschnitt(datenbank, ergebnis):
    kosten = ergebnis["kosten"]
    nackt = min(k["nackt"] for seiten in kosten.values() for k in seiten.values())
    teile = [
        f"## Auf {datenbank}\n",
        RECHENZEIT.format(
            nackt=zahl(nackt * 1e6), ohne_server=OHNE_SERVER if datenbank != "SQLite" else ""
        ),
        je_anzahl(kosten, lambda k: zahl(k["vielfaches"], 1)),
        ANWEISUNGEN,
        je_anzahl(kosten, lambda k: f"{k['anweisungen']} · {zahl(k['zeichen'])}"),
        BYTES,
        je_anzahl(kosten, lambda k: zahl(k["bytes"])),
    ]
    if "last" in ergebnis:
        teile += [LAST, last(ergebnis["last"]), SPEICHER, speicher(ergebnis["speicher"])]
        teile.append(START.format(dauer=zahl(ergebnis["start"], 2)))
    return "\n".join(teile)


def je_anzahl(kosten, wert):
    """Return a table: a line for each page, a column for each number of Sitzungen."""
    spalten = [f"+ {zahl(anzahl)} Sitzungen" if anzahl else "erster Inhalt" for anzahl in kosten]
    zeilen = [
        [name, *(wert(seiten[name]) for seiten in kosten.values())]
        for name in next(iter(kosten.values()))
    ]
    return tabelle(["Seite", *spalten], zeilen)


def last(gezaehlt):
    nackt = gezaehlt[""]
    rate_nackt = rate(nackt)
    zeilen = [
        [
            name or "nackte Ansicht",
            f"{zahl(rate(eine))} · {zahl(rate_nackt / rate(eine), 1)}",
            f"{zahl(eine['median'] / 1000, 1)} · {zahl(eine['median'] / nackt['median'], 1)}",
            f"{zahl(eine['p99'] / 1000, 1)} · {zahl(eine['p99'] / nackt['p99'], 1)}",
        ]
        for name, eine in gezaehlt.items()
    ]
    text = tabelle(["Seite", "Anfragen je Sekunde", "Median in ms", "99 % unter ms"], zeilen)
    return text + ABBRUECHE.format(
        anzahl=zahl(sum(eine["abbrueche"] for eine in gezaehlt.values())),
        anfragen=zahl(sum(eine["anfragen"] for eine in gezaehlt.values())),
    )


def rate(gezaehlt):
    return gezaehlt["anfragen"] / gezaehlt["dauer"] * 1e6


def speicher(staende):
    zeilen = [
        [f"nach {zahl(anfragen)} Anfragen" if anfragen else "nach dem Start"]
        + [zahl(menge / 1024**2) for menge in mengen]
        for anfragen, *mengen in staende
    ]
    return tabelle(["", "der größte Worker", "alle Prozesse zusammen"], zeilen)


def tabelle(kopf, zeilen):
    linie = ["---", *["---:"] * (len(kopf) - 1)]
    return "".join(f"| {' | '.join(zeile)} |\n" for zeile in [kopf, linie, *zeilen])


def zahl(wert, stellen=0):
    """Return a number as it is written in German: 1.234,5."""
    return f"{wert:,.{stellen}f}".translate(str.maketrans(",.", ".,"))
