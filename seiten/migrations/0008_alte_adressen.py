from django.db import migrations

# The addresses of the two former sites, without the slash at their end, and where each leads now.
# Nothing: what stood there is not on this site.
ALTE_ADRESSEN = {
    # Until 2023, by WordPress.
    "/?p=7296": "/quartiersrat/",  # call for members
    "/?p=10289": "/termine/",  # 44th meeting
    "/?p=10312": "",  # working groups of a Stadtteilprofil
    "/?p=10980": "/handlungsfelder/",  # Stadtteilentwicklungskonzept, whose fields are those of today
    "/aktuelles-gruenau": "/",
    "/aktuelles-gruenau/*": "",
    "/aktuelles-gruenau/131-sitzung-quartiersrat-gruenau-07-10-2019": "/termine/",
    "/archiv": "",
    "/archiv/*": "",
    "/gruenau-erleben": "",
    "/gruenau-erleben/*": "",
    "/gruenau-leipzig": "",
    "/gruenau-leipzig/*": "",
    "/gruenau-leipzig/integriertes-stadtteilentwicklungskonzept-gruenau-2030": "/handlungsfelder/",
    "/quartiersmanagement-gruenau": "/ueber-uns/",
    "/quartiersmanagement-gruenau/*": "/ueber-uns/",
    "/quartiersmanagement-gruenau/quartiersmanagement-projekte": "/handlungsfelder/",
    "/quartiersrat-gruenau": "/quartiersrat/",
    "/quartiersrat-gruenau/*": "/quartiersrat/",
    "/quartiersrat-gruenau/158-quartiersratssitzung-am-07-november-2022": "/termine/",
    "/quartiersrat-gruenau/quartiersrat-archiv": "/termine/",
    "/quartiersrat-gruenau/quartiersrat-archiv/*": "/termine/",
    "/quartiersrat-gruenau/quartiersrat-archiv/neuer-quartiersrat-gruenau-fuer-2-jahre-gewaehlt-2": "/quartiersrat/",
    # Who wants money for a project needs the person who is responsible for it.
    "/verfuegungsfonds": "/team/themen/",
    "/verfuegungsfonds/*": "",
    "/verfuegungsfonds-allgemein": "/team/themen/",
    # After 2023.
    "/de": "/",
    "/de/*": "",
    "/de/mitmachen/*": "/quartiersrat/",
    "/de/quartier/*": "/ueber-uns/",
}


def eintragen(apps, schema_editor):
    Umleitung = apps.get_model("seiten", "Umleitung")
    Umleitung.objects.using(schema_editor.connection.alias).bulk_create(
        Umleitung(alte_adresse=alte, neue_adresse=neue) for alte, neue in ALTE_ADRESSEN.items()
    )


class Migration(migrations.Migration):
    dependencies = [("seiten", "0007_umleitung")]

    operations = [migrations.RunPython(eintragen, migrations.RunPython.noop)]
