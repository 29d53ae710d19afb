/**
 * How large a function's result can be beside its operands, which is what a bomb of text or lists is made of:
 *
 *   small    fixed in size: a number, a time, a truth
 *   keep     no larger than its largest operand
 *   element  a part of a list, map or struct
 *   join     all operands put together
 *   multiply one operand for each part of another
 *   spread   an entry of a list for each character
 *   collect  an aggregate that keeps every value it is given
 *   series   a list as long as its numbers say
 */
export type Growth = 'small' | 'keep' | 'element' | 'join' | 'multiply' | 'spread' | 'collect' | 'series';

const NAMES: Readonly<Record<Growth, string>> = {
  small: `
    + - * / // % ** ^ & | << >> ~ !~~ ~~ ~~* !~~* ~~~ @ && @> <@ ^@
    abs acos acosh asin asinh atan atan2 atanh cbrt ceil ceiling cos cosh cot degrees divide even exp factorial fdiv
    floor fmod gamma gcd greatest_common_divisor isfinite isinf isnan lcm least_common_multiple lgamma ln log log10
    log2 mod multiply add subtract nextafter pi pow power radians round round_even sign signbit sin sinh sqrt tan tanh
    trunc xor bit_count
    count count_star count_if countif sum sum_no_overflow fsum kahan_sum sumkahan avg mean favg product geomean
    geometric_mean stddev stddev_pop stddev_samp variance var_pop var_samp sem skewness kurtosis kurtosis_pop entropy
    corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
    regr_syy bool_and bool_or bit_and bit_or bit_xor approx_count_distinct approx_quantile mad weighted_avg wavg
    row_number rank dense_rank rank_dense percent_rank cume_dist ntile
    length len strlen char_length character_length octet_length bit_length ascii ord unicode instr position strpos
    contains starts_with ends_with prefix suffix regexp_matches regexp_full_match like_escape not_like_escape
    ilike_escape not_ilike_escape levenshtein editdist3 damerau_levenshtein hamming mismatches jaccard jaro_similarity
    jaro_winkler_similarity hash md5 sha256 typeof
    date_add date_diff datediff date_part datepart date_sub datesub date_trunc datetrunc day dayname dayofmonth
    dayofweek dayofyear days_in_month hour minute second millisecond microsecond month monthname quarter week weekday
    weekofyear isodow isoyear year yearweek decade century millennium era epoch epoch_ms epoch_us epoch_ns julian
    last_day make_date make_time make_timestamp age time_bucket timezone to_timestamp to_years to_quarters to_months
    to_weeks to_days to_hours to_minutes to_seconds to_milliseconds to_microseconds strptime try_strptime
    now current_date today current_localtimestamp get_current_timestamp transaction_timestamp
    list_contains list_has array_contains array_has list_has_all list_has_any array_has_all array_has_any
    list_position list_indexof array_position array_indexof list_unique array_unique array_length list_count list_sum
    list_avg list_median list_product list_stddev_pop list_stddev_samp list_var_pop list_var_samp list_bool_and
    list_bool_or list_approx_count_distinct cardinality map_contains struct_contains`,
  keep: `
    lower lcase upper ucase trim ltrim rtrim left right substr substring substring_grapheme reverse strip_accents
    nfc_normalize split_part regexp_extract strftime format_bytes formatReadableSize nullif greatest least
    min max any_value arbitrary first last arg_max arg_min argmax argmin max_by min_by arg_max_null arg_min_null mode
    median quantile quantile_cont quantile_disc
    lag lead first_value last_value nth_value fill
    list_distinct array_distinct list_sort array_sort list_reverse_sort array_reverse_sort list_reverse array_reverse
    list_slice array_slice list_intersect array_intersect map_keys map_values`,
  element: `
    unnest list_extract list_element array_extract element_at map_extract map_extract_value list_first list_last
    list_min list_max list_mode list_any_value struct_extract struct_extract_at`,
  join: `
    || concat concat_ws list_value list_pack array_value row struct_pack struct_concat struct_insert list_concat
    list_cat array_concat array_cat list_append list_prepend array_append array_prepend array_push_back
    array_push_front list_zip array_zip flatten map map_from_entries map_entries map_concat`,
  multiply: 'replace regexp_replace translate array_to_string list_string_agg',
  spread: `
    split string_split str_split string_to_array str_split_regex string_split_regex regexp_split_to_array
    regexp_extract_all`,
  collect: 'list array_agg string_agg group_concat listagg histogram approx_top_k',
  series: 'range generate_series',
};

const GROWTHS: ReadonlyMap<string, Growth> = new Map(
  Object.entries(NAMES).flatMap(([growth, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, growth as Growth] as const),
  ),
);

/** The functions whose answer is another one a moment later. */
export const OF_THE_MOMENT: ReadonlySet<string> = new Set(
  'now current_date today current_localtimestamp get_current_timestamp transaction_timestamp'.split(' '),
);

/** What can be said without parentheses and is no column; other such words tell of the session and are refused. */
export const MOMENT_WORDS: ReadonlySet<string> = new Set(
  'current_date current_timestamp localtimestamp'.split(' '),
);
export const SESSION_WORDS: ReadonlySet<string> = new Set(
  `user current_user session_user current_role current_catalog current_schema current_database current_time
  localtime`.split(/\s+/),
);

/** With one operand more than usual, the aggregates that keep the first n. */
const FIRST_N: Readonly<Record<string, number>> = {
  min: 1,
  max: 1,
  arg_max: 2,
  arg_min: 2,
  argmax: 2,
  argmin: 2,
  max_by: 2,
  min_by: 2,
};

/** Undefined for a function that is not on the list. */
export function growthOf(name: string, operands: number): Growth | undefined {
  const usual = FIRST_N[name];
  return usual !== undefined && operands > usual ? 'collect' : GROWTHS.get(name);
}
