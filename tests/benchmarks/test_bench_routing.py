"""The benchmark of routing runs and compares; how fast anything is, is not tested."""

import os
import subprocess
import sys

from pathlib import Path

import pytest


pytestmark = [pytest.mark.faults, pytest.mark.faults_long]
REPOSITORY = Path(__file__).resolve().parents[2]


def test_a_country_and_one_decision_are_measured_against_a_baseline():
    sizes = ["--rounds", "1", "--decisions", "5", "--postcodes", "20", "--no-goal"]
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_routing", *sizes],
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert result.returncode == 0, result.stderr
    assert "20 postcodes x 12 categories" in result.stdout
    assert result.stdout.count("ratio") == 2
    assert "2 statements" in result.stdout
    assert "goals:" in result.stdout
