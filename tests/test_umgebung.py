"""What people write into .env and into the environment, and what the website takes it for."""

import os
import re
import shutil
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from qm_gruenau import umgebung

# What can be typed into one line.
typed = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
label = st.from_regex(r"[a-z]([a-z0-9]{0,8}[a-z0-9])?", fullmatch=True)


@pytest.fixture
def setze(monkeypatch):
    """Return a function that sets variables; of the others that may be set here, none is."""
    for name in ["ALLOWED_HOSTS", "BIND", "DATABASE_URL", "PORT", "WEBADRESSE"]:
        monkeypatch.delenv(name, raising=False)

    def setze(**angaben):
        for name, text in angaben.items():
            monkeypatch.setenv(name, text)

    return setze


def absage(function, *args, **kwargs):
    """Return the sentence with which a function refuses to start."""
    with pytest.raises(SystemExit) as ende:
        function(*args, **kwargs)
    assert ende.value.code.startswith("Die Website startet nicht: ")
    assert len(ende.value.code.splitlines()) == 1
    return ende.value.code.removeprefix("Die Website startet nicht: ")


# The file .env


@pytest.mark.parametrize(
    ("zeile", "text"),
    [
        ("NAME=Wert", "Wert"),
        ("  NAME = Wert  ", "Wert"),
        ("\u200bNAME\u00a0=\u00a0Wert", "Wert"),
        ("export NAME=Wert", "Wert"),
        ("NAME=Wert # warum", "Wert"),
        ("NAME=Wert#1", "Wert#1"),
        ("NAME=#1", "#1"),
        ("NAME=", ""),
        ("NAME= # leer", ""),
        ('NAME="Wert # 1" # warum', "Wert # 1"),
        ("NAME='Wert # 1'", "Wert # 1"),
        ("NAME=$HOME/${HOME}/$$", "$HOME/${HOME}/$$"),
        ("NAME='a\\nb'", "a\\nb"),
        ("NAME=a\\nb=c", "a\\nb=c"),
        ("# ANDERE=1\n\nNAME=Wert", "Wert"),
        ("NAME=Wert\nNAME = Wert", "Wert"),
    ],
)
def test_line_of_the_file_is_taken_as_meant(tmp_path, zeile, text):
    (tmp_path / ".env").write_text(zeile, encoding="utf-8")

    assert umgebung.read(tmp_path) == {"NAME": text}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ende", ["\n", "\r\n", "\r"])
def test_file_is_read_however_an_editor_saves_it(tmp_path, encoding, ende):
    datei = tmp_path / ".env"
    datei.write_bytes(f"A=Grünau{ende}B=„x“{ende}".encode(encoding))

    assert umgebung.read(tmp_path) == {"A": "Grünau", "B": "„x“"}


def test_utf_16_of_another_byte_order_is_read_too(tmp_path):
    (tmp_path / ".env").write_bytes(b"\xfe\xff" + "A=Grünau".encode("utf-16-be"))

    assert umgebung.read(tmp_path) == {"A": "Grünau"}


@pytest.mark.parametrize(
    ("inhalt", "satz"),
    [
        ("A=1\n\nSECRET_KEY geheim", "Zeile 3 der Datei .env ist weder NAME=Wert noch"),
        ("A=1\nSECRET_KEY: geheim", "Zeile 2 der Datei .env ist weder NAME=Wert noch"),
        ("=geheim", "Zeile 1 der Datei .env ist weder NAME=Wert noch"),
        ("set A=geheim", "Zeile 1 der Datei .env ist weder NAME=Wert noch"),
        ("„A“=geheim", "Zeile 1 der Datei .env ist weder NAME=Wert noch"),
        ('A="geheim\nB=1"', "Zeile 1 der Datei .env ist weder NAME=Wert noch"),
        ('A="geheim" und mehr', "Zeile 1 der Datei .env ist weder NAME=Wert noch"),
        ("A=geheim1\nB=1\nA=geheim2", "A steht in der Datei .env mehrmals"),
    ],
)
def test_line_without_clear_meaning_is_named_but_not_shown(tmp_path, inhalt, satz):
    (tmp_path / ".env").write_text(inhalt, encoding="utf-8")

    antwort = absage(umgebung.read, tmp_path)

    assert antwort.startswith(satz)
    assert "geheim" not in antwort


@pytest.mark.parametrize("inhalt", ["A=1".encode("utf-16-le"), b"\xff\xfeA", b"\x81\x8d", b"A=\0"])
def test_file_that_is_no_text_is_refused(tmp_path, inhalt):
    (tmp_path / ".env").write_bytes(inhalt)

    assert absage(umgebung.read, tmp_path) == (
        "Die Datei .env ist kein lesbarer Text; speichern Sie sie als UTF-8."
    )


def test_file_with_a_second_ending_has_to_be_renamed(tmp_path):
    (tmp_path / ".env.txt").write_text("A=1")

    assert absage(umgebung.read, tmp_path) == (
        "Benennen Sie die Datei .env.txt um; sie muss .env heißen."
    )


def test_second_ending_is_no_matter_beside_the_right_file(tmp_path):
    (tmp_path / ".env").write_text("A=1")
    (tmp_path / ".env.txt").write_text("A=2")

    assert umgebung.read(tmp_path) == {"A": "1"}


def test_example_can_be_taken_as_it_is(tmp_path):
    shutil.copy(umgebung.BASE_DIR / ".env.example", tmp_path / ".env")

    assert umgebung.read(tmp_path) == {
        "SECRET_KEY": "",
        "ALLOWED_HOSTS": "www.qm-gruenau.de",
        "WEBADRESSE": "https://www.qm-gruenau.de",
    }


def test_without_a_file_nothing_is_set(tmp_path):
    assert umgebung.read(tmp_path) == {}


def test_virtual_environment_of_that_name_is_no_file(tmp_path):
    (tmp_path / ".env").mkdir()

    assert umgebung.read(tmp_path) == {}


def test_environment_wins_over_the_file_also_where_it_is_empty(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", {"A": "Umgebung", "B": ""})
    (tmp_path / ".env").write_text("A=Datei\nB=Datei\nC=Datei")

    umgebung.laden(tmp_path)
    umgebung.laden(tmp_path)

    assert os.environ == {"A": "Umgebung", "B": "", "C": "Datei"}


# Texts and switches


@pytest.mark.parametrize(
    "text",
    [
        *["Wert", " Wert\n", "'Wert'", '"Wert"', "„Wert“", "“Wert”", "‚Wert‘", "»Wert«"],
        *['" Wert "', "\u202aWert\u202c", "\ufeffWert\u200b"],
    ],
)
def test_what_surrounds_a_value_is_no_part_of_it(setze, text):
    setze(NAME=text)

    assert umgebung.value("NAME") == "Wert"


def test_variable_that_is_not_set_says_nothing(setze):
    setze(LEER=" ")

    assert (umgebung.value("LEER"), umgebung.value("NICHT_DA")) == ("", "")


@pytest.mark.parametrize("text", ["ge\nheim", "ge\theim", "ge\udcfcheim", "ge\u2028heim"])
def test_value_that_nobody_can_type_is_refused_and_not_shown(setze, text):
    setze(SECRET_KEY=text)

    antwort = absage(umgebung.value, "SECRET_KEY")

    assert antwort.startswith("SECRET_KEY enthält einen Zeilenumbruch oder ein Zeichen")
    assert "heim" not in antwort


@pytest.mark.parametrize(
    ("text", "wert"),
    [("On", True), ('"true"', True), ("1 ", True), ("OFF", False), ("false", False), ("0", False)],
)
@pytest.mark.parametrize("default", [True, False])
def test_switch_is_on_or_off(setze, text, wert, default):
    setze(HTTPS=text)

    assert umgebung.switch("HTTPS", default=default) is wert


@pytest.mark.parametrize("default", [True, False])
def test_empty_switch_is_as_if_not_given(setze, default):
    setze(HTTPS="")

    assert umgebung.switch("HTTPS", default=default) is default


def test_switch_that_says_neither_is_refused(setze):
    setze(HTTPS="An")

    assert absage(umgebung.switch, "HTTPS", default=True) == (
        "HTTPS muss on oder off sein, nicht „An“ (siehe .env.example)."
    )


def test_former_keys_stand_between_commas(setze):
    setze(SECRET_KEY_FALLBACKS=" alt;1, noch älter ,")

    assert umgebung.texts("SECRET_KEY_FALLBACKS") == ["alt;1", "noch älter"]


# Names and addresses


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("www.qm-gruenau.de", "www.qm-gruenau.de"),
        ("WWW.QM-Gruenau.de.", "www.qm-gruenau.de"),
        ("https://www.qm-gruenau.de/", "www.qm-gruenau.de"),
        ("www.qm-gruenau.de:8000", "www.qm-gruenau.de"),
        ("www.qm-grünau.de", "www.xn--qm-grnau-b6a.de"),
        ("www.qm-gru\u0308nau.de", "www.xn--qm-grnau-b6a.de"),
        ("großzschocher.de", "xn--grozschocher-n9a.de"),
        ("www.\u200bqm-gruenau.de", "www.qm-gruenau.de"),
        (".qm-gruenau.de", ".qm-gruenau.de"),
        ("*.qm-gruenau.de", ".qm-gruenau.de"),
        ("localhost", "localhost"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[::1]:8000", "[::1]"),
        ("::1", "[::1]"),
        ("[2001:DB8:0::1]", "[2001:db8::1]"),
    ],
)
def test_name_is_taken_as_browsers_send_it(setze, text, name):
    setze(ALLOWED_HOSTS=text)

    assert umgebung.hosts("ALLOWED_HOSTS") == [name]


@given(st.lists(label, min_size=1), st.sampled_from([",", ", ", " , ", ";", " ", ",\u00a0", ",,"]))
def test_names_are_the_same_with_and_without_blanks(namen, trenner):
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ALLOWED_HOSTS", trenner.join(namen))

        assert umgebung.hosts("ALLOWED_HOSTS") == namen


@pytest.mark.parametrize(
    "text",
    [
        *["*", ".", "www..de", "mein_server", "www.qm-gruenau.de/start", "ftp://www.qm-gruenau.de"],
        *["www.qm-gruenau.de:abc", "www.qm-gruenau.de:", "www.qm-gruenau.de:0", "8000", "[::1"],
        *[
            "https:/www.qm-gruenau.de",
            "127.0.0.256",
            "qm?",
            "[::1]x",
            "x[::1]",
            "#",
            "a" * 64,
            "xn--zz",
        ],
    ],
)
def test_what_nobody_can_be_called_is_refused(setze, text):
    setze(ALLOWED_HOSTS=f"localhost, {text}")

    assert absage(umgebung.hosts, "ALLOWED_HOSTS") == (
        f"ALLOWED_HOSTS muss die Namen der Website nennen, nicht „{text}“ (siehe .env.example)."
    )


@pytest.mark.parametrize("schema", ["http", "https"])
@pytest.mark.parametrize(
    ("text", "adresse"),
    [
        ("", ""),
        ("www.qm-gruenau.de", "{}://www.qm-gruenau.de"),
        ("{}://WWW.QM-gruenau.de/", "{}://www.qm-gruenau.de"),
        ("{}://qm-grünau.de:8443", "{}://xn--qm-grnau-b6a.de:8443"),
        ("[::1]:8000", "{}://[::1]:8000"),
        ("https://www.qm-gruenau.de:443", "https://www.qm-gruenau.de"),
        ("http://www.qm-gruenau.de:80", "http://www.qm-gruenau.de"),
        ("http://www.qm-gruenau.de:443", "http://www.qm-gruenau.de:443"),
    ],
)
def test_address_is_taken_as_browsers_send_it(setze, schema, text, adresse):
    setze(WEBADRESSE=text.format(schema))

    assert umgebung.origin("WEBADRESSE", schema) == adresse.format(schema)


@pytest.mark.parametrize(
    ("text", "gezeigt"),
    [
        ("https://www.qm-gruenau.de/start/", "https://www.qm-gruenau.de/start/"),
        ("https://qm:geheim@www.qm-gruenau.de", "…@www.qm-gruenau.de"),
        ("https://a.de, https://b.de", "https://a.de, https://b.de"),
        ("https://*.qm-gruenau.de", "https://*.qm-gruenau.de"),
        ("https://", "https://"),
    ],
)
def test_address_of_something_else_is_refused(setze, text, gezeigt):
    setze(WEBADRESSE=text)

    assert absage(umgebung.origin, "WEBADRESSE", "https") == (
        f"WEBADRESSE muss eine Adresse wie https://www.qm-gruenau.de nennen, nicht „{gezeigt}“ "
        "(siehe .env.example)."
    )


def test_origins_get_the_scheme_that_they_lack(setze):
    setze(
        CSRF_TRUSTED_ORIGINS="qm-grünau.de, http://b.de/ *.c.de,https://*.D.de:444,https://e.de:443"
    )

    assert umgebung.origins("CSRF_TRUSTED_ORIGINS") == [
        *["https://xn--qm-grnau-b6a.de", "http://b.de", "https://*.c.de", "https://*.d.de:444"],
        "https://e.de",
    ]


# Where gunicorn listens


@pytest.mark.parametrize(
    ("angaben", "ort"),
    [
        ({}, "127.0.0.1:8000"),
        ({"BIND": "", "PORT": ""}, "127.0.0.1:8000"),
        ({"PORT": "8010"}, "127.0.0.1:8010"),
        ({"PORT": ":8010"}, "127.0.0.1:8010"),
        ({"BIND": "8010"}, "127.0.0.1:8010"),
        ({"BIND": ":8010"}, "127.0.0.1:8010"),
        ({"BIND": "0.0.0.0:8000", "PORT": "8010"}, "0.0.0.0:8000"),
        ({"BIND": "localhost"}, "localhost:8000"),
        ({"BIND": "localhost", "PORT": "8010"}, "localhost:8010"),
        ({"BIND": "http://127.0.0.1:8010/"}, "127.0.0.1:8010"),
        ({"BIND": "tcp://127.0.0.1:8010"}, "127.0.0.1:8010"),
        ({"BIND": "[::1]:8010"}, "[::1]:8010"),
        ({"BIND": "::1"}, "[::1]:8000"),
        ({"BIND": "unix:/run/X.sock"}, "unix:/run/X.sock"),
        ({"BIND": "unix:///run/X.sock"}, "unix:/run/X.sock"),
        ({"BIND": "UNIX:/run/X.sock"}, "unix:/run/X.sock"),
        ({"BIND": "/run/X.sock"}, "unix:/run/X.sock"),
        ({"BIND": "fd://3"}, "fd://3"),
    ],
)
def test_place_to_listen_is_taken_as_meant(setze, angaben, ort):
    setze(**angaben)

    assert umgebung.bind() == ort


@pytest.mark.parametrize("port", ["0", "65536", "-1", "acht", "80.5", "127.0.0.1:8000", "８000"])
def test_port_that_cannot_be_is_refused(setze, port):
    setze(PORT=port)

    assert absage(umgebung.bind) == f"PORT muss eine Zahl von 1 bis 65535 sein, nicht „{port}“."


@pytest.mark.parametrize(
    "bind",
    [
        *["https://www.qm-gruenau.de", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:abc", "0:8000"],
        *["127.0.0.1:8000,[::1]:8000", "unix:", "unix:x.sock", "fd://x", "*:8000", "/"],
    ],
)
def test_place_where_nothing_can_listen_is_refused(setze, bind):
    setze(BIND=bind)

    assert absage(umgebung.bind) == (
        f"BIND muss Adresse und Port wie 127.0.0.1:8000 nennen, nicht „{bind}“ "
        "(siehe .env.example)."
    )


# The database


def postgresql(**angaben):
    leer = dict.fromkeys(["USER", "PASSWORD", "HOST", "PORT"], "")
    return {"ENGINE": "django.db.backends.postgresql", **leer, "OPTIONS": {}} | angaben


@pytest.mark.parametrize(
    ("text", "angaben"),
    [
        ("postgres://h/qm", {"HOST": "h", "NAME": "qm"}),
        ("POSTGRESQL://h:5432/qm/", {"HOST": "h", "PORT": "5432", "NAME": "qm"}),
        ("postgres:///qm", {"NAME": "qm"}),
        ("postgres://qm@[::1]:1/a+b", {"USER": "qm", "HOST": "::1", "PORT": "1", "NAME": "a+b"}),
        ("postgres://%71m:@h/grünau", {"USER": "qm", "HOST": "h", "NAME": "grünau"}),
        ("postgres://qm@%2Frun%2Fpg/qm", {"USER": "qm", "HOST": "/run/pg", "NAME": "qm"}),
        ("postgres://a:1,b:2/qm", {"HOST": "a,b", "PORT": "1,2", "NAME": "qm"}),
        (
            "postgres://qm@srv:x@h/qm?sslmode=require&application_name=a@b",
            {
                "USER": "qm@srv",
                "PASSWORD": "x",
                "HOST": "h",
                "NAME": "qm",
                "OPTIONS": {"sslmode": "require", "application_name": "a@b"},
            },
        ),
    ],
)
def test_address_of_postgresql_is_taken_apart(setze, text, angaben):
    setze(DATABASE_URL=text)

    assert umgebung.database("x") == postgresql(**angaben)


@given(typed)
@example("$HOME # 100% @:/?[]&+\\\"' ä")
@example("/1@127.0.0.1:abc/x?a=b@c/d")
def test_password_is_taken_as_typed(kennwort):
    assume(not re.search("%[0-9a-fA-F]{2}", kennwort))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("DATABASE_URL", f"postgres://qm:{kennwort}@127.0.0.1:5432/qm")

        assert umgebung.database("x")["PASSWORD"] == kennwort


@given(typed)
def test_password_is_taken_encoded(kennwort):
    with pytest.MonkeyPatch.context() as monkeypatch:
        adresse = f"postgres://qm:{quote(kennwort, safe='')}@127.0.0.1:5432/qm"
        monkeypatch.setenv("DATABASE_URL", adresse)

        assert umgebung.database("x")["PASSWORD"] == kennwort


@pytest.mark.parametrize(
    ("text", "satz"),
    [
        ("", "DATABASE_URL muss mit postgres:// oder sqlite:// beginnen"),
        ('""', "DATABASE_URL muss mit postgres:// oder sqlite:// beginnen"),
        ("geheim", "DATABASE_URL muss mit postgres:// oder sqlite:// beginnen"),
        ("mysql://x:geheim@h/qm", "DATABASE_URL muss mit postgres:// oder sqlite:// beginnen"),
        ("postgres://x:geheim@h", "DATABASE_URL nennt keine Datenbank"),
        ("postgres://x:geheim@h/", "DATABASE_URL nennt keine Datenbank"),
        ("postgres://x:geheim", "DATABASE_URL nennt keine Datenbank"),
        ("postgres://x:12/geheim@h", "DATABASE_URL nennt keine Datenbank"),
        ("postgres://x:geheim@/run/qm", "DATABASE_URL nennt keine Datenbank"),
        ("postgres://x:geheim@h:abc/qm", "In DATABASE_URL ist der Port „abc“ keine Zahl"),
        ("postgres://x:geheim@h:65536/qm", "In DATABASE_URL ist der Port „65536“ keine Zahl"),
        ("postgres://x:geheim/qm", "In DATABASE_URL ist der Port keine Zahl"),
        ("postgres://x:geheim%FF@h/qm", "DATABASE_URL enthält ein %XX, das kein Zeichen"),
        ("postgres://x:geheim@h/a%b", "DATABASE_URL ist hinter Benutzer und Kennwort nicht"),
        ("postgres://x:geheim@[::1/qm", "DATABASE_URL ist hinter Benutzer und Kennwort nicht"),
        ("postgres://x:geheim@h/qm?ssl=1", "DATABASE_URL ist hinter Benutzer und Kennwort nicht"),
        ("sqlite://", "DATABASE_URL nennt keine Datenbank"),
        ("sqlite:///", "DATABASE_URL nennt keine Datenbank"),
        ("sqlite://:memory:", "DATABASE_URL nennt keine Datenbank"),
        ("sqlite:///qm.sqlite3?timeout=20", "DATABASE_URL darf für SQLite hinter dem Pfad nichts"),
    ],
)
def test_address_of_no_database_is_refused_without_its_password(setze, text, satz):
    setze(DATABASE_URL=text)

    antwort = absage(umgebung.database, "x")

    assert antwort.startswith(satz)
    assert "geheim" not in antwort


@pytest.mark.parametrize(
    ("text", "pfad"),
    [
        ("sqlite:////srv/qm grünau/a+b%c#d?.sqlite3", "/srv/qm grünau/a+b%c#d?.sqlite3"),
        ("SQLite:////srv/a%20b%3Fc%3D1", "/srv/a b?c=1"),
        ("sqlite:///data/db.sqlite3", f"{umgebung.BASE_DIR}/data/db.sqlite3"),
        ("sqlite://data/db.sqlite3", f"{umgebung.BASE_DIR}/data/db.sqlite3"),
    ],
)
def test_path_of_sqlite_is_taken_as_typed(setze, text, pfad):
    setze(DATABASE_URL=text)

    assert umgebung.database("x") == {"ENGINE": "django.db.backends.sqlite3", "NAME": pfad}


def test_without_an_address_the_database_is_the_file_of_the_website(setze, tmp_path):
    datei = tmp_path / "Grünau 100%20 + #1?" / "db.sqlite3"

    assert umgebung.database(datei)["NAME"] == str(datei)
