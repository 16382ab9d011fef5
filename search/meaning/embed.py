"""The model of meaning's process: texts come in, vectors go out.

Each request on standard input is one JSON line, and so is each answer:
    {"id": 1, "text": "..."}
    {"type": "ready"}
    {"type": "vector", "id": 1, "vector": "..."}
    {"type": "error", "id": 1, "message": "..."}
A vector is 384 signed bytes in base64: the mean of the word pieces' vectors,
scaled so that its largest part is 127. Texts are taken one at a time, because
with 8-bit weights the company a text is in would change its vector.
"""

import base64
import json
import os
import resource
import sys

# Above this the process is wrong about something: it takes 0.4 GB.
limit = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

# Libraries that print must not disturb the answers: they get standard error.
answers = os.fdopen(os.dup(1), "w", encoding="ascii", buffering=1)
os.dup2(2, 1)


def say(**message):
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def load(folder, threads):
    pieces = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    pieces.enable_truncation(256)  # as many as the model was trained with
    pieces.no_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(
        os.path.join(folder, "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    return pieces, session


def vector(pieces, session, text):
    ids = np.array([pieces.encode(text).ids], dtype=np.int64)
    (hidden, *_) = session.run(
        None, {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    )
    mean = hidden[0].mean(axis=0)
    return np.round(mean * (127 / np.abs(mean).max())).astype(np.int8)


def main():
    pieces, session = load(sys.argv[1], int(sys.argv[2]))
    say(type="ready")
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            made = vector(pieces, session, request["text"])
            say(type="vector", id=request["id"], vector=base64.b64encode(made.tobytes()).decode())
        except Exception as e:  # the parent decides what becomes of the text
            say(type="error", id=request["id"], message=f"{type(e).__name__}: {e}"[:500])


main()
