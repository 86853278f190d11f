// Stored constants in the words of their own DocType: "Done" of a visit is another word than that of a task.
// Frappe translates the options of a form's field with their DocType, but not in lists, reports and read-only fields,
// and the names of translated records nowhere.

import { is_worded } from "./worded";

const { formatters } = frappe.form;
/** DocTypes whose records are named by English constants. */
const NAMED = [
	"Bank Customer Tier",
	"Bank Relationship Role",
	"Bank Care Rule",
	"Bank Greeting",
	"Bank Duty Rule",
	"Bank Retention Rule",
];

const { Data } = formatters;
formatters.Data = (value, df, ...rest) => Data(value && is_worded(df) ? __(value, null, df.parent) : value, df, ...rest);

for (const fieldtype of ["Select", "Autocomplete"]) {
	formatters[fieldtype] = (value, df) => __(formatters.Data(value, df), null, df?.parent);
}

for (const doctype of NAMED) frappe.form.link_formatters[doctype] = (name) => __(name, null, doctype);

// records of the framework whose names are English words too
for (const doctype of ["DocType", "Report", "Role", "Workflow State"]) frappe.form.link_formatters[doctype] ??= (name) => __(name);

frappe.ui.form.ControlLink.prototype.get_translated = function (value) {
	return this.is_translatable() ? __(value, null, this.get_options()) : value;
};

/** What a search says of a record it found, "DC002, Debit Card", in the words of the record's DocType. */
frappe.provide("bank_crm.words");
bank_crm.words.of_found = (doctype, description) =>
	String(description ?? "")
		.split(", ")
		.map((part) => __(part, null, doctype))
		.join(", ");

const { merge_duplicates } = frappe.ui.form.ControlLink.prototype;
frappe.ui.form.ControlLink.prototype.merge_duplicates = function (results) {
	const doctype = this.get_options();
	const said = (found) => ({ ...found, description: bank_crm.words.of_found(doctype, found.description) });
	return merge_duplicates.call(this, results.map(said));
};

/** Where the user's clock is the bank's, a time needs no zone below it. */
const Datetime = frappe.ui.form.ControlDatetime.prototype;
const { set_description } = Datetime;
Datetime.set_description = function () {
	this.df.hide_timezone ??= frappe.datetime.is_system_time_zone();
	set_description.call(this);
};

/** A document's title as the framework knows it; Frappe 15 has no function for it. */
const get_doc_title =
	frappe.model.get_doc_title ?? ((doc) => doc[frappe.get_meta(doc.doctype)?.title_field] ?? String(doc.name));

/** The DocType in whose words a record's title is: its own, or that of the named record the title links to. */
function words_of(doctype, field) {
	if (field?.fieldtype === "Link" && NAMED.includes(field.options)) return field.options;
	return NAMED.includes(doctype) || is_worded(field) || field?.fieldtype === "Select" ? doctype : null;
}

/** The title in the breadcrumbs. */
frappe.model.get_doc_title = (doc) => {
	const title = get_doc_title(doc);
	if (!doc || doc.__islocal) return title;
	const field = frappe.meta.get_docfield(doc.doctype, frappe.get_meta(doc.doctype)?.title_field);
	const context = words_of(doc.doctype, field);
	return context ? __(title, null, context) : title;
};

/** The title at the head of the form, which small screens show instead of breadcrumbs. */
const Toolbar = frappe.ui.form.Toolbar.prototype;
const { set_title } = Toolbar;
Toolbar.set_title = function () {
	set_title.call(this);
	const { doc, meta } = this.frm;
	if (!this.frm.is_new() && words_of(doc.doctype, frappe.meta.get_docfield(doc.doctype, meta.title_field))) {
		this.page.set_title(strip_html(String(frappe.model.get_doc_title(doc) || this.frm.docname)));
	}
};

// a value that was not there before a change is nothing, not the word "null"
const { html2text } = frappe.utils;
frappe.utils.html2text = (html) => html2text(html ?? "");

$(document).on("app_ready", () => {
	for (const doctype of NAMED) {
		frappe.ui.form.on(doctype, {
			refresh(frm) {
				if (frm.is_new()) return;
				const name = __(frm.docname, null, doctype);
				const says_name = (_index, node) => !node.children.length && node.textContent.trim() === frm.docname;
				$(frm.sidebar?.sidebar).find("*").filter(says_name).text(name);
			},
		});
	}
});
