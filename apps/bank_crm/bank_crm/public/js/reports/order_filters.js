// The filters the reports about work orders share.

const MONTHS = 3;
const ORDER = "Bank Work Order";
const link = (fieldname, label, options) => ({ fieldname, label, fieldtype: "Link", options });
const chosen = (value) => ({ value, label: __(value, null, ORDER) });

const FILTERS = {
	from_date: () => ({
		fieldname: "from_date",
		label: __("From"),
		fieldtype: "Date",
		default: frappe.datetime.add_months(frappe.datetime.get_today(), -MONTHS),
	}),
	to_date: () => ({ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() }),
	order_type: () => ({
		fieldname: "order_type",
		label: __("Type", null, "Bank Work Order"),
		fieldtype: "Select",
		options: [{ value: "", label: "" }, ...["Enquiry", "Complaint", "Suggestion", "Business Request"].map(chosen)],
	}),
	subtype: () => link("subtype", __("Subtype"), "Bank Work Order Subtype"),
	handler: () => link("handler", __("Handler"), "User"),
	branch: () => link("branch", __("Branch"), "Bank Branch"),
	queue: () => link("queue", __("Queue"), "Bank Service Queue"),
};

const GROUPS = () => [
	{ value: "order_type", label: __("Type", null, "Bank Work Order") },
	{ value: "subtype", label: __("Subtype") },
	{ value: "handler", label: __("Handler") },
	{ value: "branch", label: __("Branch") },
	{ value: "queue", label: __("Queue") },
	{ value: "channel", label: __("Channel") },
	{ value: "priority", label: __("Priority") },
	{ value: "customer_tier", label: __("Tier") },
	{ value: "service_level", label: __("Service Level") },
];

frappe.provide("bank_crm");

/** The filters with these names, in their order; what is no name is a filter of the report's own. */
bank_crm.order_filters = (...names) => names.map((name) => (typeof name === "string" ? FILTERS[name]() : name));

/** What a report's rows are grouped by: `first` if nothing else is chosen, `more` where it groups by more. */
bank_crm.order_groups = (first, ...more) => ({
	fieldname: "by",
	label: __("Grouped by"),
	fieldtype: "Select",
	default: first,
	options: [...GROUPS(), ...more],
});
