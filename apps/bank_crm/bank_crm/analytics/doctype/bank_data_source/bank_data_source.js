frappe.ui.form.on("Bank Data Source", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frappe.perm.has_perm(frm.doctype, 0, "write")) {
			frm.add_custom_button(__("Full Sync"), () => bank_crm_sync.full(frm));
			frm.add_custom_button(__("Sync Now"), () => bank_crm_sync.start(frm, "start_sync"));
		}
		bank_crm_sync.watch(frm);
		bank_crm_sync.help(frm);
	},
	entity(frm) {
		bank_crm_sync.help(frm);
	},
	onload(frm) {
		// a listener of an earlier form would draw into a page that is gone
		frappe.realtime.off("bank_sync_progress");
		frappe.realtime.on("bank_sync_progress", (data) => {
			if (data.source === frm.doc.name) bank_crm_sync.progress(frm, data);
		});
	},
});

frappe.provide("bank_crm_sync");

bank_crm_sync.full = (frm) =>
	frappe.confirm(__("Read the whole source again? Rows that have not changed stay untouched."), () =>
		bank_crm_sync.start(frm, "start_full_sync")
	);

bank_crm_sync.start = (frm, method) =>
	frappe
		.call({
			method: `bank_crm.analytics.sync.actions.${method}`,
			args: { source: frm.doc.name },
			freeze: true,
		})
		.then(() => {
			frappe.show_alert({ message: __("The sync is queued"), indicator: "blue" });
		});

bank_crm_sync.watch = (frm) => {
	const states = { Completed: "green", "Completed with Refusals": "orange", Failed: "red", Running: "blue" };
	if (frm.doc.last_state) {
		frm.page.set_indicator(__(frm.doc.last_state), states[frm.doc.last_state] || "gray");
	}
	if (frm.doc.last_error) {
		frm.dashboard.set_headline_alert(frappe.utils.escape_html(frm.doc.last_error), "red");
	}
};

bank_crm_sync.progress = (frm, data) => {
	frm.dashboard.show_progress(__("Sync"), data.progress || 0, data.stage || "");
	if (data.state && data.state !== "Running") {
		frm.dashboard.hide_progress(__("Sync"));
		frm.reload_doc();
	}
};

bank_crm_sync.help = (frm) => {
	if (!frm.doc.entity) return;
	frappe.call("bank_crm.analytics.sync.actions.mapping_help", { entity: frm.doc.entity }).then(({ message }) => {
		const cell = (text) => `<td>${frappe.utils.escape_html(text)}</td>`;
		const rows = message.fields.map((field) => {
			const remark = field.refers_to || field.choices.join(" · ");
			return `<tr>${cell(field.name + (field.required ? " *" : ""))}${cell(field.kind)}${cell(remark)}</tr>`;
		});
		const head = [__("Field"), __("Kind"), __("Choices")].map((text) => `<th>${text}</th>`).join("");
		frm.get_field("mapping_help").$wrapper.html(
			`<table class="table table-bordered table-sm small"><thead><tr>${head}</tr></thead>
			<tbody>${rows.join("")}</tbody></table>
			<p class="small text-muted">${__("Transforms")}: ${message.transforms.join(" · ")}</p>`
		);
	});
};
