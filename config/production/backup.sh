#!/bin/sh
# One backup of one site: database, files, operation log's archives, checked and with a list of fingerprints.
# The key (site_config.json) goes to a folder of its own: without it the sealed values stay sealed, with it beside the
# database the sealing is worth nothing.
set -eu

: "${BENCH:?the bench, e.g. /srv/frappe-bench}" "${SITE:?the site}" "${TARGET:?where backups go}"
KEEP_DAYS="${KEEP_DAYS:-35}"
KEYS="${KEYS:-$TARGET.keys}"
day="$(date +%Y%m%d-%H%M%S)"
folder="$TARGET/$day"

umask 077
mkdir -p "$folder" "$KEYS"
cd "$BENCH"
if command -v bench >/dev/null 2>&1; then
	bench --site "$SITE" backup --with-files --backup-path "$folder"
else
	(cd sites && "$BENCH/env/bin/python" -m frappe.utils.bench_helper frappe --site "$SITE" backup --with-files --backup-path "$folder")
fi
if [ -d "sites/$SITE/private/bank_crm/operation_log" ]; then
	tar -C "sites/$SITE/private/bank_crm" -czf "$folder/operation_log.tar.gz" operation_log
fi
# Frappe puts a copy of site_config.json beside the dump; it belongs with the keys
find "$folder" -name '*site_config*.json' -exec mv {} "$KEYS/$day-site_config.json" \;
for dump in "$folder"/*.sql.gz; do
	gzip -t "$dump"
	zcat "$dump" | tail -n 5 | grep -q 'Dump completed' || { echo "$dump is not whole" >&2; exit 1; }
done
(cd "$folder" && sha256sum -- * >SHA256SUMS)
find "$TARGET" -mindepth 1 -maxdepth 1 -type d -mtime "+$KEEP_DAYS" -exec rm -rf {} +
echo "$folder"
