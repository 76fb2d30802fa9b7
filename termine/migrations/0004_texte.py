from django.db import migrations

from redaktion.umstellung import texte_umstellen


class Migration(migrations.Migration):
    dependencies = [
        ("termine", "0003_unterlage_text_und_auszeichnung"),
    ]

    operations = [
        texte_umstellen(
            "termine", [("Tagesordnungspunkt", "beschreibung"), ("Tagesordnungspunkt", "ergebnis")]
        ),
    ]
