from django.db import migrations, models
from django.db.models import F


def uebernehmen(apps, schema_editor):
    Person = apps.get_model("team", "Person")
    Person.objects.update(oeffentlich_ab=F("geaendert_am"))


class Migration(migrations.Migration):
    dependencies = [("team", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="oeffentlich_ab",
            field=models.DateTimeField(
                blank=True,
                help_text="Datum und Uhrzeit in Leipzig. Leer: ein Entwurf, nirgends zu sehen.",
                null=True,
                verbose_name="öffentlich ab",
            ),
        ),
        migrations.RunPython(uebernehmen, migrations.RunPython.noop),
    ]
