from django.apps import AppConfig


class SeitenConfig(AppConfig):
    name = "seiten"
    verbose_name = "Seiten"

    def ready(self):
        from . import checks  # noqa: F401 - importing registers them; models are not ready above
