"""The two days between which the help is there."""

from datetime import date

import pytest

from django import forms

from hilfe_ukraine.offer_page.period import check_period, period_fields


TODAY = date(2022, 3, 4)
BACKWARDS = "This date is before the day the help begins."
OVER = "This date is in the past."


class PeriodForm(forms.Form):
    def __init__(self, data):
        super().__init__(data)
        self.fields |= period_fields()

    def clean(self):
        check_period(self, self.cleaned_data, today=TODAY)


@pytest.mark.parametrize(
    ("start", "end", "complaint"),
    [
        ("", "", None),
        ("2022-03-04", "", None),
        ("", "2022-03-04", None),
        ("2022-03-05", "2022-03-05", None),
        ("2022-03-06", "2022-03-05", BACKWARDS),
        ("", "2022-03-03", OVER),
        ("2022-03-01", "2022-03-03", OVER),
    ],
)
def test_the_last_day_is_neither_before_the_first_nor_over(
    english, start, end, complaint
):
    form = PeriodForm({"available_from": start, "available_until": end})

    assert form.is_valid() is (complaint is None)
    assert form.errors.get("available_until", [None])[0] == complaint


@pytest.mark.parametrize("typed", ["2022-04-01", "01.04.2022", "1.4.22"])
def test_a_day_is_understood_as_people_write_it(typed):
    form = PeriodForm({"available_from": typed})

    assert form.is_valid()
    assert form.cleaned_data["available_from"] == date(2022, 4, 1)
