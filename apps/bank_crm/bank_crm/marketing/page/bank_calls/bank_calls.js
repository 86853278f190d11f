// 【电话营销】: the calls somebody has to make, each with its script and outcome in one dialog (MKT-02, MKT-09).
frappe.pages["bank-calls"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("My Calls"), single_column: true });
	wrapper.bank_ready = frappe.require("calls.bundle.js").then(() => (wrapper.bank_calls = new bank_crm.Calls(page)));
};

frappe.pages["bank-calls"].on_page_show = (wrapper) => {
	wrapper.bank_ready?.then(() => wrapper.bank_calls.show());
};
