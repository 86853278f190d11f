"""The asset pipeline: npm packages, bundles, `assets.json` and the links under `<sites>/assets`."""

from benchkit.assets.builder import BuildResult, Places, build_assets, build_bench
from benchkit.assets.errors import AssetError

__all__ = ["AssetError", "BuildResult", "Places", "build_assets", "build_bench"]
