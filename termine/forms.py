from django import forms


class TagesordnungspunktForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"aria-label": field.label, "title": field.help_text}

    def has_changed(self):
        # The script numbers rows in which nobody has written anything yet.
        return super().has_changed() and (
            self.instance.pk is not None or self.changed_data != ["reihenfolge"]
        )
