from django.apps import AppConfig


class SeitenConfig(AppConfig):
    name = "seiten"
    verbose_name = "Seiten"
