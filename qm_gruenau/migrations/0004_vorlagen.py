from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations


def rechte_geben(apps, schema_editor):
    """Let both groups keep the Vorlagen of the Tagesordnung."""
    datenbank = schema_editor.connection.alias
    # On an empty database Django creates permissions only after the last migration.
    create_permissions(
        installed_apps.get_app_config("termine"), verbosity=0, using=datenbank, apps=apps
    )
    rechte = apps.get_model("auth", "Permission").objects.using(datenbank)
    vorlagen = rechte.filter(
        content_type__app_label="termine", content_type__model__in=["vorlage", "vorlagenpunkt"]
    )
    gruppen = apps.get_model("auth", "Group").objects.using(datenbank)
    for gruppe in gruppen.filter(name__in=["Redaktion", "Leitung"]):
        gruppe.permissions.add(*vorlagen)


class Migration(migrations.Migration):
    dependencies = [("qm_gruenau", "0003_orte"), ("termine", "0017_vorlage")]

    operations = [migrations.RunPython(rechte_geben, migrations.RunPython.noop)]
