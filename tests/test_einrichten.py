"""Setting up and updating a database in processes of their own, as an operator sees them."""

import io
import os
import signal
import stat

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from .datenbanken import IST_POSTGRESQL, UNBEKANNTE_MIGRATION, abzug, datenbank, manage, verbindung
from .voraussetzungen import nur_postgresql, nur_sqlite

NAECHSTE_VERSION = ["tests.naechste_version"]

STIRB = "import os, pathlib, signal; sterben = lambda *args: os.kill(os.getpid(), signal.SIGKILL)"


@pytest.fixture(scope="module")
def vorlage(tmp_path_factory):
    """Return the address of a database that is set up once for all tests."""
    ordner = tmp_path_factory.mktemp("vorlage")
    with datenbank(ordner) as adresse:
        ergebnis = manage("einrichten", adresse=adresse, ordner=ordner)
        assert (ergebnis.returncode, ergebnis.stderr) == (0, "")
        assert not (ordner / "sicherungen").exists()
        yield adresse


@pytest.fixture
def adresse(vorlage, tmp_path):
    with datenbank(tmp_path, vorlage) as kopie:
        yield kopie


@pytest.fixture
def einrichten(adresse, tmp_path):
    """Return a function that runs the command with the migrations of a newer version."""

    def _einrichten(wie, **optionen):
        vorgaben = {"adresse": adresse, "apps": NAECHSTE_VERSION, "NAECHSTE_VERSION": wie}
        return manage("einrichten", ordner=tmp_path, **vorgaben | optionen)

    return _einrichten


def sicherungen(ordner):
    return sorted(ordner.glob("sicherungen/*"))


def test_update_copies_the_database_before_it_changes_it(einrichten, adresse, tmp_path):
    vorher = abzug(adresse)

    ergebnis = einrichten("gelingt")

    assert (ergebnis.returncode, ergebnis.stderr) == (0, "")
    with verbindung(adresse) as connection:
        titel = connection.execute("SELECT titel FROM termine_sitzung").fetchall()
    assert titel == [("Umgestellt",)]
    [sicherung] = sicherungen(tmp_path)
    assert ergebnis.stdout == f"Sicherung vor dem Umstellen: {sicherung}\n"
    assert abzug(sicherung) == vorher
    rechte = [stat.S_IMODE(pfad.stat().st_mode) for pfad in [sicherung.parent, sicherung]]
    assert rechte == [0o700, 0o600]


def test_copy_is_not_made_where_nothing_is_to_change(einrichten, tmp_path):
    ergebnis = einrichten("gelingt", apps=[])

    assert (ergebnis.returncode, ergebnis.stdout, ergebnis.stderr) == (0, "", "")
    assert sicherungen(tmp_path) == []


def test_failed_update_leaves_the_database_as_it_was(einrichten, adresse, tmp_path):
    vorher = abzug(adresse)

    ergebnis = einrichten("scheitert")

    assert abzug(adresse) == vorher
    [sicherung] = sicherungen(tmp_path)
    assert ergebnis.returncode == 1
    assert ergebnis.stderr == (
        "CommandError: Das Einrichten ist gescheitert (ValueError: Nicht umzustellen:); die "
        f"Datenbank ist so, wie sie vorher war, ihre Sicherung liegt in {sicherung}, und die "
        "bisherige Version passt zu ihr.\n"
    )


def test_failure_after_the_last_migration_takes_the_migrations_back(einrichten, adresse):
    vorher = abzug(adresse)
    kaputt = (
        "import django; django.setup()\n"
        "from reversion.management.commands import createinitialrevisions as c; del c.Command"
    )

    ergebnis = einrichten("gelingt", zuvor=kaputt)

    assert abzug(adresse) == vorher
    assert ergebnis.returncode == 1
    assert "(AttributeError: module 'reversion.management.commands" in ergebnis.stderr
    assert ergebnis.stderr.count("\n") == 1


def test_update_that_was_killed_can_be_called_again(einrichten, adresse, tmp_path):
    vorher = abzug(adresse)

    erster = einrichten("stirbt")

    assert erster.returncode == -signal.SIGKILL
    assert abzug(adresse) == vorher
    zweiter = einrichten("gelingt")
    assert (zweiter.returncode, zweiter.stderr) == (0, "")
    assert [abzug(sicherung) == vorher for sicherung in sicherungen(tmp_path)] == [True, True]


def test_copy_that_was_cut_off_is_not_taken_for_one(einrichten, adresse, tmp_path):
    vorher = abzug(adresse)

    erster = einrichten("gelingt", zuvor=f"{STIRB}; pathlib.Path.rename = sterben")

    assert erster.returncode == -signal.SIGKILL
    assert abzug(adresse) == vorher
    assert [pfad.suffix for pfad in sicherungen(tmp_path)] == [".unfertig"]
    assert einrichten("gelingt").returncode == 0


def test_database_of_a_newer_version_is_refused(einrichten, adresse, tmp_path):
    with verbindung(adresse) as connection:
        connection.execute(UNBEKANNTE_MIGRATION)
    vorher = abzug(adresse)

    ergebnis = einrichten("gelingt")

    assert abzug(adresse) == vorher
    assert sicherungen(tmp_path) == []
    assert ergebnis.returncode == 1
    assert ergebnis.stderr == (
        "CommandError: Die Datenbank gehört zu einer neueren Version des Programms (diese kennt "
        "nicht: termine 0099_neu); nehmen Sie die neuere Version oder spielen Sie die Sicherung "
        "von vor dem Update zurück (manage.py zurueckspielen DATEI).\n"
    )


def test_database_of_another_program_is_refused(tmp_path):
    with datenbank(tmp_path) as fremde:
        with verbindung(fremde) as connection:
            for name in "abcde":
                connection.execute(f"CREATE TABLE {name} (id integer)")
        vorher = abzug(fremde)

        ergebnis = manage("einrichten", adresse=fremde, ordner=tmp_path)

        assert abzug(fremde) == vorher
    assert ergebnis.returncode == 1
    assert ergebnis.stderr == (
        "CommandError: In der Datenbank liegt etwas anderes als diese Website (a, b, c und 2 "
        "weitere); nennen Sie in DATABASE_URL eine leere Datenbank oder die dieser Website.\n"
    )


def test_command_without_tables_says_so_in_one_sentence(tmp_path):
    with datenbank(tmp_path) as leere:
        ergebnis = manage("inhalt_laden", adresse=leere, ordner=tmp_path)

    fehler = "relation" if IST_POSTGRESQL else "no such table"
    assert ergebnis.returncode == 1
    assert ergebnis.stderr.startswith(f"Die Datenbank ist nicht bereit ({fehler}")
    assert ergebnis.stderr.count("\n") == 1


# Copies that fail


def test_copy_that_cannot_be_stored_stops_the_update(einrichten, adresse, tmp_path):
    vorher = abzug(adresse)
    (tmp_path / "sicherungen").touch()

    ergebnis = einrichten("gelingt")

    assert abzug(adresse) == vorher
    assert ergebnis.returncode == 1
    assert ergebnis.stderr.startswith("CommandError: Die Datenbank lässt sich nicht nach ")
    assert ergebnis.stderr.endswith(
        "geändert wurde nichts, beheben Sie das und rufen Sie den Befehl noch einmal auf.\n"
    )
    assert ergebnis.stderr.count("\n") == 1


def test_copy_that_finds_no_room_stops_the_update(einrichten, adresse, tmp_path):
    vorher = abzug(adresse)
    kein_platz = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))"

    # Measuring it would find no room either.
    ergebnis = einrichten("gelingt", zuvor=kein_platz, COVERAGE_PROCESS_CONFIG="")

    assert abzug(adresse) == vorher
    assert sicherungen(tmp_path) == []
    assert ergebnis.returncode == 1
    assert "geändert wurde nichts" in ergebnis.stderr
    assert ergebnis.stderr.count("\n") == 1


@nur_postgresql
def test_missing_pg_dump_is_named(einrichten, adresse, tmp_path):
    vorher = abzug(adresse)

    ergebnis = einrichten("gelingt", PATH=str(tmp_path))

    assert abzug(adresse) == vorher
    assert sicherungen(tmp_path) == []
    assert ergebnis.returncode == 1
    assert "(pg_dump fehlt, es gehört zum Paket postgresql-client)" in ergebnis.stderr
    assert ergebnis.stderr.count("\n") == 1


@nur_postgresql
def test_what_pg_dump_refuses_is_said_without_the_password(einrichten, adresse, tmp_path):
    programm = tmp_path / "pg_dump"
    programm.write_text('#!/bin/sh\necho "server version: 99\nargs: $*" >&2\nexit 1\n')
    programm.chmod(0o700)
    mit_kennwort = adresse.replace("@", ":geheim@")

    ergebnis = einrichten("gelingt", adresse=mit_kennwort, PATH=f"{tmp_path}:{os.environ['PATH']}")

    assert sicherungen(tmp_path) == []
    assert ergebnis.returncode == 1
    assert "(server version: 99 args: -U postgres" in ergebnis.stderr
    assert "geheim" not in ergebnis.stderr
    assert ergebnis.stderr.count("\n") == 1


def test_who_copies_elsewhere_can_go_without_a_copy(adresse, tmp_path):
    ergebnis = manage(
        "einrichten",
        "--ohne-sicherung",
        adresse=adresse,
        ordner=tmp_path,
        apps=NAECHSTE_VERSION,
        NAECHSTE_VERSION="gelingt",
    )

    assert (ergebnis.returncode, ergebnis.stdout, ergebnis.stderr) == (0, "", "")
    assert sicherungen(tmp_path) == []


# The way back


def test_copy_brings_back_what_was_there(einrichten, adresse, tmp_path):
    vorher = abzug(adresse)
    einrichten("gelingt")
    [sicherung] = sicherungen(tmp_path)
    nachher = abzug(adresse)
    with verbindung(adresse) as besucher:
        frage = "SELECT count(*) FROM termine_sitzung WHERE titel = 'Umgestellt'"
        umgestellt = besucher.execute(frage).fetchone()

        ergebnis = manage("zurueckspielen", str(sicherung), adresse=adresse, ordner=tmp_path)

        assert (umgestellt, besucher.execute(frage).fetchone()) == ((1,), (0,))
    assert (ergebnis.returncode, ergebnis.stderr) == (0, "")
    assert abzug(adresse) == vorher
    [neue] = set(sicherungen(tmp_path)) - {sicherung}
    assert abzug(neue) == nachher
    assert ergebnis.stdout == (
        f"Der bisherige Stand liegt in {neue}.\n"
        f"Die Datenbank ist wieder auf dem Stand von {sicherung}.\n"
    )


def test_copy_fills_an_empty_database(einrichten, adresse, tmp_path):
    einrichten("gelingt")
    [sicherung] = sicherungen(tmp_path)
    ordner = tmp_path / "anderswo"
    ordner.mkdir()

    with datenbank(ordner) as leere:
        ergebnis = manage("zurueckspielen", str(sicherung), adresse=leere, ordner=ordner)

        assert (ergebnis.returncode, ergebnis.stderr) == (0, "")
        assert abzug(leere) == abzug(sicherung)


def haelfte(inhalt):
    return inhalt[: len(inhalt) // 2]


def ohne_tabellen(inhalt):
    return b"-- PostgreSQL database dump complete" if IST_POSTGRESQL else b""


@pytest.mark.parametrize("beschaedigen", [haelfte, ohne_tabellen])
def test_file_that_is_no_whole_copy_changes_nothing(einrichten, adresse, tmp_path, beschaedigen):
    einrichten("gelingt")
    [sicherung] = sicherungen(tmp_path)
    sicherung.write_bytes(beschaedigen(sicherung.read_bytes()))
    vorher = abzug(adresse)

    ergebnis = manage("zurueckspielen", str(sicherung), adresse=adresse, ordner=tmp_path)

    assert abzug(adresse) == vorher
    assert ergebnis.returncode == 1
    assert ergebnis.stderr.startswith(f"CommandError: {sicherung} lässt sich nicht zurückspielen (")
    assert ergebnis.stderr.endswith("); geändert wurde nichts.\n")
    assert ergebnis.stderr.count("\n") == 1


def test_file_that_is_not_there_changes_nothing(adresse, tmp_path):
    vorher = abzug(adresse)

    ergebnis = manage("zurueckspielen", str(tmp_path / "weg"), adresse=adresse, ordner=tmp_path)

    assert abzug(adresse) == vorher
    assert ergebnis.returncode == 1
    assert ergebnis.stderr == (
        f"CommandError: Die Datei {tmp_path}/weg gibt es nicht; geändert wurde nichts.\n"
    )


@nur_sqlite  # PostgreSQL waits until the others are through
def test_database_that_another_process_keeps_is_named(einrichten, adresse, tmp_path):
    einrichten("gelingt")
    [sicherung] = sicherungen(tmp_path)
    sofort = "settings.DATABASES['default']['OPTIONS']['timeout'] = 0"

    with verbindung(adresse) as andere:
        andere.execute("BEGIN IMMEDIATE")
        ergebnis = manage(
            "zurueckspielen", str(sicherung), adresse=adresse, ordner=tmp_path, zuvor=sofort
        )

    assert ergebnis.returncode == 1
    assert "ein anderer Prozess hält die Datenbank fest" in ergebnis.stderr
    assert ergebnis.stderr.count("\n") == 1


# The first account


class VollePlatte(io.StringIO):
    def flush(self):
        raise OSError("No space left on device")


@pytest.mark.django_db
def test_account_whose_password_nobody_could_read_is_not_created():
    ausgabe = VollePlatte()

    with pytest.raises(CommandError, match="OSError: No space left on device"):
        call_command("einrichten", stdout=ausgabe)

    assert "Kennwort (steht nur hier): " in ausgabe.getvalue()
    assert not User.objects.exists()
