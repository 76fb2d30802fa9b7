from django.db import migrations

from redaktion.umstellung import texte_umstellen


class Migration(migrations.Migration):
    dependencies = [
        ("handlungsfelder", "0002_oeffentlich_ab"),
    ]

    operations = [
        texte_umstellen("handlungsfelder", [("Handlungsfeld", "kurztext")]),
    ]
