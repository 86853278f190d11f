frappe.views.calendar["Bank Work Order"] = {
	field_map: { id: "name", start: "start", end: "end", title: "subject", allDay: "all_day" },
	get_events_method: "bank_crm.api.work_orders.events",
	get_css_class: (event) => ({ High: "danger", Medium: "warning" }[event.priority] || "gray"),
	options: { editable: false, displayEventTime: true },
};
