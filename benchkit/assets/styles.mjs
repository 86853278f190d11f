// SCSS and CSS for esbuild: Sass, then right-to-left mirroring where asked, then vendor prefixes.
import fs from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { expand } from "./plugins.mjs";

/** Compiles the styles of one app, each source once for both directions. */
export class Styles {
	/**
	 * @param {{nodeModules: string, packages: Object<string, string>}} job
	 * @param {NodeJS.Require} require resolves from the job's node_modules
	 */
	constructor(job, require) {
		this.job = job;
		this.sass = require("sass");
		this.postcss = require("postcss");
		this.autoprefixer = require("autoprefixer");
		this.rtlcss = require("rtlcss");
		this.compiled = new Map();
		/** Absolute paths of all files Sass has read. */
		this.loaded = new Set();
	}

	/** Options for Sass that find what apps import, silent about deprecations (Bootstrap 4 is full of them). */
	sassOptions() {
		const warn = (message, { deprecation, span }) => {
			if (deprecation) return;
			const place = span?.url ? `${fileURLToPath(span.url)}:${span.start.line + 1}: ` : "";
			console.error(`${place}${message}`);
		};
		return {
			importers: [{ findFileUrl: (url) => this.findFileUrl(url) }],
			loadPaths: [this.job.nodeModules],
			logger: { warn },
			verbose: true, // else Sass counts the deprecations that we hide
		};
	}

	findFileUrl(url) {
		const target = expand(this.job, url);
		if (!target) return null;
		return pathToFileURL(target.file ?? path.join(this.job.nodeModules, target.bare));
	}

	/** The CSS of a source, before mirroring. */
	async css(file) {
		if (!file.endsWith(".scss")) return fs.readFile(file, "utf8");
		if (!this.compiled.has(file)) {
			const { css, loadedUrls } = this.sass.compile(file, this.sassOptions());
			for (const url of loadedUrls) if (url.protocol === "file:") this.loaded.add(fileURLToPath(url));
			this.compiled.set(file, css);
		}
		return this.compiled.get(file);
	}

	plugin(rtl) {
		const processor = this.postcss([...(rtl ? [this.rtlcss()] : []), this.autoprefixer()]);
		return {
			name: "styles",
			setup: (build) => {
				build.onLoad({ filter: /\.(scss|css)$/ }, async ({ path: file }) => {
					try {
						const result = await processor.process(await this.css(file), { from: file, map: false });
						return { contents: result.css, loader: "css", resolveDir: path.dirname(file) };
					} catch (error) {
						return { errors: [toMessage(error, file)] };
					}
				});
			},
		};
	}
}

/** Sass's and PostCSS's errors in esbuild's shape, so that all are told as file:line:column. */
function toMessage(error, file) {
	if (error.sassMessage) {
		const { url, start } = error.span;
		const where = { file: url ? fileURLToPath(url) : file, line: start.line + 1, column: start.column };
		return { text: error.sassMessage, location: { ...where, lineText: error.span.context?.split("\n")[0] ?? "" } };
	}
	if (error.name === "CssSyntaxError") {
		const lineText = error.source?.split("\n")[error.line - 1] ?? "";
		return { text: error.reason, location: { file: error.file ?? file, line: error.line, column: error.column - 1, lineText } };
	}
	throw error;
}
