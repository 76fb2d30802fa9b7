from django.contrib.admin import apps as admin_apps
from django.contrib.auth import apps as auth_apps

# These replace the configs of Django's own apps; neither is the default of this package.


class VerwaltungConfig(admin_apps.AdminConfig):
    default = False
    default_site = "qm_gruenau.admin.Verwaltung"

    def ready(self):
        super().ready()
        from . import konten  # noqa: F401 - replaces what Django's own apps just registered


class KontenConfig(auth_apps.AuthConfig):
    default = False
    verbose_name = "Konten"
