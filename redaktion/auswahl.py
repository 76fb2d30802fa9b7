"""Choices among records, of which a form sends the primary keys: anybody may send other text."""

import re

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import BadRequest

# Where a list of the admin sends the primary keys of what is ticked, and of its rows.
IN_DER_LISTE = re.compile(rf"{ACTION_CHECKBOX_NAME}|form-[0-9]+-id")


def moeglich(wert):
    """Tell whether a value can be a primary key; with any other, a query fails."""
    # No more digits than either database takes for a number.
    return re.fullmatch("[0-9]{1,18}", str(wert)) is not None


def check_liste(daten):
    """Raise BadRequest if what a list of the admin posted as primary keys cannot be any."""
    for name, werte in daten.lists():
        if IN_DER_LISTE.fullmatch(name) and not all(map(moeglich, werte)):
            raise BadRequest(name)


class NurMoegliche:
    """Mixin: Django's widgets look up what is chosen, which may be any text."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [*filter(moeglich, value)], attr)


class Suchfeld(NurMoegliche, AutocompleteSelect):
    pass


class SuchfeldFuerMehrere(NurMoegliche, AutocompleteSelectMultiple):
    pass


class MehrereField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        for wert in value:
            if not moeglich(wert):
                fehler = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(fehler, code="invalid_pk_value", params={"pk": wert})
        return super().clean(value)


class AuswahlAdmin:
    """Mixin: a choice among records takes what anybody posts, and has no delete button."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            widget = SuchfeldFuerMehrere if db_field.many_to_many else Suchfeld
            kwargs["widget"] = widget(db_field, self.admin_site)
        if db_field.many_to_many:
            kwargs["form_class"] = MehrereField
        feld = super().formfield_for_dbfield(db_field, request, **kwargs)
        if feld and isinstance(feld.widget, RelatedFieldWidgetWrapper):
            # The button looks as if it cleared the choice, but it deletes the record.
            feld.widget.can_delete_related = False
        return feld
