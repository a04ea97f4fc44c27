"""The digits are spoken, one by one, in the language of the page."""

import io
import os
import shutil
import subprocess
import wave

import pytest

from hilfe_ukraine.offer_page.speech import speak


#: What espeak-ng says of each digit, as a person who reads IPA would expect it.
PHONEMES = {
    "de": "nˈʊl ˈaɪns tsvˈaɪ dɾˈaɪ fˈiːɾ fˈynf zˈɛks zˈiːbən ˈaxt nˈɔøn",
    "en": "zˈiəɹəʊ wˈɒn tˈuː θɹˈiː fˈɔː fˈaɪv sˈɪks sˈɛvən ˈeɪt nˈaɪn",
    "uk": "nˈuɭj odʲˈin dvˈɑ trʲˈi tʃʲotˈirʲi pjˈatʲ ʃˈisʲtʲ sʲˈim vˈisʲim dʲˈevjatʲ",
    "ru": (
        "nˈojɭ ojdʲˈin dvˈɑ trʲˈi tʃʲɪtˈyrʲɪ pʲˈjatʲ ʃˈɛsʲtʲ sʲˈejm vˈosʲɛm dʲˈevɪtʲ"
    ),
}
LANGUAGES = sorted(PHONEMES)


@pytest.fixture(autouse=True)
def _espeak():
    """CI must not pass without having heard anything."""
    if not shutil.which("espeak-ng"):
        if os.environ.get("CI") == "true":
            pytest.fail("espeak-ng is not installed, so nothing is heard")
        pytest.skip("no espeak-ng on this machine")


def seconds(sound):
    with wave.open(io.BytesIO(sound)) as file:
        return file.getnframes() / file.getframerate()


def ipa(language, digits):
    """What espeak-ng says it speaks, one word a line."""
    command = ["espeak-ng", "-q", "--ipa", "-v", language, ", ".join(digits)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_digit_is_the_word_of_the_language(language):
    assert ipa(language, "0123456789") == PHONEMES[language].split()
    # Neither "4,7" as a decimal nor "47", nor "4." as an ordinal.
    assert len(ipa(language, "47190")) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_digits_are_spoken_slowly_enough_to_be_typed(language):
    spoken = seconds(speak("47190", language))

    assert 3 < spoken < 10
    assert seconds(speak("47", language)) < 0.6 * spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_a_sound_and_not_silence(language):
    with wave.open(io.BytesIO(speak("47190", language))) as file:
        samples = file.readframes(file.getnframes())

    assert len(samples) - samples.count(0) > len(samples) / 4


def test_languages_differ_and_their_regions_do_not():
    sounds = {speak("47190", language) for language in LANGUAGES}

    assert len(sounds) == len(LANGUAGES)
    assert speak("47190", "de-at") == speak("47190", "de")


@pytest.mark.parametrize("language", ["hsb", "xx", "", "../../etc", "-w", "de;ls"])
def test_a_language_without_a_voice_is_spoken_in_the_portals_own(language):
    assert speak("47190", language) == speak("47190", "de")


@pytest.mark.parametrize("program", ["", "/nonexistent/espeak-ng", "/bin/false"])
def test_without_the_program_there_is_silence_and_no_error(settings, program):
    settings.HILFE_UKRAINE_ESPEAK = program

    assert speak("47190", "de") == b""


def test_a_program_that_says_something_else_is_not_believed(settings):
    settings.HILFE_UKRAINE_ESPEAK = "/bin/echo"

    assert speak("47190", "de") == b""
