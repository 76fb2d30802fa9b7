from django.db import migrations

from .texte import aus_klartext, klartext


def texte_umstellen(app, felder):
    """Return the operation by which plain text in these (model, field) becomes HTML, and back."""

    def schreiben(apps, umwandeln):
        for modell, feld in felder:
            datensaetze = apps.get_model(app, modell).objects
            # Not saved: nobody has changed anything.
            for pk, text in datensaetze.exclude(**{feld: ""}).values_list("pk", feld):
                datensaetze.filter(pk=pk).update(**{feld: umwandeln(text)})

    return migrations.RunPython(
        lambda apps, schema_editor: schreiben(apps, aus_klartext),
        lambda apps, schema_editor: schreiben(apps, klartext),
    )
