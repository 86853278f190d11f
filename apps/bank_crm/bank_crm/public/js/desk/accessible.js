// Names and roles the framework's own screens lack, so that a screen reader says what a button, field or tab is. They
// are taken from what sighted people read: tooltip, label of the field, placeholder. Nothing that has a name is touched.

const NAMELESS = "button, a[href], select, input:not([type=hidden]), textarea, [role=button], [role=progressbar]";
const MENUS = "a[aria-expanded]:not([href]):not([role])";
const SIGNS = ".header-logo img:not([alt])";
const BASED_ON = "Filter based on ";
const FILTERS = `.dt-filter[title^="${BASED_ON}"]`;
const WAIT_MS = 200;
//: What shows an icon alone and has no tooltip either.
const ICONS = {
	"drop-icon": () => __("Menu"),
	"chart-menu": () => __("Menu"),
	"scroll-to-top": () => __("Scroll to Top"),
	"btn-modal-close": () => __("Close"),
	"match-type-dropdown-btn": () => __("Condition"),
	"list-row-checkbox": (node) => node.closest(".list-row")?.querySelector(".list-subject a")?.textContent.trim() || node.dataset.name,
	"list-check-all": () => __("Select All"),
	"grid-row-check": () => __("Select"),
	"btn-new": (node) => __("New {0}", [__(node.dataset.doctype || "")]),
	"progress-bar": () => __("Progress"),
	"dt-filter": () => __("Filter"),
	"dt-paste-target": () => __("Paste"),
};

let waiting = null;
const added = new Set();

/** Only what has come since the last time: the Desk keeps every screen it has shown. */
function name_added() {
	waiting = null;
	const roots = [...added].filter((node) => node.isConnected);
	added.clear();
	for (const root of roots) {
		if (root.matches(NAMELESS)) name(root);
		for (const node of root.querySelectorAll(NAMELESS)) name(node);
		// an anchor that leads nowhere and opens a menu is a button; the app's sign stands beside its name
		for (const node of root.querySelectorAll(MENUS)) node.setAttribute("role", "button");
		for (const node of root.querySelectorAll(SIGNS)) node.alt = "";
		// the table of reports says this in English only
		for (const node of root.querySelectorAll(FILTERS))
			node.title = __("Filter by {0}", [node.title.slice(BASED_ON.length)]);
		const lists = [...(root.closest("[role=tablist]") ? [root.parentElement] : []), ...root.querySelectorAll("[role=tablist]")];
		for (const item of lists.flatMap((list) => [...list.children]))
			if (item.tagName === "LI" && !item.hasAttribute("role")) item.setAttribute("role", "presentation");
	}
}

function name(node) {
	if (node.hasAttribute("aria-label") || node.hasAttribute("aria-labelledby") || says(node)) return;
	const text = name_of(node);
	if (text) node.setAttribute("aria-label", text);
}

/** Whether the element has a name already: its own words, a label that belongs to it, or a title. */
function says(node) {
	if (node.matches("button, a, [role=button]")) return Boolean(node.textContent.trim() || node.title);
	if (node.matches("[role=progressbar]")) return Boolean(node.title);
	return Boolean(node.labels?.length || node.title);
}

function name_of(node) {
	for (const [name, text] of Object.entries(ICONS)) if (node.classList.contains(name)) return text(node);
	if (node.closest(".datepicker--time")) return node.name === "minutes" ? __("Minutes") : __("Hours");
	const around = node.closest("[data-original-title]") || node.querySelector("[data-original-title]");
	if (around?.dataset.originalTitle) return strip_html(around.dataset.originalTitle);
	const control = node.closest(".frappe-control");
	const label = control?.querySelector(".control-label, .label-area")?.textContent.trim();
	if (label) return label;
	const placeholder = node.getAttribute("placeholder");
	if (placeholder) return placeholder;
	const column = node.closest(".grid-static-col, [data-fieldname]")?.dataset.fieldname;
	const field = column && frappe.meta.get_docfield(control?.fieldobj?.doctype || window.cur_frm?.doctype, column);
	if (field) return __(field.label, null, field.parent);
	if (node.closest(".form-sidebar")) return node.parentElement.textContent.trim();
	return node.matches(".navbar-breadcrumbs a") ? __("Home") : "";
}

function look_later(records) {
	for (const record of records) for (const node of record.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) added.add(node);
	if (added.size) waiting ??= setTimeout(name_added, WAIT_MS);
}

$(document).ready(() => {
	new MutationObserver(look_later).observe(document.body, { childList: true, subtree: true });
	look_later([{ addedNodes: [document.body] }]);
});
