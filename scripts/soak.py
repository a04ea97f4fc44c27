"""``make soak``: offers without a pause, while everything is killed at random.

``SOAK_MINUTES`` (default 10), ``SOAK_ON`` (``postgres+rabbitmq``, or another database
and broker such as ``sqlite+redis``), ``SOAK_SEED`` to repeat choices. Fails if an offer
was lost or doubled unnoticed.
"""

import os
import sys

from pathlib import Path


def main() -> int:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from tests.faults.harness.soak import run_soak

    minutes = float(os.environ.get("SOAK_MINUTES", "10"))
    seed = os.environ.get("SOAK_SEED") or str(int.from_bytes(os.urandom(4)))
    on = os.environ.get("SOAK_ON", "postgres+rabbitmq")
    print(f"Soak for {minutes:g} minutes on {on}, SOAK_SEED={seed}", flush=True)
    table, problems = run_soak(minutes, seed, on)
    print(*table, *problems[:20], sep="\n")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
