/** One customer a line; numbers on record come masked. */
export function customer_table(rows) {
	const f = bank_crm.format;
	const lines = rows.map(
		(row) => `<tr>
			<td><a href="${frappe.utils.get_form_link("Bank Customer", row.name)}">${f.escape(row.customer_name)}</a>
				<small class="text-muted bank-minor">${f.escape(row.name)}</small></td>
			<td>${f.pill("tier", row.tier)}${marks(row)}</td>
			<td>${f.pill("activity_level", row.activity_level)}</td>
			<td class="bank-amount bank-minor">${cint(row.product_count)}</td>
			<td class="bank-amount" title="${f.escape(f.money(row.total_aum))}">${f.escape(f.short_money(row.total_aum))}</td>
			<td class="bank-amount bank-minor" title="${f.escape(f.money(row.aum_month_avg))}">${f.escape(
				f.short_money(row.aum_month_avg)
			)}</td>
			<td class="bank-minor bank-amount">${f.escape(f.day((row.last_login_at || "").slice(0, 10)))}</td>
		</tr>`
	);
	const heads = [
		[__("Customer")],
		[__("Tier")],
		[__("Activity Level")],
		[__("Products Held"), "bank-amount bank-minor"],
		[__("Current Assets"), "bank-amount"],
		[__("Month-Average Assets"), "bank-amount bank-minor"],
		[__("Last Login"), "bank-amount bank-minor"],
	];
	const head = heads.map(([label, cls = ""]) => `<th class="${cls}" scope="col">${label}</th>`).join("");
	return `<div class="bank-table-box"><table class="bank-table bank-tiering-table">
		<thead><tr>${head}</tr></thead><tbody>${lines.join("")}</tbody></table></div>`;
}

/** 关注 and 人工: why the tier may not be what the assets say. */
export function marks(row) {
	const f = bank_crm.format;
	const found = [];
	if (row.tier_watch_since) {
		found.push(["orange", __("Watched", null, "Bank Customer"), __("Below since {0}", [f.day(row.tier_watch_since)])]);
	}
	if (row.tier_source === "Manual") found.push(["purple", __("Override"), __("Set by a person, not by the rules")]);
	return found
		.map(
			([colour, word, title]) =>
				` <span class="indicator-pill no-indicator-dot ${colour}" title="${f.escape(title)}">${f.escape(word)}</span>`
		)
		.join("");
}

const STATUS_COLOURS = { "Pending Approval": "orange", Applied: "green", Rejected: "red", Undone: "gray" };

/** Batches with what the user may do about each. */
export function batch_table(batches, may_decide) {
	const f = bank_crm.format;
	const me = frappe.session.user;
	const lines = batches.map((one) => {
		const actions = [];
		const asked = one.progress ? one.progress.may_decide : may_decide && one.requested_by !== me;
		if (asked && one.status === "Pending Approval") {
			actions.push(["approve", __("Approve"), "btn-primary"], ["reject", __("Reject"), "btn-default"]);
		}
		const undoable = one.status === "Applied" && frappe.datetime.now_datetime() <= one.undo_until;
		if (may_decide && undoable) actions.push(["undo", __("Undo"), "btn-default"]);
		const count = one.status === "Undone" ? one.undone_count : one.changed_count || one.member_count;
		return `<tr data-batch="${f.escape(one.name)}">
			<td><a href="${frappe.utils.get_form_link("Bank Tier Batch", one.name)}">${f.escape(one.name)}</a></td>
			<td><span class="indicator-pill no-indicator-dot ${STATUS_COLOURS[one.status] || "gray"}">${f.escape(
				__(one.status, null, "Bank Tier Batch")
			)}</span></td>
			<td>${f.pill("tier", one.to_tier)}</td>
			<td class="bank-amount">${cint(count)}</td>
			<td class="bank-tiering-why bank-minor"><span>${f.escape(one.reason)}</span>
				<small class="text-muted">${f.escape(one.conditions_text)}</small></td>
			<td class="bank-minor">${f.escape(frappe.user_info(one.requested_by).fullname)}
				<small class="text-muted">${f.escape(f.moment(one.requested_at))}</small></td>
			<td class="bank-tiering-actions">${actions
				.map(([action, label, style]) => `<button class="btn btn-xs ${style}" data-batch-action="${action}">${label}</button>`)
				.join("")}</td></tr>${progress(one)}`;
	});
	const heads = [
		[__("Batch", null, "Bank Tier Batch")],
		[__("Status")],
		[__("New Tier")],
		[__("Customers"), "bank-amount"],
		[__("Reason"), "bank-minor"],
		[__("Requested By"), "bank-minor"],
		[""],
	];
	const head = heads.map(([label, cls = ""]) => `<th class="${cls}" scope="col">${label}</th>`).join("");
	return `<div class="bank-table-box"><table class="bank-table"><thead><tr>${head}</tr></thead>
		<tbody>${lines.join("")}</tbody></table></div>`;
}

/** With whom a batch is and why, where the approval matrix decides about it. */
function progress(one) {
	return one.progress ? `<tr class="bank-tiering-progress"><td colspan="7">${bank_crm.approvals.draw(one.progress)}</td></tr>` : "";
}
