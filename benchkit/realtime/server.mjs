// Realtime server of a bench: carries Frappe's events from Redis to the browsers that may see them.
//
//     BENCH_SITES=<sites folder> node server.mjs
//
// Listens on 127.0.0.1 at socketio_port. Its npm packages are those of the asset builder (`<sites>/node_modules`).
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";

import { Bench } from "./config.mjs";
import { follow } from "./events.mjs";
import { authenticate } from "./identity.mjs";
import { serve } from "./rooms.mjs";

const LARGEST_MESSAGE = 64 * 1024; // bytes; clients send names only

function main() {
	if (!process.env.BENCH_SITES) throw new Error("BENCH_SITES is not set: the path of the bench's sites folder");
	const bench = new Bench(process.env.BENCH_SITES);
	const require = createRequire(path.join(bench.sites, "realtime.cjs"));
	const { Server } = require("socket.io");
	const redis = require("@redis/client");
	const cookie = require("cookie");

	const server = http.createServer((request, response) => response.writeHead(404).end());
	const io = new Server(server, {
		// Any origin gets an answer, but `authenticate` lets only pages of the same host in.
		cors: { origin: true, credentials: true },
		maxHttpBufferSize: LARGEST_MESSAGE,
		cleanupEmptyChildNamespaces: true,
		serveClient: false,
	});
	// One namespace a site, made when the first client comes.
	const sites = io.of(/^\/.+$/);
	sites.use(authenticate(bench, cookie.parse));
	sites.on("connection", serve);

	const subscriber = follow(redis, bench.redisUrl, ({ namespace, room, event, message }) => {
		if (bench.hasSite(namespace)) io.of(`/${namespace}`).to(room).emit(event, message);
	});

	const stop = async () => {
		await io.close();
		if (subscriber.isOpen) await subscriber.disconnect();
		process.exit(0);
	};
	for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, stop);

	server.on("error", (error) => fail(error));
	server.listen(bench.port, "127.0.0.1", () => console.log(`Realtime server listens on 127.0.0.1:${bench.port}`));
}

function fail(error) {
	console.error(`Realtime server: ${error.message}`);
	process.exit(1);
}

try {
	main();
} catch (error) {
	fail(error);
}
