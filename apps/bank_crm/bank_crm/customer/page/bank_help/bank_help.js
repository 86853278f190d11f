// 【帮助文档】: all articles, one of them open (UX-06).
frappe.pages["bank-help"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Help Documents"), single_column: true });
	wrapper.bank_ready = frappe
		.require(["help.bundle.js", "help.bundle.css"])
		.then(() => (wrapper.bank_help = new bank_crm.HelpPage(page)));
};

frappe.pages["bank-help"].on_page_show = (wrapper) => {
	wrapper.bank_ready?.then(() => wrapper.bank_help.show(frappe.get_route()[1] || "start"));
};
