"""The words of SPARQL 1.1."""

from __future__ import annotations

#: How many arguments each function takes, at least and at most.
FUNCTIONS = {
    "STR": (1, 1), "LANG": (1, 1), "LANGMATCHES": (2, 2), "DATATYPE": (1, 1), "BOUND": (1, 1), "IRI": (1, 1),
    "URI": (1, 1), "BNODE": (0, 1), "RAND": (0, 0), "ABS": (1, 1), "CEIL": (1, 1), "FLOOR": (1, 1), "ROUND": (1, 1),
    "CONCAT": (0, 999), "STRLEN": (1, 1), "UCASE": (1, 1), "LCASE": (1, 1), "ENCODE_FOR_URI": (1, 1),
    "CONTAINS": (2, 2), "STRSTARTS": (2, 2), "STRENDS": (2, 2), "STRBEFORE": (2, 2), "STRAFTER": (2, 2),
    "YEAR": (1, 1), "MONTH": (1, 1), "DAY": (1, 1), "HOURS": (1, 1), "MINUTES": (1, 1), "SECONDS": (1, 1),
    "TIMEZONE": (1, 1), "TZ": (1, 1), "NOW": (0, 0), "UUID": (0, 0), "STRUUID": (0, 0), "MD5": (1, 1), "SHA1": (1, 1),
    "SHA256": (1, 1), "SHA384": (1, 1), "SHA512": (1, 1), "COALESCE": (0, 999), "IF": (3, 3), "STRLANG": (2, 2),
    "STRDT": (2, 2), "SAMETERM": (2, 2), "ISIRI": (1, 1), "ISURI": (1, 1), "ISBLANK": (1, 1), "ISLITERAL": (1, 1),
    "ISNUMERIC": (1, 1), "REGEX": (2, 3), "SUBSTR": (2, 3), "REPLACE": (3, 4),
}  # fmt: skip
ARGUMENTS = {
    "REGEX": 'write REGEX(?text, "pattern") or REGEX(?text, "pattern", "i")',
    "CONTAINS": 'write CONTAINS(?text, "part")',
    "IF": "write IF(condition, then, else)",
    "REPLACE": 'write REPLACE(?text, "pattern", "by")',
    "SUBSTR": "write SUBSTR(?text, start, length)",
}
AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
KEYWORDS = (
    "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE", "DISTINCT", "REDUCED", "AS", "FROM", "NAMED", "WHERE",
    "OPTIONAL", "UNION", "MINUS", "GRAPH", "SERVICE", "SILENT", "FILTER", "BIND", "VALUES", "UNDEF", "EXISTS", "NOT",
    "IN", "GROUP", "BY", "HAVING", "ORDER", "ASC", "DESC", "LIMIT", "OFFSET", "SEPARATOR", "TRUE", "FALSE",
)  # fmt: skip
CLOSING = {"{": "}", "(": ")", "[": "]"}
FORMS = ("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")
MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
PATTERNS = ("OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES")
COMPARISONS = ("=", "!=", "<", ">", "<=", ">=")
OTHER_SPELLINGS = {
    "AND": "&&",
    "OR": "||",
    "LIKE": "REGEX(?text, 'pattern', 'i')",
    "IS": "=",
    "MOD": "no such operator",
}
