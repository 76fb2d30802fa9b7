from django.db import migrations


class Migration(migrations.Migration):
    """The table goes to redaktion, whose first migration has the model."""

    dependencies = [
        ("seiten", "0008_alte_adressen"),
        # It gives the rights to the model while it is here.
        ("qm_gruenau", "0002_umleitungen"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("Umleitung", "redaktion_umleitung")],
            state_operations=[migrations.DeleteModel("Umleitung")],
        ),
    ]
