// Message fees paid in advance (MKT-04).
frappe.ui.form.on("Bank Prepaid Account", {
	refresh(frm) {
		if (frm.is_new() || !frm.has_perm("write")) return;
		frm.add_custom_button(__("Book Payment"), () => pay(frm)).addClass("btn-primary");
	},
});

function pay(frm) {
	frappe.prompt(
		[
			{ fieldname: "amount", fieldtype: "Currency", label: __("Amount"), reqd: 1, description: __("Below zero: a correction.") },
			{ fieldname: "note", fieldtype: "Small Text", label: __("Note") },
		],
		async (values) => {
			await frappe.xcall("bank_crm.api.campaigns.top_up", { account: frm.doc.name, ...values });
			frm.reload_doc();
		},
		__("Book Payment"),
		__("Book")
	);
}
