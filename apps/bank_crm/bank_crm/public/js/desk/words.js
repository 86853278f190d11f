// Stored constants in the words of their own DocType: "Done" of a visit is another word than that of a task.
// Frappe translates the options of a form's field with their DocType, but not in lists, reports and read-only fields.

import "./format";

const APP = "bank_crm";
const { formatters } = frappe.form;

for (const fieldtype of ["Select", "Autocomplete"]) {
	formatters[fieldtype] = (value, df) => __(formatters.Data(value, df), null, df?.parent);
}

const word = (value, df) => __(value, null, df.parent);

/** A pill as lists draw it for a Select; a click filters by it. */
function pill(value, df) {
	if (!value) return "";
	const { escape } = bank_crm.format;
	const said = escape(word(value, df));
	const colour = frappe.utils.guess_colour(value);
	return `<span class="ellipsis" title="${escape(__(df.label, null, df.parent))}: ${said}">
		<span class="filterable indicator-pill ${colour} ellipsis" data-filter="${df.fieldname},=,${escape(value)}">
		<span class="ellipsis">${said}</span></span></span>`;
}

const ListView = frappe.views.ListView.prototype;
const { setup_columns } = ListView;

ListView.setup_columns = function () {
	setup_columns.call(this);
	const module_app = frappe.boot.module_app?.[frappe.scrub(this.meta.module || "")];
	if (module_app !== APP) return;
	const own = (this.settings.formatters = this.settings.formatters || {});
	for (const { type, df } of this.columns) {
		if (df?.fieldtype !== "Select" || own[df.fieldname]) continue;
		own[df.fieldname] = type === "Subject" ? word : pill;
	}
};
