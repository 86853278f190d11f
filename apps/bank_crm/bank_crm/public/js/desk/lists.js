// Columns of the app's lists as people read them; what a DocType's own list settings say goes first.

import "./format";
import { fold, say_set } from "./folded_filters";
import { say_as_read, sorting_as_read } from "./tooltips";
import { is_worded } from "./worded";

const APP = "bank_crm";
const ListView = frappe.views.ListView.prototype;
const { setup_columns, setup_filter_area, get_header_html, get_column_html, set_fields, after_render } = ListView;

/** What a column shows instead of what is stored: (value, df, doc) → text. */
const WORDS = {
	Select: (value, df) => __(value, null, df.parent),
	Link: (value, df) => __(value, null, df.options),
	Data: (value, df) => __(value, null, df.parent),
	Percent: (value) => `${format_number(flt(value), null, 2)}%`,
};

function is_own(listview) {
	return frappe.boot.module_app?.[frappe.scrub(listview.meta.module || "")] === APP;
}

/** The text of a column by its field, null where Frappe shows it well. */
function word_of({ type, df }, meta) {
	const translated = frappe.boot.translated_doctypes || [];
	if (df.fieldtype === "Data" && type === "Subject" && translated.includes(meta.name)) return WORDS.Data;
	if (is_worded(df)) return WORDS.Data;
	if (df.fieldtype === "Link" && translated.includes(df.options)) return WORDS.Link;
	return df.fieldtype === "Select" || df.fieldtype === "Percent" ? WORDS[df.fieldtype] : null;
}

/** A cell whose click filters by its value. */
function cell(df, value, said) {
	const { escape } = bank_crm.format;
	if (value === null || value === undefined || value === "") return "";
	const label = escape(__(df.label, null, df.parent));
	const colour = df.fieldtype === "Select" ? `indicator-pill ${frappe.utils.guess_colour(value)}` : "";
	return `<span class="ellipsis" title="${label}: ${escape(said)}">
		<a class="filterable ellipsis ${colour}" data-filter="${df.fieldname},=,${escape(value)}">
		<span class="ellipsis">${escape(said)}</span></a></span>`;
}

function swatch(value) {
	const colour = /^#[0-9a-f]{3,8}$/i.test(value || "") ? value : "transparent";
	return `<span style="display:inline-block;width:14px;height:14px;border-radius:4px;background:${colour}"></span>`;
}

const drawn = new WeakSet();

/** Words alone are put into an element: the framework measures a column by what jQuery makes of it, a selector if it can. */
function as_element(format) {
	if (drawn.has(format)) return format;
	const draw = (...args) => {
		const said = format(...args) ?? "";
		return /^\s*(<|$)/.test(said) ? said : `<span class="ellipsis">${said}</span>`;
	};
	drawn.add(draw);
	return draw;
}

/** A filter above the rows offers the words the rows are in. */
ListView.setup_filter_area = function () {
	if (is_own(this)) {
		const { page, doctype } = this;
		page.add_field = function (df, ...rest) {
			if (df.fieldtype === "Select") df.context ??= doctype;
			return Object.getPrototypeOf(page).add_field.call(page, df, ...rest);
		};
	}
	const done = setup_filter_area.call(this);
	if (!this.hide_page_form) fold(this.page);
	return done;
};

ListView.setup_columns = function () {
	if (is_own(this)) {
		// a number of the table or an English constant tells nobody anything, and a code needs no second column
		const { autoname = "", translated_doctype } = this.meta;
		this.settings.hide_name_column ??=
			autoname === "autoincrement" || autoname.startsWith("field:") || Boolean(translated_doctype);
	}
	setup_columns.call(this);
	if (!is_own(this)) return;
	const own = (this.settings.formatters = this.settings.formatters || {});
	for (const column of this.columns) {
		const { type, df } = column;
		if (!df?.fieldtype || own[df.fieldname]) continue;
		const word = word_of(column, this.meta);
		if (df.fieldtype === "Color") own[df.fieldname] = swatch;
		else if (word && type === "Subject") own[df.fieldname] = (value, _df, doc) => word(doc[df.fieldname], df);
		else if (word) own[df.fieldname] = (value) => cell(df, value, word(value, df));
	}
};

/** The first column's name is a word of its DocType as those of the others are: once in its tooltip, once to be read. */
ListView.get_header_html = function () {
	const df = this.columns?.[0]?.df; // a calendar has none
	if (!df?.label) return get_header_html.call(this);
	const html = sorting_as_read(get_header_html.call(this), df);
	const [general, own] = [__(df.label), __(df.label, null, df.parent)];
	if (!is_own(this) || general === own) return html;
	let places = 2;
	return html.replaceAll(general, (found) => (places-- > 0 ? own : found));
};

ListView.get_column_html = function (column, ...rest) {
	const { formatters = {} } = this.settings;
	const name = column.df?.fieldname;
	if (column.type === "Field" && formatters[name]) formatters[name] = as_element(formatters[name]);
	return get_column_html.call(this, column, ...rest);
};

const ReportView = frappe.views.ReportView.prototype;
const { build_column } = ReportView;

/** A record's number reads as its number; Frappe writes the title there, which has a column of its own. */
ReportView.build_column = function (field) {
	const column = build_column.call(this, field);
	const { title_field, translated_doctype, autoname = "" } = this.meta;
	if (column?.id !== "name" || !is_own(this) || !title_field || translated_doctype || autoname.startsWith("field:")) {
		return column;
	}
	const { escape } = bank_crm.format;
	const formatter = (name) => (name ? frappe.utils.get_form_link(this.doctype, name, true, escape(name)) : "");
	column.docfield = { ...column.docfield, formatter };
	return column;
};

/** DocTypes not everybody sees all of. */
const SCOPED = ["Bank Customer", "Bank Household", "Bank Work Order", "User"];

/**
 * Two links to one DocType: Frappe's list names both by the first, so their titles are asked for here. Neither may it
 * ask for the title of an empty link, or of a document the user does not see: it would leave out the whole row.
 */
ListView.set_fields = async function () {
	await set_fields.call(this);
	this.bank_titles = [];
	if (!is_own(this)) return;
	const links = Object.keys(this.link_field_title_fields).map((name) => frappe.meta.get_docfield(this.doctype, name));
	for (const df of links) {
		if (df.options === "User") {
			delete this.link_field_title_fields[df.fieldname]; // not everybody reads users; see name_people
			continue;
		}
		const alone = links.filter((other) => other.options === df.options).length < 2;
		if (alone && (df.reqd || !SCOPED.includes(df.options))) continue;
		this.bank_titles.push(df);
		delete this.link_field_title_fields[df.fieldname];
	}
};

ListView.after_render = function () {
	after_render.call(this);
	if (!this.hide_page_form) say_set(this.page);
	const doctypes = new Set((this.bank_titles || []).map((df) => df.options));
	const named = [...doctypes].map((doctype) => name_links(this, doctype));
	if (!is_own(this) || !this.columns) return; // a calendar has no columns
	say_as_read(this);
	for (const names of [...named, name_people(this)]) names.then(() => say_as_read(this));
};

/** The link of a row that filters by a field; Frappe 15 names the column nowhere else. */
const filtering_by = (fieldname) => `a[data-filter^="${fieldname},"]`;

/** Colleagues by their names, once for all of a page's rows; see people.js for forms. */
async function name_people(listview) {
	const fields = listview.columns.map(({ df }) => df).filter((df) => df?.fieldtype === "Link" && df.options === "User");
	const users = listview.data.flatMap((doc) => fields.map((df) => doc[df.fieldname]));
	const unknown = [...new Set(users)].filter((user) => user && !frappe.boot.user_info?.[user]?.fullname);
	if (unknown.length) bank_crm.people.remember(await frappe.xcall("bank_crm.api.people.names", { users: unknown }));
	const docs = Object.fromEntries(listview.data.map((doc) => [String(doc.name), doc]));
	const subject = fields.find((df) => df === listview.columns[0]?.df);
	if (subject && users.length) {
		listview.$result.find(".list-subject a[data-name]").each((_index, link) => {
			const user = docs[decodeURIComponent(link.dataset.name)]?.[subject.fieldname];
			if (user) link.textContent = frappe.user_info(user).fullname;
		});
	}
	for (const df of users.length ? fields : []) {
		listview.$result.find(`.list-row-col ${filtering_by(df.fieldname)}`).each((_index, link) => {
			const user = users.find((one) => one && one === link.textContent.trim());
			if (user) link.textContent = frappe.user_info(user).fullname;
		});
	}
}

async function name_links(listview, doctype) {
	const fields = listview.bank_titles.filter((df) => df.options === doctype).map((df) => df.fieldname);
	const names = [...new Set(listview.data.flatMap((doc) => fields.map((field) => doc[field])).filter(Boolean))];
	if (!names.length) return;
	const title = frappe.get_meta(doctype).title_field;
	const args = { fields: ["name", title], filters: { name: ["in", names] }, limit: names.length };
	const titles = Object.fromEntries((await frappe.db.get_list(doctype, args)).map((row) => [row.name, row[title]]));
	const docs = Object.fromEntries(listview.data.map((doc) => [String(doc.name), doc]));
	listview.$result.find(".list-row").each((_index, row) => {
		const doc = docs[decodeURIComponent(row.querySelector("[data-name]")?.dataset.name || "")];
		for (const field of doc ? fields : []) {
			const subject = listview.columns[0].df?.fieldname === field;
			const place = row.querySelector(subject ? ".list-subject a[data-name]" : filtering_by(field));
			if (place && titles[doc[field]]) place.textContent = titles[doc[field]];
		}
	});
}

/** Frappe 15 offers saved filters at the side, by the English names those of the app are stored under. */
const Sidebar = frappe.views.ListSidebar?.prototype;
const setup_list_filter = Sidebar?.setup_list_filter;
if (setup_list_filter) {
	Sidebar.setup_list_filter = function () {
		setup_list_filter.call(this);
		const { filter_template } = this.list_filter;
		this.list_filter.filter_template = function (filter) {
			return filter_template.call(this, { ...filter, filter_name: __(filter.filter_name) });
		};
	};
}
