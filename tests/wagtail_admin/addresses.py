"""The addresses of our pages in the admin, for tests that open every one of them."""

from django.urls import get_resolver, reverse

from tests.factories import make_delivery


def register_addresses():
    """Every page about offers, for one offer with a referral and a message."""
    delivery = make_delivery()
    offer, referral = delivery.offer, delivery.referral
    return {
        "offers": reverse("hilfe-ukraine_offers_modeladmin_index"),
        "offers as file": reverse("hilfe-ukraine_offers_modeladmin_index")
        + "?export=csv",
        "messages": reverse("hilfe-ukraine_deliveries_modeladmin_index"),
        "offer": reverse("hilfe-ukraine_offers_modeladmin_inspect", args=[offer.uuid]),
        "message": reverse(
            "hilfe-ukraine_deliveries_modeladmin_inspect", args=[delivery.uuid]
        ),
        "route again": reverse("hilfe_ukraine_route_again", args=[offer.uuid]),
        "pass on": reverse("hilfe_ukraine_pass_on", args=[referral.uuid]),
        "note": reverse("hilfe_ukraine_note", args=[offer.uuid]),
        "send again": reverse("hilfe_ukraine_send_again", args=[delivery.uuid]),
        "handled": reverse("hilfe_ukraine_handled", args=[delivery.uuid]),
        "inbox": reverse("hilfe_inbox:index"),
        "inbox results": reverse("hilfe_inbox:index_results"),
        "referral": reverse("hilfe_inbox:detail", args=[referral.uuid]),
        **stuck_addresses(),
    }


def stuck_addresses():
    """The report, its lists, and what is done from them."""
    viewset = dict(get_resolver().namespace_dict)["hilfe_stuck"][1]
    names = {key for key in viewset.reverse_dict if isinstance(key, str)}
    assert {"index", "stop", "resume", "list_lost", "send_again_held"} <= names
    return {f"stuck {name}": reverse(f"hilfe_stuck:{name}") for name in names}
