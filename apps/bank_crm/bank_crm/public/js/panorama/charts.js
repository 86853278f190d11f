import { empty } from "./tables";

const ACCOUNT = "Bank Customer Account"; // its categories are the words shown

// column of the endpoint → label (the account's category) and colour, in the order they are stacked
const KINDS = [
	["savings", "Savings", "#2f6fde"],
	["time_deposit", "Time Deposit", "#7aa7f0"],
	["wealth", "Wealth", "#3c9d8f"],
	["fund", "Fund", "#8fd0a8"],
	["precious_metal", "Precious Metal", "#e0a92e"],
	["insurance", "Insurance", "#b58ad6"],
];

const DEBT_COLOURS = { Loan: "#d9655b", "Credit Card": "#e8a39c" };

/** Stacked month-end balances; `months` oldest first. */
export function asset_chart(target, months) {
	const kinds = KINDS.filter(([column]) => months.some((month) => flt(month[column])));
	if (!kinds.length) {
		target.html(empty(__("There are no month-end balances yet.")));
		return;
	}
	new frappe.Chart(target[0], {
		type: "bar",
		height: 240,
		colors: kinds.map(([, , colour]) => colour),
		barOptions: { stacked: 1, spaceRatio: 0.4 },
		axisOptions: {
			xAxisMode: "tick",
			xIsSeries: 1,
			shortenYAxisNumbers: 1,
			numberFormatter: (value) => bank_crm.format.short_money(value),
		},
		showLegend: 0, // the split beside it names the colours
		tooltipOptions: { formatTooltipY: (value) => bank_crm.format.money(value) },
		data: {
			labels: months.map((month) => month.month_end.slice(0, 7)),
			datasets: kinds.map(([column, label]) => ({
				name: __(label, null, ACCOUNT),
				values: months.map((month) => flt(month[column])),
			})),
		},
	});
}

/** Assets and liabilities on record now, each as one bar with its parts below, largest first. */
export function asset_split(target, holdings) {
	if (!target.length) return;
	const assets = parts(holdings, Object.fromEntries(KINDS.map(([, label, colour]) => [label, colour])));
	const debts = parts(holdings, DEBT_COLOURS);
	if (!assets.length && !debts.length) {
		target.html(empty(__("This customer has no accounts yet.")));
		return;
	}
	target.html(side(__("Assets"), assets) + side(__("Liabilities"), debts));
}

function parts(holdings, colours) {
	return holdings
		.filter((kind) => colours[kind.category] && kind.balance > 0)
		.map((kind) => ({ label: kind.category, colour: colours[kind.category], amount: kind.balance }))
		.sort((a, b) => b.amount - a.amount);
}

function side(title, kinds) {
	if (!kinds.length) return "";
	const f = bank_crm.format;
	const total = kinds.reduce((sum, part) => sum + part.amount, 0);
	const share = (part) => (100 * part.amount) / total;
	const bars = kinds.map((part) => `<i style="width:${share(part).toFixed(2)}%;background:${part.colour}"></i>`);
	const rows = kinds.map(
		(part) => `<li><i style="background:${part.colour}"></i><span>${f.escape(__(part.label, null, ACCOUNT))}</span>
			<span class="bank-amount">${f.escape(f.short_money(part.amount))}</span>
			<small class="text-muted">${share(part).toFixed(1)}%</small></li>`
	);
	return `<div class="bank-split"><header><span>${title}</span><b>${f.escape(f.short_money(total))}</b></header>
		<div class="bank-bar">${bars.join("")}</div><ul>${rows.join("")}</ul></div>`;
}
