"""The demo's mail catcher: takes every mail by SMTP, sends none on, shows all of them.

Listens on the loopback address only. ``inbox`` keeps files, ``smtp`` takes mails,
``web`` and ``pages`` show them.
"""
