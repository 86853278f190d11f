// 【客户分层】: find customers by assets, activity and products, and move the whole set to a tier (SEG-04, SEG-05).
frappe.pages["bank-tiering"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Customer Tiering"), single_column: true });
	wrapper.bank_ready = frappe
		.require(["tiering.bundle.js", "tiering.bundle.css"])
		.then(() => (wrapper.bank_tiering = new bank_crm.Tiering(page)));
};

frappe.pages["bank-tiering"].on_page_show = (wrapper) => {
	wrapper.bank_ready?.then(() => wrapper.bank_tiering.show());
};
