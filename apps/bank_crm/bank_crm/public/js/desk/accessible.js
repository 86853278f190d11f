// Names and roles the framework's own screens lack, so that a screen reader says what a button, field or tab is. They
// are taken from what sighted people read: tooltip, label of the field, placeholder. Nothing that has a name is touched.

const NAMELESS = "button, a[href], select, input:not([type=hidden]), textarea, [role=button]";
const WAIT_MS = 200;
//: What shows an icon alone and has no tooltip either.
const ICONS = {
	"drop-icon": () => __("Menu"),
	"scroll-to-top": () => __("Scroll to Top"),
	"btn-modal-close": () => __("Close"),
	"match-type-dropdown-btn": () => __("Condition"),
	"list-row-checkbox": (node) => node.dataset.name,
	"list-check-all": () => __("Select All"),
	"grid-row-check": () => __("Select"),
};

let waiting = null;

function name_all() {
	waiting = null;
	for (const node of document.querySelectorAll(NAMELESS)) {
		if (node.hasAttribute("aria-label") || node.hasAttribute("aria-labelledby") || says(node)) continue;
		const name = name_of(node);
		if (name) node.setAttribute("aria-label", name);
	}
	for (const item of document.querySelectorAll("[role=tablist] > li:not([role])")) item.setAttribute("role", "presentation");
}

/** Whether the element has a name already: its own words, a label that belongs to it, or a title. */
function says(node) {
	if (node.matches("button, a, [role=button]")) return Boolean(node.textContent.trim() || node.title);
	return Boolean(node.labels?.length || node.title);
}

function name_of(node) {
	for (const [name, text] of Object.entries(ICONS)) if (node.classList.contains(name)) return text(node);
	const around = node.closest("[data-original-title]") || node.querySelector("[data-original-title]");
	if (around?.dataset.originalTitle) return strip_html(around.dataset.originalTitle);
	const control = node.closest(".frappe-control");
	const label = control?.querySelector(".control-label, .label-area")?.textContent.trim();
	if (label) return label;
	if (node.placeholder || node.getAttribute("placeholder")) return node.placeholder || node.getAttribute("placeholder");
	const column = node.closest(".grid-static-col, [data-fieldname]")?.dataset.fieldname;
	const field = column && frappe.meta.get_docfield(control?.fieldobj?.doctype || window.cur_frm?.doctype, column);
	if (field) return __(field.label, null, field.parent);
	return node.matches(".navbar-breadcrumbs a") ? __("Home") : "";
}

function look_again() {
	waiting ??= setTimeout(name_all, WAIT_MS);
}

$(document).ready(() => {
	new MutationObserver(look_again).observe(document.body, { childList: true, subtree: true });
	look_again();
});
