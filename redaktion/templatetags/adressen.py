from django import template

from redaktion.adressen import adresse

register = template.Library()

register.simple_tag(adresse)
