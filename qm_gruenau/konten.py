from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.shortcuts import redirect

from redaktion.admin.liste import ListeAdmin
from redaktion.auswahl import MehrereField

# Their permissions: migrations/0001_squashed_0002_umleitungen.py and 0003_orte.py.
GRUPPEN = ["Redaktion", "Leitung"]

ARTEN = {"add": "hinzufügen", "change": "ändern", "delete": "löschen", "view": "ansehen"}


class KontoForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(
        label="Passwort", help_text="Wie es lautet, kann niemand nachlesen."
    )


class PasswortForm(AdminPasswordChangeForm):
    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        # To keep somebody out, deactivate the account; one without password is no choice here.
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True


class KontoAdmin(ListeAdmin, UserAdmin):
    """Accounts of staff. The groups decide what they may do; single permissions are not given."""

    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Zugang", {"fields": ["groups"]}),
    ]
    add_form = UserCreationForm
    add_form_template = None
    change_password_form = PasswortForm
    filter_horizontal = []
    form = KontoForm
    list_display = ["username", "first_name", "last_name", "gruppen", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    readonly_fields = ["last_login"]

    @admin.display(description="Gruppen")
    def gruppen(self, konto):
        return ", ".join(gruppe.name for gruppe in konto.groups.all()) or "–"

    def get_queryset(self, request):
        konten = super().get_queryset(request).prefetch_related("groups")
        if request.user.is_superuser:
            return konten
        # Setting the password of an account lets one act as it, so hide those with more rights.
        return konten.filter(is_superuser=False, user_permissions=None).exclude(
            groups__in=Group.objects.exclude(name__in=GRUPPEN)
        )

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        status = ["is_superuser"] if request.user.is_superuser else []
        return [
            (None, {"fields": ["username", "password"]}),
            ("Person", {"fields": ["first_name", "last_name", "email"]}),
            ("Zugang", {"fields": ["is_active", "groups", *status, "last_login"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        # Users must not lock themselves out by mistake.
        eigenes = ["is_active", "groups", "is_superuser"] if obj == request.user else []
        return [*self.readonly_fields, *eigenes]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        gruppen = Group.objects.order_by("-name")
        if not request.user.is_superuser:
            gruppen = gruppen.filter(name__in=GRUPPEN)
        return super().formfield_for_manytomany(
            db_field,
            request,
            form_class=MehrereField,
            queryset=gruppen,
            widget=forms.CheckboxSelectMultiple,
            help_text="Redaktion pflegt die Inhalte. Leitung pflegt außerdem Personen, Impressum, "
            "Datenschutz, Barrierefreiheit und die Konten.",
        )

    def has_delete_permission(self, request, obj=None):
        # Deleting an account would delete the history of all its changes.
        return False

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        konto = form.instance
        if konto.is_active and not konto.is_superuser and not konto.groups.exists():
            messages.warning(
                request,
                f"Das Konto „{konto}“ ist gespeichert, gehört aber zu keiner Gruppe: Wer sich "
                "damit anmeldet, findet in der Verwaltung nichts. Haken Sie bitte im Konto unter "
                "„Zugang“ eine Gruppe an und sichern Sie noch einmal.",
            )

    def user_change_password(self, request, *args, **kwargs):
        # The page for one's own password asks for the present one.
        if self.get_object(request, unquote(kwargs["id"])) == request.user:
            return redirect("admin:password_change")
        return super().user_change_password(request, *args, **kwargs)


class RechteField(MehrereField):
    def label_from_instance(self, recht):
        # Django writes its own names into the database in English: „Can add …“.
        art = recht.codename.partition("_")[0]
        name = ARTEN[art] if recht.name.startswith("Can ") else recht.name
        return f"{recht.content_type.name}: {name}"


class GruppeAdmin(ListeAdmin, GroupAdmin):
    filter_horizontal = []

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        modelle = ContentType.objects.get_for_models(*self.admin_site._registry).values()
        return super().formfield_for_manytomany(
            db_field,
            request,
            form_class=RechteField,
            queryset=Permission.objects.filter(content_type__in=modelle),
            widget=forms.CheckboxSelectMultiple,
        )


admin.site.unregister([Group, User])
admin.site.register(Group, GruppeAdmin)
admin.site.register(User, KontoAdmin)
