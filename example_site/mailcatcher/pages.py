"""The mailbox's pages. Everything from a mail is escaped on its way into them."""

import re

from html import escape
from urllib.parse import quote

from .inbox import Mail


LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
STYLE = """
body{font:1.0625rem/1.55 system-ui,"Segoe UI","Noto Sans",Arial,sans-serif;margin:0;
color:#1d2521;background:#fff;overflow-wrap:anywhere}
header{background:#0b5134;color:#fff;padding:.9rem 1rem}
header p{margin:0;font-size:.95rem}header strong{font-size:1.25rem}
main{max-width:64rem;margin:0 auto;padding:1rem}h1{font-size:1.5rem;color:#0b5134}
a{color:#116b45}
:focus-visible{outline:3px solid #101512;background:#ffd23f;color:#101512}
ol{list-style:none;padding:0}li{border-top:1px solid #b9c6bf;padding:.7rem 0}
li a:first-child{font-weight:600;font-size:1.125rem;padding:.15rem 0;
display:inline-block}
li p,dl{margin:.1rem 0}dt{font-weight:600}dd{margin:0 0 .5rem}small{color:#47534d}
pre{white-space:pre-wrap;border:1px solid #b9c6bf;padding:1rem;margin:0;font:inherit}
iframe{width:100%;height:32rem;border:1px solid #b9c6bf}summary{padding:.4rem 0}
"""


def mailbox(mails: list[Mail], recipient: str) -> str:
    """The list, newest first."""
    rows = "".join(_row(mail) for mail in mails)
    empty = "<p>Hier ist noch keine Nachricht angekommen.</p>"
    only = f" an {escape(recipient)}" if recipient else ""
    all_mails = '<p><a href="/">Alle Nachrichten zeigen</a></p>' if recipient else ""
    return _page(
        f"Postfach ({len(mails)})",
        f"<h1>{len(mails)} Nachrichten{only}, die neueste zuerst</h1>{all_mails}"
        '<p><a href="">Liste neu laden</a></p>'
        f"{f'<ol>{rows}</ol>' if mails else empty}",
    )


def mail(mail: Mail) -> str:
    """One mail: who, what, when, both bodies and all headers."""
    html = mail.body("html")
    frame = f'<iframe title="HTML-Fassung" src="/mail/{mail.name}/html"></iframe>'
    headers = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        for name, value in mail.headers
    )
    return _page(
        mail.subject,
        '<p><a href="/">Zurück zur Liste</a></p>'
        f"<h1>{escape(mail.subject)}</h1><dl>"
        f"<dt>An</dt><dd>{_to(mail)}</dd><dt>Von</dt><dd>{escape(mail.sender)}</dd>"
        f"<dt>Zeit</dt><dd>{_time(mail)}</dd></dl>"
        f"<h2>Text</h2><pre>{_linked(mail.body('plain') or '')}</pre>"
        f"{f'<h2>HTML-Fassung</h2>{frame}' if html is not None else ''}"
        f"<details><summary>Kopfzeilen</summary><dl>{headers}</dl></details>"
        f'<p><a href="/mail/{mail.name}/source">Quelltext</a></p>',
    )


def framed(html: str) -> str:
    """The HTML body for the frame; its links open in the whole window."""
    return f'<!doctype html><base target="_top">{html}'


def missing() -> str:
    return _page(
        "Nicht gefunden",
        '<h1>Diese Nachricht gibt es nicht</h1><p><a href="/">Zur Liste</a></p>',
    )


def _row(mail: Mail) -> str:
    subject = escape(mail.subject) or "(ohne Betreff)"
    return (
        f'<li><a href="/mail/{mail.name}">{subject}</a>'
        f"<p>an {_to(mail)} <small>{_time(mail)}</small></p></li>"
    )


def _to(mail: Mail) -> str:
    return f'<a href="/?to={quote(mail.recipients)}">{escape(mail.recipients)}</a>'


def _time(mail: Mail) -> str:
    at = mail.caught_at
    return f'<time datetime="{at:%FT%T%z}">{at:%d.%m.%Y, %T}</time>'


def _linked(text: str) -> str:
    """``text`` escaped, with its web addresses as links."""
    parts, end = [], 0
    for match in LINK.finditer(text):
        address = escape(match.group())
        parts += [
            escape(text[end : match.start()]),
            f'<a href="{address}">{address}</a>',
        ]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="de"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – Postfach der Vorführung</title>"
        f"<style>{STYLE}</style></head><body><header>"
        "<strong>Postfach der Vorführung</strong>"
        "<p>Fängt alle Nachrichten ab. Nichts wird verschickt.</p></header>"
        f"<main>{content}</main></body></html>"
    )
