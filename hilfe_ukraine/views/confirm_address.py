"""A body says that a test message has come. GET shows a button, POST acts.

Mail scanners follow links; a GET that confirmed would be confirmed by a machine.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hilfe_ukraine.actions.sending import address_tests
from hilfe_ukraine.conf import conf
from hilfe_ukraine.links import Purpose

from .linked import linked


# The signed token in the address stands in for the CSRF cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@linked(Purpose.ADDRESS, address_tests.find_address_test)
def confirm_address(
    request: HttpRequest, test: address_tests.AddressTest, now: datetime
) -> HttpResponse:
    """Say what is to be confirmed, or confirm it and show the same page as done."""
    if request.method == "POST":
        address_tests.confirm_address(delivery_uuid=test.delivery.uuid, now=now)
        return HttpResponseRedirect(request.path, status=303)
    with translation.override(conf.default_language):
        response = render(request, "hilfe_ukraine/confirm_address.html", {"test": test})
    response["Content-Language"] = conf.default_language
    return response
