// A benefit: opened, paused, closed; given to a segment or to the campaign's audience (MKT-10, MKT-20).
frappe.ui.form.on("Bank Benefit", {
	setup(frm) {
		frm.set_query("campaign", () => ({ filters: { state: ["not in", ["Ended", "Reviewed"]] } }));
		frm.set_query("owner_user", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	refresh(frm) {
		if (frm.is_new() || !frm.perm[0]?.write) return;
		const { state } = frm.doc;
		if (state === "Open") {
			frm.add_custom_button(__("Issue", null, "Bank Benefit"), () => issue(frm)).addClass("btn-primary");
			frm.add_custom_button(__("Pause"), () => step(frm, "Paused"));
		}
		if (state === "Draft" || state === "Paused") {
			frm.add_custom_button(__("Start Issuing"), () => step(frm, "Open")).addClass("btn-primary");
		}
		if (state === "Open" || state === "Paused") {
			frm.add_custom_button(__("Close for Good"), () =>
				frappe.confirm(__("What nobody has claimed is withdrawn. Close this benefit?"), () => step(frm, "Closed"))
			);
		}
	},
});

async function step(frm, state) {
	await frm.set_value("state", state);
	try {
		await frm.save();
	} finally {
		if (frm.is_dirty()) frm.reload_doc();
	}
}

function issue(frm) {
	const sources = ["Segment", ...(frm.doc.campaign ? ["Campaign Audience"] : [])];
	const dialog = new frappe.ui.Dialog({
		title: __("Issue", null, "Bank Benefit"),
		fields: [
			{
				fieldname: "source",
				fieldtype: "Select",
				label: __("For", null, "Bank Benefit Issue"),
				reqd: 1,
				default: sources.at(-1),
				options: sources.map((value) => ({ value, label: __(value, null, "Bank Benefit Issue") })),
			},
			{
				fieldname: "segment",
				fieldtype: "Link",
				options: "Bank Segment",
				label: __("Segment"),
				depends_on: "eval:doc.source=='Segment'",
				mandatory_depends_on: "eval:doc.source=='Segment'",
				get_query: () => ({ filters: { enabled: 1 } }),
			},
			{ fieldname: "note", fieldtype: "Data", label: __("Note") },
		],
		primary_action_label: __("Issue", null, "Bank Benefit"),
		async primary_action(values) {
			await frappe.xcall("frappe.client.insert", { doc: { doctype: "Bank Benefit Issue", benefit: frm.doc.name, ...values } });
			dialog.hide();
			frappe.show_alert({ message: __("The batch is being issued."), indicator: "green" });
			frm.reload_doc();
		},
	});
	dialog.show();
}
