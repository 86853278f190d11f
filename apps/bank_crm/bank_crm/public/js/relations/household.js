import { avatar, escape, member_word, period, person_link } from "./words";

const METHOD = "bank_crm.api.relations.household";

/** Members of today and before, on the household's own form. */
export async function show_household(wrapper, name) {
	const household = await frappe.xcall(METHOD, { name }, "GET");
	const row = (member) => `<li>${avatar(member)}<span class="bank-relation-who">${person_link(member)}</span>
		<span class="bank-relation-role">${escape(member_word(member.role))}</span>
		<small class="text-muted">${escape(period(member.from_date, member.to_date))}</small>
		<span class="bank-amount">${member.total_aum === null ? "" : escape(bank_crm.format.money(member.total_aum))}</span></li>`;
	const past = household.past_members.length
		? `<h5>${__("Earlier Members")}</h5><ul class="text-muted">${household.past_members.map(row).join("")}</ul>`
		: "";
	$(wrapper).html(
		`<div class="bank-household-members"><ul>${household.members.map(row).join("")}</ul>${past}</div>`
	);
}
