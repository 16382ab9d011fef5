"""The plain engine, to compare with: faster-whisper as its own README calls it.

    python plain.py MODEL THREADS

loads the model, says {"ready": true}, then reads one path a line and answers
    {"seconds": 61.2, "duration": 431.0, "words": 1083}
with the time from opening the file to the last segment. Beam 5, int8, no voice
gate; the file is decoded by faster-whisper itself.
"""

import json
import sys
import time

from faster_whisper import WhisperModel

model = WhisperModel(
    sys.argv[1], device="cpu", compute_type="int8", cpu_threads=int(sys.argv[2]), local_files_only=True
)
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    began = time.perf_counter()
    segments, info = model.transcribe(line.rstrip("\n"), beam_size=5)
    words = sum(len(s.text.split()) for s in segments)
    print(
        json.dumps({"seconds": time.perf_counter() - began, "duration": info.duration, "words": words}), flush=True
    )
