// Which rooms a client is in. A room is what Frappe addresses a message to; names are those of frappe.realtime.
const LONGEST_NAME = 280; // a DocType or document name has at most 140 characters, of up to two UTF-16 units

const room = {
	doctype: (doctype) => `doctype:${doctype}`,
	doc: (doctype, name) => `doc:${doctype}/${name}`,
	openDoc: (doctype, name) => `open_doc:${doctype}/${name}`,
	user: (user) => `user:${user}`,
	task: (id) => `task_progress:${id}`,
	all: "all",
	website: "website",
};

/** Puts a connected client into the rooms it has by being who it is, and lets it ask for others. */
export function serve(socket) {
	const { identity } = socket.data;
	socket.join(room.website);
	socket.on("ping", () => socket.emit("pong"));
	// Everybody who is not logged in is the one user Guest: what is meant for one of them must not go to all.
	if (identity.isGuest) return;
	socket.join(room.user(identity.user));
	if (identity.isSystemUser) socket.join(room.all);
	new Subscriptions(socket).listen();
}

class Subscriptions {
	constructor(socket) {
		this.socket = socket;
		/** Rooms that the client wants to be in; it may have changed its mind before its permission is known. */
		this.wanted = new Set();
		/** Documents that the client shows: open_doc room → [doctype, name]. */
		this.open = new Map();
	}

	listen() {
		this.on("doctype_subscribe", 1, (doctype) => this.join(room.doctype(doctype), doctype));
		this.on("doctype_unsubscribe", 1, (doctype) => this.leave(room.doctype(doctype)));
		this.on("doc_subscribe", 2, (doctype, name) => this.join(room.doc(doctype, name), doctype, name));
		this.on("doc_unsubscribe", 2, (doctype, name) => this.leave(room.doc(doctype, name)));
		this.on("doc_open", 2, (doctype, name) => this.openDoc(doctype, name));
		this.on("doc_close", 2, (doctype, name) => this.closeDoc(doctype, name));
		// A task's id is a secret between the server and who started it.
		this.on("task_subscribe", 1, (id) => this.socket.join(room.task(id)));
		this.on("task_unsubscribe", 1, (id) => this.leave(room.task(id)));
		this.on("progress_subscribe", 1, (id) => this.socket.join(room.task(id)));
		this.socket.on("disconnect", () => {
			this.wanted.clear();
			for (const [doctype, name] of this.open.values()) this.tellViewers(doctype, name);
		});
	}

	/** Call `handler` with the event's first `count` arguments if all are names; numbers are names of some documents. */
	on(event, count, handler) {
		this.socket.on(event, async (...values) => {
			const names = values.slice(0, count).map((value) => (Number.isFinite(value) ? String(value) : value));
			const valid = (name) => typeof name === "string" && name && name.length <= LONGEST_NAME;
			if (names.length < count || !names.every(valid)) return;
			try {
				await handler(...names);
			} catch (error) {
				console.error(`${event} of ${this.socket.data.identity.user}: ${error.message}`);
			}
		});
	}

	/** Join a room if the user may read what it is about and still wants to; returns whether it did. */
	async join(name, doctype, docname) {
		this.wanted.add(name);
		const allowed = await this.socket.data.identity.mayRead(doctype, docname);
		if (!allowed || !this.wanted.has(name)) return false;
		this.socket.join(name);
		return true;
	}

	leave(name) {
		this.wanted.delete(name);
		this.socket.leave(name);
	}

	async openDoc(doctype, name) {
		const viewers = room.openDoc(doctype, name);
		if (!(await this.join(viewers, doctype, name))) return;
		this.open.set(viewers, [doctype, name]);
		this.tellViewers(doctype, name);
	}

	closeDoc(doctype, name) {
		const viewers = room.openDoc(doctype, name);
		this.leave(viewers);
		if (this.open.delete(viewers)) this.tellViewers(doctype, name);
	}

	/** Tell all who show a document who they are. */
	tellViewers(doctype, name) {
		const { nsp, data } = this.socket;
		const members = nsp.adapter.rooms.get(room.openDoc(doctype, name)) ?? [];
		const users = [...new Set([...members].map((id) => nsp.sockets.get(id)?.data.identity.user))].filter(Boolean);
		if (users.length === 1 && users[0] === data.identity.user) return; // alone with itself
		nsp.to(room.openDoc(doctype, name)).emit("doc_viewers", { doctype, docname: name, users });
	}
}
