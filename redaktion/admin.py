from django.contrib import admin
from django.db import transaction


class InhaltAdmin(admin.ModelAdmin):
    """Keep `geaendert_am` true, the rows in order, and the links to the site working."""

    def save_model(self, request, obj, form, change):
        # Saving a form as it was is no change.
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        # In tens, so that staff can slip a row in by typing a number between.
        teile = formset.model.objects.filter(**{formset.fk.name: form.instance})
        for nummer, teil in enumerate(teile, start=1):
            if teil.reihenfolge != nummer * 10:
                teile.filter(pk=teil.pk).update(reihenfolge=nummer * 10)

    def view_on_site(self, obj):
        # A link to a draft would lead nowhere.
        if not hasattr(obj, "get_absolute_url"):
            return None
        if not type(obj).objects.oeffentlich().filter(pk=obj.pk).exists():
            return None
        return obj.get_absolute_url()

    def delete_queryset(self, request, queryset):
        # One by one, so that each part notes the change at its whole.
        with transaction.atomic():
            for obj in queryset:
                obj.delete()
