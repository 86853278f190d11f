// Words, colours and calls shared by the screens of work orders.
export const ORDER = "Bank Work Order";
export const TASK = "Bank Collaboration Task";
export const DONE = ["Answered", "Rated", "Closed", "Merged"];

const STATE_COLOURS = {
	New: "red",
	Viewed: "orange",
	"In Progress": "blue",
	Collaborating: "light-blue",
	"Waiting for Customer": "light-blue",
	Answered: "green",
	Rated: "green",
	Closed: "gray",
	Merged: "gray",
};
const TASK_COLOURS = { Open: "orange", "In Progress": "blue", Done: "green", Declined: "red", Cancelled: "gray" };

export const call = (method, args) => frappe.xcall(`bank_crm.api.work_orders.${method}`, args);

/** A coloured word. */
export function pill(doctype, value) {
	const { escape } = bank_crm.format;
	const colour = (doctype === TASK ? TASK_COLOURS : STATE_COLOURS)[value] || "gray";
	return `<span class="indicator-pill no-indicator-dot ${colour}">${escape(__(value, null, doctype))}</span>`;
}

export function link(doctype, name, text) {
	const { escape } = bank_crm.format;
	return `<a href="${frappe.utils.get_form_link(doctype, name)}">${escape(text)}</a>`;
}
