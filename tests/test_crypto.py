"""What is encrypted opens with its own key and with no other."""

import pytest

from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hilfe_ukraine.crypto import DecryptionError, blind_index, decrypt, encrypt


KEYS = {name: Fernet.generate_key().decode() for name in ("old", "new", "foreign")}


@pytest.fixture
def ring(settings):
    """Put these keys into the settings, the first one encrypts."""

    def ring(*names):
        settings.HILFE_UKRAINE_ENCRYPTION_KEYS = {name: KEYS[name] for name in names}

    return ring


@given(st.text())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_text_comes_back_as_it_was(text):
    assert decrypt(encrypt(text)) == text


def test_a_ciphertext_names_its_key_and_hides_the_text(ring):
    ring("new", "old")

    ciphertext = encrypt("Erika Muster")

    assert ciphertext.startswith("new:")
    assert "Erika" not in ciphertext


def test_equal_texts_have_different_ciphertexts():
    assert encrypt("Erika Muster") != encrypt("Erika Muster")


def test_after_a_rotation_old_values_still_open_and_new_ones_use_the_new_key(ring):
    ring("old")
    before = encrypt("Erika Muster")

    ring("new", "old")

    assert decrypt(before) == "Erika Muster"
    assert encrypt("Erika Muster").startswith("new:")


def test_a_key_that_is_not_in_the_settings_raises(ring):
    ring("old")
    ciphertext = encrypt("Erika Muster")

    ring("new")

    with pytest.raises(DecryptionError, match="no key with the id 'old'"):
        decrypt(ciphertext)


def test_another_key_under_the_same_id_raises(settings):
    settings.HILFE_UKRAINE_ENCRYPTION_KEYS = {"a": KEYS["old"]}
    ciphertext = encrypt("Erika Muster")

    settings.HILFE_UKRAINE_ENCRYPTION_KEYS = {"a": KEYS["foreign"]}

    with pytest.raises(DecryptionError, match="key 'a' does not open"):
        decrypt(ciphertext)


@pytest.mark.parametrize("stored", ["", "Erika Muster", "test:", "test:Erika", ":"])
def test_what_was_never_encrypted_raises_and_is_not_given_back(stored):
    with pytest.raises(DecryptionError):
        decrypt(stored)


def test_a_changed_ciphertext_raises():
    ciphertext = encrypt("Erika Muster")
    changed = (
        ciphertext[:-5] + ("A" if ciphertext[-5] != "A" else "B") + ciphertext[-4:]
    )

    with pytest.raises(DecryptionError):
        decrypt(changed)


def test_no_error_shows_the_value():
    with pytest.raises(DecryptionError) as caught:
        decrypt("test:canary")

    assert "canary" not in str(caught.value)


def test_equal_values_are_found_by_equal_indexes():
    one = blind_index("email", "erika@muster.example")

    assert one == blind_index("email", "erika@muster.example")
    assert one != blind_index("email", "erik@muster.example")
    assert len(one) == 64


def test_an_index_is_for_one_purpose_only():
    assert blind_index("email", "0351") != blind_index("phone", "0351")
    assert blind_index("ab", "c") != blind_index("a", "bc")


def test_an_index_depends_on_its_key(settings):
    before = blind_index("email", "erika@muster.example")

    settings.HILFE_UKRAINE_INDEX_KEY = "another index key, long enough as well"

    assert blind_index("email", "erika@muster.example") != before


def test_nothing_has_no_index():
    assert blind_index("email", "") == ""
