"""Routing as a table: download, upload, the check sheet, publish."""

from io import BytesIO
from typing import Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from hilfe_ukraine.actions.routing.publish_set import SetRefused
from hilfe_ukraine.actions.table.exporting import (
    FORMS,
    export_table,
    export_template,
    file_name,
)
from hilfe_ukraine.actions.table.importing import (
    PlanChanged,
    apply_table,
    check_table,
    fingerprint,
)
from hilfe_ukraine.actions.table.limits import LARGEST_FILE
from hilfe_ukraine.actions.table.uploads import find_upload, keep_upload
from hilfe_ukraine.domain.table.compare import Plan
from hilfe_ukraine.wagtail_admin.what_next import tell_done

from .rights import (
    may_change_bodies,
    may_revert,
    may_route,
    may_use_tables,
    rights_of,
    visible_sets,
)
from .sheet import CheckSheet, refused_in_words, set_in_words


TITLE = gettext_lazy("Routing as a table")
_SETS_SHOWN = 20


class ForPublishers(PermissionRequiredMixin):
    """Put before a view: only for people who may publish routing."""

    request: HttpRequest

    def has_permission(self) -> bool:
        return may_use_tables(self.request.user)


class TablePage(ForPublishers, WagtailAdminTemplateMixin):
    """What the pages share: the icon, and the path to them."""

    header_icon = "table"
    page_title: Any = TITLE

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("hilfe_table:index"), "label": TITLE}
        here = {"url": "", "label": self.page_title}
        return [
            *self.breadcrumbs_items,
            *([index] if here["label"] != TITLE else []),
            here,
        ]


class UploadForm(forms.Form):
    """One file, not too big."""

    file = forms.FileField(
        label=gettext_lazy("Filled-in table"),
        help_text=gettext_lazy(
            "An Excel file (.xlsx), or a .zip with three CSV files."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.zip"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            most = LARGEST_FILE // 1024**2
            words = _("The file is too big: at most %(most)s MB can be read.")
            raise forms.ValidationError(words % {"most": most})
        return file


class TableView(TablePage, FormView):
    """Downloads, the form for the filled-in table, and what was published before."""

    template_name = "hilfe_ukraine/admin/table.html"
    form_class = UploadForm

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        upload = keep_upload(
            content=file.read(),
            name=file.name,
            user=self.request.user,
            now=timezone.now(),
        )
        return redirect("hilfe_table:check", upload.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        pages = Paginator(visible_sets(user), _SETS_SHOWN)
        page = pages.get_page(self.request.GET.get("p"))
        sets = [
            (
                row,
                set_in_words(row),
                not row.reverted_at and may_revert(user, row.items.all()),
            )
            for row in page
        ]
        return super().get_context_data(
            sets=sets, page=page, sees_bodies=may_change_bodies(user), **kwargs
        )


class DownloadView(ForPublishers, View):
    """What is published, or an empty table: only what the user may change."""

    http_method_names = ["get"]
    #: Given by the viewset.
    is_template = False

    def get(self, request: HttpRequest, form: str) -> FileResponse:
        if form not in FORMS:
            raise Http404
        file = BytesIO()
        language = "de" if (get_language() or "").startswith("de") else "en"
        name = _("routing-template") if self.is_template else _("routing")
        if self.is_template:
            export_template(file, form=form, language=language)
        else:
            export_table(
                file,
                form=form,
                language=language,
                may_see=lambda region: may_route(request.user, region, exists=True),
                with_bodies=may_change_bodies(request.user),
            )
        file.seek(0)
        response = FileResponse(
            file,
            as_attachment=True,
            filename=file_name(name, form, timezone.localdate()),
        )
        response["Cache-Control"] = "no-store"
        return response


class CheckView(TablePage, TemplateView):
    """The check sheet: GET tells what the file would do, POST does exactly that."""

    template_name = "hilfe_ukraine/admin/table_check.html"
    page_title = gettext_lazy("Check the table")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.has_permission() and self.upload is None:
            words = _("This table is no longer here. Please upload it again.")
            messages.warning(request, words)
            return redirect("hilfe_table:index")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def upload(self) -> Any:
        """What this user has uploaded, or nothing any more."""
        uuid, user = self.kwargs["uuid"], self.request.user
        return find_upload(uuid=uuid, user=user, now=timezone.now())

    @property
    def file(self) -> dict[str, Any]:
        """What the actions take; the rights are read anew for each request."""
        return {
            "content": bytes(self.upload.content),
            "name": self.upload.name,
            "rights": rights_of(self.request.user),
            "user": self.request.user,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        expected = request.POST.get("expected", "")
        try:
            done = apply_table(**self.file, now=timezone.now(), expected=expected)
        except PlanChanged as error:
            words = _(
                "Nothing was published: since this sheet was made, somebody has "
                "changed something. Please look through it once more."
            )
            messages.warning(request, words)
            return self.render_to_response(self.get_context_data(plan=error.plan))
        except SetRefused as error:
            for line in refused_in_words(error):
                messages.error(request, line)
            return redirect(request.path)
        self.upload.delete()
        number = done.counts["regions"]
        words = ngettext(
            "The table is published: %(number)d region has changed.",
            "The table is published: %(number)d regions have changed.",
            number,
        )
        tell_done(request, words % {"number": number}, asks=done.counts)
        return redirect("hilfe_table:index")

    def get_page_subtitle(self) -> str:
        return self.upload.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan: Plan = kwargs.pop("plan", None) or check_table(**self.file)
        return super().get_context_data(
            sheet=CheckSheet(plan), expected=fingerprint(plan), **kwargs
        )
