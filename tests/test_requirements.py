"""The lists of libraries stay installable when newer releases are out, with any pip.

Old pips (22.3 to 23.2) look for `coverage[toml]` apart from a pinned `coverage`: every extra that
one library asks of another has to stand in the list.
"""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LISTEN = ["requirements.txt", "requirements-pdf.txt", "requirements-test.txt"]
PYTHONS = ["3.11", "3.12", "3.13"]


def gepinnt(liste):
    """Return the requirements of a list by name, each with version, extras and marker."""
    zeilen = re.findall(r"^(\S+==[^\\\n]+)", (ROOT / liste).read_text("utf-8"), flags=re.MULTILINE)
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, zeilen)}


def verlangt(pin, python):
    """Return what a library asks for under that Python, with the extras it is pinned with."""
    umgebung = default_environment() | {
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    return [
        frage
        for frage in map(Requirement, requires(pin.name) or [])
        if not frage.marker
        or any(frage.marker.evaluate(umgebung | {"extra": extra}) for extra in {"", *pin.extras})
    ]


@pytest.mark.parametrize("liste", LISTEN)
@pytest.mark.parametrize("python", PYTHONS)
def test_list_holds_all_that_its_libraries_ask_for(liste, python):
    pins = gepinnt(liste)

    fehlend = []
    for pin in pins.values():
        try:
            fragen = verlangt(pin, python)
        except PackageNotFoundError:  # of another system or Python
            assert pin.marker, pin
            continue
        for frage in fragen:
            antwort = pins.get(canonicalize_name(frage.name))
            if not antwort or not frage.extras <= antwort.extras:
                fehlend.append(f"{pin.name}: {frage}")
    assert fehlend == []


def test_lists_agree_on_versions():
    alle = gepinnt("requirements-test.txt")

    for liste in LISTEN:
        assert {name: pin.specifier for name, pin in gepinnt(liste).items()}.items() <= {
            name: pin.specifier for name, pin in alle.items()
        }.items()
