// Compiles a Website Theme: `node website_theme.mjs <file below a site's folder> <SCSS, its line ends written as \n>`.
//
// Frappe runs this, as `generate_bootstrap_theme.js` beside its package, when a Website Theme is saved. Whatever comes
// on stderr is shown to the user as an error.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

import { Styles } from "./styles.mjs";

const [output, escaped] = process.argv.slice(2);

/** Folders of the Python packages of all apps that have styles: their public files are linked below sites/assets. */
function findPackages(sites) {
	const packages = {};
	for (const app of fs.readdirSync(path.join(sites, "assets"))) {
		const styles = path.join(sites, "assets", app, "scss");
		if (fs.existsSync(styles)) packages[app] = path.resolve(fs.realpathSync(styles), "..", "..");
	}
	return packages;
}

function findSites(folder) {
	if (fs.existsSync(path.join(folder, "assets", "assets.json"))) return folder;
	const parent = path.dirname(folder);
	if (parent === folder) throw new Error(`${output} is in no sites folder with built assets`);
	return findSites(parent);
}

try {
	const sites = findSites(path.dirname(path.resolve(output)));
	const require = createRequire(path.join(sites, "website_theme.cjs"));
	const job = { nodeModules: path.join(sites, "node_modules"), packages: findPackages(sites) };
	const styles = new Styles(job, require);
	const { Logger, compileString } = require("sass");
	const options = { ...styles.sassOptions(), logger: Logger.silent, style: "compressed" };
	const { css } = compileString(escaped.replaceAll("\\n", "\n"), options);
	fs.writeFileSync(output, css);
} catch (error) {
	console.error(error.sassMessage ? error.message : error.stack);
	process.exitCode = 1;
}
