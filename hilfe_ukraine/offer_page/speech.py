"""The digits of a captcha as speech, by espeak-ng where it is installed."""

import io
import logging
import re
import subprocess
import wave

from hilfe_ukraine.conf import conf


logger = logging.getLogger(__name__)

_WORDS_PER_MINUTE = 110
_SECONDS = 10
_LANGUAGE = re.compile(r"\A[a-z]{2,3}\Z")


def speak(digits: str, language: str) -> bytes:
    """Return the digits as a WAV file, one by one, slowly, in ``language``.

    A language without a voice gives way to the portal's own. ``b""`` if there is no
    espeak-ng, or it does not answer: the log has its exit code.
    """
    for voice in (language, conf.default_language):
        frames = _frames(", ".join(digits), voice.partition("-")[0].lower())
        if frames:
            return frames
    return b""


def _frames(text: str, voice: str) -> bytes:
    if not conf.espeak or not _LANGUAGE.match(voice):
        return b""
    speed = str(_WORDS_PER_MINUTE)
    command = [conf.espeak, "--stdin", "--stdout", "-v", voice, "-s", speed]
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and no shell
            command,
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        return _with_its_length(done.stdout)
    except (OSError, subprocess.SubprocessError, wave.Error, EOFError) as error:
        logger.warning("espeak-ng (%s): %s", voice, type(error).__name__)
        return b""


def _with_its_length(sound: bytes) -> bytes:
    """espeak-ng writes to a pipe before it knows how long it speaks; browsers ask."""
    written = io.BytesIO()
    with wave.open(io.BytesIO(sound)) as spoken, wave.open(written, "wb") as file:
        file.setparams(spoken.getparams()._replace(nframes=0))
        file.writeframes(spoken.readframes(len(sound)))
    return written.getvalue()
