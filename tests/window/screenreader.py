"""The window as a screen reader meets it: controls by role and name, text as it is told, and nothing of the inside.

Everything that waits looks again and again until a deadline; nothing sleeps for a fixed time and hopes.
"""
import re
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 60  # seconds; reached only when something is broken
UNSEEN = {"table", "list", "tree", "tree table", "menu bar", "scroll bar"}  # whose children nobody needs to walk


class NotThere(AssertionError):
    pass


def until(what, look, patience=PATIENCE):
    """What `look` gives, as soon as that is something. A window that changes while it is read is read again."""
    end = time.monotonic() + patience
    while True:
        try:
            found = look()
        except GLib.Error:
            found = None
        if found:
            return found
        if time.monotonic() > end:
            raise NotThere(f"not within {patience} s: {what}")
        time.sleep(0.05)


def is_shown(node):
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


class Program:
    def __init__(self, pid):
        self.node = until("the program on the accessibility bus", lambda: self._find(pid))
        self.heard = []  # labels that said what was waited for; they are asked first

    @staticmethod
    def _find(pid):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for i in range(desktop.get_child_count()):
            node = desktop.get_child_at_index(i)
            if node is not None and node.get_process_id() == pid and node.get_child_count() > 0:
                return node
        return None

    @staticmethod
    def _children(node):
        node.clear_cache()
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child is not None:
                child.clear_cache()
                yield child

    def _walk(self, node, wanted=lambda node: True):
        for child in self._children(node):
            if wanted(child):
                yield child
                if child.get_role_name() not in UNSEEN:
                    yield from self._walk(child, wanted)

    def shown(self, role=None):
        """Everything that is on the screen. What lies in a page that is not shown is not even asked: each question
        goes to the program and back."""
        for node in self._walk(self.node, is_shown):
            if role in (None, node.get_role_name()):
                yield node

    def find(self, role, name, patience=PATIENCE, usable=True):
        """The control of this role whose name matches, once it is shown (and can be used)."""

        def look():
            for node in self.shown(role):
                if re.fullmatch(name, node.get_name()):
                    if not usable or node.get_state_set().contains(Atspi.StateType.SENSITIVE):
                        return node
            return None

        return until(f"{role} “{name}”", look, patience)

    def says(self, sentence, patience=PATIENCE):
        """The match of the first text on the screen that begins so."""

        def look():
            for node in self.heard:
                node.clear_cache()
                if (match := re.match(sentence, node.get_name())) and is_shown(node):
                    return match
            for node in self.shown("label"):
                if match := re.match(sentence, node.get_name()):
                    self.heard.insert(0, node)
                    return match
            return None

        return until(f"the words “{sentence}”", look, patience)

    def press(self, role, name):
        """Does what a press of this control does. The first action is what the control is for."""
        node = self.find(role, name)
        if not node.get_action_iface().do_action(0):
            raise NotThere(f"{role} “{name}” cannot be pressed")

    def write(self, role, name, text):
        field = self.find(role, name)
        if not field.get_editable_text_iface().set_text_contents(text):
            raise NotThere(f"nothing can be written into {role} “{name}”")

    def set(self, name, number):
        value = self.find("spin button", name).get_value_iface()
        value.set_current_value(number)
        until(f"{name} = {number}", lambda: value.get_current_value() == number)

    def menu(self, menu, entry):
        """An entry of the menu bar, chosen without opening the menu."""

        def look():
            for bar in self.shown("menu bar"):
                for title in self._children(bar):
                    if title.get_name() != menu:
                        continue
                    for node in self._walk(title):
                        if node.get_role_name() == "menu item" and node.get_name() == entry:
                            return node
            return None

        until(f"menu {menu} → {entry}", look).get_action_iface().do_action(0)

    def describe(self):
        """What is on the screen, a line each: for whoever reads why a test failed."""
        lines = []
        for node in self.shown():
            lines.append(f"  {node.get_role_name()}: {node.get_name()!r}")
        return "\n".join(lines)
