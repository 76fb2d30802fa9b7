from uuid import uuid4

from django.db import migrations, models


def kennungen_vergeben(apps, schema_editor):
    datenbank = schema_editor.connection.alias
    sitzungen = apps.get_model("termine", "Sitzung").objects.using(datenbank)
    # Not saved: nobody has changed anything.
    for pk in sitzungen.values_list("pk", flat=True):
        sitzungen.filter(pk=pk).update(uid=uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("termine", "0006_aenderungen"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitzung",
            name="folge",
            field=models.PositiveIntegerField(
                default=0, editable=False, verbose_name="Folge im Kalender"
            ),
        ),
        # In three steps: a default would be the same for every row.
        migrations.AddField(
            model_name="sitzung",
            name="uid",
            field=models.UUIDField(
                default=uuid4, editable=False, null=True, verbose_name="Kennung im Kalender"
            ),
        ),
        migrations.RunPython(kennungen_vergeben, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="sitzung",
            name="uid",
            field=models.UUIDField(
                default=uuid4, editable=False, unique=True, verbose_name="Kennung im Kalender"
            ),
        ),
    ]
