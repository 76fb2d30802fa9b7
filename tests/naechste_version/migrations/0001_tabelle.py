from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("termine", "0008_uhrzeit")]

    operations = [
        migrations.CreateModel(
            name="Eintrag",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                # Its index is made after the table, and only then the migration is noted.
                ("sitzung", models.ForeignKey("termine.Sitzung", models.CASCADE)),
                ("text", models.CharField(max_length=20, default="")),
            ],
        ),
    ]
