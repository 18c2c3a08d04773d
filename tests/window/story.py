#!/usr/bin/python3
"""Drives the real program from outside, through accessibility, the way an operator goes: a list, the gate, a run that is
paused and goes on, the evidence, the end.

usage: story.py <sluice> <sluice-cli> <list of ids>     77: a package is missing, so nothing was tried
"""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77
COUNT = 230


def skip(what):
    print(f"SKIPPED: {what} is not installed (Debian: xvfb, at-spi2-core, dbus-daemon, python3-gi, gir1.2-atspi-2.0)")
    sys.exit(SKIPPED)


def settled(text):
    return int(text.replace(",", ""))


def story(sluice, cli, ids, home):
    from screenreader import NotThere, Program, until

    store = home / "practice.sqlite"

    def stored():
        """The job as the command line reads it in the same store."""
        words = [cli, "status", "--store", store, "--json"]
        return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)["jobs"][0]

    program = subprocess.Popen(
        [sluice, "--practice", "--ids", ids, "--profile", "kameleoon", "--store", store], stdin=subprocess.DEVNULL)
    window = None
    try:
        window = Program(program.pid)
        # A new job: the list is read, and all of it will be sent.
        window.says(rf"{COUNT} will be sent\s+0 duplicates merged\s+0 rejected")
        # One request after another, and half of the limit: it is seen running, and not only waiting for the next ten
        # seconds, and is still at it when a busy machine comes to press the next button.
        window.set("At the same time", 1)
        window.set("Leave for others", 50)
        window.says("finishes ")  # the forecast
        window.press("push button", "Continue…")

        # The gate: a wrong number opens nothing.
        delete = f"PRACTICE: delete {COUNT} made-up accounts"
        window.write("text", "How many", str(COUNT - 1))
        window.says(f"You typed {COUNT - 1}. The list holds {COUNT}.")
        try:
            window.find("push button", delete, patience=0)
            raise NotThere("the gate is shut; its button can be pressed")
        except NotThere as shut:
            if "can be pressed" in str(shut):
                raise
        window.write("text", "How many", str(COUNT))
        window.press("push button", delete)

        # It runs, and says so; the counts move.
        running = rf"PRACTICE: Running: ([\d,]+) of {COUNT}, finishes "
        window.says("PRACTICE: (Running|Waiting)")
        window.says(running)
        until("some ids are done", lambda: settled(window.says(running)[1]) >= 3)

        # Paused: sentence, count and store say the same, and nothing moves any more.
        window.press("push button", r"Pause\s+Ctrl\+P")
        stopped = window.says(rf"PRACTICE: Paused by you at .*: ([\d,]+) of {COUNT}")
        done = int(window.find("check box", r"✓ Done \d+").get_name().split()[-1])
        told = stored()
        window.says(re.escape(stopped[0]), patience=0)
        if not done == settled(stopped[1]) == told["done"]:
            raise NotThere(f"one number in sentence, count and store: {stopped[0]}, {done}, {told}")

        # It goes on from there.
        window.press("push button", r"Resume\s+Ctrl\+P")
        until("more ids are done", lambda: settled(window.says(running)[1]) > done + 3)

        # Stopped for good: first nothing more is sent, then the question.
        window.press("push button", "Stop…?")
        window.says(r"PRACTICE: Stopped sending\. |PRACTICE: Paused by you")
        window.press("push button", "End the job")
        over = window.says(rf"PRACTICE: Ended by you: ([\d,]+) of {COUNT}, ([\d,]+) untouched")
        done = settled(over[1])
        if done + settled(over[2]) != COUNT:
            raise NotThere(f"numbers that add up: {over[0]}")

        # The evidence: one row for every id, and as many done as the window said.
        evidence = home / "evidence"
        evidence.mkdir()
        window.press("push button", "Save evidence…")
        window.write("text", "File name:|Directory:", str(evidence))
        window.press("push button", "Choose")
        outcomes = until("the evidence", lambda: next(evidence.rglob("outcomes.csv"), None))
        until("the summary of the evidence", lambda: next(evidence.rglob("summary.json"), None))
        rows = list(csv.DictReader(outcomes.open(encoding="utf-8")))
        states = [row["state"] for row in rows]
        if (len(rows), states.count("done")) != (COUNT, done):
            raise NotThere(f"{COUNT} rows, {done} done: {len(rows)} rows, {states.count('done')} done")

        window.menu("Job", "Quit")
        if (code := program.wait(60)) != 0:
            raise NotThere(f"an end with 0: {code}")
        print(f"{done} of {COUNT} done; paused, resumed, ended, exported, closed")
    except Exception:
        if window and program.poll() is None:
            print("On the screen:\n" + window.describe())
        raise
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()


def inside(sluice, cli, ids):
    """A home of its own for program, settings and evidence."""
    try:
        import gi

        gi.require_version("Atspi", "2.0")
    except (ImportError, ValueError):
        skip("accessibility for Python")
    story(sluice, cli, ids, Path(os.environ["HOME"]))


def outside(words):
    for program in ("Xvfb", "dbus-run-session"):
        if not shutil.which(program):
            skip(program)
    if not any(Path(folder, "at-spi-bus-launcher").exists() for folder in ("/usr/libexec", "/usr/lib/at-spi2-core")):
        skip("the accessibility bus")
    with tempfile.TemporaryDirectory(prefix="sluice-window-") as home:
        run = Path(home, "run")
        run.mkdir(mode=0o700)
        ours = ("XDG_", "QT_", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        environment |= {"HOME": home, "XDG_RUNTIME_DIR": str(run), "LC_ALL": "C.UTF-8",
                        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        # A display of its own, with a number that the server finds itself. Without -noreset it starts anew when its last
        # client goes, be it one that only had a look, and refuses whoever comes in that moment.
        told, tells = os.pipe()
        display = subprocess.Popen(["Xvfb", "-displayfd", str(tells), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
                                   pass_fds=[tells], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(tells)
        try:
            with os.fdopen(told) as number:
                environment["DISPLAY"] = ":" + number.readline().strip()
            return subprocess.run(["dbus-run-session", "--", sys.executable, __file__, "--inside", *words],
                                  env=environment, check=False).returncode
        finally:
            display.terminate()
            display.wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(*sys.argv[2:])
    else:
        sys.exit(outside([os.path.abspath(word) for word in sys.argv[1:4]]))
