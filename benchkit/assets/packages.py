"""The npm packages of the builder, the Desk and the realtime server, installed once per lock file."""

import hashlib
import os
import platform
import shutil
import subprocess
from pathlib import Path

from benchkit.assets.errors import AssetError
from benchkit.assets.files import link, locked

HERE = Path(__file__).parent
MANIFESTS = ("package.json", "package-lock.json")
MINIMUM_NODE = 18


def install(cache_dir: Path, manifests: Path = HERE) -> Path:
	"""Return a `node_modules` folder that has exactly what a folder's package-lock.json says, installing it at first use.

	It lives in `cache_dir`, named by the lock file and the kind of machine (esbuild is a native program), so that
	every bench of this user shares it. An interrupted install leaves nothing under that name.

	:raises AssetError: Node.js or npm is missing, too old, or `npm ci` failed
	"""
	_check_node()
	folder = cache_dir / f"node-{_key(manifests)}"
	modules = folder / "node_modules"
	if modules.is_dir():
		return modules
	with locked(cache_dir / "node.lock"):
		if modules.is_dir():  # another process was first
			return modules
		temporary = cache_dir / f".{folder.name}"
		shutil.rmtree(temporary, ignore_errors=True)
		temporary.mkdir(parents=True)
		for manifest in MANIFESTS:
			shutil.copy(manifests / manifest, temporary)
		_npm_ci(temporary)
		temporary.rename(folder)
	return modules


def install_own(cache_dir: Path, root: Path) -> None:
	"""Give an app that locks npm packages of its own a `node_modules` beside its package.

	A folder that is there already – made by yarn, or by whoever works on the app – stays as it is.
	"""
	modules = root / "node_modules"
	if (root / "package-lock.json").is_file() and (modules.is_symlink() or not modules.exists()):
		link(modules, install(cache_dir, root).absolute())


def _key(manifests: Path) -> str:
	digest = hashlib.sha256(f"{platform.system()} {platform.machine()}\n".encode())
	for manifest in MANIFESTS:
		digest.update((manifests / manifest).read_bytes())
	return digest.hexdigest()[:16]


def _check_node() -> None:
	for program in ("node", "npm"):
		if not shutil.which(program):
			raise AssetError(
				f"{program} is not installed", hint="Install the Debian packages nodejs and npm."
			)
	version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
	if int(version.lstrip("v").split(".")[0]) < MINIMUM_NODE:
		raise AssetError(f"Node.js {version} is too old", hint=f"Install Node.js {MINIMUM_NODE} or newer.")


def _npm_ci(folder: Path) -> None:
	# No package needs its install script here, and none of them gets to run code at install time.
	command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
	done = subprocess.run(
		command, cwd=folder, capture_output=True, text=True, env={**os.environ, "CI": "true"}, check=False
	)
	if done.returncode:
		raise AssetError(
			"npm could not install the packages of the asset builder",
			command=" ".join(command),
			detail=(done.stdout + done.stderr).strip()[-4000:],
			hint="Check that npm reaches its registry (npm ping), then run the build again.",
		)
