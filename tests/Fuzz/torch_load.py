"""Loads the .pt files that `--kind torch --keep FOLDER` left with torch.load(weights_only=True), and sets how each ended beside how
it ended here. Every file is loaded in a process of its own, which may take 10 s and 4 GB.

    dotnet run --project tests/Fuzz -c Release -- 2000 --kind torch --keep mutants
    python3 tests/Fuzz/torch_load.py mutants
"""
import collections
import csv
import os
import pickle
import re
import resource
import signal
import sys
import warnings

import torch

CLEAN = (pickle.UnpicklingError, RuntimeError)


def load(path):
    """How loading ends, as an exit code: 0 loads, 1 refused in its own words, 2 out of memory, 3 any other exception."""
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.alarm(10)
    warnings.simplefilter("ignore")
    try:
        torch.load(path, weights_only=True)
        return 0, ""
    except MemoryError as error:
        return 2, repr(error)
    except RuntimeError as error:
        return (2 if "not enough memory" in str(error) else 1), repr(error)
    except CLEAN as error:
        return 1, repr(error)
    except Exception as error:
        return 3, repr(error)


def end(path):
    """How loading a file ends in a process of its own, what was said, and the most memory that it took, in MB."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        code, words = load(path)
        os.write(write, words.encode()[:2000])
        os._exit(code)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        words = pipe.read().decode(errors="replace")
    _, status, usage = os.wait4(child, 0)
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        ending = "more than 10 s" if name == "SIGALRM" else f"crash ({name})"
    else:
        ending = ["loads", "refused", "out of memory", "other exception"][os.WEXITSTATUS(status)]
    return ending, words, usage.ru_maxrss / 1000


def kind(said):
    """What was said here, without the names and numbers of the one file."""
    return re.sub(r"\b[0-9A-F]*\d[0-9A-F]*\b", "N", re.sub(r"'[^']*'", "…", said.partition(": ")[2]))[:45]


def main(folder):
    with open(os.path.join(folder, "outcomes.csv")) as table:
        here = {row["file"]: (row["label"], row["said"]) for row in csv.DictReader(table)}
    counts, words, largest = collections.Counter(), collections.defaultdict(collections.Counter), 0
    for file, (ours, ours_said) in sorted(here.items()):
        theirs, said, memory = end(os.path.join(folder, file))
        counts[ours, theirs] += 1
        words[ours, theirs][said.partition("(")[0] or kind(ours_said)] += 1
        largest = max(largest, memory)
    endings = sorted({theirs for _, theirs in counts})
    print(f"torch {torch.__version__}: {len(here)} files, at most {largest:.0f} MB in a process")
    print("| here | " + " | ".join(endings) + " |")
    print("|---" * (len(endings) + 1) + "|")
    for ours in ("loads", "refused"):
        print(f"| {ours} | " + " | ".join(str(counts[ours, theirs]) for theirs in endings) + " |")
    for pair, said in sorted(words.items()):
        if pair not in (("loads", "loads"), ("refused", "refused")):
            print(f"\n{pair[0]} here, there: {pair[1]}")
            for text, count in said.most_common(12):
                print(f"  {count:5d}  {text}")


if __name__ == "__main__":
    main(sys.argv[1])
