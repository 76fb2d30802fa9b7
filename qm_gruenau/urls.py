from django.contrib import admin
from django.urls import include, path

from . import sitemaps, views

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error

urlpatterns = [
    path("", views.start, name="start"),
    path("termine/", include("termine.urls")),
    path("handlungsfelder/", include("handlungsfelder.urls")),
    path("team/", include("team.urls")),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-seiten.xml", sitemaps.seiten, name="sitemap_seiten"),
    path("sitemap-<int:jahr>.xml", sitemaps.sitzungen, name="sitemap_jahr"),
    # Last, because every single word may be the address of a Seite.
    path("", include("seiten.urls")),
]
