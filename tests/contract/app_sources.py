"""What the contract tests look at: the app's files, parsed."""

import ast
import importlib
import json
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
APP = ROOT / "apps" / "bank_crm" / "bank_crm"
TABLE_TYPES = ("Table", "Table MultiSelect")


@dataclass(frozen=True)
class Source:
	"""One Python file of the app."""

	path: Path
	text: str
	tree: ast.Module

	@property
	def name(self) -> str:
		return str(self.path.relative_to(APP))

	@property
	def is_test(self) -> bool:
		return self.path.name.startswith("test_") or "tests" in self.path.relative_to(APP).parts

	@property
	def lines(self) -> list[str]:
		return self.text.splitlines()


@dataclass(frozen=True)
class DocTypeFile:
	"""One DocType: its JSON and where it lies."""

	path: Path
	data: dict[str, Any]

	@property
	def name(self) -> str:
		return self.data["name"]

	@property
	def fields(self) -> list[dict[str, Any]]:
		return self.data["fields"]

	def sibling(self, pattern: str) -> Path:
		return self.path.parent / pattern.format(self.path.stem)


@cache
def python_sources() -> tuple[Source, ...]:
	"""All Python files, tests included."""
	paths = sorted(path for path in APP.rglob("*.py") if "node_modules" not in path.parts)
	texts = [(path, path.read_text(encoding="utf-8")) for path in paths]
	return tuple(Source(path, text, ast.parse(text, str(path))) for path, text in texts)


def code() -> list[Source]:
	"""The Python files that run in production."""
	return [source for source in python_sources() if not source.is_test]


@cache
def json_files() -> tuple[tuple[Path, Any], ...]:
	"""All JSON files of documents the app ships in its modules."""
	return tuple((path, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(APP.rglob("*.json")))


@cache
def doctypes() -> tuple[DocTypeFile, ...]:
	"""All DocTypes of the app."""
	found = [DocTypeFile(path, data) for path, data in json_files() if _is_doctype(data)]
	assert found, "the app has DocTypes"
	return tuple(found)


def _is_doctype(data: Any) -> bool:
	return isinstance(data, dict) and data.get("doctype") == "DocType"


def scrub(name: str) -> str:
	"""Frappe's way from a name to a file name."""
	return name.replace(" ", "_").replace("-", "_").lower()


@cache
def modules() -> tuple[str, ...]:
	return tuple((APP / "modules.txt").read_text(encoding="utf-8").split("\n")[:-1])


@cache
def role_names() -> frozenset[str]:
	"""The role constants of permissions/roles.py."""
	tree = ast.parse((APP / "permissions" / "roles.py").read_text(encoding="utf-8"))
	assigned = [node.value for node in tree.body if isinstance(node, ast.Assign)]
	return frozenset(str(value.value) for value in assigned if isinstance(value, ast.Constant))


@cache
def vocabularies() -> dict[str, tuple[str, ...]]:
	"""Every enum of the pure layer with text values: dotted name → its values."""
	package = importlib.import_module("bank_crm.domain")
	found = {}
	for info in pkgutil.walk_packages(package.__path__, "bank_crm.domain."):
		module = importlib.import_module(info.name)
		for name, value in vars(module).items():
			if isinstance(value, type) and issubclass(value, Enum) and value.__module__ == info.name:
				found[f"{info.name}.{name}"] = tuple(str(member.value) for member in value)
	return found


@cache
def hooks() -> dict[str, Any]:
	"""What hooks.py declares; declarations only, which test_hooks.py checks."""
	names: dict[str, Any] = {}
	exec((APP / "hooks.py").read_text(encoding="utf-8"), names)
	return {name: value for name, value in names.items() if not name.startswith("__")}


@cache
def personal_data() -> tuple[Any, ...]:
	"""What the modules declare about DocTypes that know customers (hook `bank_personal_data`)."""
	found: list[Any] = []
	for path in hooks()["bank_personal_data"]:
		module, _, attribute = path.rpartition(".")
		found += getattr(importlib.import_module(module), attribute)
	return tuple(found)


@cache
def sealed_fields() -> dict[str, list[str]]:
	"""The sealed columns by DocType, from compliance/sealing.py."""
	(source,) = [source for source in code() if source.name == "compliance/sealing.py"]
	(value,) = [
		node.value
		for node in source.tree.body
		if isinstance(node, ast.AnnAssign)
		and isinstance(node.target, ast.Name)
		and node.target.id == "SEALED_FIELDS"
	]
	return {
		key.value: [field.value for field in entry.keys]
		for key, entry in zip(value.keys, value.values, strict=True)
	}


def calls(tree: ast.AST) -> Iterator[ast.Call]:
	return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def dotted(node: ast.AST) -> str:
	"""`frappe.db.sql` of an attribute chain; "" where it begins with something else than a name."""
	parts = []
	while isinstance(node, ast.Attribute):
		parts.append(node.attr)
		node = node.value
	return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
	return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def resolves(path: str) -> bool:
	"""Whether `bank_crm.a.b.c` is a module, or a function, class, constant or import of one."""
	parts = path.split(".")[1:]
	for length in range(len(parts), -1, -1):
		base = APP.joinpath(*parts[:length])
		file = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
		if file.is_file():
			rest = parts[length:]
			return not rest or _defines(file, rest)
	return False


def _defines(file: Path, names: list[str]) -> bool:
	body: list[ast.stmt] = ast.parse(file.read_text(encoding="utf-8")).body
	for name in names:
		for node in body:
			if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
				body = node.body
				break
			targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
			imports = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
			if any(alias.asname == name or alias.name == name for alias in imports) or any(
				isinstance(target, ast.Name) and target.id == name for target in targets
			):
				body = []
				break
		else:
			return False
	return True
