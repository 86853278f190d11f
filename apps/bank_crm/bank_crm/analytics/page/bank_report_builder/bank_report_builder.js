// 【自定义报表】: dimensions and measures chosen by the user, with his or her own rows (ANA-04, ANA-05).
frappe.pages["bank-report-builder"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Custom Report"), single_column: true });
	wrapper.bank_ready = frappe
		.require(["custom_report.bundle.js", "custom_report.bundle.css"])
		.then(() => (wrapper.bank_report = new bank_crm.CustomReport(page)));
};

frappe.pages["bank-report-builder"].on_page_show = (wrapper) => {
	wrapper.bank_ready?.then(() => wrapper.bank_report.show());
};
