from django.template.response import TemplateResponse


class SchrittAdmin:
    """Mixin: a step with a form of its own, such as cancelling, has a page like any form."""

    def schrittseite(self, request, form, obj=None, vorlage="redaktion/schritt.html", **context):
        """Return the page of a step; its form has `ueberschrift`, `erklaerung` and `knopf`."""
        return TemplateResponse(
            request,
            vorlage,
            self.admin_site.each_context(request)
            | {
                "opts": self.opts,
                "title": form.ueberschrift,
                "form": form,
                "media": self.media + form.media,
                "original": obj,
            }
            | context,
        )
