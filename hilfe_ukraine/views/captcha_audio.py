"""The digits of the captcha, spoken: for people who cannot see the picture."""

import io

from captcha.models import CaptchaStore
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe
from ranged_response import RangedFileResponse

from hilfe_ukraine.offer_page.speech import speak


@require_safe
def captcha_audio(request: HttpRequest, key: str, language: str) -> HttpResponseBase:
    """Return a WAV file; 410 once the captcha is over, 404 if nobody can speak it.

    In parts, if asked for so: Safari plays nothing else.
    """
    rows = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now())
    digits = rows.values_list("challenge", flat=True).first()
    if digits is None:
        return HttpResponse(status=410)
    sound = speak(digits, language)
    if not sound:
        return HttpResponse(status=404)
    response = RangedFileResponse(request, io.BytesIO(sound), "audio/wav")
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
