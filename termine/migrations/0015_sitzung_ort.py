import hashlib
import json
import re

import django.db.models.deletion
from django.db import migrations, models

# „Stuttgarter Allee 19“, „Plovdiver Str. 40 a“, „Am Kleinen Feld 3–5“; no „Saal 2“.
STRASSE = re.compile(
    r"""
    (
        [^,]* (straße|strasse|str\.|allee|weg|platz|ring|gasse|ufer|damm|markt)
        | (am|an\ de[nr]) \s [^,]*
    )
    \s \d+ \s? [a-z]? (\s? [-–/] \s? \d+ \s? [a-z]?)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
STADT = re.compile(r"(?P<plz>\d{5}) (?P<stadt>[^\d,]{1,80})")


def angaben(text, buero):
    """Return by field what a typed text says: the name, the rest where it is an address."""
    name, *rest = (teil.strip() for teil in text.split(","))
    stadt = STADT.fullmatch(rest[-1]) if len(rest) == 2 else None
    if not (name and rest and STRASSE.fullmatch(rest[0]) and len(rest) == (2 if stadt else 1)):
        name, rest = text.strip(), []
    felder = {"name": name, "strasse": rest[0] if rest else "", "plz": "", "stadt": ""}
    if stadt:
        felder |= stadt.groupdict()
    # So the pages have known the Anlaufstelle until now, and shown its address from the Büro.
    ist_anlaufstelle = (
        buero is not None
        and buero.anlaufstelle != ""
        and buero.anlaufstelle == name.partition(",")[0].strip()
        and felder["strasse"] in {"", buero.strasse}
    )
    if ist_anlaufstelle:
        strasse = "" if buero.strasse in name else buero.strasse
        felder |= {"strasse": strasse, "plz": buero.plz, "stadt": buero.ort}
    return felder | {"ist_anlaufstelle": ist_anlaufstelle}


def kurz(text):
    """Return by what an Abbild knew a typed text."""
    return hashlib.sha256(repr((text,)).encode()).hexdigest()[:16] if text else ""


def fassungen(apps):
    return apps.get_model("reversion", "Version").objects.filter(
        content_type__app_label="termine", content_type__model="sitzung", format="json"
    )


def in_fassungen_ersetzen(apps, neue):
    for fassung in fassungen(apps).iterator():
        daten = json.loads(fassung.serialized_data)
        felder = daten[0]["fields"]
        if "ort" in felder:
            felder["ort"] = neue.get(felder["ort"] or None, neue[None])
        fassungen(apps).filter(pk=fassung.pk).update(
            serialized_data=json.dumps(daten, ensure_ascii=False)
        )


def in_vermerken_ersetzen(apps, neue):
    """Replace what tells one place from another in what visitors have seen, and what was new."""

    def ersetzt(wert):
        return neue.get(wert, wert)

    abbilder, aenderungen = (
        apps.get_model("termine", name).objects for name in ["Abbild", "Aenderung"]
    )
    for abbild in abbilder.iterator():
        inhalt = abbild.inhalt
        for eines in filter(None, [inhalt, inhalt.get("gesehen")]):
            eines["ort"] = ersetzt(eines["ort"])
        abbilder.filter(pk=abbild.pk).update(inhalt=inhalt)
    for aenderung in aenderungen.iterator():
        if any(eines["art"] == "ort" for eines in aenderung.was):
            was = [
                eines | {seite: ersetzt(eines[seite]) for seite in ["vorher", "nachher"]}
                if eines["art"] == "ort"
                else eines
                for eines in aenderung.was
            ]
            aenderungen.filter(pk=aenderung.pk).update(was=was)


def uebernehmen(apps, schema_editor):
    """Make of each typed text a place, also of those that only an older version has."""
    sitzungen = apps.get_model("termine", "Sitzung").objects
    buero = apps.get_model("seiten", "Buero").objects.first()
    texte = {*sitzungen.values_list("getippter_ort", flat=True)}
    for daten in fassungen(apps).values_list("serialized_data", flat=True).iterator():
        texte.add(json.loads(daten)[0]["fields"].get("ort"))
    orte = {}
    for text in sorted(filter(None, texte)):
        felder = angaben(text, buero)
        schluessel = {name: felder.pop(name) for name in ["name", "strasse"]}
        # Of two texts for the same place, one may say more.
        bekannt = {name: wert for name, wert in felder.items() if wert}
        ort, _ = apps.get_model("termine", "Ort").objects.update_or_create(
            **schluessel, defaults=bekannt, create_defaults=felder
        )
        orte[text] = ort.pk
        # Not saved: nobody has changed anything.
        sitzungen.filter(getippter_ort=text).update(ort=ort)
    in_fassungen_ersetzen(apps, {None: None, **orte})
    in_vermerken_ersetzen(apps, {"": None} | {kurz(text): pk for text, pk in orte.items()})


def zurueckgeben(apps, schema_editor):
    """Make of each place the text that would have been typed; way and steps have no place there."""
    sitzungen = apps.get_model("termine", "Sitzung").objects
    texte = {}
    for ort in apps.get_model("termine", "Ort").objects.all():
        texte[ort.pk] = ", ".join(filter(None, [ort.name, ort.strasse]))[:200]
        sitzungen.filter(ort=ort).update(getippter_ort=texte[ort.pk])
    in_fassungen_ersetzen(apps, {None: "", **texte})
    in_vermerken_ersetzen(apps, {None: ""} | {pk: kurz(text) for pk, text in texte.items()})


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("reversion", "0001_squashed_0004_auto_20160611_1202"),
        ("seiten", "0009_umleitung_zieht_um"),
        ("termine", "0014_ort"),
    ]

    operations = [
        migrations.RenameField("sitzung", "ort", "getippter_ort"),
        migrations.AddField(
            model_name="sitzung",
            name="ort",
            field=models.ForeignKey(
                blank=True,
                help_text="Fehlt er in der Liste, legen Sie ihn mit dem Plus daneben an.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sitzungen",
                to="termine.ort",
                verbose_name="Ort",
            ),
        ),
        migrations.RunPython(uebernehmen, zurueckgeben),
        migrations.RemoveField("sitzung", "getippter_ort"),
    ]
