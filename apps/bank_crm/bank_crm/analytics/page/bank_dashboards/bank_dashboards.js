// 【仪表盘】: the dashboards one may open, the one of one's post first, and 【新建仪表盘】 (ANA-05).
frappe.pages["bank-dashboards"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Dashboards"), single_column: true });
	wrapper.bank_ready = frappe
		.require("dashboards.bundle.js")
		.then(() => (wrapper.bank_dashboards = new bank_crm.Dashboards(page)));
};

frappe.pages["bank-dashboards"].on_page_show = (wrapper) => {
	wrapper.bank_ready?.then(() => wrapper.bank_dashboards.show());
};
