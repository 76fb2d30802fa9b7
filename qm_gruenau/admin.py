from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import admin

# The admin needs its own scripts and asks the server for suggestions; nothing inline even here.
admin_csp = csp_replace({"script-src": [SELF]})


class Verwaltung(admin.AdminSite):
    site_title = "Verwaltung"
    site_header = "Quartiersmanagement Grünau"
    index_title = "Verwaltung der Website"

    def admin_view(self, view, cacheable=False):
        return admin_csp(super().admin_view(view, cacheable))

    def login(self, request, extra_context=None):
        return admin_csp(super().login)(request, extra_context)
