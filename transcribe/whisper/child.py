"""The speech engine's process: sounds come in, JSON lines go out.

Each request on standard input is one JSON line
    {"id": 1, "language": "", "words": ["..."]}
followed by the sound in frames: four bytes (little-endian) with a length, then
so many bytes of 16 kHz mono signed 16-bit samples. A frame of length 0 ends the
sound; 0xFFFFFFFF takes the request back. Answers on standard output:
    {"type": "ready", "engine": "faster-whisper 1.2.1"}
    {"type": "progress", "id": 1, "seconds": 29.0}
    {"type": "heard", "id": 1, "language": "en", "words": [["Hello", 0.1, 0.5, 0.9, true], ...]}
    {"type": "error", "id": 1, "message": "..."}
A word is text, start and end in seconds, probability, and whether a voice was
detected near it. The process ends when its input does, also in mid-work.

This file runs behind hear.py in one namespace: the parent sends both as one
program, so that nothing but the interpreter and its packages is read from disk.
"""

import argparse
import json
import os
import queue
import struct
import sys
import threading
from importlib.metadata import version

TAKEN_BACK = 0xFFFFFFFF
LARGEST_FRAME = 1 << 20


def exactly(stream, n):
    data = stream.read(n)
    if len(data) != n:
        os._exit(0)  # the parent has gone: nobody waits for an answer
    return data


def requests(stream, out):
    """Reads requests into the queue until the input ends, then ends the process."""
    while True:
        line = stream.readline(1 << 20)
        if not line.endswith(b"\n"):
            os._exit(0)
        request, sound = json.loads(line), bytearray()
        while True:
            (n,) = struct.unpack("<I", exactly(stream, 4))
            if n == 0:
                out.put((request, sound))
                break
            if n == TAKEN_BACK:
                break
            if n > LARGEST_FRAME:
                os._exit(3)
            sound += exactly(stream, n)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--offline", action="store_true")
    args = parser.parse_args()

    # Libraries that print must not disturb the answers: they get standard error.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    def say(**message):
        answers.write(json.dumps(message, ensure_ascii=True) + "\n")
        answers.flush()

    todo = queue.Queue()
    threading.Thread(target=requests, args=(sys.stdin.buffer, todo), daemon=True).start()

    settings = Settings()
    settings.beam = args.beam
    ears = Ears(args.model, args.threads, args.compute_type, args.offline, settings)
    say(type="ready", engine="faster-whisper " + version("faster-whisper"))
    while True:
        request, sound = todo.get()
        number = request["id"]
        try:
            samples = np.frombuffer(bytes(sound[: len(sound) // 2 * 2]), dtype="<i2")
            words, language = ears.hear(
                samples.astype(np.float32) / 32768,
                request.get("language", ""),
                ", ".join(request.get("words") or []),
                lambda seconds: say(type="progress", id=number, seconds=round(seconds, 3)),
            )
            say(
                type="heard", id=number, language=language,
                words=[[t, round(a, 3), round(b, 3), round(p, 4), v] for t, a, b, p, v in words],
            )
        except Exception as e:  # the parent decides what becomes of the chunk
            say(type="error", id=number, message=f"{type(e).__name__}: {e}"[:500])


main()
