from django.contrib.admin import apps as admin_apps
from django.contrib.auth import apps as auth_apps

# They stand for Django's own apps, not for this package: hence no default.


class VerwaltungConfig(admin_apps.AdminConfig):
    default = False
    default_site = "qm_gruenau.admin.Verwaltung"

    def ready(self):
        super().ready()
        from . import konten  # noqa: F401 - replaces what Django's own apps just registered


class KontenConfig(auth_apps.AuthConfig):
    default = False
    verbose_name = "Konten"
