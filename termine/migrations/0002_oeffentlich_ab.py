from django.db import migrations, models
from django.db.models import F


def uebernehmen(apps, schema_editor):
    Sitzung = apps.get_model("termine", "Sitzung")
    Sitzung.objects.filter(veroeffentlicht=True).update(oeffentlich_ab=F("erstmals_oeffentlich_am"))


class Migration(migrations.Migration):
    dependencies = [("termine", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="sitzung",
            name="oeffentlich_ab",
            field=models.DateTimeField(
                blank=True,
                help_text="Datum und Uhrzeit in Leipzig. Leer: ein Entwurf, nirgends zu sehen.",
                null=True,
                verbose_name="öffentlich ab",
            ),
        ),
        migrations.RunPython(uebernehmen, migrations.RunPython.noop),
        migrations.RemoveField(model_name="sitzung", name="veroeffentlicht"),
    ]
