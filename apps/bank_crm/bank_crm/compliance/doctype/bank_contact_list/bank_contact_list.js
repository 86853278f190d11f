frappe.ui.form.on("Bank Contact List", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.state === "Failed") {
			frm.set_intro(frappe.utils.escape_html(frm.doc.failure || ""), "red");
			if (frm.doc.list_file) {
				frm.add_custom_button(__("Read Again"), async () => {
					await frappe.xcall("bank_crm.api.privacy.read_list", { name: frm.doc.name });
					frappe.show_alert(__("The list is read in the background."));
				});
			}
		} else if (frm.doc.state !== "Done") {
			frm.set_intro(__("The list is read in the background."), "blue");
			frm.add_custom_button(__("Refresh"), () => frm.reload_doc());
		}
		frm.add_custom_button(__("Show Blocks"), () =>
			frappe.set_route("List", "Bank Contact Block", { contact_list: frm.doc.name })
		);
	},
});
