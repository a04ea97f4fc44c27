"""The benchmark runs and compares; how fast anything is, is not tested."""

import os
import subprocess
import sys

from pathlib import Path

import pytest


pytestmark = [pytest.mark.faults, pytest.mark.faults_long]
REPOSITORY = Path(__file__).resolve().parents[2]


def test_forwarding_is_compared_with_bare_clients_over_each_relay():
    sizes = ["--messages", "4", "--rounds", "1", "--processes", "1"]
    sizes += ["--waiting", "1100", "--no-goal"]
    command = [sys.executable, "-m", "benchmarks.bench_delivery", *sizes]
    result = subprocess.run(
        [*command, "--databases", "sqlite"],
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert result.returncode == 0, result.stderr
    for words in ("answers after 20 ms", "syncs to a fast disk", "only counts"):
        assert words in result.stdout
    assert result.stdout.count("ratio") == 4
    assert "in all" in result.stdout
