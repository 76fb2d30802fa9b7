from django.db import migrations, models


def zaehlen(apps, schema_editor):
    for feld in apps.get_model("handlungsfelder", "Handlungsfeld").objects.all():
        anzahlen = {"anzahl_aufgaben": feld.aufgaben.count(), "anzahl_ziele": feld.ziele.count()}
        # Not saved: nobody has changed anything.
        type(feld).objects.filter(pk=feld.pk).update(**anzahlen)


class Migration(migrations.Migration):
    dependencies = [("handlungsfelder", "0004_hilfetexte")]

    operations = [
        migrations.AddField(
            model_name="handlungsfeld",
            name="anzahl_aufgaben",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, verbose_name="Aufgaben"
            ),
        ),
        migrations.AddField(
            model_name="handlungsfeld",
            name="anzahl_ziele",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="Ziele"),
        ),
        migrations.AlterField(
            model_name="jahresplanung",
            name="oeffentlich_ab",
            field=models.DateTimeField(
                blank=True,
                help_text="Von wann an Besucher es sehen, nach der Uhr in Leipzig; auch ein Tag in der Zukunft. Leer: ein Entwurf, nirgends zu sehen.",
                null=True,
                verbose_name="öffentlich ab",
            ),
        ),
        migrations.RunPython(zaehlen, migrations.RunPython.noop),
    ]
