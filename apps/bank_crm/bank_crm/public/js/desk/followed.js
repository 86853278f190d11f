// An open form follows what others and background jobs change in its document: told of a change, the framework loads it
// anew a second later. What it is told while it is loading, saving or taking a workflow's step it lets go by, and the
// form shows for good what the answer under way had read before. Here every change told is remembered until a form has it.

const told = {};
const key = (doctype, name) => `${doctype}:${name}`;

$(document).on("app_ready", () => {
	frappe.realtime?.on("doc_update", ({ doctype, name, modified }) => {
		const known = told[key(doctype, name)];
		if (modified && (!known || known < modified)) told[key(doctype, name)] = modified;
	});
});

$(document).on("form-refresh", (event, frm) => {
	const newest = told[key(frm.doctype, frm.docname)];
	if (!newest) return;
	// asked for once only: a form that cannot have it would load itself for ever
	delete told[key(frm.doctype, frm.docname)];
	if (frm.doc.modified < newest && !frm.is_new() && !frm.is_dirty()) frm.debounced_reload_doc();
});
