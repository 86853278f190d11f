// Events that Frappe publishes in Redis.
const CHANNEL = "events";
const LONGEST_PAUSE = 2_000; // milliseconds between two attempts to connect

/**
 * Hands Frappe's events to `deliver({namespace, room, event, message})`, over restarts of Redis.
 *
 * @returns the Redis client, connected or about to be
 */
export function follow(redis, url, deliver) {
	const socket = { reconnectStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_PAUSE) };
	const client = url.startsWith("unix://")
		? redis.createClient({ socket: { ...socket, path: url.slice("unix://".length) } })
		: redis.createClient({ url, socket });
	let lost = false;
	client.on("error", (error) => {
		if (!lost) console.error(`Redis is not reachable: ${error.message || error.code}`);
		lost = true;
	});
	client.on("ready", () => {
		if (lost) console.log("Redis is reachable again");
		lost = false;
	});
	client
		.connect()
		.then(() => client.subscribe(CHANNEL, (text) => receive(text, deliver)))
		.catch((error) => console.error(`Redis: ${error.message}`));
	return client;
}

function receive(text, deliver) {
	let published;
	try {
		published = JSON.parse(text);
	} catch (error) {
		console.error(`An event is not JSON: ${error.message}`);
		return;
	}
	const { namespace, room, event } = published ?? {};
	// Without a room or a site it would be for everybody everywhere; Frappe sends only build events like that.
	if ([namespace, room, event].every((part) => typeof part === "string" && part)) deliver(published);
}
