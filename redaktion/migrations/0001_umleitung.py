from functools import partial

import django.core.validators
from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Replace


def umbenennen(apps, schema_editor, von, nach):
    """Let rights, history and versions of before name the app in which the model is now."""
    art = {"app_label": von, "model": "umleitung"}
    apps.get_model("contenttypes", "ContentType").objects.filter(**art).update(app_label=nach)
    apps.get_model("reversion", "Version").objects.filter(
        content_type__app_label=nach, content_type__model="umleitung"
    ).update(
        serialized_data=Replace(
            "serialized_data",
            Value(f'"model": "{von}.umleitung"'),
            Value(f'"model": "{nach}.umleitung"'),
        )
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("reversion", "0001_squashed_0004_auto_20160611_1202"),
        ("seiten", "0009_umleitung_zieht_um"),
    ]

    operations = [
        # Its table is there: it was in seiten.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Umleitung",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "alte_adresse",
                            models.CharField(
                                help_text="Wie sie im Browser steht oder stand, zum Beispiel „/archiv/warum-gruenau/“. Mit „/*“ am Ende gilt sie für alles darunter: „/archiv/*“. Groß und klein, der letzte Schrägstrich und alles ab einem „?“ sind gleichgültig; nur „/?p=“ mit einer Nummer zählt.",
                                max_length=500,
                                verbose_name="alte Adresse",
                            ),
                        ),
                        (
                            "neue_adresse",
                            models.CharField(
                                blank=True,
                                help_text="Eine Seite dieser Website, zum Beispiel „/termine/“. Bleibt das Feld leer, lesen Besucher, dass es die Seite nicht mehr gibt.",
                                max_length=500,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "\\A/(?!/)[^\\\\\\s\\x00-\\x1f\\x7f]*\\Z",
                                        "Bitte tragen Sie eine Adresse dieser Website ein, die mit einem Schrägstrich beginnt, zum Beispiel „/termine/“.",
                                    )
                                ],
                                verbose_name="neue Adresse",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "Umleitung",
                        "verbose_name_plural": "Umleitungen",
                        "ordering": ["alte_adresse"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("alte_adresse",),
                                name="umleitung_alte_adresse_einmal",
                                violation_error_message="Für diese alte Adresse gibt es schon eine Umleitung.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("alte_adresse__startswith", "/"),
                                    models.Q(("alte_adresse__endswith", "/"), _negated=True),
                                ),
                                name="umleitung_alte_adresse_wie_gesucht",
                                violation_error_message="So wird keine alte Adresse gesucht.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("neue_adresse", ""),
                                    models.Q(
                                        ("neue_adresse__startswith", "/"),
                                        models.Q(("neue_adresse__startswith", "//"), _negated=True),
                                        models.Q(("neue_adresse__contains", "\\"), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="umleitung_bleibt_auf_der_website",
                                violation_error_message="Die neue Adresse muss zu dieser Website gehören.",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(
            partial(umbenennen, von="seiten", nach="redaktion"),
            partial(umbenennen, von="redaktion", nach="seiten"),
        ),
    ]
