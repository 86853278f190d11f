// 【意见反馈】: one's own words about the system and their answer; the administrator answers (UX-06, UX-07).
frappe.ui.form.on("Bank Feedback", {
	refresh(frm) {
		frm.fields_dict.screen.df.formatter = (screen) => bank_crm.format.escape(__(screen || ""));
		frm.refresh_field("screen");
		if (frm.is_new()) return;
		if (frm.doc.route) frm.add_custom_button(__("Open the Screen"), () => frappe.set_route(frm.doc.route));
		if (!frm.perm[0]?.write) return;
		if (frm.doc.state !== "Closed") {
			frm.add_custom_button(__("Answer", null, "Bank Feedback"), () => ask_answer(frm)).addClass("btn-primary");
			frm.add_custom_button(__("Close"), () => frm.set_value("state", "Closed").then(() => frm.save()));
		}
		if (!frm.doc.improvement && frappe.model.can_create("Bank Improvement")) {
			frm.add_custom_button(__("Open an Improvement"), async () => {
				const name = await frappe.xcall("bank_crm.api.feedback.improve", { name: frm.doc.name });
				await frm.reload_doc();
				frappe.show_alert({ message: __("Improvement {0} is open.", [name]), indicator: "green" });
			});
		}
	},
});

function ask_answer(frm) {
	frappe.prompt(
		{ fieldname: "answer", fieldtype: "Small Text", label: __("Answer", null, "Bank Feedback"), reqd: 1, default: frm.doc.answer },
		async ({ answer }) => {
			await frm.set_value("answer", answer);
			await frm.save();
		},
		__("Answer", null, "Bank Feedback"),
		__("Send", null, "Bank Feedback")
	);
}
