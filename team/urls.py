from django.urls import path

from . import views

app_name = "team"
urlpatterns = [
    path("", views.person_list, name="person_list"),
    path("themen/", views.thema_list, name="thema_list"),
    path("<slug:slug>/", views.person_detail, name="person_detail"),
    path("<slug:slug>/foto.jpg", views.person_foto, name="person_foto"),
    path("<slug:slug>/foto-<int:breite>.webp", views.person_foto, name="person_foto_breite"),
]
