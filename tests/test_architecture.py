"""The plan of the house holds: imports go down only, and none of them hides."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.test import SimpleTestCase

CLAIMS = Path(__file__).resolve().parent.parent / "claims"

# From the ground up. Rooms on one floor do not import each other.
FLOORS = [
    {"canonical"},
    {"choices"},
    {"models"},
    {"audit"},
    {"search"},
    {"review"},
    {"editing"},
    {"exchange"},
    {"admin", "api", "desk", "pages", "management", "templatetags", "checks", "tasks"},
]
# The application's own set-up wires the checks in; migrations describe themselves.
OUTSIDE = {"apps", "migrations", "__init__"}
WEB = ("rest_framework", "django_filters", "django.http", "django.urls", "django.contrib.admin")


def room_of(path: Path) -> str:
    return path.relative_to(CLAIMS).parts[0].removesuffix(".py")


def floor_of(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(CLAIMS.rglob("*.py")):
        if room_of(path) not in OUTSIDE:
            yield path, ast.parse(path.read_text())


def imported(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, "." * node.level + (node.module or "")


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(CLAIMS.parent)}:{getattr(node, 'lineno', 0)}"


class ImportTests(SimpleTestCase):
    def test_every_room_has_its_floor(self):
        known = set().union(*FLOORS) | OUTSIDE
        rooms = {room_of(path) for path in CLAIMS.rglob("*.py")}
        self.assertLessEqual(rooms, known)

    def test_go_down_only(self):
        faults = []
        for path, tree in sources():
            room = room_of(path)
            for node, name in imported(tree):
                if not name.startswith("claims."):
                    continue
                target = name.split(".")[1]
                if target != room and floor_of(target) >= floor_of(room):
                    faults.append(f"{place(path, node)}: {room} imports {target}")
        self.assertEqual(faults, [])

    def test_know_nothing_of_the_web_below_the_faces(self):
        faults = [
            f"{place(path, node)}: {name}"
            for path, tree in sources()
            if floor_of(room_of(path)) < len(FLOORS) - 1
            for node, name in imported(tree)
            if name.startswith(WEB)
        ]
        self.assertEqual(faults, [])

    def test_stand_at_the_top_of_the_file(self):
        faults = [
            place(path, inner)
            for path, tree in sources()
            for outer in ast.walk(tree)
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
            for inner in ast.walk(outer)
            if isinstance(inner, ast.Import | ast.ImportFrom)
        ]
        self.assertEqual(faults, [])

    def test_name_what_they_take(self):
        faults = [
            place(path, node)
            for path, tree in sources()
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and (node.level > 1 or any(alias.name == "*" for alias in node.names))
        ]
        self.assertEqual(faults, [])

    def test_models_know_only_their_base(self):
        faults = [
            f"{place(path, node)}: {name}"
            for path, tree in sources()
            if room_of(path) == "models" and path.name != "__init__.py"
            for node, name in imported(tree)
            if name.startswith("claims.models") and name != "claims.models.base"
        ]
        self.assertEqual(faults, [])

    def test_others_take_models_from_the_front_door(self):
        faults = [
            f"{place(path, node)}: {name}"
            for path, tree in sources()
            if room_of(path) != "models"
            for node, name in imported(tree)
            if name.startswith("claims.models.") and name != "claims.models.base"
        ]
        self.assertEqual(faults, [])


class HabitTests(SimpleTestCase):
    def test_nothing_happens_behind_ones_back(self):
        """No signals, no save() or delete() of our own, no thread-locals."""
        faults = []
        for path, tree in sources():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef) and room_of(path) == "models":
                    faults += [
                        f"{place(path, item)}: {item.name}"
                        for item in node.body
                        if isinstance(item, ast.FunctionDef) and item.name in ("save", "delete")
                    ]
            faults += [
                f"{place(path, node)}: {name}"
                for node, name in imported(tree)
                if name in ("django.dispatch", "django.db.models.signals", "threading")
            ]
        self.assertEqual(faults, [])

    def test_every_module_says_what_it_holds(self):
        missing = [place(path, tree) for path, tree in sources() if not ast.get_docstring(tree)]
        self.assertEqual(missing, [])
