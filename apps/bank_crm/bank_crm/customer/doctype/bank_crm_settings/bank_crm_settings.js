// A Single's only document is named as its DocType, which Frappe shows untranslated.
frappe.ui.form.on("Bank CRM Settings", {
	refresh(frm) {
		const title = __(frm.doctype);
		frappe.utils.set_title(title);
		frappe.after_ajax(() => {
			$(".navbar-breadcrumbs .title-text-form").text(title);
			$(frm.wrapper).find(".form-name-copy .ellipsis").text(title);
		});
	},
});
