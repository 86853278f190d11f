// 【我的一天】: what is to be done for one's customers today (CAR-04, CAR-07).
frappe.pages["bank-my-day"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("My Day"), single_column: true });
	wrapper.bank_ready = frappe
		.require(["my_day.bundle.js", "care.bundle.css"])
		.then(() => (wrapper.bank_my_day = new bank_crm.MyDay(page)));
};

frappe.pages["bank-my-day"].on_page_show = (wrapper) => {
	wrapper.bank_ready?.then(() => wrapper.bank_my_day.show());
};
