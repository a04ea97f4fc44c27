"""The second and third step of the matrix: preview, and publish. POST only."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing.category_plan import Plan, Wish, plan_for
from hilfe_ukraine.actions.routing.give_category import (
    ChangedMeanwhile,
    drafts_of,
    give_category,
)
from hilfe_ukraine.actions.routing.planned_table import table_with
from hilfe_ukraine.actions.routing.what_if import WhatIf, what_would_change
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.wagtail_admin.routing.rule_warnings import body_warnings
from hilfe_ukraine.wagtail_admin.routing.what_if_words import cell_rows
from hilfe_ukraine.wagtail_admin.what_next import tell_done

from .forms import BodyChoiceForm, DecisionForm
from .reach import refuse_foreign
from .views import MatrixView, StepView
from .words import plan_in_words


class PreviewView(StepView):
    """The second step: exactly what would be published. Publishes nothing."""

    template_name = "hilfe_ukraine/admin/matrix_preview.html"
    page_title = gettext_lazy("Preview")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.address())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_foreign(request.user, {key for key, _ in self.selection.cells})
        body_form = BodyChoiceForm(request.POST)
        complaints = list(body_form.errors.get("body", ()))
        if not self.selection.cells:
            complaints.insert(0, _("Tick at least one field of the matrix."))
        if complaints:
            return MatrixView.as_view(complaints=complaints)(request)
        wish = Wish(body_form.cleaned_data["body"], self.selection.cells)
        return self.go_on(wish)

    def go_on(self, wish: Wish) -> HttpResponse:
        """Do what this step is for; everything it needs has been checked."""
        entered = DecisionForm.entered(self.request.POST)
        return self.show_plan(wish, DecisionForm(initial=entered))

    def show_plan(self, wish: Wish, form: DecisionForm) -> HttpResponse:
        """Render the preview; ``form`` keeps what was entered."""
        today = local_date(timezone.now())
        plan = plan_for(wish=wish, user=self.request.user, today=today)
        changed, left_out, unchanged = plan_in_words(plan, current_table().categories)
        what_if = _what_if(plan) if plan.done else None
        context = self.get_context_data(
            plan=plan,
            body_warnings=body_warnings([wish.body], today),
            changed=changed,
            left_out=left_out,
            unchanged=unchanged,
            what_if=what_if,
            moves=cell_rows(what_if.cells, current_table()) if what_if else (),
            form=form,
            selection=self.selection,
            back_url=self.address(),
            publish_url=self.address("publish"),
        )
        return self.render_to_response(context)


def _what_if(plan: Plan) -> WhatIf:
    live, now = current_table(), timezone.now()
    return what_would_change(
        live=live,
        planned=table_with(live, drafts_of(plan)),
        regions=[step.region.key for step in plan.done],
        now=now,
        day=local_date(now),
    )


class PublishView(PreviewView):
    """The third step: publishes what the preview showed, or shows it anew."""

    def go_on(self, wish: Wish) -> HttpResponse:
        form = DecisionForm(self.request.POST)
        if not form.is_valid():
            return self.show_plan(wish, form)
        try:
            routing_set = give_category(
                wish=wish,
                decided=form.decided,
                fingerprint=self.request.POST.get("fingerprint", ""),
                user=self.request.user,
                now=timezone.now(),
            )
        except ChangedMeanwhile:
            messages.warning(
                self.request,
                _(
                    "The routing has changed since this preview. Nothing was "
                    "published; here is the preview as it is now."
                ),
            )
            return self.show_plan(wish, form)
        self._tell(wish, routing_set.items.count())
        return redirect(self.address())

    def _tell(self, wish: Wish, count: int) -> None:
        words = ngettext(
            "%(body)s: published in %(count)d region.",
            "%(body)s: published in %(count)d regions.",
            count,
        )
        region, category = min(wish.cells)
        tell_done(
            self.request,
            words % {"body": wish.body, "count": count},
            tries={"category": category, "region": region},
        )
