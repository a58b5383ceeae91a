"""Tests. Properties hold on a busy machine too: how long an example takes is none of theirs."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "tests", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")
