from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations


def rechte_geben(apps, schema_editor):
    """Let both groups keep the table of old addresses."""
    datenbank = schema_editor.connection.alias
    # On an empty database Django creates permissions only after the last migration.
    create_permissions(
        installed_apps.get_app_config("seiten"), verbosity=0, using=datenbank, apps=apps
    )
    rechte = apps.get_model("auth", "Permission").objects.using(datenbank)
    umleitungen = rechte.filter(codename__endswith="_umleitung")
    gruppen = apps.get_model("auth", "Group").objects.using(datenbank)
    for gruppe in gruppen.filter(name__in=["Redaktion", "Leitung"]):
        gruppe.permissions.add(*umleitungen)


class Migration(migrations.Migration):
    dependencies = [("qm_gruenau", "0001_gruppen"), ("seiten", "0007_umleitung")]

    operations = [migrations.RunPython(rechte_geben, migrations.RunPython.noop)]
