"""What ``manage.py load_demo`` puts into the demo's database, in small steps.

Every step may run again at any time: it creates what is missing and leaves alone what
somebody has edited in the meantime.
"""
