// esbuild plugins for what Frappe apps write in their bundles.
import fs from "node:fs/promises";
import path from "node:path";

/**
 * What an import that starts with an app's name or with `~` means, as a path or a bare package name.
 *
 * @param {{packages: Object<string, string>}} job apps and the folders of their Python packages
 * @param {string} url e.g. "frappe/public/scss/x", "~bootstrap/scss/y", "frappe/public/node_modules/plyr/z"
 * @returns {{file: string} | {bare: string} | null} null when it is neither
 */
export function expand(job, url) {
	const bare = url.startsWith("~") ? url.slice(1) : url;
	const [app, ...rest] = bare.split("/");
	if (app in job.packages && rest.length) {
		const packaged = rest.join("/").match(/^(?:public\/)?node_modules\/(.+)$/);
		return packaged ? { bare: packaged[1] } : { file: path.join(job.packages[app], ...rest) };
	}
	return url.startsWith("~") ? { bare } : null;
}

/** Lets bundles import from each other's apps (`frappe/public/…`) and from npm packages in Sass's way (`~package/…`). */
export function packagePaths(job) {
	return {
		name: "package-paths",
		setup(build) {
			const apps = Object.keys(job.packages).map((app) => app.replace(/[^\w]/g, "\\$&"));
			const filter = new RegExp(`^(~|(${apps.join("|")})/)`);
			build.onResolve({ filter }, ({ path: url, ...args }) => {
				if (args.pluginData?.expanded) return null;
				const target = expand(job, url);
				if (!target) return null;
				const { importer, namespace, resolveDir, kind } = args;
				return build.resolve(target.file ?? target.bare, {
					importer,
					namespace,
					resolveDir: resolveDir || job.nodeModules,
					kind,
					pluginData: { expanded: true },
				});
			});
		},
	};
}

/** Leaves `/assets/…` and `/files/…` alone: the web server answers those. */
export function assetUrls() {
	return {
		name: "asset-urls",
		setup(build) {
			build.onResolve({ filter: /^\/(assets|files)\// }, ({ path: url, kind }) =>
				kind === "entry-point" ? null : { path: url, external: true }
			);
		},
	};
}

/**
 * `import "./x.html"` puts the template at `frappe.templates.x`.
 *
 * Apps rely on the text being evaluated as a template literal at load time (`${__("Search")}`, `\'`), so it is
 * written as one, with only its own backticks escaped.
 */
export function htmlTemplates() {
	return {
		name: "html-templates",
		setup(build) {
			build.onLoad({ filter: /\.html$/ }, async ({ path: file }) => {
				const name = path.basename(file).split(".")[0];
				const html = (await fs.readFile(file, "utf8")).replace(/`/g, "\\`");
				return { contents: `frappe.templates[${JSON.stringify(name)}] = \`${html}\`;\n`, loader: "js" };
			});
		},
	};
}
