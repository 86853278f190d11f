// A Single's only document is named as its DocType, which Frappe shows untranslated.
frappe.ui.form.on("Bank CRM Settings", {
	refresh(frm) {
		const title = __(frm.doctype);
		const show = () => {
			$(".navbar-breadcrumbs .title-text-form").text(title);
			$(frm.wrapper).find(".form-name-copy .ellipsis").text(title);
		};
		frappe.utils.set_title(title);
		show();
		frappe.after_ajax(show); // side bar and breadcrumbs come with the last answers
	},
});
