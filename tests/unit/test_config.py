import dataclasses
from pathlib import Path

import pytest

from explorer.config import NOT_SETTINGS, SETTINGS, Settings, load_settings
from explorer.errors import ConfigError


def test_table_and_dataclass_hold_the_same_settings_and_defaults() -> None:
    assert [f.name for f in dataclasses.fields(Settings)] == [s.name for s in SETTINGS]
    read = load_settings({})
    for each in SETTINGS:
        if each.name != "data_dir":
            assert getattr(read, each.name) == getattr(Settings(), each.name), each.env


def test_data_dir_is_absolute_so_that_a_later_chdir_does_no_harm() -> None:
    assert load_settings({}).data_dir == Path(".explorer").absolute()
    assert load_settings({"EXPLORER_DATA_DIR": "~/graph"}).data_dir == Path.home() / "graph"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("bolt_uri", "neo4j+s://graph.example.org", "neo4j+s://graph.example.org"),
        ("port", "9000", 9000),
        ("engine_heap", "256", 256),
        ("query_seconds", "2.5", 2.5),
        ("base_path", "research/", "/research"),
        ("base_path", "/", ""),
        ("public_url", "https://graph.example.org/", "https://graph.example.org"),
        ("trusted_proxies", "2", 2),
        ("workers", "4", 4),
        (
            "frame_ancestors",
            "https://a.org  https://*.b.edu:8443",
            "https://a.org https://*.b.edu:8443",
        ),
        ("frame_ancestors", "'none'", "'none'"),
        (
            "cors_origins",
            "https://a.org https://b.org:8443",
            ("https://a.org", "https://b.org:8443"),
        ),
        ("cors_origins", "none", ()),
        ("rate_limit", "20 per second", "20 per second"),
        ("rate_limit", "none", "none"),
    ],
)
def test_values_are_parsed(name: str, text: str, value: object) -> None:
    assert getattr(load_settings({f"EXPLORER_{name.upper()}": text}), name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bolt_uri", "http://127.0.0.1:7474"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "eighty"),
        ("engine_heap", "64"),
        ("query_seconds", "0"),
        ("query_seconds", "nan"),
        ("query_seconds", "inf"),
        ("base_path", "/a?b"),
        ("public_url", "graph.example.org"),
        ("trusted_proxies", "-1"),
        ("workers", "0"),
        ("frame_ancestors", "https://a.org; script-src *"),
        ("frame_ancestors", "a.org, b.org"),
        ("cors_origins", "https://a.org/path"),
        ("cors_origins", "* https://a.org"),
        ("rate_limit", "0 per minute"),
        ("rate_limit", "much"),
    ],
)
def test_an_impossible_value_names_its_variable_and_what_to_do(name: str, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings({f"EXPLORER_{name.upper()}": text})
    assert f"EXPLORER_{name.upper()}" in caught.value.message
    assert text in caught.value.message
    assert "literal" not in caught.value.message  # our words, not Python's
    assert caught.value.hint


def test_a_mistyped_variable_is_an_error_that_lists_the_settings() -> None:
    with pytest.raises(ConfigError, match="EXPLORER_PROT is not a setting") as caught:
        load_settings({"EXPLORER_PROT": "8051"})
    assert "EXPLORER_PORT" in str(caught.value.hint)


def test_variables_of_the_tests_and_of_others_are_let_alone() -> None:
    load_settings({**dict.fromkeys(NOT_SETTINGS, "x"), "PATH": "/bin", "MY_EXPLORER_PORT": "x"})


def test_an_empty_variable_is_the_default_as_compose_files_write_it() -> None:
    assert load_settings({"EXPLORER_PUBLIC_URL": "", "EXPLORER_PORT": ""}) == load_settings({})


def test_repr_shows_no_secret_and_no_error_does() -> None:
    settings = load_settings({"EXPLORER_BOLT_PASSWORD": "hunter2", "EXPLORER_SECRET_KEY": "k3y"})
    assert "hunter2" not in repr(settings)
    assert "k3y" not in repr(settings)
    assert settings.bolt_password == "hunter2"


def test_embedded_means_that_no_address_is_set() -> None:
    assert load_settings({}).embedded
    assert not load_settings({"EXPLORER_BOLT_URI": "bolt://127.0.0.1:7687"}).embedded


@pytest.mark.parametrize(
    ("written", "path", "address"),
    [
        ("https://x.org/research", "/research/person/p", "https://x.org/research/person/p"),
        ("https://x.org", "/research/person/p", "https://x.org/research/person/p"),
        ("https://x.org", "", "https://x.org/research"),
        ("https://x.org/research", "", "https://x.org/research"),
    ],
)
def test_a_public_address_may_hold_the_base_path_or_not(
    written: str, path: str, address: str
) -> None:
    settings = Settings(public_url=written, base_path="/research")
    assert written + settings.public_path(path) == address
