"""What tests of the matrix share: its addresses, and what a browser posts."""

from django.urls import reverse


BAUTZEN, GOERLITZ, LEIPZIG = "14625", "14626", "14713"
INDEX, PREVIEW, PUBLISH = (
    reverse(f"hilfe_matrix:{step}") for step in ("index", "preview", "publish")
)


def fields_of(response):
    """What the form of the preview carries on to the next step."""
    context = response.context
    return {
        "cells": context["selection"].as_text,
        "body": context["plan"].wish.body.key,
        "fingerprint": context["plan"].fingerprint,
    }


def publish(client, **data):
    preview = client.post(PREVIEW, {"body": "mission", **data})
    return client.post(PUBLISH, fields_of(preview))


def cell_in(response, region, category):
    row = next(r for r in response.context["rows"] if r.region.key == region)
    return next(c for c in row.cells if c.column.key == category)


def keys(response):
    return [row.region.key for row in response.context["rows"]]
