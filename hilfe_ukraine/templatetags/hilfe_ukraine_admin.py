"""Tags of the admin templates."""

from django import template

from hilfe_ukraine.wagtail_admin.register_urls import story_url
from hilfe_ukraine.wagtail_admin.rule_words import rules_in_words


register = template.Library()

register.simple_tag(rules_in_words)
register.simple_tag(story_url)
