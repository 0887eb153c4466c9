"""cablegram beside SQLite FTS5, PostgreSQL full text and bm25s: same cables, questions, answers."""
