from django.db import migrations


class Migration(migrations.Migration):
    replaces = [("naechste_version", "0001_tabelle"), ("naechste_version", "0002_inhalt")]

    operations = []
