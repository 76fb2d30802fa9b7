"""Hold the layers of the code: which package may import which."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent

ERLAUBT = {
    "redaktion": set(),
    "team": {"redaktion"},
    "handlungsfelder": {"redaktion", "team"},
    "termine": {"handlungsfelder", "redaktion", "team"},
    "seiten": {"redaktion"},
    "qm_gruenau": {"handlungsfelder", "redaktion", "seiten", "team", "termine"},
}


def imports(datei):
    """Return the first part of every absolute import in a file."""
    for knoten in ast.walk(ast.parse(datei.read_text(encoding="utf-8"))):
        if isinstance(knoten, ast.Import):
            yield from (alias.name.split(".")[0] for alias in knoten.names)
        elif isinstance(knoten, ast.ImportFrom) and not knoten.level:
            yield knoten.module.split(".")[0]


@pytest.mark.parametrize("paket", ERLAUBT)
def test_imports_go_one_way(paket):
    gefunden = {name for datei in (ROOT / paket).rglob("*.py") for name in imports(datei)}

    assert gefunden & (ERLAUBT.keys() - {paket}) <= ERLAUBT[paket]


def test_relations_go_one_way():
    for paket in ERLAUBT:
        for modell in apps.get_app_config(paket).get_models():
            ziele = {
                feld.related_model._meta.app_label
                for feld in [*modell._meta.fields, *modell._meta.many_to_many]
                if feld.is_relation
            }
            assert ziele <= ERLAUBT[paket] | {paket}, modell
