from django.db import migrations, models
from django.db.models import F


def uebernehmen(apps, schema_editor):
    Seite = apps.get_model("seiten", "Seite")
    Seite.objects.filter(veroeffentlicht=True).update(oeffentlich_ab=F("geaendert_am"))


class Migration(migrations.Migration):
    dependencies = [("seiten", "0002_buero_weg")]

    operations = [
        migrations.RemoveConstraint(model_name="seite", name="seite_pflichtseite_veroeffentlicht"),
        migrations.AddField(
            model_name="seite",
            name="oeffentlich_ab",
            field=models.DateTimeField(
                blank=True,
                help_text="Datum und Uhrzeit in Leipzig. Leer: ein Entwurf, nirgends zu sehen.",
                null=True,
                verbose_name="öffentlich ab",
            ),
        ),
        migrations.RunPython(uebernehmen, migrations.RunPython.noop),
        migrations.RemoveField(model_name="seite", name="veroeffentlicht"),
        migrations.AddConstraint(
            model_name="seite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("slug__in", ["impressum", "datenschutz", "barrierefreiheit"]),
                        _negated=True,
                    ),
                    models.Q(
                        ("oeffentlich_ab__isnull", False),
                        ("oeffentlich_ab__lte", models.F("geaendert_am")),
                    ),
                    _connector="OR",
                ),
                name="seite_pflichtseite_oeffentlich",
                violation_error_message="Impressum, Datenschutz und Barrierefreiheit müssen immer zu sehen sein.",
            ),
        ),
    ]
