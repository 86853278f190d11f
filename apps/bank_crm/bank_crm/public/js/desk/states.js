// The colour of every state in lists and at the head of forms: one table for all DocTypes that have no words of their own.

const COLOURS = {
	green: ["Active", "Answered", "Applied", "Approved", "Clicked", "Complete", "Completed", "Delivered", "Done", "Goal Reached", "Merged", "Met", "Opened", "Rated", "Replied", "Running", "Verified"],
	blue: ["Fixing Targets", "Handed Over", "In Progress", "New", "Open", "Planned", "Preview", "Queued", "Sending", "Sent", "To Send", "Waiting"],
	orange: ["Cause Found", "Dormant", "Draft", "Paused", "Pending Approval", "Undone"],
	red: ["Bounced", "Declined", "Defaulted", "Failed", "Frozen", "Not Sent", "Overdue", "Rejected", "Unsubscribed"],
	gray: ["Cancelled", "Closed", "Dissolved", "Dropped", "Ended", "Excluded", "Expired", "Left", "Revoked"],
};
const COLOUR = Object.fromEntries(Object.entries(COLOURS).flatMap(([colour, states]) => states.map((state) => [state, colour])));
const STATE_FIELDS = ["state", "status"];
const APP = "bank_crm";

frappe.provide("bank_crm.states");
bank_crm.states.colour = (state) => COLOUR[state] || "gray";

const is_own = (meta) => frappe.boot.module_app?.[frappe.scrub(meta?.module || "")] === APP;

/** The field that tells where a document stands, where its DocType has one. */
bank_crm.states.field = (doctype) => {
	const meta = frappe.get_meta(doctype);
	return is_own(meta) ? STATE_FIELDS.find((name) => frappe.meta.get_docfield(doctype, name)?.fieldtype === "Select") : null;
};

/** The settings of a list, with an indicator where there is a state and nothing says how to show it. */
bank_crm.states.settings = (doctype) => {
	const settings = (frappe.listview_settings[doctype] ??= {});
	const field = settings.get_indicator ? null : bank_crm.states.field(doctype);
	if (!field) return settings;
	settings.add_fields = [...new Set([...(settings.add_fields || []), field])];
	settings.get_indicator = (doc) =>
		doc[field] ? [__(doc[field], null, doctype), bank_crm.states.colour(doc[field]), `${field},=,${doc[field]}`] : undefined;
	return settings;
};

const ListView = frappe.views.ListView.prototype;
const { setup_defaults } = ListView;
ListView.setup_defaults = function () {
	if (frappe.get_meta(this.doctype)) bank_crm.states.settings(this.doctype);
	return setup_defaults.call(this);
};

const { get_indicator, has_indicator } = frappe;
frappe.has_indicator = (doctype) => {
	bank_crm.states.settings(doctype);
	return has_indicator(doctype);
};
frappe.get_indicator = (doc, doctype, ...more) => {
	bank_crm.states.settings(doctype || doc.doctype);
	return get_indicator(doc, doctype, ...more);
};
