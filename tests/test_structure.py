"""Hold the layers of the code: which package may know which."""

import ast
import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import NotRelationField, get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.template.backends.django import get_installed_libraries

ROOT = Path(__file__).parent.parent

ERLAUBT = {
    "redaktion": set(),
    "team": {"redaktion"},
    "handlungsfelder": {"redaktion", "team"},
    "termine": {"handlungsfelder", "redaktion", "team"},
    "seiten": {"redaktion"},
    "qm_gruenau": {"handlungsfelder", "redaktion", "seiten", "team", "termine"},
}

# Where a module is tested that has no file of tests of its own, nor its package one.
ANDERSWO = {
    "deploy/bibliotheken.py": "test_make.py",
    "deploy/gunicorn.conf.py": "test_settings.py",
    "deploy/start.py": "test_make.py",
    "qm_gruenau/logbuch.py": "test_anmeldung.py",
    "qm_gruenau/middleware.py": "test_headers.py",
    "qm_gruenau/sicherung.py": "test_einrichten.py",
    "qm_gruenau/sitemaps.py": "test_sitemap.py",
    "qm_gruenau/views.py": "test_pages.py",
    "redaktion/models.py": "test_veroeffentlichen.py",
    "redaktion/views.py": "test_umleitungen.py",
    "seiten/context_processors.py": "test_seiten.py",
    "termine/begrenzt.py": "test_einladung.py",
    "termine/feeds.py": "test_aenderungen.py",
    "termine/forms/entfall.py": "test_sitzung_admin.py",
    "termine/forms/jahrestermine.py": "test_sitzung_admin.py",
    "termine/pdf_lesen.py": "test_dokumente.py",
    "termine/pdf_schreiben.py": "test_einladung.py",
    "termine/zeit.py": "test_termine.py",
}

# Modules that are all declaration.
OHNE_TESTS = {"__init__.py", "apps.py", "urls.py"}


def verbotene(paket):
    return ERLAUBT.keys() - ERLAUBT[paket] - {paket}


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

    assert gefunden & verbotene(paket) == set()


def test_relations_go_one_way():
    for paket in ERLAUBT:
        for modell in apps.get_app_config(paket).get_models():
            ziele = {
                feld.related_model._meta.app_label
                for feld in [*modell._meta.fields, *modell._meta.many_to_many]
                if feld.is_relation
            }
            assert ziele <= ERLAUBT[paket] | {paket}, modell


def test_templates_load_tags_one_way():
    herkunft = {name: modul.split(".")[0] for name, modul in get_installed_libraries().items()}

    geladen = {
        (paket, name)
        for paket in ERLAUBT
        for vorlage in ROOT.glob(f"templates/**/{paket}/**/*.html")
        for namen in re.findall(r"{% load (.+?) %}", vorlage.read_text(encoding="utf-8"))
        for name in namen.split()
        if herkunft.get(name) in verbotene(paket)
    }

    assert geladen == set()


def genannte_felder(verwaltung):
    """Yield the fields that a ModelAdmin names in words, with those on the way to them."""
    for attribut in [
        "autocomplete_fields",
        "list_display",
        "list_filter",
        "list_select_related",
        "ordering",
        "search_fields",
    ]:
        for name in getattr(verwaltung, attribut) or []:
            # Others are methods or filters.
            with suppress(FieldDoesNotExist, NotRelationField):
                yield from get_fields_from_path(verwaltung.model, str(name).removeprefix("-"))


@pytest.mark.parametrize("paket", ERLAUBT)
def test_admin_names_fields_one_way(paket):
    genannt = {
        (feld.related_model or feld.model)._meta.app_label
        for modell in apps.get_app_config(paket).get_models()
        if admin.site.is_registered(modell)
        for feld in genannte_felder(admin.site.get_model_admin(modell))
    }

    assert genannt & verbotene(paket) == set()


def test_what_tests_share_lies_in_no_test():
    # What lies in a folder below runs with the program of its own commit.
    dateien = [*ROOT.glob("tests/*.py"), *ROOT.glob("tests/update/*.py")]

    geliehen = [
        (datei.name, zeile)
        for datei in dateien
        for zeile in datei.read_text(encoding="utf-8").splitlines()
        if re.search(r"(from|import) (\.|tests\.)?test_|tests\.test_", zeile)
    ]

    assert geliehen == []


def ort_der_tests(modul):
    """Return the name of the file of tests in which a reader looks for a module."""
    sache = modul.parent.name if modul.stem in {"models", "views"} else modul.stem
    return ANDERSWO.get(f"{modul.parent.name}/{modul.name}", f"test_{sache}.py")


@pytest.mark.parametrize("paket", [*ERLAUBT, "deploy"])
def test_every_module_has_its_tests_where_one_looks(paket):
    module = [modul for modul in ROOT.glob(f"{paket}/*.py") if modul.name not in OHNE_TESTS]

    ohne = [modul.name for modul in module if not (ROOT / "tests" / ort_der_tests(modul)).exists()]

    assert module
    assert ohne == []


def test_no_module_is_said_to_be_tested_elsewhere_once_it_is_gone():
    assert [modul for modul in ANDERSWO if not (ROOT / modul).exists()] == []
