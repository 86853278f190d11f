frappe.ui.form.on("Bank Login Lock", {
	refresh(frm) {
		frm.disable_save();
		if (!frm.doc.user) return;
		frm.add_custom_button(__("Unlock"), () =>
			frappe.xcall("bank_crm.api.login_locks.unlock", { names: [frm.doc.name] }).then((count) => {
				frappe.show_alert({ message: __("{0} accounts unlocked.", [count]), indicator: "green" });
				frappe.set_route("List", "Bank Login Lock");
			})
		).addClass("btn-primary");
	},
});
