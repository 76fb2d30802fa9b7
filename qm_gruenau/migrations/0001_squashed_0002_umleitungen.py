from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

ALLES = ["view", "add", "change", "delete"]

REDAKTION = {
    "handlungsfelder": {
        "jahresplanung": ALLES,
        "schwerpunkt": ALLES,
        "handlungsfeld": ALLES,
        "aufgabe": ALLES,
        "ziel": ALLES,
    },
    "seiten": {
        "seite": ALLES,
        "abschnitt": ALLES,
        # When the office stays shut today, whoever is there has to be able to say so.
        "buero": ["view", "change"],
    },
    "team": {"thema": ALLES, "person": ["view"], "zustaendigkeit": ["view"]},
    "termine": {"sitzung": ALLES, "tagesordnungspunkt": ALLES, "unterlage": ALLES},
}

NUR_LEITUNG = {
    # An account that made changes is switched off, not deleted: the history names it.
    "auth": {"user": ["view", "add", "change"]},
    "seiten": {"pflichtseite": ["change"]},
    "team": {"person": ALLES, "zustaendigkeit": ALLES},
}


def gruppen_anlegen(apps, schema_editor):
    """Give both groups exactly the rights above, whether they exist already or not."""
    Group = apps.get_model("auth", "Group")
    datenbank = schema_editor.connection.alias
    # On an empty database Django creates permissions only after the last migration.
    for app in REDAKTION.keys() | NUR_LEITUNG.keys():
        create_permissions(
            installed_apps.get_app_config(app), verbosity=0, using=datenbank, apps=apps
        )
    redaktion = list(rechte(apps, datenbank, REDAKTION))
    leitung = [*redaktion, *rechte(apps, datenbank, NUR_LEITUNG)]
    for name, dazu in [("Redaktion", redaktion), ("Leitung", leitung)]:
        gruppe, _ = Group.objects.using(datenbank).get_or_create(name=name)
        gruppe.permissions.set(dazu)


def rechte(apps, datenbank, tabelle):
    vorhandene = apps.get_model("auth", "Permission").objects.using(datenbank)
    for app, modelle in tabelle.items():
        for modell, arten in modelle.items():
            for art in arten:
                yield vorhandene.get(content_type__app_label=app, codename=f"{art}_{modell}")


def rechte_geben(apps, schema_editor):
    """Let both groups keep the table of old addresses, in whichever app it is."""
    datenbank = schema_editor.connection.alias
    umleitungen = (
        apps.get_model("auth", "Permission")
        .objects.using(datenbank)
        .filter(codename__endswith="_umleitung")
    )
    gruppen = apps.get_model("auth", "Group").objects.using(datenbank)
    for gruppe in gruppen.filter(name__in=["Redaktion", "Leitung"]):
        gruppe.permissions.add(*umleitungen)


class Migration(migrations.Migration):
    replaces = [("qm_gruenau", "0001_gruppen"), ("qm_gruenau", "0002_umleitungen")]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("handlungsfelder", "0001_squashed_0004_hilfetexte"),
        ("seiten", "0001_squashed_0008_alte_adressen"),
        ("team", "0001_squashed_0004_hilfetexte"),
        ("termine", "0001_squashed_0008_uhrzeit"),
    ]

    operations = [
        migrations.RunPython(gruppen_anlegen, migrations.RunPython.noop),
        migrations.RunPython(rechte_geben, migrations.RunPython.noop),
    ]
