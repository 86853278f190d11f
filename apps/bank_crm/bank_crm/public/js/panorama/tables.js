const ACCOUNT = "Bank Customer Account";
const TRANSACTION = "Bank Customer Transaction";
const ROLE_NOTE = "Disponent";

/** @param accounts rows of the endpoint, assets first; numbers come masked */
export function account_table(accounts) {
	if (!accounts.length) return empty(__("This customer has no accounts yet."));
	const f = bank_crm.format;
	const rows = accounts.map((account) => {
		const note =
			account.holder_role === ROLE_NOTE ? ` <span class="text-muted">(${f.escape(__(account.holder_role, null, "Bank Account Holder"))})</span>` : "";
		return `<tr>
			<td><a href="#" data-account="${f.escape(account.name)}">${f.escape(__(account.category, null, ACCOUNT))}</a>${note}</td>
			<td class="bank-minor">${f.escape(account.product_name)}</td>
			<td>${f.escape(account.account_no)}</td>
			<td>${f.pill("account_status", account.status)}</td>
			<td class="bank-minor">${f.escape(f.day(account.maturity_date))}</td>
			<td class="bank-amount${account.is_liability ? " bank-owed" : ""}">${money(account)}</td>
		</tr>`;
	});
	const heads = [
		[__("Category")],
		[__("Product"), "bank-minor"],
		[__("Account Number")],
		[__("Status")],
		[__("Maturity Date"), "bank-minor"],
		[__("Balance"), "bank-amount"],
	];
	return table("bank-accounts", heads, rows);
}

/** @param transactions rows of the endpoint, latest first */
export function transaction_table(transactions) {
	if (!transactions.length) return empty(__("Nothing has been posted yet."));
	const f = bank_crm.format;
	const rows = transactions.map((txn) => {
		const credit = txn.direction === "Credit";
		const amount = f.escape(f.money(txn.amount, txn.currency));
		return `<tr>
			<td>${f.escape(f.moment(txn.posted_at))}</td>
			<td>${f.escape(__(txn.txn_type, null, TRANSACTION))}</td>
			<td class="bank-minor">${f.escape(txn.counterparty || txn.summary)}</td>
			<td class="bank-minor">${f.escape(txn.channel && __(txn.channel, null, TRANSACTION))}</td>
			<td class="bank-amount ${credit ? "bank-in" : "bank-out"}">${credit ? "+" : "−"}${amount}</td>
			<td class="bank-amount bank-minor">${f.escape(f.money(txn.balance_after, txn.currency))}</td>
		</tr>`;
	});
	const heads = [
		[__("Posted At")],
		[__("Transaction Type")],
		[__("Counterparty"), "bank-minor"],
		[__("Channel"), "bank-minor"],
		[__("Amount"), "bank-amount"],
		[__("Balance After"), "bank-amount bank-minor"],
	];
	return table("bank-transactions", heads, rows);
}

export function empty(text) {
	return `<div class="bank-state text-muted">${text}</div>`;
}

function money(account) {
	const text = bank_crm.format.escape(bank_crm.format.money(account.balance, account.currency));
	return account.is_liability ? `−${text}` : text;
}

function table(name, heads, rows) {
	const head = heads.map(([label, cls = ""]) => `<th class="${cls}" scope="col">${label}</th>`).join("");
	return `<div class="bank-table-box"><table class="bank-table ${name}">
		<thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}
