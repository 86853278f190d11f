import { icon } from "./icons";

const CHANNELS = ["Call", "Visit", "Chat"];
const INTERACTION = "Bank Interaction";

/** Who the customer is: identity with masks, standing, tags, figures, and the buttons staff use most. */
export function header(doc) {
	const f = bank_crm.format;
	const facts = [
		[__("Mobile"), doc.mobile],
		[__("ID Number"), doc.id_number],
		[__("E-mail"), doc.email],
		[__("Branch", null, "Bank Customer"), frappe.utils.get_link_title("Bank Branch", doc.branch) || doc.branch],
		[__("Relationship Manager"), doc.manager && frappe.user_info(doc.manager).fullname],
		[__("Customer Since"), f.day(doc.opened_on)],
	].filter(([, value]) => value);
	return `<div class="bank-identity">
		<div class="bank-identity-name">
			<span class="bank-avatar">${f.escape([...(doc.customer_name || "")][0])}</span>
			<div>
				<div class="bank-name">${f.escape(doc.customer_name)}
					<span class="text-muted bank-number">${f.escape(doc.name)}</span></div>
				<div class="bank-pills">${f.pill("tier", doc.tier)}${activity(doc)}
					<button type="button" class="bank-stage" title="${__("Relationship Stage")}">${f.pill(
		"relationship_stage",
		doc.relationship_stage
	)}</button><span class="bank-tags"></span></div>
				${by_hand(doc)}
			</div>
		</div>
		<div class="bank-actions"></div>
		<dl class="bank-facts">${facts.map(([label, value]) => term(label, value)).join("")}</dl>
	</div>
	<dl class="bank-figures">${figures(doc)}</dl>`;
}

function activity(doc) {
	const f = bank_crm.format;
	if (!doc.activity_level) return "";
	return `<span class="indicator-pill no-indicator-dot ${f.colour("activity_level", doc.activity_level)}">${__("Activity Level")} ${f.escape(
		f.word("activity_level", doc.activity_level)
	)}</span>`;
}

function figures(doc) {
	const f = bank_crm.format;
	const cells = [
		[__("Total Assets"), f.money(doc.total_aum), "aum"],
		[__("Month-Average Assets"), f.money(doc.aum_month_avg), "average"],
		[__("Total Liabilities"), f.money(doc.total_liability), "liability"],
		[__("Products Held"), cint(doc.product_count), "products"],
		[__("Completeness"), `${Math.round(flt(doc.completeness))}%`, "completeness"],
	];
	return cells
		.map(
			([label, value, name]) =>
				`<div data-figure="${name}"><dt>${label}</dt><dd>${f.escape(value)}<small class="text-muted"></small></dd></div>`
		)
		.join("");
}

export function term(label, value) {
	return `<div><dt>${bank_crm.format.escape(label)}</dt><dd>${bank_crm.format.escape(value)}</dd></div>`;
}

/** What the answer adds to the figures: change over the months, way to the next tier, last contact. */
export function annotate(root, { months, tier, contact, transactions }, doc) {
	const note = (name, text) => root.find(`[data-figure="${name}"] small`).text(text);
	if (months?.length > 1) note("aum", change_note(months, "total_aum", doc));
	if (months?.length > 1 && flt(doc.total_liability)) note("liability", change_note(months, "total_liability", doc));
	if (tier) note("average", tier_note(tier));
	if (contact) note("products", contact_note(contact));
	else if (transactions?.length) {
		note("products", __("Last booking {0}", [bank_crm.format.day(transactions[0].posted_at.slice(0, 10))]));
	}
	note("completeness", doc.last_reviewed_on ? __("Reviewed {0}", [bank_crm.format.day(doc.last_reviewed_on)]) : "");
}

function change_note(months, column, doc) {
	const first = flt(months[0][column]);
	const last = flt(doc[column]);
	const sign = last >= first ? "+" : "−";
	return __("{0} since {1}", [`${sign}${bank_crm.format.short_money(Math.abs(last - first))}`, months[0].month_end.slice(0, 7)]);
}

/** A tier the rules leave alone, until when and why. */
function by_hand(doc) {
	if (doc.tier_source !== "Manual") return "";
	const f = bank_crm.format;
	const until = doc.tier_locked_until;
	const said = until ? __("Set by a person until {0}", [f.day(until)]) : __("Set by a person until it is released");
	return `<div class="text-muted small bank-tier-by-hand">${__("Tier")}: ${f.escape(said)} · ${f.escape(doc.tier_override_reason)}</div>`;
}

function tier_note(tier) {
	if (!tier.next_tier) return __("Highest tier");
	const missing = flt(tier.next_min) - flt(tier.average);
	const name = bank_crm.format.word("tier", tier.next_tier);
	if (missing <= 0) return __("Reaches {0}", [name]);
	return __("{0} short of {1}", [bank_crm.format.short_money(missing), name]);
}

function contact_note(contact) {
	if (!contact.last_at) return __("Not contacted yet");
	const days = frappe.datetime.get_day_diff(frappe.datetime.get_today(), contact.last_at.slice(0, 10));
	return days > 0 ? __("Last contact {0} days ago", [days]) : __("Last contact today");
}

export function tag_pills(tags) {
	const f = bank_crm.format;
	return tags
		.map((tag) => {
			const colour = /^#[0-9a-f]{3,8}$/i.test(tag.colour || "") ? tag.colour : "var(--gray-500)";
			return `<span class="bank-tag" style="--tag:${colour}">${f.escape(tag.tag)}</span>`;
		})
		.join("");
}

/** The first of two clicks: which kind of contact it was. */
export function contact_buttons() {
	const kinds = { Call: "call", Visit: "visit", Chat: "message" };
	return CHANNELS.map(
		(channel) => `<button type="button" class="btn btn-default btn-sm" data-log="${channel}">${icon(kinds[channel])}
			${__("Log {0}", [__(channel, null, INTERACTION)])}</button>`
	).join("");
}
