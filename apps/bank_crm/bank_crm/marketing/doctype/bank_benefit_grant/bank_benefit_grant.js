// A customer's benefit: used at the counter, or taken back (MKT-20). Whether one may is the server's decision.
frappe.ui.form.on("Bank Benefit Grant", {
	refresh(frm) {
		const colours = { Issued: "blue", Claimed: "orange", Used: "green", Expired: "gray", Withdrawn: "darkgrey" };
		frm.page.set_indicator(__(frm.doc.state, null, "Bank Benefit Grant"), colours[frm.doc.state]);
		const roles = ["Bank Relationship Manager", "Bank Branch Manager", "Bank CRM Administrator"];
		if (!roles.some((role) => frappe.user.has_role(role))) return;
		if (frm.doc.state === "Claimed") frm.add_custom_button(__("Use", null, "Bank Benefit Grant"), () => use(frm)).addClass("btn-primary");
		if (["Issued", "Claimed"].includes(frm.doc.state)) frm.add_custom_button(__("Withdraw", null, "Bank Benefit Grant"), () => withdraw(frm));
	},
});

const METHODS = "bank_crm.api.benefits";

async function use(frm) {
	const purchases = await frappe.xcall(`${METHODS}.purchases`, { benefit_grant: frm.doc.name }, "GET");
	const label = (row) =>
		[frappe.datetime.str_to_user(row.posted_at.slice(0, 10)), format_currency(row.amount, "CNY"), __(row.product_category, null, "Bank Customer Transaction")]
			.filter(Boolean)
			.join(" · ");
	const dialog = new frappe.ui.Dialog({
		title: __("Use", null, "Bank Benefit Grant"),
		fields: [
			{
				fieldname: "purchase",
				fieldtype: "Select",
				label: __("Purchase"),
				hidden: !purchases.length,
				options: [{ value: "", label: __("Not booked yet") }, ...purchases.map((row) => ({ value: String(row.name), label: label(row) }))],
				change() {
					const row = purchases.find((one) => String(one.name) === dialog.get_value("purchase"));
					if (row) dialog.set_value("amount", row.amount);
				},
			},
			{ fieldname: "amount", fieldtype: "Currency", label: __("Amount Purchased"), reqd: 1 },
			{ fieldname: "note", fieldtype: "Data", label: __("Note") },
		],
		primary_action_label: __("Use", null, "Bank Benefit Grant"),
		async primary_action(values) {
			await frappe.xcall(`${METHODS}.use`, { benefit_grant: frm.doc.name, ...values });
			dialog.hide();
			frm.reload_doc();
		},
	});
	dialog.show();
}

function withdraw(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Data", label: __("Reason"), reqd: 1 },
		async ({ reason }) => {
			await frappe.xcall(`${METHODS}.withdraw`, { benefit_grant: frm.doc.name, reason });
			frm.reload_doc();
		},
		__("Withdraw", null, "Bank Benefit Grant")
	);
}
