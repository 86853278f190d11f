// What the answers to a survey say: shares, scores over time, cross-tabs, texts (SUR-01, SUR-04).
frappe.pages["bank-survey-results"].on_page_load = (wrapper) => {
	const page = frappe.ui.make_app_page({ parent: wrapper, title: __("Survey Results"), single_column: true });
	wrapper.bank_ready = frappe
		.require(["survey_results.bundle.js", "survey_results.bundle.css"])
		.then(() => (wrapper.bank_results = new bank_crm.SurveyResults(page)));
};

frappe.pages["bank-survey-results"].on_page_show = (wrapper) => {
	wrapper.bank_ready?.then(() => wrapper.bank_results.show(frappe.get_route()[1], frappe.get_route()[2]));
};
