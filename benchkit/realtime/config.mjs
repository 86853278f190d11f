// What the realtime server knows of the bench: its settings and its sites.
import fs from "node:fs";
import path from "node:path";

const LOCAL_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** A bench as its sites folder tells it; read anew at each question, because sites come and go while we run. */
export class Bench {
	/** @param {string} sites path of the sites folder */
	constructor(sites) {
		this.sites = path.resolve(sites);
	}

	/**
	 * common_site_config.json.
	 *
	 * @throws {Error} when the file is missing or broken
	 */
	get settings() {
		return JSON.parse(fs.readFileSync(path.join(this.sites, "common_site_config.json"), "utf8"));
	}

	get webPort() {
		return this.settings.webserver_port ?? 8000;
	}

	get port() {
		return this.settings.socketio_port ?? 9000;
	}

	/** URL of the Redis that Frappe publishes its events to, with its password. */
	get redisUrl() {
		const { redis_queue: queue, redis_socketio: own } = this.settings;
		const url = queue || own;
		if (!url) throw new Error(`redis_queue is missing in ${this.sites}/common_site_config.json`);
		return url;
	}

	/** @param {string} name also anything that a client made up */
	hasSite(name) {
		return /^[\w-][\w.-]*$/.test(name) && fs.existsSync(path.join(this.sites, name, "site_config.json"));
	}

	/**
	 * The site that a request is for, found as Frappe's web server finds it: a proxy's header, else the host name;
	 * this machine's own names mean the default site.
	 *
	 * @param {import("node:http").IncomingHttpHeaders} headers
	 * @returns {string | undefined}
	 */
	siteOf(headers) {
		const named = headers["x-frappe-site-name"];
		if (named) return hostname(named);
		const host = hostname(headers.host);
		return LOCAL_NAMES.includes(host) ? this.settings.default_site || host : host;
	}
}

/**
 * The host in a URL or in a Host header, without its port.
 *
 * @param {string | undefined} value e.g. "https://crm.bank.cn:8443", "crm.bank.cn:8000", "[::1]:9000"
 */
export function hostname(value) {
	if (!value) return undefined;
	const url = value.includes("://") ? value : `http://${value}`;
	return URL.canParse(url) ? new URL(url).hostname : undefined;
}
