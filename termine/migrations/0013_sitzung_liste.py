from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("termine", "0012_themen")]

    operations = [
        migrations.RemoveIndex("sitzung", "sitzung_datum"),
        migrations.RemoveIndex("sitzung", "sitzung_oeffentlich_ab"),
        migrations.AddIndex(
            "sitzung",
            models.Index(fields=["datum", "oeffentlich_ab"], name="sitzung_liste"),
        ),
    ]
