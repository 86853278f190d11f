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

/** What approving a batch or setting it back does, `came_from` telling the customers' tiers before it. */
export function batch_question(one, action, came_from, undo_days) {
	const f = bank_crm.format;
	const undo = action === "undo";
	const total = came_from.reduce((sum, row) => sum + cint(row.customers), 0).toLocaleString();
	const tier = f.escape(f.word("tier", one.to_tier));
	const ways = came_from.map((row) => {
		const [old, now] = [row.tier ? f.pill("tier", row.tier) : __("No tier"), f.pill("tier", one.to_tier)];
		return `<li>${undo ? now : old} → ${undo ? old : now} <b>${cint(row.customers).toLocaleString()}</b></li>`;
	});
	const facts = [
		[__("Requested By"), `${frappe.user_info(one.requested_by).fullname} ${f.moment(one.requested_at)}`],
		[__("Reason"), one.reason],
		[__("Filter"), one.conditions_text],
		[__("Kept Until"), undo ? "" : f.day(one.locked_until)],
	].filter(([, value]) => value);
	const note = undo
		? __("Customers whose tier was changed since keep it.")
		: __("It can be undone for {0} days. Each change is logged as high-privilege.", [undo_days]);
	const said = undo
		? __("Set {0} customers back from {1}?", [total, tier])
		: __("Move {0} customers to {1}?", [total, tier]);
	return `<div class="bank-tiering-question"><p><b>${said}</b></p><ul>${ways.join("")}</ul>
		<dl>${facts.map(([label, value]) => `<div><dt>${label}</dt><dd>${f.escape(value)}</dd></div>`).join("")}</dl>
		<p class="text-muted small">${note}</p></div>`;
}

/** With whom a batch is and why, where the approval matrix decides about it. */
function progress(one) {
	return one.progress ? `<tr class="bank-tiering-progress"><td colspan="7">${bank_crm.approvals.draw(one.progress)}</td></tr>` : "";
}
