from django import template

register = template.Library()


@register.simple_block_tag
def merken(content):
    """Return what stands between the tags, for `as`: a block can be filled only once."""
    return content
