"""The part of the group form that limits routing to regions."""

from typing import Any

from django.contrib.auth.models import Group
from django.forms import BaseInlineFormSet, ModelForm, inlineformset_factory
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.snippets.widgets import AdminSnippetChooser

from hilfe_ukraine.models import Region, RegionGrant


class GrantForm(ModelForm):
    """One granted region."""

    class Meta:
        model = RegionGrant
        fields = ["region"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Made here: its words are translated when it is made.
        self.fields["region"].widget = AdminSnippetChooser(Region)
        # An empty line is no line; one that exists must name a region.
        self.fields["region"].required = bool(self.instance.pk)


class _GrantFormSet(BaseInlineFormSet):
    """Regions of one group, shown as a panel of Wagtail's group form."""

    def as_admin_panel(self) -> SafeString:
        return render_to_string("hilfe_ukraine/admin/grants.html", {"formset": self})

    @classmethod
    def get_default_prefix(cls) -> str:
        return "hilfe_region_grants"


GrantFormSet = inlineformset_factory(
    Group, RegionGrant, form=GrantForm, formset=_GrantFormSet, extra=2
)
