// The log-in page: why a log-in failed (密码错误 or 账号锁定), and 【忘记密码】 by a code.

const texts = JSON.parse(document.getElementById("bank-login-texts").textContent);

// Frappe's own form asks for an e-mail address; ours takes its place under the same address, #forgot
document.querySelector("section.for-forgot:not(.bank-forgot)")?.remove();
const link = document.querySelector(".forgot-password-message a");
if (link) link.textContent = texts.forgot;

function notice(form, text, colour) {
	const body = form.querySelector(".page-card-body");
	let line = body.querySelector(".bank-login-notice");
	if (!line) {
		line = document.createElement("p");
		line.className = "bank-login-notice";
		line.setAttribute("role", "alert");
		body.append(line);
	}
	line.hidden = !text;
	line.textContent = text || "";
	line.dataset.colour = colour || "";
}

function why_refused(answer) {
	if (answer.locked_seconds) return answer.message;
	const left = answer.attempts_left;
	if (left === undefined || left > 2) return texts.wrong;
	return `${texts.wrong} ${texts.left.replace("{0}", left)}`;
}

const button_texts = new Map();
const plain_401 = login.login_handlers[401];
login.login_handlers[401] = (xhr) => {
	const answer = xhr.responseJSON || {};
	const form = document.querySelector("section.for-login .form-login");
	const twofactor = document.getElementById("twofactor_div");
	plain_401(xhr, answer);
	if (twofactor || !form) return;
	form.querySelector(".btn-login:not(.btn-ldap-login)").textContent = button_texts.get(form) || "";
	notice(form, why_refused(answer), "red");
};

$(document).on("submit", ".form-login", function () {
	notice(this, "");
});

for (const form of document.querySelectorAll(".form-login")) {
	const button = form.querySelector(".btn-login:not(.btn-ldap-login)");
	if (button) button_texts.set(form, button.textContent.trim());
}

const ask = document.querySelector(".bank-forgot-ask");
const enter = document.querySelector(".bank-forgot-code");
let request = "";

async function post(method, values) {
	const answer = await fetch(`/api/method/bank_crm.api.password_reset.${method}`, {
		method: "POST",
		headers: {
			Accept: "application/json",
			"Content-Type": "application/json",
			"X-Frappe-CSRF-Token": frappe.csrf_token || "",
		},
		body: JSON.stringify(values),
	});
	const body = await answer.json().catch(() => ({}));
	if (answer.ok) return body.message;
	if (answer.status === 429) throw new Error(texts.too_many);
	throw new Error(server_text(body) || texts.failed);
}

function server_text(body) {
	const messages = JSON.parse(body._server_messages || "[]");
	const first = messages.length ? JSON.parse(messages[0]).message : "";
	return new DOMParser().parseFromString(first, "text/html").body.textContent;
}

async function submit(form, action) {
	const button = form.querySelector("[type=submit]");
	const label = button.textContent;
	button.disabled = true;
	button.textContent = texts.wait;
	notice(form, "");
	try {
		await action();
	} catch (error) {
		notice(form, error.message, "red");
	}
	button.disabled = false;
	button.textContent = label;
}

function show_code_form(shown) {
	ask.hidden = shown;
	enter.hidden = !shown;
	(shown ? enter : ask).querySelector("input").focus();
}

ask?.addEventListener("submit", (event) => {
	event.preventDefault();
	submit(ask, async () => {
		const account = document.getElementById("forgot_account").value.trim();
		const way = ask.querySelector("[name=way]:checked").value;
		request = (await post("request_code", { account, way })).request;
		document.getElementById("forgot_code").value = "";
		show_code_form(true);
		notice(enter, texts.sent, "blue");
	});
});

enter?.addEventListener("submit", (event) => {
	event.preventDefault();
	submit(enter, async () => {
		const code = document.getElementById("forgot_code").value;
		const found = await post("confirm_code", { request, code });
		window.location.href = found.redirect_to;
	});
});

enter?.querySelector(".bank-forgot-again").addEventListener("click", () => show_code_form(false));

// Frappe's script moves the focus to the field of the form that was removed
const plain_forgot = login.forgot;
login.forgot = function () {
	plain_forgot();
	const typed = document.getElementById("login_email")?.value;
	const account = document.getElementById("forgot_account");
	if (account && typed) account.value = typed;
	(enter && !enter.hidden ? document.getElementById("forgot_code") : account)?.focus();
};
if (window.location.hash === "#forgot") login.forgot();
