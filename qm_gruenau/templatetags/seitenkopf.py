from django import template

register = template.Library()


@register.simple_block_tag
def merken(content):
    """Return the content between the tags, to use it twice by `as`; a block is filled once."""
    return content
