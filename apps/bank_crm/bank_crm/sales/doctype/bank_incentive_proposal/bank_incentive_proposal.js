// An incentive: proposed, handed in, decided by somebody else (SAL-05).
frappe.ui.form.on("Bank Incentive Proposal", {
	before_workflow_action(frm) {
		return frm.selected_workflow_action === "Reject" ? bank_crm.ask_before_step(frm, ["reason"]) : undefined;
	},

	refresh(frm) {
		const me = frappe.session.user;
		const why = {
			[frm.doc.person]: __("Nobody decides about an own incentive."),
			...(frm.doc.state === "Awaiting Approval" ? { [frm.doc.applicant]: __("You have handed this in: another branch manager or an administrator decides.") } : {}),
		}[me];
		if (why && frm.doc.state !== "Approved") frm.set_intro(why, "blue");
	},
});
