"""Regions are to look at, to filter and to choose from."""

from datetime import date

import pytest

from django.urls import reverse

from hilfe_ukraine.models import Region
from hilfe_ukraine.wagtail_admin.viewsets import RegionViewSet
from tests.factories import make_region
from tests.wagtail_admin.forms import url


pytestmark = pytest.mark.django_db


class TestRegion:
    def test_is_to_look_at_only(self, superuser):
        region = make_region("14626")
        assert superuser.get(url("region", "list")).status_code == 200
        assert superuser.get(url("region", "inspect", region.pk)).status_code == 200
        for view in ("add",):
            assert superuser.get(url("region", view)).status_code == 302
        for view in ("edit", "delete"):
            address = url("region", view, region.pk)
            assert superuser.get(address).status_code == 302, view
            assert superuser.post(address).status_code == 302, view
        region.refresh_from_db()

    def test_one_place_is_offered_once(self, superuser):
        make_region("14612000", label="Dresden, Gemeinde")
        make_region("14626110", label="Bautzen")
        for view in ("choose", "choose_results"):
            address = reverse(RegionViewSet().chooser_viewset.get_url_name(view))
            page = superuser.get(address).content.decode()
            assert "Bautzen" in page
            assert "Region 14612" in page
            assert "Dresden, Gemeinde" not in page

    def test_is_filtered_by_level(self, superuser):
        make_region("14626110", label="Görlitz, Stadt")
        page = superuser.get(url("region", "list"), {"level": "district"})
        assert "Görlitz, Stadt" not in page.content.decode()

    @pytest.mark.parametrize("search", [{}, {"q": "Neustadt"}])
    def test_those_of_one_name_have_one_order(self, superuser, search):
        """Or one of them could stand on two pages, and another on none."""
        for number in range(3):
            make_region(f"1462600{number}", label="Neustadt")
        asked = {"ordering": "label", **search}
        page = superuser.get(url("region", "list"), asked)
        order = page.context["page_obj"].paginator.object_list.query.order_by
        assert order == ("label", "pk")

    def test_abolished_ones_are_shown_with_their_successor(
        self, superuser, django_assert_max_num_queries
    ):
        for number in range(20):
            Region.objects.filter(pk=make_region(f"14626{number:03}").pk).update(
                successor=make_region("14626110"), valid_until=date(2023, 1, 1)
            )
        with django_assert_max_num_queries(20):
            page = superuser.get(url("region", "list"), {"abolished": "true"})
        text = page.content.decode()
        assert text.count("Region 14626110") == 20
        assert "Region 14626001" in text
        assert "Destatis" in text

        page = superuser.get(url("region", "list"), {"abolished": "false"})
        assert "Region 14626001" not in page.content.decode()
