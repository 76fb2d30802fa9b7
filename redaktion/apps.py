from django.apps import AppConfig


class RedaktionConfig(AppConfig):
    name = "redaktion"
    verbose_name = "Alte Adressen"  # the menu shows it above Umleitungen
