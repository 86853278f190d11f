// An open form follows what others and background jobs change in its document: told of a change, the framework loads it
// anew a second later. What it is told while it is loading, saving or taking a workflow's step it lets go by, and the
// form shows for good what the answer under way had read before. Here every change told is remembered until a form has it.

// A connection that was lost comes back without what it was told to follow: that is said again, and what has changed
// in the meantime is asked for.

const told = {};
const key = (doctype, name) => `${doctype}:${name}`;

$(document).on("app_ready", () => {
	frappe.realtime?.on("doc_update", ({ doctype, name, modified }) => {
		const known = told[key(doctype, name)];
		if (modified && (!known || known < modified)) told[key(doctype, name)] = modified;
	});

	const { socket } = frappe.realtime ?? {};
	socket?.io.reconnectionAttempts(Infinity);
	socket?.io.on("reconnect", follow_again);
});

async function follow_again() {
	for (const open of frappe.realtime.open_docs ?? []) {
		const [doctype, ...name] = open.split(":");
		frappe.realtime.emit("doc_subscribe", doctype, name.join(":"));
	}
	for (const list of Object.values(frappe.views.list_view ?? {})) frappe.realtime.emit("doctype_subscribe", list.doctype);
	const frm = cur_frm;
	if (!frm?.doc || frm.is_new() || frm.meta.issingle) return;
	const { message } = await frappe.db.get_value(frm.doctype, frm.docname, "modified");
	if (message?.modified > frm.doc.modified && !frm.is_dirty()) frm.debounced_reload_doc();
}

$(document).on("form-refresh", (event, frm) => {
	const newest = told[key(frm.doctype, frm.docname)];
	if (!newest) return;
	// asked for once only: a form that cannot have it would load itself for ever
	delete told[key(frm.doctype, frm.docname)];
	if (frm.doc.modified < newest && !frm.is_new() && !frm.is_dirty()) frm.debounced_reload_doc();
});
