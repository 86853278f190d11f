// The tree as it is edited, and the stored form of domain/segment_schema.py made from it.
//
// group {kind, op: "and" | "or", negate, children} · leaf {kind, field, operator, value}
// fact {kind, fact, measure, of, days, operator, value, where: [leaf]}
// Each node keeps `path`, its place in the stored tree, so that what the server says of a node finds its row.

const VERSION = 1;
let serial = 0;

const made = (node) => ({ id: `condition-${++serial}`, path: "", ...node });

export const group = (op = "and", children = [], negate = false) => made({ kind: "group", op, children, negate });
export const leaf = (field, operator = null, value = null) => made({ kind: "leaf", field, operator, value });
export const fact = (name, values = {}) =>
	made({
		kind: "fact",
		fact: name,
		measure: "exists",
		of: "",
		days: null,
		operator: "=",
		value: true,
		where: [],
		...values,
	});

/** The edited form of a stored tree; an empty group for none. */
export function from_tree(tree) {
	if (!tree?.root) return group();
	const root = read(tree.root);
	return root.kind === "group" ? root : group("and", [root]);
}

function read(node) {
	if (node.op === "not") {
		const inner = read(node.conditions[0]);
		if (inner.kind === "group" && !inner.negate) return { ...inner, negate: true };
		return group("and", [inner], true);
	}
	if (node.op) return group(node.op, node.conditions.map(read));
	if (node.fact) {
		const { where = [], days = null, of = "", ...rest } = node;
		return fact(node.fact, { ...rest, days, of, where: where.map(read) });
	}
	return leaf(node.field.replace(/^customer\./, ""), node.operator, node.value ?? null);
}

/** The stored form, null while there is no condition at all. Groups without conditions are left out. */
export function to_tree(root) {
	const stored = write(root, "root");
	return stored ? { version: VERSION, root: stored } : null;
}

function write(node, path) {
	node.path = path;
	if (node.kind === "leaf") return write_leaf(node);
	if (node.kind === "fact") return write_fact(node);
	const inner = node.negate ? `${path}.conditions.0` : path;
	node.inner_path = inner;
	const conditions = [];
	for (const child of node.children) {
		const stored = write(child, `${inner}.conditions.${conditions.length}`);
		if (stored) conditions.push(stored);
	}
	if (!conditions.length) return null;
	const stored = { op: node.op, conditions };
	return node.negate ? { op: "not", conditions: [stored] } : stored;
}

function write_leaf(node) {
	const stored = { field: node.field, operator: node.operator };
	if (!is_unary(node.operator)) stored.value = node.value;
	return stored;
}

function write_fact(node) {
	const where = node.where.map((one, index) => write(one, `${node.path}.where.${index}`));
	const stored = { fact: node.fact, measure: node.measure, where, days: node.days };
	if (node.of) stored.of = node.of;
	stored.operator = node.operator;
	stored.value = node.value;
	return stored;
}

export const is_unary = (operator) => operator === "is set" || operator === "is not set";

/** Whether everything that has to be filled in is. */
export function is_complete(node) {
	if (node.kind === "group") return node.children.every(is_complete);
	if (node.kind === "fact") {
		return node.where.every(is_complete) && (node.measure === "exists" || has_value(node.operator, node.value));
	}
	return Boolean(node.field && node.operator) && has_value(node.operator, node.value);
}

function has_value(operator, value) {
	if (is_unary(operator)) return true;
	if (operator === "between") return Array.isArray(value) && value.length === 2 && value.every(is_filled);
	if (operator === "in" || operator === "not in") return Array.isArray(value) && value.length > 0;
	return is_filled(value);
}

const is_filled = (value) => value !== null && value !== undefined && value !== "" && !Number.isNaN(value);

/** Every node below and with `root`. */
export function* walk(root) {
	yield root;
	for (const child of root.children || root.where || []) yield* walk(child);
}

/** A node with new identities all the way down. */
export function copy(node) {
	const again = made({ ...node, value: structuredClone(node.value ?? null) });
	again.id = `condition-${++serial}`;
	if (node.children) again.children = node.children.map(copy);
	if (node.where) again.where = node.where.map(copy);
	return again;
}
