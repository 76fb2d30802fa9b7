import os
import signal

from django.db import migrations, models


def umstellen(apps, schema_editor):
    """Change what is there and what is new; then go wrong as the environment says."""
    Sitzung = apps.get_model("termine", "Sitzung")
    Sitzung.objects.update(titel="Umgestellt")
    apps.get_model("naechste_version", "Eintrag").objects.create(sitzung=Sitzung.objects.first())
    wie = os.environ["NAECHSTE_VERSION"]
    if wie == "scheitert":
        raise ValueError("Nicht umzustellen:\ngeheim")
    if wie == "stirbt":
        os.kill(os.getpid(), signal.SIGKILL)


class Migration(migrations.Migration):
    dependencies = [("naechste_version", "0001_tabelle")]

    operations = [
        migrations.RunPython(umstellen, migrations.RunPython.noop),
        # PostgreSQL refuses this where the row of before is still to be checked.
        migrations.AlterField(
            "eintrag", "text", models.CharField(max_length=40, default="", db_index=True)
        ),
    ]
