"""How a database compares with the migrations of this program."""

from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


@dataclass(frozen=True)
class Stand:
    """What keeps this program from using a database; by default nothing does.

    Migrations are named like „termine 0008_uhrzeit“, foreign things by their table or app.
    """

    leer: bool = False
    zu_alt: bool = False
    ausstehende: tuple = ()
    unbekannte: tuple = ()
    fremdes: tuple = ()
    widerspruch: str = ""

    @property
    def ablehnung(self):
        """A sentence on why this program has to leave the database alone, or nothing."""
        if self.fremdes:
            return (
                f"In der Datenbank liegt etwas anderes als diese Website "
                f"({aufzaehlung(self.fremdes)}); nennen Sie in DATABASE_URL eine leere Datenbank "
                "oder die dieser Website."
            )
        if self.zu_alt:
            return (
                "Diese Version kann die Datenbank nicht umstellen, weil sie zu alt ist oder ihr "
                "Einrichten abgebrochen wurde; rufen Sie zuerst „git checkout 2564966 && make "
                "update“ auf, danach „git checkout main && make update“."
            )
        if self.unbekannte:
            return (
                "Die Datenbank gehört zu einer neueren Version des Programms (diese kennt nicht: "
                f"{aufzaehlung(self.unbekannte)}); nehmen Sie die neuere Version oder spielen Sie "
                "die Sicherung von vor dem Update zurück (manage.py zurueckspielen DATEI)."
            )
        if self.widerspruch:
            return (
                f"Was in der Datenbank schon umgestellt ist, widerspricht sich "
                f"({self.widerspruch}); spielen Sie eine Sicherung zurück "
                "(manage.py zurueckspielen DATEI)."
            )
        return ""

    @property
    def rueckstand(self):
        """A sentence on why this program cannot serve the database yet, or nothing."""
        if not self.ausstehende:
            return ""
        was = (
            "Die Datenbank ist noch leer"
            if self.leer
            else "Die Datenbank gehört zu einer älteren Version des Programms (es fehlt: "
            f"{aufzaehlung(self.ausstehende)})"
        )
        return f"{was}; rufen Sie „make update“ auf."


def aufzaehlung(namen):
    weitere = f" und {len(namen) - 3} weitere" if len(namen) > 3 else ""
    return ", ".join(namen[:3]) + weitere


def lesen(connection):
    """Return the Stand of a database; raise Django's database errors if it does not answer."""
    angewendete = set(MigrationRecorder(connection).applied_migrations())
    if fremdes := was_fremd_ist(connection, angewendete):
        return Stand(fremdes=fremdes)
    # Before the executor, which fails where only a part is there of what was squashed.
    auf_platte = MigrationLoader(None).disk_migrations
    if any(halb_ersetzt(key, migration, angewendete) for key, migration in auf_platte.items()):
        return Stand(zu_alt=True)
    executor = MigrationExecutor(connection)
    bekannte = set(auf_platte).union(*(migration.replaces for migration in auf_platte.values()))
    # Migrations of an app that is not installed any more do no harm.
    installierte = {config.label for config in apps.get_app_configs()}
    unbekannte = {key for key in angewendete - bekannte if key[0] in installierte}
    try:
        executor.loader.check_consistent_history(connection)
    except InconsistentMigrationHistory as error:
        widerspruch = str(error).rstrip(".")
    else:
        widerspruch = ""
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Stand(
        leer=not angewendete,
        ausstehende=tuple(f"{migration.app_label} {migration.name}" for migration, _ in plan),
        widerspruch=widerspruch,
        unbekannte=tuple(sorted(" ".join(key) for key in unbekannte)),
    )


def halb_ersetzt(key, migration, angewendete):
    """Tell whether a database has some of what a squashed migration replaces, but not all."""
    fehlende = set(migration.replaces) - angewendete
    return key not in angewendete and 0 < len(fehlende) < len(migration.replaces)


def was_fremd_ist(connection, angewendete):
    """Return the names of tables or apps that show the database to be another program's."""
    if not angewendete:
        tabellen = set(connection.introspection.table_names())
        return tuple(sorted(tabellen - {MigrationRecorder.Migration._meta.db_table}))
    installierte = list(apps.get_app_configs())
    eigene = {app.label for app in installierte if Path(app.path).parent == settings.BASE_DIR}
    labels = {label for label, _ in angewendete}
    if labels & eigene:
        return ()
    # A first run that was cut off may have migrated no more than third-party apps.
    return tuple(sorted(labels - {app.label for app in installierte}))
