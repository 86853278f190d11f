"""The asset builder on two small apps, one of them in frappe's place, and on the real Frappe where there is one."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchkit.assets import AssetError, Places, build_assets, build_bench
from benchkit.assets.packages import HERE
from benchkit.paths import Bench
from benchkit.progress import StepFailed

CACHE = Path(os.environ.get("BENCHKIT_CACHE", Path.home() / ".cache" / "benchkit"))
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not shutil.which("npm"), reason="needs npm")

FRAPPE = {
	"public/js/lib.js": 'export const greeting = "from frappe";\n',
	"public/js/desk.bundle.js": 'import { greeting } from "./lib";\nwindow.desk = greeting;\n',
	"public/js/deep/er/player.bundle.js": 'import Plyr from "plyr/dist/plyr.polyfilled";\nwindow.Plyr = Plyr;\n',
	"public/scss/variables.scss": "$brand: #123456;\n",
	"public/scss/desk.bundle.scss": '@import "variables";\n.desk { color: $brand; margin-left: 7px; }\n',
	"public/images/own.svg": "<svg/>",
	"public/dist/stale.js": "not ours",
	"www/page.html": '<script src="/assets/frappe/node_modules/js-sha256/build/sha256.min.js"></script>',
}
SECOND = {
	"public/js/second.bundle.js": """
		import { greeting } from "frappe/public/js/lib";
		import md5 from "md5";
		import Card from "./card.vue";
		import "./card.html";
		window.second = { greeting, digest: md5("x"), card: Card };
	""",
	"public/js/card.html": "<b class=`x`>${__('Search')} {{ name }}</b>",
	"public/js/card.vue": """
		<script setup> const name = "card"; </script>
		<template><p class="card">{{ name }}</p></template>
		<style lang="scss">@import "frappe/public/scss/variables"; .card { background: $brand; }</style>
	""",
	"public/js/typed.bundle.ts": "const n: number = 2; (window as any).typed = n * 21;\n",
	"public/scss/second.bundle.scss": """
		@import "frappe/public/scss/variables";
		@import "~bootstrap/scss/functions";
		@import "frappe/public/node_modules/highlight.js/styles/tomorrow.css";
		.second { border-color: $brand; padding-left: 3px; user-select: none; background: url("/assets/second/images/a.png"); }
		.media { background: url("../images/a.png"); }
	""",
	"public/css/plain.bundle.css": ".plain { float: left; }\n",
	"public/images/a.png": "png",
}


def write(package: Path, files: dict[str, str]) -> Path:
	for name, text in files.items():
		(package / name).parent.mkdir(parents=True, exist_ok=True)
		(package / name).write_text(text)
	return package


@pytest.fixture
def places(tmp_path: Path) -> Places:
	packages = {
		"frappe": write(tmp_path / "env" / "frappe", FRAPPE),
		"second": write(tmp_path / "apps" / "second" / "second", SECOND),
	}
	return Places(tmp_path / "sites", packages, CACHE)


def assets(places: Places) -> dict[str, str]:
	return json.loads((places.assets / "assets.json").read_text())


def content(places: Places, key: str) -> str:
	return (places.sites / assets(places)[key].lstrip("/")).read_text()


def files_in_dist(places: Places, app: str) -> set[str]:
	return {path.name for path in places.dist(app).rglob("*") if path.is_file()}


def run_bundle(code: str) -> dict:
	"""What a bundle leaves in `window` and `frappe`, run as a browser would."""
	script = """
		const window = globalThis, styles = [], frappe = { templates: {}, dom: { set_style: (css) => styles.push(css) } };
		globalThis.__ = (text) => `translated ${text}`;
		new Function("window", "frappe", require("fs").readFileSync(0, "utf8"))(window, frappe);
		const { second, typed, desk } = window;
		console.log(JSON.stringify({ second, typed, desk, styles, templates: frappe.templates }));
	"""
	return json.loads(
		subprocess.run(["node", "-e", script], input=code, capture_output=True, text=True, check=True).stdout
	)


def test_scripts(places: Places):
	result = build_assets(places)
	assert result.changed and result.built == ("frappe", "second") and not result.warnings
	assert sorted(assets(places)) == [
		"desk.bundle.css", "desk.bundle.js", "plain.bundle.css", "player.bundle.js",
		"second.bundle.css", "second.bundle.js", "typed.bundle.js",
	]  # fmt: skip
	assert re.fullmatch(
		r"/assets/frappe/dist/js/player\.bundle\.[0-9A-F]{8}\.js", assets(places)["player.bundle.js"]
	)
	assert run_bundle(content(places, "desk.bundle.js"))["desk"] == "from frappe"
	assert run_bundle(content(places, "typed.bundle.js"))["typed"] == 42
	made = run_bundle(content(places, "second.bundle.js"))
	assert made["second"]["greeting"] == "from frappe"
	assert made["second"]["digest"] == "9dd4e461268c8034f5c8564e155c67a6"
	assert made["templates"] == {"card": "<b class=`x`>translated Search {{ name }}</b>"}
	assert made["styles"] == [".card{background:#123456}\n"]


def test_styles_in_both_directions(places: Places):
	build_assets(places)
	css = content(places, "second.bundle.css")
	assert "border-color:#123456" in css and "padding-left:3px" in css and "-webkit-user-select:none" in css
	assert ".hljs" in css and "@import" not in css
	assert "url(/assets/second/images/a.png)" in css
	copied = re.search(r"""\.media\{background:url\("?(/assets/second/dist/media/[^)"]+)""", css)[1]
	assert (places.sites / copied.lstrip("/")).read_text() == "png"
	rtl = json.loads((places.assets / "assets-rtl.json").read_text())
	assert sorted(rtl) == ["rtl_desk.bundle.css", "rtl_plain.bundle.css", "rtl_second.bundle.css"]
	assert "margin-right:7px" in (places.sites / rtl["rtl_desk.bundle.css"].lstrip("/")).read_text()
	assert "float:right" in (places.sites / rtl["rtl_plain.bundle.css"].lstrip("/")).read_text()


def test_source_maps_lead_to_the_sources(places: Places):
	build_assets(places)
	name = content(places, "desk.bundle.js").splitlines()[-1].removeprefix("//# sourceMappingURL=")
	sources = json.loads((places.dist("frappe") / "js" / name).read_text())["sources"]
	assert any(source.endswith("public/js/lib.js") for source in sources)


def test_only_what_changed_is_built(places: Places):
	build_assets(places)
	before, frappe, second = assets(places), *places.packages.values()
	again = build_assets(places)
	assert not again.changed and again.skipped == ("frappe", "second")

	(second / "public/scss/second.bundle.scss").write_text(".second { color: red; }")
	assert build_assets(places).built == ("second",)
	after = assets(places)
	assert {key for key in after if after[key] != before[key]} == {"second.bundle.css"}

	write(second, {"public/js/new.bundle.js": "window.n = 1"})
	assert build_assets(places).built == ("second",) and "new.bundle.js" in assets(places)
	(second / "public/js/new.bundle.js").unlink()
	assert build_assets(places).built == ("second",) and "new.bundle.js" not in assets(places)

	write(frappe, {"public/images/other.svg": "<svg/>"})
	assert not build_assets(places).built
	# both apps have it in a bundle
	(frappe / "public/js/lib.js").write_text('export const greeting = "changed";')
	assert build_assets(places).built == ("frappe", "second")
	assert run_bundle(content(places, "second.bundle.js"))["second"]["greeting"] == "changed"

	next(places.dist("second").rglob("typed.bundle.*.js")).unlink()
	assert build_assets(places).built == ("second",)
	assert build_assets(places, force=True).built == ("frappe", "second")


def test_files_of_former_builds_go_and_compressed_copies_of_current_ones_stay(places: Places):
	build_assets(places)
	old, kept = (Path(assets(places)[key]).name for key in ("second.bundle.css", "typed.bundle.js"))
	for name in (old, kept):
		path = next(places.dist("second").rglob(name))
		path.with_name(f"{name}.gz").write_bytes(b"")
	(places.packages["second"] / "public/scss/second.bundle.scss").write_text(".second { color: red; }")
	build_assets(places)
	there = files_in_dist(places, "second")
	assert not {old, f"{old}.gz"} & there and {kept, f"{kept}.gz"} <= there


@pytest.mark.parametrize(
	("name", "text", "told"),
	[
		("public/js/bad.bundle.js", "window.ok = 1;\nlet = ;\n", r"bad\.bundle\.js:2:\d+"),
		("public/js/bad.bundle.js", 'import "nowhere";\n', r'Could not resolve "nowhere"(.|\n)*bad\.bundle\.js:1:\d+'),
		("public/scss/bad.bundle.scss", ".a { color: red; }\n.b { color: $nothing; }\n", r"bad\.bundle\.scss:2:\d+"),
		("public/css/bad.bundle.css", ".a { color: red; }\n.b { color \n", r"bad\.bundle\.css:2:\d+"),
		("public/js/card.vue", "<template>\n<p>\n</template>\n", r"card\.vue:\d+:\d+"),
		("public/js/other/desk.bundle.scss", ".x{}", None),
		("public/css/second.bundle.scss", ".x{}", r"second has another second\.bundle\.css"),
	],
)  # fmt: skip
def test_a_failing_bundle_is_told_with_its_place_and_changes_nothing(places: Places, name, text, told):
	build_assets(places)
	before, there = assets(places), files_in_dist(places, "second")
	write(places.packages["second"], {name: text})
	if not told:  # another app may have a bundle of this name, and the later one wins
		build_assets(places)
		assert assets(places)["desk.bundle.css"].startswith("/assets/second/")
		return
	with pytest.raises(AssetError) as failure:
		build_assets(places)
	assert re.search(told, failure.value.detail), failure.value.detail
	assert assets(places) == before and files_in_dist(places, "second") == there
	assert not places.temporary.exists()


def test_a_killed_build_leaves_the_former_assets(places: Places, tmp_path: Path):
	build_assets(places)
	before, there = assets(places), files_in_dist(places, "second")
	(places.packages["second"] / "public/scss/second.bundle.scss").write_text(".second { color: red; }")
	node = tmp_path / "bin" / "node"  # builds, then ends the build like a power cut
	node.parent.mkdir()
	real = shutil.which("node")
	node.write_text(f'#!/bin/sh\n[ "$1" = --version ] && exec {real} "$@"\n{real} "$@" && kill -9 $PPID\n')
	node.chmod(0o755)
	packages = {app: str(path) for app, path in places.packages.items()}
	script = (
		"import json, sys; from pathlib import Path; from benchkit.assets import Places, build_assets\n"
		"sites, packages, cache = json.loads(sys.argv[1])\n"
		"build_assets(Places(Path(sites), {a: Path(p) for a, p in packages.items()}, Path(cache)))"
	)
	env = {**os.environ, "PATH": f"{node.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
	arguments = json.dumps([str(places.sites), packages, str(CACHE)])
	killed = subprocess.run(
		[sys.executable, "-c", script, arguments], env=env, capture_output=True, check=False
	)
	assert killed.returncode == -9 and places.temporary.exists()
	assert assets(places) == before and files_in_dist(places, "second") == there
	assert build_assets(places).built == ("second",)
	assert "red" in content(places, "second.bundle.css") and not places.temporary.exists()


def test_public_files_are_linked_beside_dist(places: Places):
	build_assets(places)
	folder = places.assets / "frappe"
	assert (folder / "images/own.svg").read_text() == "<svg/>"
	assert (folder / "js/lib.js").is_file()
	assert not (folder / "dist/stale.js").exists()
	# what the published Frappe lacks; its own file wins where it has one
	assert (folder / "images/frappe-logo.svg").read_text().startswith("<svg")
	write(places.packages["frappe"], {"public/images/frappe-logo.svg": "own logo", "public/sounds/a.mp3": ""})
	(places.packages["frappe"] / "public/images/own.svg").unlink()
	build_assets(places)
	assert (folder / "images/frappe-logo.svg").read_text() == "own logo"
	assert (folder / "sounds/a.mp3").exists() and not os.path.lexists(folder / "images/own.svg")


def test_pages_get_the_packages_they_ask_for_and_no_others(places: Places):
	build_assets(places)
	folder = places.assets / "frappe" / "node_modules"
	assert (folder / "js-sha256/build/sha256.min.js").is_file()
	assert [path.name for path in folder.iterdir()] == ["js-sha256"]
	page = 'frappe.require("/assets/frappe/node_modules/qz-tray/qz-tray.js", "/assets/second/node_modules/no/such.js")'
	write(places.packages["second"], {"doctype/x/x.js": page})
	(places.packages["frappe"] / "www/page.html").unlink()
	result = build_assets(places)
	assert [path.name for path in folder.iterdir()] == ["qz-tray"]
	assert result.warnings == "/assets/second/node_modules/no/such.js is asked for, but no package has it"


def test_an_app_uses_the_npm_packages_its_own_lock_names(places: Places):
	package = places.packages["second"]
	own = {"name": "second", "version": "1.0.0", "dependencies": {"tiny-invariant": "1.3.3"}}
	(package.parent / "package.json").write_text(json.dumps(own))
	lock = ["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit"]
	subprocess.run(lock, cwd=package.parent, check=True, capture_output=True)
	write(
		package,
		{"public/js/checked.bundle.js": "import check from 'tiny-invariant';\nwindow.check = check;\n"},
	)
	assert "second" in build_assets(places).built
	assert "Invariant failed" in content(places, "checked.bundle.js")
	assert (package.parent / "node_modules").is_symlink()
	assert not build_assets(places).built
	(package.parent / "package.json").write_text(json.dumps({**own, "description": "changed"}))
	assert build_assets(places).built == ("second",)


def test_website_themes_are_compiled_as_frappe_asks_for_it(places: Places):
	build_assets(places)
	write(places.packages["second"], {"public/scss/website.scss": ".site { color: $brand; }"})
	output = places.sites / "a.test" / "public" / "files" / "theme.css"
	output.parent.mkdir(parents=True)

	def compile_theme(scss: str) -> subprocess.CompletedProcess:
		# the call of frappe.website.doctype.website_theme
		command = ["node", "generate_bootstrap_theme.js", str(output), scss.replace("\n", "\\n")]
		folder = places.packages["frappe"].parent
		return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

	scss = '@import "frappe/public/scss/variables";\n@import "second/public/scss/website";\n@import "~bootstrap/scss/functions";'
	assert compile_theme(scss).stderr == ""
	assert output.read_text() == ".site{color:#123456}"
	failed = compile_theme(".x {\n color: $nothing }")
	assert failed.returncode == 1 and "Undefined variable" in failed.stderr and " 2:9" in failed.stderr


def test_an_app_that_leaves_takes_its_assets_along(places: Places):
	build_assets(places)
	remaining = Places(places.sites, {"frappe": places.packages["frappe"]}, CACHE)
	assert build_assets(remaining).changed
	assert sorted(assets(places)) == ["desk.bundle.css", "desk.bundle.js", "player.bundle.js"]
	assert not (places.assets / "second").exists()


def test_a_bench_is_told_what_was_built_and_where_a_bundle_fails(places: Places, tmp_path: Path, capsys):
	bench = Bench(tmp_path, tmp_path)
	packages = bench.env / "lib" / "python3.11" / "site-packages"
	packages.mkdir(parents=True)
	places.packages["frappe"].rename(packages / "frappe")
	second = places.packages["second"]
	assert build_bench(bench, {"second": second}).built == ("frappe", "second")
	assert "Building assets (frappe, second)" in capsys.readouterr().err
	assert not build_bench(bench, {"second": second}).changed
	assert "Building assets (unchanged)" in capsys.readouterr().err
	write(second, {"public/js/bad.bundle.js": "let = ;"})
	with pytest.raises(StepFailed, match=r" /\S+/second/public/js/bad\.bundle\.js:1:6"):
		build_bench(bench, {"second": second})


@pytest.mark.parametrize("folder", [HERE, *(path.parent for path in ROOT.glob("apps/*/package.json"))])
def test_the_lock_names_no_host_and_the_install_runs_no_scripts(folder: Path):
	lock = (folder / "package-lock.json").read_text()
	assert "://" not in lock and "resolved" not in lock
	packages = json.loads(lock)["packages"]
	assert packages[""]["dependencies"] == json.loads((folder / "package.json").read_text())["dependencies"]
	assert all("integrity" in entry for name, entry in packages.items() if name)


def real_frappe() -> Path | None:
	home = Path(os.environ.get("BENCH_HOME", ROOT / ".bench"))
	return next(home.glob("env/lib/python3*/site-packages/frappe"), None)


@pytest.mark.slow
@pytest.mark.skipif(real_frappe() is None, reason="needs a bench's environment: ./crm up")
def test_everything_the_real_frappe_asks_for_is_there(tmp_path: Path):
	frappe = real_frappe()
	places = Places(tmp_path, {"frappe": frappe}, CACHE)
	assert not build_assets(places).warnings
	examples = {"images/filename.jpg", "images/ui/avatar.png"}  # in docstrings
	sources = [
		path for path in frappe.rglob("*") if re.search(r"\.(py|js|html|s?css|vue|json|svg)$", path.name)
	]
	sources += [path for path in places.dist("frappe").rglob("*.css")]
	texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in sources if path.is_file()}
	dead = set()
	bundles = set()
	for path, text in texts.items():
		for url in re.findall(r"""["'`(=]/?assets/frappe/([\w./@-]+\.\w+)\b""", text):
			if url not in examples and not (places.assets / "frappe" / url).exists():
				dead.add(f"{path}: {url}")
		if path.suffix in (".py", ".html", ".js") and "public/dist" not in str(path):
			bundles |= set(re.findall(r"""["']([\w-]+\.bundle\.(?:js|css))["']""", text))
	assert not dead
	assert len(bundles) > 20 and not bundles - assets(places).keys()
