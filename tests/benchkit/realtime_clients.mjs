// All socket.io clients of a test in one process: a command a line on stdin, an event a line on stdout.
import { createRequire } from "node:module";
import readline from "node:readline";

const { io } = createRequire(`${process.env.MODULES}/x.cjs`)("socket.io-client");
const sockets = {};
const tell = (...line) => console.log(JSON.stringify(line));

for await (const line of readline.createInterface({ input: process.stdin })) {
	const { id, url, headers, transports, emit, close } = JSON.parse(line);
	if (url) {
		const socket = io(url, { extraHeaders: headers, transports, forceNew: true, reconnectionDelay: 100 });
		socket.on("connect", () => tell(id, "connect"));
		socket.on("connect_error", (error) => tell(id, "connect_error", error.message));
		socket.onAny((event, ...values) => tell(id, event, ...values));
		sockets[id] = socket;
	}
	if (emit) sockets[id].emit(...emit);
	if (close) sockets[id].close();
}
