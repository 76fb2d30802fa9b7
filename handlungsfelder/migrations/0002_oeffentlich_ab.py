from django.db import migrations, models
from django.db.models import F


def uebernehmen(apps, schema_editor):
    Jahresplanung = apps.get_model("handlungsfelder", "Jahresplanung")
    Jahresplanung.objects.filter(veroeffentlicht=True).update(oeffentlich_ab=F("geaendert_am"))


class Migration(migrations.Migration):
    dependencies = [("handlungsfelder", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="jahresplanung",
            name="oeffentlich_ab",
            field=models.DateTimeField(
                blank=True,
                help_text="Datum und Uhrzeit in Leipzig. Leer: Das ganze Jahr ist ein Entwurf, nirgends zu sehen.",
                null=True,
                verbose_name="öffentlich ab",
            ),
        ),
        migrations.RunPython(uebernehmen, migrations.RunPython.noop),
        migrations.RemoveField(model_name="jahresplanung", name="veroeffentlicht"),
    ]
