"""Production settings: what is missing or unsafe is refused, all of it at once."""

import base64

import pytest

from django.core.exceptions import ImproperlyConfigured


SECRET = "kX3vQ9mZ7pL2wR8tY4nB6cD1fG5hJ0sA"
OTHER_SECRET = SECRET[::-1]
FERNET = base64.urlsafe_b64encode(bytes(range(32))).decode()


@pytest.fixture
def read(load_config):
    return load_config("environment")["Environment"]


def problems_of(env) -> str:
    with pytest.raises(ImproperlyConfigured) as raised:
        env.refuse()
    return str(raised.value)


def test_environment_complete_is_accepted(read):
    env = read({"KEY": SECRET, "HOSTS": "a.example.org, b.example.org"})
    assert env.secret("KEY") == SECRET
    assert env.names("HOSTS") == ["a.example.org", "b.example.org"]
    env.refuse()


def test_environment_tells_all_problems_at_once(read):
    env = read({"PORT": "abc"})
    env.secret("KEY")
    env.number("PORT", 25)
    problems = problems_of(env)
    assert "KEY is not set." in problems
    assert "PORT must be a whole number" in problems


@pytest.mark.parametrize(
    ("value", "complaint"),
    [("short", "shorter than 32"), ("a" * 40, "not random")],
)
def test_environment_weak_secret_is_refused(read, value, complaint):
    env = read({"KEY": value})
    env.secret("KEY")
    assert complaint in problems_of(env)


def test_environment_a_secret_may_be_left_out_but_not_weak(read):
    assert read({}).secret("KEY", "") == ""
    env = read({"KEY": "short"})
    env.secret("KEY", "")
    assert "shorter than 32" in problems_of(env)


def test_environment_one_secret_for_two_purposes_is_refused(read):
    env = read({"ONE": SECRET, "TWO": f"{OTHER_SECRET},{SECRET}"})
    env.secret("ONE")
    env.secrets("TWO")
    assert "TWO and ONE must not be the same" in problems_of(env)


def test_environment_fernet_keys_keep_their_order(read):
    other = base64.urlsafe_b64encode(bytes(range(1, 33))).decode()
    env = read({"KEYS": f"new:{FERNET},old:{other}"})
    assert list(env.fernet_keys("KEYS")) == ["new", "old"]
    env.refuse()


@pytest.mark.parametrize("value", [FERNET, f":{FERNET}", f"id:{SECRET}", "id:"])
def test_environment_malformed_fernet_key_is_refused(read, value):
    env = read({"KEYS": value})
    env.fernet_keys("KEYS")
    assert "every entry is ID:KEY" in problems_of(env)


@pytest.mark.parametrize("value", ["http://portal.example.org", "https://", "portal"])
def test_environment_address_without_tls_or_host_is_refused(read, value):
    env = read({"URL": value})
    env.url("URL", ("https",))
    assert "URL must begin with https://" in problems_of(env)


def test_environment_reads_secret_from_file(read, tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n")
    assert read({"KEY_FILE": str(file)}).secret("KEY") == SECRET


def test_environment_unreadable_file_is_refused(read, tmp_path):
    env = read({"KEY_FILE": str(tmp_path / "nothing")})
    env.secret("KEY")
    assert "KEY_FILE cannot be read" in problems_of(env)
