// 【发起申请】【新建合同】 on an opportunity, with what is known filled in (SAL-11, CON-02).
frappe.ui.form.on("Bank Opportunity", {
	refresh(frm) {
		if (frm.is_new() || frm.doc.outcome === "Lost") return;
		if (frappe.model.can_create("Bank Application") && frm.doc.outcome === "Open") {
			frm.add_custom_button(__("Make an Application"), async () => {
				const name = await frappe.xcall("bank_crm.api.contracts.apply_for", { opportunity: frm.doc.name });
				frappe.set_route("Form", "Bank Application", name);
			});
		}
		if (frappe.model.can_create("Bank Contract")) {
			frm.add_custom_button(__("Make a Contract"), () => {
				const { customer, amount, product, branch, salesperson } = frm.doc;
				frappe.new_doc("Bank Contract", { customer, amount, product, branch, responsible: salesperson, opportunity: frm.doc.name });
			});
		}
	},
});
