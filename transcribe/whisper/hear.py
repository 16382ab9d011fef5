"""Hears one sound: voice gate, windows cut at pauses, recognition, word times.

faster-whisper's own pipelines either cut the silence out of the sound before
hearing it, which glues sentences together and loses words at the seams, or
leave it in and invent words there. Here the voice gate only decides where the
windows lie: a window holds whole stretches of speech with their own pauses, is
at most 29 s long, and is cut at the longest pauses to be had. All windows of a
sound are heard as one batch.
"""

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import (
    TranscriptionOptions,
    get_compression_ratio,
    get_suppressed_tokens,
    merge_punctuations,
)
from faster_whisper.vad import get_vad_model

RATE = 16000
FRAME = 512  # samples the voice detector looks at as one: 32 ms
LONGEST = 29.0  # seconds in a window; the model hears 30
BATCH = 8  # windows heard together

# The marks that belong to the word after them, and to the word before.
NO_SPACES = {"zh", "ja", "th", "lo", "my", "yue"}  # written without spaces between words
BEFORE = "\"'“¿([{-"
AFTER = "\"'.。,，!！?？:：”)]}、"


class Settings:
    """What can be tuned. The defaults were chosen on real speech: margins from
    0.2 to 0.7 s, pauses, window lengths, beams to 8 and text with time stamps were tried."""

    beam = 5
    voice = 0.5  # probability from which a frame starts a stretch of speech
    voice_ends = 0.35  # and under which it may end one
    shortest_pause = 0.3  # seconds without voice that separate two stretches
    shortest_voice = 0.1  # seconds of voice under which a stretch is a click
    longest_gap = 3.0  # seconds of silence a window may hold
    margin = 0.4  # seconds heard before and after the speech of a window
    repetitive = 2.4  # compression ratio over which text is a loop (Whisper's own figure)
    unlikely = -1.0  # mean log probability under which a window is heard again (Whisper's own)
    no_speech = 0.6  # and the probability of no speech from which it is then dropped
    other_language = 0.7  # certainty from which a window may differ from the rest
    unheard = 0.8  # seconds of voice after the last word from which the rest is heard again
    warmer = (0.2, 0.4, 0.6, 0.8, 1.0)  # temperatures for hearing a window again


def voiced(samples, s):
    """Stretches of speech as [first, end) samples, and gaps to cut long ones at."""
    pad = FRAME - samples.shape[0] % FRAME
    probs = get_vad_model()(np.pad(samples, (0, pad))).reshape(-1)
    pause, stretches, start, quiet = s.shortest_pause * RATE / FRAME, [], None, None
    for i, p in enumerate(probs):
        if p >= s.voice:
            start, quiet = (i if start is None else start), None
        elif start is not None and p < s.voice_ends:
            quiet = i if quiet is None else quiet
            if i - quiet + 1 >= pause:
                stretches.append((start, quiet))
                start = quiet = None
    if start is not None:
        stretches.append((start, len(probs) if quiet is None else quiet))
    whole = []
    for a, b in stretches:
        if (b - a) * FRAME >= s.shortest_voice * RATE:
            whole.extend(divide(a, b, probs))
    return [(a * FRAME, min(b * FRAME, len(samples))) for a, b in whole]


def divide(a, b, probs):
    """Cuts a stretch longer than a window where the voice is faintest."""
    limit = int((LONGEST - 2) * RATE / FRAME)
    while b - a > limit:
        cut = a + limit // 2 + int(np.argmin(probs[a + limit // 2 : a + limit]))
        yield a, cut
        a = cut
    yield a, b


def windows(stretches, length, s):
    """Groups stretches into windows [first, end) of at most LONGEST seconds.

    As few windows as possible, and of those the ones that cut at the longest
    pauses: shortest path over the stretches.
    """
    if not stretches:
        return []
    n, room = len(stretches), (LONGEST - 2 * s.margin) * RATE
    best, back = [0.0] + [float("inf")] * n, [0] * (n + 1)
    for j in range(1, n + 1):
        for i in range(j - 1, -1, -1):
            first, last = stretches[i], stretches[j - 1]
            if i < j - 1 and (
                last[1] - first[0] > room
                or stretches[i + 1][0] - stretches[i][1] > s.longest_gap * RATE
            ):
                break
            gap = (first[0] - stretches[i - 1][1]) / RATE if i else s.longest_gap
            cost = best[i] + 1 + max(0.0, 0.8 - gap)
            if cost < best[j]:
                best[j], back[j] = cost, i
    groups, j = [], n
    while j:
        groups.append((stretches[back[j]][0], stretches[j - 1][1]))
        j = back[j]
    groups.reverse()
    return spread(groups, length, int(s.margin * RATE))


def spread(groups, length, margin):
    """Widens each window by the margin, or to the middle of a shorter pause."""
    out = []
    for i, (a, b) in enumerate(groups):
        before = (groups[i - 1][1] + a) // 2 if i else 0
        after = (b + groups[i + 1][0]) // 2 if i + 1 < len(groups) else length
        out.append((max(a - margin, before), min(b + margin, after)))
    return out


def unheard(words, a, b, stretches, s):
    """The rest of a window when the model stopped before the voice did, which it
    does at a change of speaker; None when it heard all, or nothing."""
    if not words:
        return None
    end = int(words[-1][2] * RATE)
    rest = [(max(x, end), y) for x, y in stretches if y > end and a <= x and x < b]
    if sum(y - x for x, y in rest) < s.unheard * RATE:
        return None
    if rest[0][1] - rest[0][0] < 0.2 * RATE:
        rest = rest[1:]  # the tail of the last word
    return max(rest[0][0] - int(s.margin * RATE), end), b


def joined(words):
    """Puts "co" and "-production" together: only a space starts a new word."""
    out = []
    for w in words:
        if out and w["word"] and not w["word"][0].isspace():
            last = out[-1]
            last["word"] += w["word"]
            last["end"] = w["end"]
            last["probability"] = min(last["probability"], w["probability"])
        else:
            out.append(dict(w))
    return out


class Ears:
    """The model, loaded once."""

    def __init__(self, model, threads, compute_type, offline=True, settings=None):
        self.s = settings or Settings()
        self.model = WhisperModel(
            model, device="cpu", compute_type=compute_type, cpu_threads=threads,
            local_files_only=offline,
        )
        get_vad_model()

    def hear(self, samples, language="", words="", progress=lambda seconds: None):
        """Returns words as (text, start, end, probability, voiced) and the language."""
        stretches = voiced(samples, self.s)
        todo = windows(stretches, len(samples), self.s)
        heard, spoken, far = [], {}, 0.0
        while todo:
            part, todo = todo[:BATCH], todo[BATCH:]
            for (a, b), lang, some in self.batch(samples, part, language, words):
                heard.append((a, some))
                spoken[lang] = spoken.get(lang, 0) + len(some)
                rest = unheard(some, a, b, stretches, self.s)
                if rest:
                    todo.append(rest)
            far = max(far, part[-1][1] / RATE)
            progress(far)
        heard.sort(key=lambda h: h[0])
        out = [w for _, some in heard for w in place(some, stretches)]
        return out, (max(spoken, key=spoken.get) if out else "")

    def batch(self, samples, part, language, words):
        """Hears windows together; yields each with its language and timed words."""
        features = np.stack([self.features(samples[a:b]) for a, b in part])
        encoded = self.model.encode(features)
        langs = self.languages(encoded, part, language)
        for lang in dict.fromkeys(langs):
            mine = [k for k, l in enumerate(langs) if l == lang]
            if len(mine) < len(part):
                encoded = self.model.encode(features[mine])
            texts = self.texts(encoded, features[mine], lang, words)
            found = self.timed(encoded, [part[k] for k in mine], texts, lang)
            for k, some in zip(mine, found):
                yield part[k], lang, some

    def features(self, sound):
        frames = self.model.feature_extractor(sound)[..., :-1]
        room = self.model.feature_extractor.nb_max_frames
        return np.pad(frames[:, :room], ((0, 0), (0, max(0, room - frames.shape[1]))))

    def languages(self, encoded, part, language):
        """One language a window: that of the whole unless another is clear."""
        if language:
            return [language] * len(part)
        if not self.model.model.is_multilingual:
            return ["en"] * len(part)
        found = [
            {token[2:-2]: p for token, p in one} for one in self.model.model.detect_language(encoded)
        ]
        total = {}
        for (a, b), probs in zip(part, found):
            for lang, p in probs.items():
                total[lang] = total.get(lang, 0) + p * (b - a)
        most = max(total, key=total.get)
        tops = [max(probs, key=probs.get) for probs in found]
        return [
            top if probs[top] >= self.s.other_language else most for top, probs in zip(tops, found)
        ]

    def options(self, tokenizer, words):
        return TranscriptionOptions(
            beam_size=self.s.beam, best_of=5, patience=1, length_penalty=1, repetition_penalty=1,
            no_repeat_ngram_size=0, log_prob_threshold=self.s.unlikely,
            no_speech_threshold=self.s.no_speech, compression_ratio_threshold=self.s.repetitive,
            condition_on_previous_text=False, prompt_reset_on_temperature=0.5,
            temperatures=list(self.s.warmer), initial_prompt=None, prefix=None,
            suppress_blank=True, suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            without_timestamps=True, max_initial_timestamp=0.0, word_timestamps=True,
            prepend_punctuations=BEFORE, append_punctuations=AFTER, multilingual=False,
            max_new_tokens=None, clip_timestamps=[], hallucination_silence_threshold=None,
            hotwords=words or None,
        )

    def texts(self, encoded, features, lang, words):
        """Text tokens for each window; none where it is better to say nothing."""
        tokenizer = self.tokenizer(lang)
        options = self.options(tokenizer, words)
        prompt = self.model.get_prompt(
            tokenizer, [], without_timestamps=True, hotwords=options.hotwords
        )
        results = self.model.model.generate(
            encoded, [list(prompt) for _ in features], beam_size=options.beam_size,
            patience=options.patience, length_penalty=1, max_length=self.model.max_length,
            suppress_blank=True, suppress_tokens=options.suppress_tokens,
            return_scores=True, return_no_speech_prob=True,
        )
        out = []
        for one, result in zip(features, results):
            tokens = result.sequences_ids[0]
            likely = result.scores[0] * len(tokens) / (len(tokens) + 1)
            ratio = get_compression_ratio(tokenizer.decode(tokens).strip())
            silent = result.no_speech_prob > self.s.no_speech
            if ratio > self.s.repetitive or (likely < self.s.unlikely and not silent):
                ctranslate2.set_random_seed(0)  # the same sound gives the same words
                result, likely, _, ratio = self.model.generate_with_fallback(
                    self.model.encode(one), prompt, tokenizer, options
                )
                tokens = result.sequences_ids[0]
            out.append([] if silent and likely < self.s.unlikely else tokens)
        return out

    def timed(self, encoded, part, texts, lang):
        """Words of each window with their times in the sound."""
        tokenizer = self.tokenizer(lang)
        only = [[t for t in tokens if t < tokenizer.eot] for tokens in texts]
        frames = [min((b - a) * 100 // RATE, self.model.feature_extractor.nb_max_frames) for a, b in part]
        out = []
        for (a, b), words in zip(part, self.model.find_alignment(tokenizer, only, encoded, frames)):
            merge_punctuations(words, BEFORE, AFTER)
            out.append([
                (w["word"], a / RATE + float(w["start"]), min(a / RATE + float(w["end"]), b / RATE),
                 float(w["probability"]))
                for w in (words if lang in NO_SPACES else joined(words)) if w["word"].strip()
            ])
        return out

    def tokenizer(self, lang):
        return Tokenizer(
            self.model.hf_tokenizer, self.model.model.is_multilingual, task="transcribe", language=lang
        )


def place(words, stretches):
    """Holds words to the voice: a time that runs on into silence is cut back,
    and a word more than half a second from any voice is marked."""
    for text, start, end, probability in words:
        near = min(stretches, key=lambda v: max(v[0] - end * RATE, start * RATE - v[1]))
        a, b = near[0] / RATE - 0.1, near[1] / RATE + 0.1
        far = max(a - end, start - b)
        if far < 0 and end - start > 0.6:
            start, end = max(start, a), min(end, b)
        yield text, start, end, probability, far < 0.4
