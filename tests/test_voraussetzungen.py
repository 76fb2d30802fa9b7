"""What is not tested is said at the start of a run, each reason from one place."""

import re

import pytest

from .environment import ROOT
from .programme import start


def test_reasons_to_skip_tests_have_one_home():
    uebergangen = re.compile(r"mark\.skip|importorskip|pytest\.skip")

    heime = {
        datei.name
        for datei in (ROOT / "tests").rglob("*.py")
        if "node_modules" not in datei.parts and uebergangen.search(datei.read_text("utf-8"))
    }

    assert heime - {"test_voraussetzungen.py"} == {"voraussetzungen.py"}


@pytest.mark.parametrize("prozesse", [0, pytest.param(2, marks=pytest.mark.lang)])
def test_what_is_missing_is_said_before_the_first_test(prozesse, tmp_path):
    ergebnis = start(
        *["-m", "pytest", "-q", "-p", "no:cacheprovider", f"--numprocesses={prozesse}"],
        "tests/test_rhythmus.py",
        PATH=str(tmp_path),
    )

    vorher = ergebnis.stdout.partition("...")[0].splitlines()
    assert ergebnis.returncode == 0
    assert vorher[0] == "Übersprungen werden Tests aus diesen Gründen:"
    assert {
        "- braucht Chromium: apt install chromium-headless-shell",
        "- nur auf PostgreSQL: DATABASE_URL=postgres://… make test",
        "- dauert lange: make test ARGS=\"-m 'lang or not lang'\"",
    } <= set(vorher)
