// A click on a report opens its page.
frappe.listview_settings["Bank Custom Report"] = {
	get_form_link: (doc) => `/desk/bank-report-builder/${encodeURIComponent(doc.name)}`,
	primary_action: () => frappe.set_route("bank-report-builder"),
};
