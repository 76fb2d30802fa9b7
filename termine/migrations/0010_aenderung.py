import datetime as dt

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def noch_da(was, unterlagen):
    return [eines for eines in was if eines.get("unterlage") in {None, *unterlagen}]


def sichtbare(abbild):
    return [pk for pk, _, inhalt, _ in abbild["punkte"] if inhalt]


def uebernehmen(apps, schema_editor):
    abbilder, aenderungen = (
        apps.get_model("termine", name).objects for name in ["Abbild", "Aenderung"]
    )
    for sitzung in apps.get_model("termine", "Sitzung").objects.exclude(altes_abbild=None):
        abbild = sitzung.altes_abbild
        abbilder.create(sitzung=sitzung, inhalt=abbild)
        unterlagen = [pk for pk, *_ in abbild["unterlagen"]]
        je_tag = [
            (dt.datetime.fromisoformat(alte["um"]), alte["was"], False)
            for alte in sitzung.alte_aenderungen
        ]
        if um := sitzung.erstmals_oeffentlich_am:
            arten = {eines["art"] for _, was, _ in je_tag for eines in was}
            ankuendigung = [{"art": "angekuendigt"}]
            # It was there at first if nobody had to be told of it.
            if "tagesordnung" not in arten and (
                sichtbare(abbild) or arten & {"entfaellt", "verborgen"}
            ):
                ankuendigung.append({"art": "tagesordnung"})
            je_tag.append((um, ankuendigung, True))
        aenderungen.bulk_create(
            aenderungen.model(
                sitzung=sitzung,
                tag=timezone.localdate(um),
                um=um,
                was=noch,
                ist_ankuendigung=ist_ankuendigung,
            )
            for um, was, ist_ankuendigung in je_tag
            if (noch := noch_da(was, unterlagen))
        )


def zurueckgeben(apps, schema_editor):
    for abbild in apps.get_model("termine", "Abbild").objects.select_related("sitzung"):
        je_tag = abbild.sitzung.vermerkte_aenderungen.filter(ist_ankuendigung=False)
        apps.get_model("termine", "Sitzung").objects.filter(pk=abbild.pk).update(
            altes_abbild=abbild.inhalt,
            alte_aenderungen=[
                {"um": eine.um.isoformat(), "was": eine.was} for eine in je_tag.order_by("um")
            ],
        )


class Migration(migrations.Migration):
    dependencies = [("termine", "0009_sichtbar")]

    operations = [
        migrations.RenameField("sitzung", "abbild", "altes_abbild"),
        migrations.RenameField("sitzung", "aenderungen", "alte_aenderungen"),
        migrations.CreateModel(
            name="Abbild",
            fields=[
                (
                    "sitzung",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="gesehenes",
                        serialize=False,
                        to="termine.sitzung",
                    ),
                ),
                ("inhalt", models.JSONField(verbose_name="Inhalt")),
            ],
            options={"verbose_name": "Abbild", "verbose_name_plural": "Abbilder"},
        ),
        migrations.CreateModel(
            name="Aenderung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tag", models.DateField(verbose_name="Tag")),
                ("um", models.DateTimeField(verbose_name="öffentlich seit")),
                (
                    "ist_ankuendigung",
                    models.BooleanField(default=False, verbose_name="ist die Ankündigung"),
                ),
                ("was", models.JSONField(verbose_name="was")),
                (
                    "sitzung",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vermerkte_aenderungen",
                        to="termine.sitzung",
                        verbose_name="Sitzung",
                    ),
                ),
            ],
            options={
                "verbose_name": "Änderung",
                "verbose_name_plural": "Änderungen",
                "ordering": ["-um", "-pk"],
                "indexes": [models.Index(fields=["-um", "-id"], name="aenderung_neueste")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sitzung", "tag", "ist_ankuendigung"), name="aenderung_eine_je_tag"
                    )
                ],
            },
        ),
        migrations.RunPython(uebernehmen, zurueckgeben),
        migrations.RemoveField("sitzung", "altes_abbild"),
        migrations.RemoveField("sitzung", "alte_aenderungen"),
    ]
