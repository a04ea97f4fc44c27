"""Addresses of the app; the host mounts them, for example under ``/hilfe/``.

Those for citizens and bodies, but for the first two, need a signed token. They stand
outside ``i18n_patterns``: the language is that of the page or of the offer. The last
two are for monitors.
"""

from django.urls import path

from .views import manage
from .views.again import offer_again
from .views.answer import answer
from .views.captcha_audio import captcha_audio
from .views.confirm import confirm
from .views.confirm_address import confirm_address
from .views.health import health
from .views.lost_links import lost_links
from .views.metrics import metrics
from .views.new_address import new_address
from .views.submit import submit_offer
from .views.thanks import thanks


app_name = "hilfe_ukraine"

urlpatterns = [
    path("submit/<uuid:public_id>/", submit_offer, name="submit"),
    path("captcha/<slug:key>/<slug:language>.wav", captcha_audio, name="captcha_audio"),
    path("thanks/<str:token>/", thanks, name="thanks"),
    path("again/<str:token>/<slug:language>/", offer_again, name="again"),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("manage/<str:token>/", manage.manage, name="manage"),
    path("manage/<str:token>/correct/", manage.correct_offer, name="correct"),
    path("manage/<str:token>/pause/", manage.pause_offer, name="pause"),
    path("manage/<str:token>/withdraw/", manage.withdraw_offer, name="withdraw"),
    path("manage/<str:token>/erase/", manage.erase, name="erase"),
    path("email/<str:token>/", new_address, name="new_email"),
    path("links/", lost_links, name="links"),
    path("answer/<str:token>/", answer, name="answer"),
    path("address/<str:token>/", confirm_address, name="address"),
    path("health/", health, name="health"),
    path("metrics/", metrics, name="metrics"),
]
