import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from qm_gruenau.datenbankstand import Stand, lesen

from .environment import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorder():
    return MigrationRecorder(connection)


def test_database_of_this_version_needs_nothing():
    stand = lesen(connection)

    assert stand == Stand()
    assert (stand.ablehnung, stand.rueckstand) == ("", "")


def test_older_database_lacks_migrations(recorder):
    alle = MigrationLoader(None).graph.leaf_nodes()
    neueste = [(app, name) for app, name in alle if app in {"handlungsfelder", "qm_gruenau"}]
    for app, name in neueste:
        recorder.record_unapplied(app, name)
    fehlende = tuple(f"{app} {name}" for app, name in neueste)

    stand = lesen(connection)

    assert stand == Stand(ausstehende=fehlende)
    assert stand.ablehnung == ""
    assert stand.rueckstand == (
        "Die Datenbank gehört zu einer älteren Version des Programms (es fehlt: "
        f"{', '.join(fehlende)}); rufen Sie „make update“ auf."
    )


def test_newer_database_knows_more_and_is_left_alone(recorder):
    recorder.record_applied("termine", "0099_neu")
    recorder.record_applied("axes", "0099_neu")

    stand = lesen(connection)

    assert stand == Stand(unbekannte=("axes 0099_neu", "termine 0099_neu"))
    assert "(diese kennt nicht: axes 0099_neu, termine 0099_neu)" in stand.ablehnung


def test_newer_database_is_named_so_even_if_it_lacks_something(recorder):
    recorder.record_applied("termine", "0099_neu")
    recorder.record_unapplied("termine", "0013_sitzung_liste")

    assert "neueren Version" in lesen(connection).ablehnung


def test_leftovers_of_an_app_that_is_gone_disturb_nobody(recorder):
    recorder.record_applied("blog", "0001_initial")

    assert lesen(connection) == Stand()


def test_migrations_that_were_squashed_are_known(recorder, settings):
    app = "tests.naechste_version"
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, app]
    settings.MIGRATION_MODULES = {"naechste_version": f"{app}.zusammengefasst.migrations"}
    recorder.record_applied("naechste_version", "0001_tabelle")
    recorder.record_applied("naechste_version", "0002_inhalt")

    assert lesen(connection) == Stand()


def test_database_of_441ca13_goes_on(recorder):
    for zusammengefasst, fruehere in zusammengefasste():
        recorder.record_unapplied(*zusammengefasst)
        for migration in fruehere:
            recorder.record_applied(*migration)

    assert lesen(connection) == Stand()


def test_database_older_than_441ca13_is_sent_the_way_in_between(recorder):
    for zusammengefasst, fruehere in zusammengefasste():
        recorder.record_unapplied(*zusammengefasst)
        recorder.record_unapplied(*fruehere[-1])

    stand = lesen(connection)

    assert stand == Stand(zu_alt=True)
    assert stand.ablehnung == (
        "Diese Version kann die Datenbank nicht umstellen, weil sie zu alt ist oder ihr Einrichten "
        "abgebrochen wurde; rufen Sie zuerst „git checkout 2564966 && make update“ auf, danach "
        "„git checkout main && make update“."
    )


def zusammengefasste():
    """Return [(squashed migration, what it replaces), …] of this project."""
    return [
        (key, migration.replaces)
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if migration.replaces and apps.get_app_config(key[0]).path.startswith(str(ROOT / key[0]))
    ]


def test_history_that_contradicts_itself_is_refused(recorder):
    recorder.record_unapplied("termine", "0010_aenderung")

    stand = lesen(connection)

    assert "termine.0011_jahrgang is applied before its dependency" in stand.widerspruch
    assert stand.ablehnung.startswith("Was in der Datenbank schon umgestellt ist, widerspricht")


def test_django_database_of_another_project_is_refused(recorder):
    recorder.migration_qs.exclude(app__in=["auth", "contenttypes"]).delete()
    recorder.record_applied("blog", "0001_initial")

    stand = lesen(connection)

    assert stand == Stand(fremdes=("blog",))
    assert "etwas anderes als diese Website (blog)" in stand.ablehnung


def test_first_run_that_was_cut_off_is_no_other_project(recorder):
    recorder.migration_qs.exclude(app__in=["auth", "contenttypes"]).delete()

    stand = lesen(connection)

    assert stand.ablehnung == ""
    assert stand.ausstehende != ()


def test_tables_without_a_history_are_of_another_program(recorder):
    recorder.migration_qs.all().delete()

    assert "team_person" in lesen(connection).fremdes


def test_empty_database_is_named_so():
    stand = Stand(leer=True, ausstehende=("termine 0009_sichtbar",))

    assert stand.rueckstand == ("Die Datenbank ist noch leer; rufen Sie „make update“ auf.")
