"""Where a helper who lost the link gets a new one. The answer is always the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hilfe_ukraine.actions.send_links import send_links
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.offer_page.fields import OTHER_LANGUAGE
from hilfe_ukraine.offer_page.languages import (
    LanguageLink,
    keep_typed,
    reading,
    typed_data,
)
from hilfe_ukraine.offer_page.manage_forms import LostLinkForm
from hilfe_ukraine.offer_page.steps import error_list


# There is no session that a forged form could use; what it could do, mail somebody, is
# limited by the cooldown.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def lost_links(request: HttpRequest) -> HttpResponse:
    """Ask for the address; mail to it if it is registered, and never say whether."""
    with reading(request, translation.get_language_from_request(request)) as languages:
        response = _answer(request, languages)
        response["Content-Language"] = translation.get_language()
    add_never_cache_headers(response)
    return response


def _answer(request: HttpRequest, languages: list[LanguageLink]) -> HttpResponse:
    form = LostLinkForm(typed_data(request))
    if request.method == "POST" and not form.is_bound:
        keep_typed(form, request.POST)
    is_sent = form.is_valid()
    if is_sent:
        send_links(email=form.cleaned_data["email"], now=shared_now())
    context = {
        "form": form,
        "errors": error_list(form),
        "is_sent": is_sent,
        "languages": [] if is_sent else languages,
        "other_language_name": OTHER_LANGUAGE,
        "minutes": int(conf.link_cooldown.total_seconds() // 60),
    }
    status = 422 if form.is_bound and not is_sent else 200
    return render(request, "hilfe_ukraine/lost_links.html", context, status=status)
