// How far the approval of a document is, with whom it is and why; whoever is asked decides here (SAL-11, CON-04).
(() => {
	const COLOURS = { Waiting: "gray", Open: "orange", Approved: "green", Refused: "red", Skipped: "gray", Running: "orange", Withdrawn: "gray", Replaced: "gray", "Not Needed": "gray" };
	const APPROVAL = "Bank Approval";
	const esc = (text) => frappe.utils.escape_html(text || "");
	const time = (value) => (value ? esc(frappe.datetime.str_to_user(value).replace(/:\d\d$/, "")) : "");

	for (const doctype of ["Bank Contract", "Bank Application", "Bank Campaign", "Bank Journey", "Bank Tier Batch", APPROVAL]) {
		frappe.ui.form.on(doctype, {
			refresh(frm) {
				listen(frm);
				show(frm);
			},
		});
	}

	// the server says so when somebody decides: whoever looks at the form sees it at once
	function listen(frm) {
		if (frm.bank_listens) return;
		frm.bank_listens = true;
		frappe.realtime.on("bank_approval", ({ doctype, name }) => {
			if (doctype !== frm.doctype || name !== frm.doc.name || cur_frm !== frm) return;
			if (frm.is_dirty()) show(frm);
			else frm.reload_doc();
		});
	}

	async function show(frm) {
		const box = place(frm);
		if (!box) return;
		box.empty();
		if (frm.is_new() || (frm.doctype !== APPROVAL && !frm.doc.approval)) return;
		const name = frm.doc.name;
		const found = await frappe.xcall("bank_crm.api.approvals.progress", { doctype: frm.doctype, name }, "GET");
		if (!found || frm.doc.name !== name) return;
		box.html(draw(found, frm.doctype !== APPROVAL));
		if (found.may_decide) add_buttons(frm, found);
	}

	function place(frm) {
		if (frm.fields_dict.progress_html) return frm.fields_dict.progress_html.$wrapper;
		if (frm.is_new() || !frm.doc.approval) return null;
		if (!frm.bank_progress?.closest("body").length) frm.bank_progress = frm.dashboard.add_section("", __("Approval"));
		frm.dashboard.show();
		return frm.bank_progress;
	}

	// also drawn where several documents are on one page
	frappe.provide("bank_crm.approvals").draw = draw;

	function draw(found, linked = true) {
		const done = found.steps.filter((step) => step.state === "Approved").length;
		const share = Math.round((done * 100) / found.steps.length);
		const head = [
			`<span class="indicator-pill ${COLOURS[found.state]}">${__(found.state, null, APPROVAL)}</span>`,
			__("{0} of {1} steps are done", [done, found.steps.length]),
			found.due_at && found.state === "Running" ? __("Promised Until {0}", [time(found.due_at)]) : "",
			found.clock === "Late" || found.clock === "Missed" ? `<span class="text-danger">${__(found.clock, null, APPROVAL)}</span>` : "",
			linked && found.may_read ? `<a href="/app/bank-approval/${encodeURIComponent(found.name)}">${esc(found.name)}</a>` : "",
		];
		return `<div class="bank-approval" style="margin-bottom:var(--margin-md)">
			<div style="display:flex;flex-wrap:wrap;gap:4px 14px;align-items:center">${head.filter(Boolean).map((part) => `<span>${part}</span>`).join("")}</div>
			<div class="progress" style="height:6px;margin:8px 0"><div class="progress-bar" role="progressbar" style="width:${share}%;background:var(--green-500)"></div></div>
			<div style="display:flex;flex-wrap:wrap;gap:8px">${found.steps.map(draw_step).join("")}</div>
			<p class="text-muted small" style="margin:8px 0 0">${esc(found.rule)}</p>
			${found.reason ? `<p class="small" style="margin:4px 0 0">${__("Reason")}: ${esc(found.reason)}</p>` : ""}
		</div>`;
	}

	function draw_step(step) {
		const votes = step.votes.map((vote) => {
			const said = vote.comment ? ` <span class="text-muted">“${esc(vote.comment)}”</span>` : "";
			return `<div class="small"><span class="indicator ${COLOURS[vote.state]}"></span>${esc(vote.approver)} · ${__(vote.state, null, "Bank Approval Vote")} ${time(vote.decided_at)}${said}${
				vote.why ? `<div class="text-muted" style="white-space:normal">${esc(vote.why)}</div>` : ""
			}</div>`;
		});
		const late = step.late ? ` <span class="text-danger">${__("Late")}</span>` : "";
		const due = step.state === "Open" && step.due_at ? `<div class="small text-muted">${__("Due At")} ${time(step.due_at)}${late}</div>` : "";
		const later = __("Who decides is chosen when its turn comes.");
		const nobody = step.state === "Waiting" ? `<div class="small text-muted">${later}</div>` : "";
		return `<div style="border:1px solid var(--border-color);border-radius:var(--border-radius);padding:8px 10px;flex:1 1 220px;max-width:420px">
			<div><b>${step.sequence}. ${esc(step.step_name)}</b> <span class="indicator-pill ${COLOURS[step.state]}">${__(step.state, null, "Bank Approval Step")}</span></div>
			${due}${votes.join("")}${nobody}</div>`;
	}

	function add_buttons(frm, found) {
		for (const label of [__("Approve"), __("Refuse")]) frm.remove_custom_button(label);
		frm.add_custom_button(__("Approve"), () => decide(frm, found, true)).addClass("btn-primary");
		frm.add_custom_button(__("Refuse"), () => decide(frm, found, false));
	}

	function decide(frm, found, agree) {
		const dialog = new frappe.ui.Dialog({
			title: agree ? __("Approve") : __("Refuse"),
			fields: [{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: agree ? 0 : 1 }],
			primary_action_label: agree ? __("Approve") : __("Refuse"),
			async primary_action(values) {
				dialog.get_primary_btn().prop("disabled", true);
				try {
					await frappe.xcall("bank_crm.api.approvals.decide", { name: found.name, agree: agree ? 1 : 0, reason: values.reason || "" });
				} finally {
					dialog.hide();
					frm.reload_doc();
				}
			},
		});
		dialog.show();
	}
})();
