"""By what ``manage.py check --tag`` finds the checks of this app."""

TAG = "hilfe_ukraine"
