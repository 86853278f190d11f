const GIFT_STEPS = { Reserved: ["ship", "deliver", "return"], Shipped: ["deliver", "return"] };
const GIFT_WORDS = { ship: "Ship", deliver: "Handed Over", return: "Came Back" };

frappe.ui.form.on("Bank Care Task", {
	refresh(frm) {
		if (frm.is_new() || !frm.perm[0]?.write) return;
		if (frm.doc.status === "Open") {
			frm.add_custom_button(__("Mark Done"), () => finish(frm, "Done")).addClass("btn-primary");
			frm.add_custom_button(__("Skip"), () => finish(frm, "Skipped"));
		}
		for (const step of GIFT_STEPS[frm.doc.gift_status] || []) {
			const label = __(GIFT_WORDS[step], null, frm.doctype);
			frm.add_custom_button(label, () => gift_step(frm, step), __("Gift"));
		}
	},
});

async function finish(frm, status) {
	await frappe.xcall("bank_crm.api.my_day.finish", { task: frm.doc.name, status });
	frm.reload_doc();
}

async function gift_step(frm, step) {
	await frappe.xcall("bank_crm.api.my_day.gift_step", { task: frm.doc.name, step });
	frm.reload_doc();
}
