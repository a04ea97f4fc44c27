"""System checks: unsafe or missing settings are refused, in words.

One function per setting; an id stands for one finding and never changes its meaning.
Importing this package registers them.
"""

from .data_protection import (
    check_erasure_journal,
    check_erasure_journal_is_writable,
    check_offers_end_before_they_are_erased,
)
from .delivery import (
    check_bounce_address,
    check_content_by_mail,
    check_forward_threads,
    check_lease,
    check_sqlite_synchronous,
    check_sqlite_transactions,
    check_webhook_ca_file,
    check_webhook_networks,
    check_webhook_proxy,
)
from .keys import (
    check_encryption_keys,
    check_index_key,
    check_keys_differ,
    check_link_keys,
)
from .site import (
    check_app_order,
    check_base_url,
    check_base_url_is_secure,
    check_captcha_test_mode,
    check_captcha_urls,
    check_default_language,
    check_needed_apps,
    check_own_urls,
)
from .spam import check_espeak, check_spam_parts


__all__ = [
    "check_app_order",
    "check_base_url",
    "check_base_url_is_secure",
    "check_bounce_address",
    "check_captcha_test_mode",
    "check_captcha_urls",
    "check_content_by_mail",
    "check_default_language",
    "check_encryption_keys",
    "check_erasure_journal",
    "check_erasure_journal_is_writable",
    "check_espeak",
    "check_forward_threads",
    "check_index_key",
    "check_keys_differ",
    "check_lease",
    "check_link_keys",
    "check_needed_apps",
    "check_offers_end_before_they_are_erased",
    "check_own_urls",
    "check_spam_parts",
    "check_sqlite_synchronous",
    "check_sqlite_transactions",
    "check_webhook_ca_file",
    "check_webhook_networks",
    "check_webhook_proxy",
]
