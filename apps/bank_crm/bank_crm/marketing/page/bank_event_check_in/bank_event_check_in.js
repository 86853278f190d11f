// 【活动签到】: the door of an event, on a telephone (MKT-01).
frappe.pages["bank-event-check-in"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Event Check-In"), single_column: true });
	wrapper.bank_ready = frappe
		.require(["event_door.bundle.js", "event_door.bundle.css"])
		.then(() => (wrapper.bank_door = new bank_crm.EventDoor(page)));
};

frappe.pages["bank-event-check-in"].on_page_show = (wrapper) => {
	wrapper.bank_ready?.then(() => wrapper.bank_door.show());
};

frappe.pages["bank-event-check-in"].on_page_hide = (wrapper) => wrapper.bank_door?.leave();
