/** What a function is refused for, as the second half of a sentence that begins with its name. */
const REASONS: readonly (readonly [reason: string, names: string])[] = [
  [
    'acts beyond the query, and queries only read',
    `pg_sleep pg_sleep_for pg_sleep_until set_config setseed nextval setval pg_notify pg_reload_conf pg_rotate_logfile
     pg_terminate_backend pg_cancel_backend pg_advisory_lock pg_advisory_lock_shared pg_advisory_unlock
     pg_advisory_unlock_all pg_advisory_unlock_shared pg_advisory_xact_lock pg_advisory_xact_lock_shared
     pg_try_advisory_lock pg_try_advisory_lock_shared pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared
     lo_import lo_export lo_create lo_creat lo_unlink lo_put lo_from_bytea lo_open lowrite loread dblink dblink_exec
     dblink_connect pg_logical_emit_message pg_create_restore_point pg_switch_wal pg_promote pg_export_snapshot
     pg_stat_reset pg_log_backend_memory_contexts pg_current_xact_id txid_current pg_drop_replication_slot
     query_to_xml query_to_xmlschema database_to_xml pg_restore_relation_stats load_extension`,
  ],
  [
    "reads files or settings of the server, which are not the query's data",
    `pg_read_file pg_read_binary_file pg_ls_dir pg_ls_logdir pg_ls_waldir pg_ls_tmpdir pg_stat_file lo_get
     pg_current_logfile current_setting pg_show_all_settings pg_hba_file_rules pg_file_settings currval lastval
     load_file getenv read_csv read_csv_auto read_parquet read_json read_text read_blob glob`,
  ],
  [
    'gives another value at every call, so that no answer could be repeated or checked; compute it where the query is sent',
    'random_normal uuidv7 uuid_generate_v4 clock_timestamp timeofday',
  ],
  [
    'speaks of a session, and a query has one at each of its sources',
    `current_user session_user user current_role current_schema current_schemas current_catalog current_database
     version pg_backend_pid inet_client_addr inet_server_addr pg_postmaster_start_time pg_is_in_recovery
     has_table_privilege pg_my_temp_schema`,
  ],
  [
    'counts the digits a value was written with, where here the plan settles the scale of a column; use min_scale',
    'scale',
  ],
  ["tells a type, which the result's schema tells for every column", 'pg_typeof'],
]

const REASON_BY_NAME: ReadonlyMap<string, string> = new Map(
  REASONS.flatMap(([reason, names]) => names.split(/\s+/).map((name): [string, string] => [name, reason])),
)

/** The sentence that says why a function of PostgreSQL is not one here; undefined where there is no more to say. */
export function whyRefused(name: string): string | undefined {
  const reason = REASON_BY_NAME.get(name)
  return reason === undefined ? undefined : `The function ${name} is not available: it ${reason}.`
}
