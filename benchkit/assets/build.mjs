// Builds the asset bundles of Frappe apps: `node build.mjs` with a job as JSON on stdin, the result as JSON on stdout.
//
// Job:    { nodeModules, packages: {app: folder of its Python package}, apps: [{name, out}] }
// Result: { apps: {app: {assets: {"desk.bundle.js": "js/desk.bundle.0A1B2C3D.js"}, rtl: {…}, inputs: [absolute paths]}} }
// Files are written below each app's `out`. A bundle that fails is told on stderr as file:line:column and exits with 1.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

import { assetUrls, htmlTemplates, packagePaths } from "./plugins.mjs";
import { Styles } from "./styles.mjs";

const job = JSON.parse(await text(process.stdin));
const require = createRequire(path.join(job.nodeModules, "package.json"));
const esbuild = require("esbuild");
const glob = require("fast-glob");
const vue = require("esbuild-plugin-vue3");

// Files that a stylesheet names by a relative path are copied beside the bundles.
const MEDIA = [".eot", ".gif", ".jpg", ".jpeg", ".png", ".svg", ".ttf", ".webp", ".woff", ".woff2"];
const STYLE = /\.(scss|css)$/;

class BundleError extends Error {}

function publicFolder(app) {
	return path.join(job.packages[app], "public");
}

/** Bundle sources of an app: [{ source, key: "desk.bundle.css", name: "desk.bundle" }], sorted. */
function findBundles(app) {
	const sources = glob.sync("**/*.bundle.{js,ts,scss,css}", {
		cwd: publicFolder(app),
		absolute: true,
		ignore: ["dist/**", "node_modules/**", "**/node_modules/**"],
	});
	const byKey = new Map();
	for (const source of sources.sort()) {
		const extension = STYLE.test(source) ? ".css" : ".js";
		const name = path.basename(source, path.extname(source));
		const key = name + extension;
		if (byKey.has(key)) {
			// both would be asked for by the same name, and one would silently win
			throw new BundleError(`${source}: ${app} has another ${key}: ${byKey.get(key).source}`);
		}
		byKey.set(key, { source, key, name });
	}
	return [...byKey.values()];
}

/** Options that scripts and styles share. Names carry no hash here: `emit` hashes what is really written. */
function commonOptions(app, out, folder, bundles) {
	return {
		absWorkingDir: process.cwd(),
		entryPoints: bundles.map(({ source, name }) => ({ in: source, out: `${folder}/${name}` })),
		outdir: out,
		bundle: true,
		write: false,
		minify: true,
		metafile: true,
		target: ["es2017"],
		logLevel: "silent",
		nodePaths: nodePaths(),
		loader: Object.fromEntries(MEDIA.map((extension) => [extension, "file"])),
		assetNames: "media/[name].[hash]",
		publicPath: `/assets/${app}/dist`,
	};
}

/** Where bare imports are looked for: an app's own node_modules, if it has them, then benchkit's. */
function nodePaths() {
	const own = Object.values(job.packages).map((folder) => path.join(folder, "..", "node_modules"));
	return [...own.filter((folder) => fs.existsSync(folder)), job.nodeModules];
}

async function buildScripts(app, out, bundles, styles) {
	if (!bundles.length) return { outputs: new Map(), inputs: [] };
	const result = await esbuild.build({
		...commonOptions(app, out, "js", bundles),
		sourcemap: "external",
		define: {
			"process.env.NODE_ENV": '"production"',
			__VUE_OPTIONS_API__: "true",
			__VUE_PROD_DEVTOOLS__: "false",
		},
		plugins: [
			packagePaths(job),
			assetUrls(),
			htmlTemplates(),
			vue({ pathAliases: false, preprocessorOptions: styles.sassOptions() }),
			styles.plugin(false),
		],
	});
	return emit(result, out, bundles);
}

async function buildStyles(app, out, bundles, styles, rtl) {
	if (!bundles.length) return { outputs: new Map(), inputs: [] };
	const result = await esbuild.build({
		...commonOptions(app, out, rtl ? "css-rtl" : "css", bundles),
		plugins: [packagePaths(job), assetUrls(), styles.plugin(rtl)],
	});
	return emit(result, out, bundles);
}

/** Writes what esbuild made; returns {outputs: Map(key → path below `out`), inputs: absolute paths}. */
function emit(result, out, bundles) {
	tell("warning", result.warnings);
	const files = new Map(result.outputFiles.map((file) => [path.relative(out, file.path), file]));
	const keys = new Map(bundles.map(({ source, key }) => [fs.realpathSync(source), key])); // esbuild follows links
	const outputs = new Map();
	for (const [output, info] of Object.entries(result.metafile.outputs)) {
		const relative = path.relative(out, path.resolve(output));
		if (relative.startsWith("media/")) write(path.join(out, relative), files.get(relative).contents);
		const key = info.entryPoint && keys.get(path.resolve(info.entryPoint));
		if (!key) continue;
		let code = files.get(relative).text;
		if (info.cssBundle) {
			// Desk loads a bundle by one name: the styles of its components have to come with the script.
			const css = files.get(path.relative(out, path.resolve(info.cssBundle))).text;
			code += `frappe.dom.set_style(${JSON.stringify(css)});\n`;
		}
		outputs.set(key, writeHashed(out, relative, code, files.get(`${relative}.map`)));
	}
	const lost = bundles.filter(({ key }) => !outputs.has(key));
	if (lost.length) throw new BundleError(`esbuild made nothing of ${lost.map(({ source }) => source).join(", ")}`);
	return { outputs, inputs: Object.keys(result.metafile.inputs).map(inputPath).filter(fs.existsSync) };
}

/** The file behind an input such as `sfc-style:/a/b.vue?type=style&index=0`. */
function inputPath(input) {
	return path.resolve(input.replace(/^[\w-]+:/, "").replace(/\?.*$/, ""));
}

/** Writes `code` under a name with its own hash, with its source map if there is one; returns the path below `out`. */
function writeHashed(out, relative, code, map) {
	const hash = crypto.createHash("sha256").update(code).digest("hex").slice(0, 8).toUpperCase();
	const extension = path.extname(relative);
	const hashed = `${relative.slice(0, -extension.length)}.${hash}${extension}`;
	if (map) {
		code += `//# sourceMappingURL=${path.basename(hashed)}.map\n`;
		write(path.join(out, `${hashed}.map`), map.contents);
	}
	write(path.join(out, hashed), code);
	return hashed;
}

function write(file, contents) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, contents);
}

/** Tells esbuild's messages on stderr, with whole paths. */
function tell(kind, messages) {
	const whole = messages.map(({ location, ...message }) => ({
		...message,
		location: location && { ...location, file: path.resolve(location.file) },
	}));
	for (const text of esbuild.formatMessagesSync(whole, { kind })) console.error(text.trim());
}

async function buildApp({ name, out }) {
	const bundles = findBundles(name);
	const isStyle = ({ source }) => STYLE.test(source);
	const scriptBundles = bundles.filter((bundle) => !isStyle(bundle));
	const styleBundles = bundles.filter(isStyle);
	const styles = new Styles(job, require);
	const [scripts, ltr, rtl] = await Promise.all([
		buildScripts(name, out, scriptBundles, styles),
		buildStyles(name, out, styleBundles, styles, false),
		buildStyles(name, out, styleBundles, styles, true),
	]);
	return {
		assets: Object.fromEntries([...scripts.outputs, ...ltr.outputs]),
		rtl: Object.fromEntries([...rtl.outputs].map(([key, file]) => [`rtl_${key}`, file])),
		inputs: [...new Set([...scripts.inputs, ...ltr.inputs, ...styles.loaded])].sort(),
	};
}

try {
	const apps = {};
	for (const app of job.apps) apps[app.name] = await buildApp(app);
	process.stdout.write(JSON.stringify({ apps }));
} catch (error) {
	if (error.errors) {
		tell("error", error.errors);
	} else {
		console.error(error instanceof BundleError ? error.message : error.stack);
	}
	process.exitCode = 1;
}
