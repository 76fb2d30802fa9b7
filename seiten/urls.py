from django.urls import path

from . import views

app_name = "seiten"
urlpatterns = [
    path("kontakt/", views.kontakt, name="kontakt"),
    path("<slug:slug>/", views.seite_detail, name="seite_detail"),
]
