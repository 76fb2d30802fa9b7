from django.db import migrations, models
from django.db.models import Min
from django.db.models.functions import ExtractYear


def nachrechnen(apps, schema_editor):
    jahre = (
        apps.get_model("termine", "Sitzung")
        .objects.exclude(oeffentlich_ab=None)
        .order_by()
        .values(jahr=ExtractYear("datum"))
        .annotate(seit=Min("oeffentlich_ab"))
    )
    jahrgaenge = apps.get_model("termine", "Jahrgang").objects
    for zeile in jahre:
        jahrgaenge.create(jahr=zeile["jahr"], oeffentlich_ab=zeile["seit"])


class Migration(migrations.Migration):
    dependencies = [("termine", "0010_aenderung")]

    operations = [
        migrations.CreateModel(
            name="Jahrgang",
            fields=[
                (
                    "oeffentlich_ab",
                    models.DateTimeField(
                        blank=True,
                        help_text="Von wann an Besucher es sehen, nach der Uhr in Leipzig; auch ein Tag in der Zukunft. Leer: ein Entwurf, nirgends zu sehen.",
                        null=True,
                        verbose_name="öffentlich ab",
                    ),
                ),
                (
                    "jahr",
                    models.PositiveSmallIntegerField(
                        primary_key=True, serialize=False, verbose_name="Jahr"
                    ),
                ),
            ],
            options={
                "verbose_name": "Jahrgang",
                "verbose_name_plural": "Jahrgänge",
                "ordering": ["-jahr"],
            },
        ),
        migrations.RunPython(nachrechnen, migrations.RunPython.noop),
    ]
