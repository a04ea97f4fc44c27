"""A short fingerprint of a decision, to notice that it changed under the citizen."""

import hashlib
import json

from .rules import Verdict


def verdict_digest(verdict: Verdict) -> str:
    """Return 16 hexadecimal digits; equal verdicts, and only they, have equal ones."""
    content = [verdict.outcome, list(verdict.bodies), [list(t) for t in verdict.texts]]
    encoded = json.dumps(content, ensure_ascii=False).encode()
    return hashlib.sha256(encoded).hexdigest()[:16]
