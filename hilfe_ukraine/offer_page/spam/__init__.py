"""Protection against automatic entries: small parts, and one gate that asks them.

No part ever throws an offer away. What looks automatic is shown again, with all that
was typed, and asks for the captcha; where a page has none, for one more click.
"""
