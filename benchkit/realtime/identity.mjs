// Who a client is and what it may read: asked of Frappe's web server, which alone can tell.
import http from "node:http";

import { hostname } from "./config.mjs";

const TIMEOUT = 10_000; // milliseconds

/** A client that has proved who it is, on the one site it did so. */
export class Identity {
	/**
	 * @param {import("./config.mjs").Bench} bench
	 * @param {string} site
	 * @param {{sid?: string, authorization?: string}} credentials as the browser sent them
	 */
	constructor(bench, site, credentials) {
		this.bench = bench;
		this.site = site;
		this.credentials = credentials;
		this.user = "Guest";
		this.userType = "Website User";
	}

	get isGuest() {
		return this.user === "Guest";
	}

	get isSystemUser() {
		return this.userType === "System User";
	}

	/** Learn the user from Frappe. @throws {Error} when Frappe does not accept the credentials */
	async load() {
		const info = await this.call("frappe.realtime.get_user_info");
		if (!info?.user) throw new Error("no user");
		this.user = info.user;
		this.userType = info.user_type;
	}

	/**
	 * Whether the user may read a DocType (`name` empty) or a document.
	 *
	 * @param {string} doctype
	 * @param {string} name
	 * @throws {Error} when Frappe cannot be asked
	 */
	async mayRead(doctype, name = "") {
		try {
			return (await this.call("frappe.realtime.has_permission", { doctype, name })) === true;
		} catch (error) {
			// 403 no permission, 404 no such document, 417 any other refusal of Frappe's
			if ([401, 403, 404, 417].includes(error.status)) return false;
			throw error;
		}
	}

	/** GET a whitelisted method of the site as this client; resolves to its `message`. */
	call(method, parameters = {}) {
		const { sid, authorization } = this.credentials;
		const headers = { Host: this.site, "X-Frappe-Site-Name": this.site, Accept: "application/json" };
		if (authorization) headers.Authorization = authorization;
		else headers.Cookie = `sid=${sid}`;
		const path = `/api/method/${method}?${new URLSearchParams(parameters)}`;
		return new Promise((resolve, reject) => {
			// a connection of its own: the web server may close a kept one in the very moment it is used again
			const agent = false;
			const options = { host: "127.0.0.1", port: this.bench.webPort, path, headers, agent, timeout: TIMEOUT };
			const request = http.get(options, (response) => {
				const chunks = [];
				response.on("data", (chunk) => chunks.push(chunk));
				response.on("error", reject);
				response.on("end", () => {
					try {
						resolve(readMessage(response.statusCode, Buffer.concat(chunks).toString()));
					} catch (error) {
						reject(error);
					}
				});
			});
			request.on("timeout", () => request.destroy(new Error("the web server does not answer")));
			request.on("error", reject);
		});
	}
}

function readMessage(status, body) {
	if (status !== 200) throw Object.assign(new Error(`the web server answered ${status}`), { status });
	return JSON.parse(body).message;
}

/**
 * socket.io middleware: lets a client into the namespace `/<site>` if it comes from a page of that very site and
 * Frappe knows it. Puts its Identity at `socket.data.identity`.
 */
export function authenticate(bench, parseCookies) {
	return async (socket, next) => {
		const { headers } = socket.request;
		const site = socket.nsp.name.slice(1);
		if (!bench.hasSite(site) || bench.siteOf(headers) !== site) return next(new Error("Invalid namespace"));
		const host = hostname(headers.host);
		if (!host || host !== hostname(headers.origin)) return next(new Error("Invalid origin"));
		const { authorization } = headers;
		const { sid } = parseCookies(headers.cookie ?? "", { decode: (raw) => raw }); // goes on as it came
		if (!sid && !authorization) return next(new Error("Missing session cookie or authorization header"));
		const identity = new Identity(bench, site, { sid, authorization });
		try {
			await identity.load();
		} catch (error) {
			return next(new Error(`Unauthorized: ${error.message}`));
		}
		socket.data.identity = identity;
		next();
	};
}
