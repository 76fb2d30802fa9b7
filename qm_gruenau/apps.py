from django.contrib.admin import apps


class VerwaltungConfig(apps.AdminConfig):
    # Stands for django.contrib.admin, not for this package.
    default = False
    default_site = "qm_gruenau.admin.Verwaltung"
