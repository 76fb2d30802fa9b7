from django.db import migrations, models

KEINE_THEMEN = {"begrüßung", "protokoll der letzten sitzung", "sonstiges", "verschiedenes"}


def festhalten(apps, schema_editor):
    sitzungen = apps.get_model("termine", "Sitzung").objects
    for sitzung in sitzungen.all():
        punkte = sitzung.tagesordnungspunkte.filter(sichtbar=True, unterpunkt=False)
        titel = punkte.order_by("reihenfolge", "pk").values_list("titel", flat=True)
        themen = [eines for eines in titel if eines.lower() not in KEINE_THEMEN]
        # Not saved: nobody has changed anything.
        sitzungen.filter(pk=sitzung.pk).update(themen=" · ".join(themen[:3]))


class Migration(migrations.Migration):
    dependencies = [("termine", "0011_jahrgang")]

    operations = [
        migrations.AddField(
            model_name="sitzung",
            name="themen",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=700, verbose_name="Themen"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(festhalten, migrations.RunPython.noop),
    ]
